"""The ways in which a channel fails. Each prints as one plain sentence that staff can act on."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any


class ChannelError(Exception):
    """Base of everything a channel raises. Its text holds no password, code or session.

    `refusal`: the service answered, and said no. Several in a row, whatever was sent, are about the account.
    """

    refusal = False


class Refused(ChannelError):
    """The service will not take this content; sending it unchanged again is pointless.

    `todo` says what a person can do where changing the content is not it.
    """

    def __init__(self, reason: str, todo: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.todo = todo


class NotOurs(Refused):
    """What stands at an address that a person gave is another account's post."""


class PostGone(Refused):
    """The post that it belongs to is gone: it cannot stand there, and nothing can be put there."""


class TryLater(ChannelError):
    """Nothing became visible, and the same call may work once `after` has passed.

    `pauses` is set when the answer also says that the account must send nothing meanwhile.
    """

    def __init__(self, reason: str, after: timedelta, pauses: "NeedsHuman | None" = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after
        self.pauses = pauses


class NeedsHuman(ChannelError):
    """The account cannot go on until a person has done what `todo` says.

    `kind` names a reason of which more is known, such as `challenge`; empty where the sentence says it all.
    """

    def __init__(self, reason: str, todo: str, kind: str = "") -> None:
        super().__init__(f"{reason} {todo}")
        self.reason = reason
        self.todo = todo
        self.kind = kind


class CodeNeeded(NeedsHuman):
    """The log-in waits for a code that only a person has. `kept` (JSON, secret) lets `connect_on` go on with it."""

    def __init__(self, reason: str, todo: str, kept: Mapping[str, Any], kind: str = "") -> None:
        super().__init__(reason, todo, kind)
        self.kept = dict(kept)


class ConfirmationNeeded(CodeNeeded):
    """The same where no code is typed here: a person confirms in the service's own app, then says so."""


class ForAPerson(ChannelError):
    """A person has to make this one post; the account itself goes on. Only `prepare` raises it: nothing was sent."""

    def __init__(self, reason: str, todo: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.todo = todo


class Unknown(ChannelError):
    """It may have happened or not: never send again because of this, look with `find` instead.

    `pauses` is set when the answer also says that the account must rest until a person has looked.
    """

    def __init__(self, cause: str, pauses: NeedsHuman | None = None) -> None:
        super().__init__(cause)
        self.cause = cause
        self.pauses = pauses


class Unlisted(Unknown):
    """The account's list, read back far enough, does not have what a person posted, or gave the address of.

    Lists lag.
    """


def wish(cause: Exception) -> NeedsHuman | None:
    """Why the account must rest until a person has looked, if that is what the answer says, whatever was asked."""
    if isinstance(cause, TryLater | Unknown):
        return cause.pauses
    return cause if isinstance(cause, NeedsHuman) else None
