"""Whose account a log-in is at the service: the same one is not connected twice, nor another one under its name."""

import hashlib
from contextlib import suppress
from typing import Any

from django.db.models import Q

from publisher import channels, crypto
from publisher.channels.base import Channel, Session
from publisher.errors import Refusal
from publisher.models import Account


def refuse_twice(account: Account, kind: type[Channel], secrets: Any, session: Session | None = None) -> None:
    """Raises `Refusal` when another account of the channel that is not retired is the same one at the service."""
    mine = {digest_of(kind.identity(secrets, known)) for known in (None, session)} - {""}
    for other in Account.objects.filter(channel=account.channel, retired_at=None).exclude(name=account.name):
        theirs = {other.identity}
        with suppress(crypto.SealBroken, TypeError):  # its key is lost: what it was when it was connected still counts
            given, kept = crypto.unseal(other.secrets), crypto.unseal(other.session)
            theirs |= {digest_of(kind.identity(kind.Secrets(**given), known)) for known in (None, kept)}
        if mine & theirs:
            raise Refusal(
                f"{other} is that {kind.label} account already, so everything would be posted twice. "
                f"To log in anew, connect it as {other.name}.",
                "conflict",
            )


def refuse_another(account: Account, kind: type[Channel], secrets: Any, session: Session) -> None:
    """Raises `Refusal` when the account is known as somebody else's at the service.

    What it posted is read back, looked for and taken down by its log-in: with another one it would all be called gone.
    What people post by hand has no log-in, so there a username that was mistyped can be mended.
    """
    known = _known_as(account) if account.pk else ""
    now = {digest_of(kind.identity(secrets, one)) for one in (None, session)}
    if not kind.by_itself or not known or known in now:
        return
    if account.retired_at is None:
        raise Refusal(
            f"{account} is another {kind.label} account, so this one needs another name. "
            f"If it takes its place, then: publisher account retire {account} --reason TEXT",
            "conflict",
        )
    if account.deliveries.filter(Q(sending_at__isnull=False) | Q(published_at__isnull=False)).exists():
        raise Refusal(
            f"What {account} posted was posted by another {kind.label} account. Give this one another name.", "conflict"
        )


def _known_as(account: Account) -> str:
    """The digest of whose account it was when it was connected; empty if nobody knows."""
    if account.identity:
        return account.identity
    with suppress(crypto.SealBroken, TypeError, ValueError):
        kind = channels.load([account.channel])[account.channel]
        given = crypto.unseal(account.secrets)
        return digest_of(kind.identity(kind.Secrets(**given), crypto.unseal(account.session)))
    return ""


def digest_of(identity: str) -> str:
    """The name of a log-in is one of its secrets: to compare two, its SHA-256 is enough."""
    return hashlib.sha256(identity.encode()).hexdigest() if identity else ""
