"""Log-ins that end by themselves: told in time, once, and shown until they were renewed."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from publisher import channels, crypto, notices
from publisher.models import Account


@dataclass(frozen=True, slots=True)
class Ending:
    """A log-in that ends at `at` (UTC), or has ended: that in a sentence, and what to do."""

    at: datetime
    sentence: str
    todo: str


def ending(account: Account, now: datetime) -> Ending | None:
    """What is to be done in time; None if there is nothing, or nobody knows. Asks nobody."""
    if account.retired_at:
        return None
    with suppress(ValueError, TypeError, crypto.SealBroken):  # its channel is no more, or its key is lost
        kind = channels.load([account.channel])[account.channel]
        at = kind.ends_at(crypto.unseal(account.session))
        if at and at - now < kind.warn_before:
            day = f"{at:%Y-%m-%d %H:%M} UTC"
            sentence = f"Its log-in ends on {day}." if at > now else f"Its log-in ended on {day}."
            return Ending(at, sentence, kind.before_the_end)
    return None


def remind(now: datetime) -> None:
    """Tells approvers of each log-in that ends soon; once of each end."""
    for account in Account.objects.filter(retired_at=None).exclude(session=""):
        if found := ending(account, now):
            notices.tell_ending(account, found.at, f"{found.sentence} {found.todo}")
