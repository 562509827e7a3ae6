"""Which accounts show their posts on one page of a site: there everything would appear twice."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils import timezone

from publisher import channels, crypto
from publisher.accounts.turns import clock
from publisher.channels.base import Channel, Session
from publisher.channels.errors import ChannelError, TryLater
from publisher.errors import Refusal
from publisher.models import Account


@dataclass(frozen=True, slots=True)
class Page:
    """Where an account's posts appear: `name` is such as `instagram.com/name`, empty if nobody knows it."""

    channel: str
    site: str
    name: str
    by_itself: bool

    def may_be(self, other: "Page") -> bool:
        """Whether both may be one page. Two log-ins of one channel are two accounts: `refuse_twice` sees to that.

        What people post is in nobody's way beside a channel, but in the way of what others post by hand.
        """
        if not self.site or self.site != other.site or self.by_itself != other.by_itself:
            return False
        if self.channel == other.channel and self.by_itself:
            return False
        return not self.name or not other.name or self.name == other.name

    def may_become(self, other: "Page") -> bool:
        """Whether a rename could make one page of both names: two channels that post by themselves, on one site."""
        programs = self.by_itself and other.by_itself and self.channel != other.channel
        return programs and bool(self.site) and self.site == other.site


def page_of(account: Account) -> Page | None:
    """The page of a stored account; None where its channel has none, or is no more."""
    try:
        kind = channels.load([account.channel])[account.channel]
    except ValueError:
        return None
    name = ""
    with suppress(crypto.SealBroken, TypeError):  # its key is lost: then nobody knows
        name = kind.page(kind.Secrets(**crypto.unseal(account.secrets)), crypto.unseal(account.session))
    return Page(account.channel, kind.site, name, kind.by_itself)


def one_a_page(accounts: Sequence[Account]) -> list[Account]:
    """Of those that may be one page one; in their order.

    That is the one of the channel that is to post there by `PUBLISHER_POSTS_BY`. Without that connecting refuses a
    second one; of what was connected before a page was known it is the first whose page is known, else the first.
    """
    pages = {account.pk: page_of(account) for account in accounts}
    kept: dict[int, Page | None] = {}
    for account in sorted(accounts, key=lambda one: (one.channel != settings.POSTS_BY, not _named(pages[one.pk]))):
        mine = pages[account.pk]
        if not any(mine and theirs and mine.may_be(theirs) for theirs in kept.values()):
            kept[account.pk] = mine
    return [account for account in accounts if account.pk in kept]


def beside(account: Account) -> list[Account]:
    """The other accounts on the page that this one posts to by `PUBLISHER_POSTS_BY`: for what its channel cannot."""
    return also_on(account) if account.channel == settings.POSTS_BY else []


def also_on(account: Account) -> list[Account]:
    """The other accounts that are known to be on its page; a setting says which of them posts there."""
    mine = page_of(account) if settings.POSTS_BY else None
    others = Account.objects.filter(retired_at=None).exclude(pk=account.pk).order_by("id") if mine else ()
    return [other for other in others if mine and (theirs := page_of(other)) and _shared(mine, theirs)]


def _shared(mine: Page, theirs: Page) -> bool:
    """Whether both are known to be one page, and a setting says which of the two posts there."""
    named = settings.POSTS_BY in (mine.channel, theirs.channel) and mine.channel != theirs.channel
    return bool(named and mine.by_itself and theirs.by_itself and mine.name) and mine.name == theirs.name


def _named(page: Page | None) -> bool:
    return bool(page and page.name)


def refuse_same_page(
    account: Account, kind: type[Channel], secrets: Any, session: Session, ask: Callable[[Account], str]
) -> None:
    """Raises `Refusal` when another account that is not retired shows its posts on the same page, or may do so.

    Accounts are renamed, and Instagram's two ways in know one account by two numbers, neither of which tells the other.
    So the names of this moment are compared: `ask` gives that of a stored account, or raises ChannelError. One that its
    service blocks is not asked: any request may lengthen that.
    Not where `PUBLISHER_POSTS_BY` says which of the two posts there, and both are known to be that page.
    """
    mine = Page(account.channel, kind.site, kind.page(secrets, session), kind.by_itself)
    for other in Account.objects.filter(retired_at=None).exclude(channel=account.channel, name=account.name):
        theirs = page_of(other)
        if theirs and mine.may_become(theirs):
            try:
                theirs = replace(theirs, name=_unless_blocked(other, ask))
            except ChannelError as cause:
                if mine.name != theirs.name and theirs.name:
                    raise Refusal(_unasked(other, theirs, cause), "conflict") from None
        if theirs and mine.may_be(theirs) and not _shared(mine, theirs):
            raise Refusal(_same(other, mine, theirs), "conflict")


def _unless_blocked(other: Account, ask: Callable[[Account], str]) -> str:
    now = timezone.now()
    if other.blocked_until and other.blocked_until > now:
        told = f"It is blocked until {clock(other.blocked_until)}, and asking might lengthen that."
        raise TryLater(told, other.blocked_until - now)
    return ask(other)


def _unasked(other: Account, theirs: Page, cause: ChannelError) -> str:
    first = "Try again later" if isinstance(cause, TryLater) else "Mend it first"
    return (
        f"{other} cannot be asked which page it is now. It was {theirs.name}, and may have been renamed; then "
        f"everything would appear twice. {cause} {first}, or: publisher account retire {other} --reason TEXT"
    )


def _same(other: Account, mine: Page, theirs: Page) -> str:
    if not theirs.name:
        return (
            f"Nobody knows which page {other} is, so everything might appear there twice. "
            f"Connect {other} again first, with its username; or retire it."
        )
    if not mine.name:
        return (
            f"Nobody knows which page this is, and {other} posts to {theirs.name}, so everything might appear there "
            "twice. Connect it with its username."
        )
    return (
        f"{other} posts to {mine.name} already, so everything would appear there twice. "
        f"To change over, first: publisher account retire {other} --reason TEXT; or name the one that posts in "
        "PUBLISHER_POSTS_BY."
    )
