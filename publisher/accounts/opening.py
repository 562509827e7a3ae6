"""From a stored account to a channel that can act, and its session back into the store."""

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import MISSING, fields
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from publisher import channels, crypto, workflow
from publisher.accounts.pages import one_a_page, refuse_same_page
from publisher.channels.base import Channel, Session, Surroundings
from publisher.channels.errors import NeedsHuman
from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.models import Account, User

NEWSLETTER = "newsletter"
GRAPH = "instagram_graph"
BY_HAND = "by_hand"


def channel_class(name: str) -> type[Channel]:
    """The channel of that name. Raises `Refusal` for one that is not switched on."""
    if name not in settings.CHANNELS:
        known = ", ".join(settings.CHANNELS)
        raise Refusal(f"The channel {name!r} is not switched on. PUBLISHER_CHANNELS has: {known}.", "missing")
    try:
        return channels.load([name])[name]
    except ValueError as cause:
        raise Refusal(str(cause), "missing") from cause


def surroundings(channel: str) -> Surroundings:
    """Where that channel runs here."""
    endpoint = settings.GRAPH_ENDPOINT if channel == GRAPH else settings.INSTAGRAM_ENDPOINT
    return Surroundings(endpoint=endpoint, timeout_seconds=settings.SEND_SECONDS, ca_file=settings.INSTAGRAM_CA)


def open_channel(account: Account) -> Channel:
    """The account's channel with its secrets and session opened; it makes no request yet.

    Raises `NeedsHuman` for a channel that is switched off and for secrets that do not open: trying again mends neither.
    """
    try:
        kind = channel_class(account.channel)
        secrets, session = crypto.unseal(account.secrets), crypto.unseal(account.session)
    except Refusal as cause:
        raise NeedsHuman(
            str(cause), "Switch it on, start the program again, then resume the account.", "off"
        ) from cause
    except crypto.SealBroken as cause:
        raise NeedsHuman(
            "Its stored secrets do not open with PUBLISHER_SECRET_KEY.",
            "Put the former key behind the new one (new,old), or connect the account again; then resume it.",
            "sealed",
        ) from cause
    return kind(kind.Secrets(**secrets), session or None, surroundings(account.channel))


def save_session(account: Account, fence: int, session: Session) -> None:
    """Stores a renewed session, if this worker still is the account's writer: a late one must not undo a newer."""
    changed = Account.objects.filter(pk=account.pk, fence=fence).update(
        session=crypto.seal(session), session_version=account.session_version + 1
    )
    if changed:
        account.session_version += 1


def connect(
    channel: str,
    name: str,
    given: dict[str, str],
    *,
    languages: list[str] | None = None,
    by: User | None = None,
    enter: Callable[[Channel], Session] = lambda channel: channel.connect(),
) -> Account:
    """Logs in and stores the account, ready to publish; connecting again keeps what worked until the new log-in did.

    `enter` is how: with what is `given` on the device that is known, or on with a log-in that waited for a person.

    Raises `Refusal` for a secret that is missing or unknown, for a log-in that another account has already, which
    would post everything twice, and for another log-in than this account's own; `channels.ChannelError` when the
    service says no.
    """
    kind = channel_class(channel)
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", name):
        raise Refusal(f"{name!r} is no name for an account: use letters, digits and hyphens, at most 60.")
    if unknown := set(languages or ()) - set(brand().languages):
        raise Refusal(f"There are no texts in {min(unknown)!r}. The brand file has {', '.join(brand().languages)}.")
    secrets = kind.Secrets(**_checked(kind, channel, given))
    account = Account.objects.filter(channel=channel, name=name).first() or Account(channel=channel, name=name)
    refuse_twice(account, kind, secrets)
    session = enter(kind(secrets, _former_session(account), surroundings(channel)))
    refuse_twice(account, kind, secrets, session)
    refuse_same_page(account, kind, secrets, session)
    account.secrets, account.session = crypto.seal(given), crypto.seal(session)
    account.identity = _digest(kind.identity(secrets, session))
    account.session_version += 1
    account.languages = languages or account.languages or ["en"]
    account.retired_at = None
    # The log-in took seconds: a worker's lease and fence, or a pause, may be newer than what was read before it.
    own = ["secrets", "session", "identity", "session_version", "languages", "retired_at"]
    try:
        with transaction.atomic():
            refuse_another(_as_stored(account), kind, secrets, session)
            account.save(update_fields=own if account.pk else None)
            workflow.tell(account, "connected", by=by)
    except IntegrityError as cause:
        refuse_twice(account, kind, secrets, session)
        raise Refusal(f"Somebody else connected {account} in this moment. Look at it first.", "conflict") from cause
    return account


