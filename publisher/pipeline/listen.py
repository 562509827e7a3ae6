"""A sender says "read again now": who may say so, that it is heard once, and that the source is due.

What a message says is never a fact: the re-read alone finds what is so. That is why losing one costs a minute, and why
many of them cost a read every few seconds.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from publisher import crypto, nudge
from publisher.errors import Refusal
from publisher.models import HookHint, HookMessage, HookSecret, Source
from publisher.models.hooks import HOOK_KINDS
from publisher.rules import signatures

log = structlog.get_logger(__name__)

KEEP = timedelta(days=9)
"""Longer than senders try again (Standard Webhooks' example ends after three days; Airtable's pings live seven)."""

PAUSE = timedelta(seconds=5)
"""A source is read for its senders no more often than this."""

MINUTE = timedelta(minutes=1)


def hear(source: Source, body: bytes, headers: Mapping[str, str], in_path: str = "") -> bool:
    """Takes one message for `source`; False when it was heard before. Header names are in lower case.

    Marks the source as due and nudges a worker. Raises `signatures.Malformed` or `signatures.NotSigned`.
    """
    now = timezone.now()
    ident, secret = _signed(source, body, headers, in_path, now)
    digest = hashlib.sha256(ident.encode()).hexdigest()
    try:
        with transaction.atomic():
            if ident:
                HookMessage.objects.create(source=source, digest=digest, at=now)
            HookHint.objects.update_or_create(source=source, defaults={"asked_at": now})
            HookSecret.objects.filter(Q(used_at=None) | Q(used_at__lt=now - MINUTE), pk=secret.pk).update(used_at=now)
            if _may_nudge(source, now):
                nudge.send("reread", source.pk)
    except IntegrityError:
        if not HookMessage.objects.filter(source=source, digest=digest).exists():
            raise
        return False
    return True


def asked(now: datetime | None = None) -> list[int]:
    """Sources that a sender asked for after their last read began, and that have had their pause."""
    now = now or timezone.now()
    return list(_asked(now).order_by("asked_at").values_list("source_id", flat=True))


def is_asked(source_id: int) -> bool:
    """True for one of `asked`: a hint that came late or twice is not worth a read."""
    return _asked(timezone.now()).filter(source_id=source_id).exists()


def forget(now: datetime) -> int:
    """Drops messages that nobody sends again; gives how many."""
    return HookMessage.objects.filter(at__lt=now - KEEP).delete()[0]


def new_secret(source: Source, kind: str = "standard", given: str = "") -> tuple[HookSecret, str]:
    """A further secret for the source's webhook: made here, or `given` by the sender. Shown only now.

    Raises `Refusal` for a secret that cannot be one, and for Airtable without one: Airtable makes its own.
    """
    if kind not in HOOK_KINDS:
        raise Refusal(f"There is no kind {kind!r}. Use one of {', '.join(HOOK_KINDS)}.")
    if kind == "airtable" and not given:
        raise Refusal("Airtable makes the secret itself: give its macSecretBase64 with --secret-file.")
    if kind == "path":
        if given:
            raise Refusal("The secret of an address is made here, so that nobody chooses a short one.")
        secret = secrets.token_urlsafe(32)
    else:
        try:
            secret = signatures.usable(kind, given or signatures.fresh())
        except ValueError as cause:
            raise Refusal(str(cause)) from cause
    return HookSecret.objects.create(source=source, kind=kind, secret=crypto.seal({"secret": secret})), secret


def drop_secret(source: Source, number: int) -> None:
    """Forgets one secret: what it signs is refused from now on. Raises `Refusal` if there is none."""
    if not HookSecret.objects.filter(source=source, pk=number).delete()[0]:
        todo = f"`publisher source webhook {source.name} --list` shows them."
        raise Refusal(f"{source.name} has no webhook secret {number}. {todo}", "missing")


def _signed(
    source: Source, body: bytes, headers: Mapping[str, str], in_path: str, now: datetime
) -> tuple[str, HookSecret]:
    """The message's id (empty if it has none) and the secret that let it in."""
    kind = "path" if in_path else "airtable" if signatures.AIRTABLE_HEADER in headers else "standard"
    known = _known(source, kind)
    if kind == "path":
        for secret, row in known.items():
            if hmac.compare_digest(secret.encode(), in_path.encode()):
                return "", row
        raise signatures.NotSigned("The address is not the one that was made for this source.")
    if kind == "airtable":
        ident, secret = signatures.airtable(body, headers[signatures.AIRTABLE_HEADER], known, now)
    else:
        ident, secret = signatures.standard(body, headers, known)
    return ident, known[secret]


def _known(source: Source, kind: str) -> dict[str, HookSecret]:
    found = {}
    for row in HookSecret.objects.filter(source=source, kind=kind):
        try:
            found[str(crypto.unseal(row.secret)["secret"])] = row
        except crypto.SealBroken:  # the others may still open, and the sender is told no more than "not signed"
            log.error("a webhook's secret does not open with PUBLISHER_SECRET_KEY; make a new one", hook=row.pk)
    return found


def _may_nudge(source: Source, now: datetime) -> bool:
    """True once per pause, and not right after a read: the sweeper finds the rest."""
    rested = Q(source__read_at=None) | Q(source__read_at__lte=now - PAUSE)
    ready = Q(nudged_at=None) | Q(nudged_at__lte=now - PAUSE)
    hint = HookHint.objects.filter(rested, ready, source=source, source__paused_at=None)
    return bool(hint.update(nudged_at=now))


def _asked(now: datetime) -> "QuerySet[HookHint]":
    unread = Q(source__read_at=None) | Q(asked_at__gt=F("source__read_at"), source__read_at__lte=now - PAUSE)
    return HookHint.objects.filter(unread, source__paused_at=None)
