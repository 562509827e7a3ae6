"""A person has an account's service asked something: never beside a worker, whose log-in and session it uses too."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from publisher import crypto
from publisher.accounts.leasing import give_back, take_account
from publisher.accounts.limits import told_quota
from publisher.accounts.opening import open_channel, save_session
from publisher.accounts.pausing import stop
from publisher.channels.base import Channel, Health
from publisher.channels.errors import ChannelError
from publisher.errors import Refusal
from publisher.models import Account

PATIENCE_SECONDS = 10.0
"""So long whoever asks waits for a worker to be through with a post."""


class AtWork(Refusal):
    """Somebody else sends there, or asks, in this moment."""


@contextmanager
def asking(account: Account) -> Iterator[Channel]:
    """Its channel, also while it is paused; what that learns, such as a new name, is stored at the end.

    What the service answers pauses it, as after a post.

    Raises AtWork, and what `open_channel` raises.
    """
    taken = _taken(account)
    try:
        channel = open_channel(taken)
        try:
            yield channel
        except ChannelError as cause:
            stop(taken, cause)
            raise
        if channel.session is not None and channel.session != crypto.unseal(taken.session):
            save_session(taken, taken.fence, channel.session)
    finally:
        give_back(taken)


def check(account: Account) -> Health:
    """Asks the service whether the account can publish now, and keeps what it allows a day. Raises as `asking`.

    What says that it must rest pauses it, as after a post.
    """
    with asking(account) as channel:
        health = channel.check()
        told_quota(account, channel.quota)
        if health.pauses:
            stop(account, health.pauses)
        return health


def _taken(account: Account) -> Account:
    enough_at = time.monotonic() + PATIENCE_SECONDS
    while (taken := take_account(account.pk, resting=True)) is None:
        if time.monotonic() > enough_at:
            raise AtWork(f"{account} is at work in this moment. Try again in a minute.", "conflict")
        time.sleep(0.25)
    return taken
