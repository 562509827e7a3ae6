"""Who takes a post down, and how: its own account, or one beside it on that page whose channel can."""

from publisher.accounts.opening import channel_class
from publisher.accounts.pages import beside
from publisher.errors import Refusal
from publisher.models import Account, TakeDown
from publisher.rules.links import number_at


def doer(row: TakeDown) -> Account:
    """The account that takes it down: its own, or one beside it on that page where only that one's channel can.

    What a person has to do, or has done, is looked at by its own.
    """
    own = row.delivery.account
    act = act_of(row)
    if row.said_at or row.by_hand or _can(own, act) or not number_at(row.delivery.permalink):
        return own
    return next((other for other in beside(own) if not other.paused_at and _can(other, act)), own)


def act_of(row: TakeDown) -> str:
    """How it is taken down, as a channel calls that; a story cannot be archived."""
    return "delete" if row.how == "delete" or row.delivery.act == "story" else "archive"


def _can(account: Account, act: str) -> bool:
    try:
        return act in channel_class(account.channel).acts
    except Refusal:
        return False
