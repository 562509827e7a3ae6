"""Bearer tokens: made once, shown once, and known afterwards by their SHA-256 alone."""

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from publisher.errors import Refusal
from publisher.models import ApiToken, User

START = "pub_"
MINUTE = timedelta(minutes=1)


def make(user: User, name: str = "") -> tuple[ApiToken, str]:
    """A new token of this user, and its text, which nobody can read again."""
    prefix = START + secrets.token_hex(4)
    text = f"{prefix}_{secrets.token_urlsafe(32)}"
    return ApiToken.objects.create(user=user, name=name.strip()[:60], prefix=prefix, sha256=_sha256(text)), text


def revoke(user: User, which: str) -> ApiToken:
    """Ends the token of this user with that prefix or name. Raises `Refusal` when there is none, or several."""
    found = list(ApiToken.objects.filter(Q(prefix=which) | Q(name=which), user=user, revoked_at=None))
    if len(found) == 1:
        found[0].revoked_at = timezone.now()
        found[0].save(update_fields=["revoked_at"])
        return found[0]
    todo = f"`publisher user token {user.email} --list` shows them."
    if found:
        raise Refusal(f"{user.email} has {len(found)} tokens called {which!r}; give the prefix. {todo}", "conflict")
    raise Refusal(f"{user.email} has no token {which!r} in use. {todo}", "missing")


def user_of(text: str) -> User | None:
    """Whom the token speaks for; None if it was never made, is revoked, or its user was switched off."""
    row = ApiToken.objects.select_related("user").filter(sha256=_sha256(text), revoked_at=None).first()
    if row is None or not row.user.is_active:
        return None
    now = timezone.now()
    # To the minute: a program that asks often must not write each time.
    ApiToken.objects.filter(Q(used_at=None) | Q(used_at__lt=now - MINUTE), pk=row.pk).update(used_at=now)
    return row.user


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
