"""From a stored account to a channel that can act, and its session back into the store."""

import re
from collections.abc import Callable
from dataclasses import MISSING, fields, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from publisher import channels, crypto, workflow
from publisher.accounts import passwords
from publisher.accounts.pages import one_a_page, refuse_same_page
from publisher.accounts.resuming import comes_back
from publisher.accounts.whose import digest_of, refuse_another, refuse_twice
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

    Who has it log in takes the mark of that away again (`passwords.known`), once what came of it is stored.

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
    around = replace(surroundings(account.channel), before_password=partial(passwords.about_to_leave, account))
    return kind(kind.Secrets(**secrets), session or None, around)


def save_session(account: Account, fence: int, session: Session) -> None:
    """Stores a renewed session, if nobody stored another one since this worker read its own.

    A late worker must not undo a newer one, nor any worker what a person connected meanwhile.
    """
    known = Account.objects.filter(pk=account.pk, fence=fence, session_version=account.session_version)
    changed = known.update(session=crypto.seal(session), session_version=account.session_version + 1)
    if changed:
        account.session_version += 1


def learnt(account: Account, channel: Channel) -> None:
    """Stores what a channel learnt while it was only asked, such as a new name; not beside a worker, whose is newer."""
    free = Account.objects.filter(Q(lease_until=None) | Q(lease_until__lte=timezone.now()), pk=account.pk)
    if channel.session is not None and channel.session != crypto.unseal(account.session) and free.exists():
        save_session(account, account.fence, channel.session)


def _page_now(account: Account) -> str:
    channel = open_channel(account)
    page = channel.page_now()
    learnt(account, channel)
    return page


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

    One that was retired is paused if anything waits there still: a person sees first what would go.

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
    refuse_same_page(account, kind, secrets, session, _page_now)
    account.secrets, account.session = crypto.seal(given), crypto.seal(session)
    account.identity = digest_of(kind.identity(secrets, session))
    account.languages = languages or account.languages or ["en"]
    account.retired_at = None
    # The log-in took seconds: a worker's lease and fence, or a pause, may be newer than what was read before it.
    own = ["secrets", "session", "identity", "session_version", "languages", "retired_at"]
    try:
        with transaction.atomic():
            before = _as_stored(account)
            refuse_another(before, kind, secrets, session)
            account.session_version = before.session_version + 1
            account.save(update_fields=own if account.pk else None)
            workflow.tell(account, "connected", by=by)
            passwords.known(before)
            if before.retired_at:
                comes_back(account, by)
    except IntegrityError as cause:
        refuse_twice(account, kind, secrets, session)
        raise Refusal(f"Somebody else connected {account} in this moment. Look at it first.", "conflict") from cause
    return account


def _as_stored(account: Account) -> Account:
    """As it is now, and nobody else's until the transaction ends; a new one if it is not stored."""
    known = Account.objects.select_for_update().filter(pk=account.pk).first()
    return known or Account(channel=account.channel, name=account.name)


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