def refuse_twice(account: Account, kind: type[Channel], secrets: Any, session: Session | None = None) -> None:
    """Raises `Refusal` when another account of the channel that is not retired is the same one at the service."""
    mine = {_digest(kind.identity(secrets, known)) for known in (None, session)} - {""}
    for other in Account.objects.filter(channel=account.channel, retired_at=None).exclude(name=account.name):
        theirs = {other.identity}
        with suppress(crypto.SealBroken, TypeError):  # its key is lost: what it was when it was connected still counts
            given, kept = crypto.unseal(other.secrets), crypto.unseal(other.session)
            theirs |= {_digest(kind.identity(kind.Secrets(**given), known)) for known in (None, kept)}
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
    now = {_digest(kind.identity(secrets, one)) for one in (None, session)}
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


def _as_stored(account: Account) -> Account:
    """As it is now, and nobody else's until the transaction ends; as given if it is not stored."""
    return Account.objects.select_for_update().filter(pk=account.pk).first() or account


def _known_as(account: Account) -> str:
    """The digest of whose account it was when it was connected; empty if nobody knows."""
    if account.identity:
        return account.identity
    with suppress(crypto.SealBroken, TypeError):
        kind, given = channel_class(account.channel), crypto.unseal(account.secrets)
        return _digest(kind.identity(kind.Secrets(**given), crypto.unseal(account.session)))
    return ""


def _digest(identity: str) -> str:
    """The name of a log-in is one of its secrets: to compare two, its SHA-256 is enough."""
    return hashlib.sha256(identity.encode()).hexdigest() if identity else ""


def _former_session(account: Account) -> Session | None:
    try:
        return crypto.unseal(account.session) or None
    except crypto.SealBroken:  # sealed with a key that is lost: connecting again is the way out, and must be open
        return None


def _checked(kind: type[Channel], channel: str, given: dict[str, str]) -> dict[str, Any]:
    known = {field.name: field for field in fields(kind.Secrets)}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise Refusal(f"{channel} has no secret {unknown[0]!r}; it knows {', '.join(known)}.")
    try:
        kind.Secrets(**given)
    except TypeError as cause:
        missing = [name for name, field in known.items() if name not in given and field.default is MISSING]
        raise Refusal(f"{channel} needs more secrets: {', '.join(missing)}.") from cause
    return dict(given)


def newsletter() -> Account:
    """The account that the newsletter goes out as; made at its first use."""
    return Account.objects.get_or_create(channel=NEWSLETTER, name="main", defaults={"languages": ["en", "es"]})[0]


def by_hand() -> Account:
    """The account of what people post themselves; made at its first use, and there without being connected."""
    return Account.objects.get_or_create(channel=BY_HAND, name="main", defaults={"languages": ["en"]})[0]


def to_post_on() -> list[Account]:
    """The accounts that a new post is planned for: those that are connected, else the one by hand; by their age.

    Never both, nor two that may be the same page: everything would appear twice there. Empty where nothing is connected
    and `by_hand` is not switched on.
    """
    found = Account.objects.filter(retired_at=None).exclude(channel=NEWSLETTER).order_by("id")
    if connected := [account for account in found if account.channel != BY_HAND]:
        return one_a_page(connected)
    if BY_HAND not in settings.CHANNELS:
        return []
    return one_a_page([account for account in found if account.channel == BY_HAND] or [by_hand()])
