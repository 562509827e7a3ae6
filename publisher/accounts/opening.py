"""From a stored account to a channel that can act, and its session back into the store."""

from dataclasses import replace
from functools import partial

from django.conf import settings

from publisher import channels, crypto
from publisher.accounts import passwords
from publisher.accounts.pages import one_a_page
from publisher.channels.base import Channel, Session, Surroundings
from publisher.channels.errors import NeedsHuman
from publisher.errors import Refusal
from publisher.models import Account

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
