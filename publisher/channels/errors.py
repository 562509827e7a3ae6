"""The ways in which a channel fails. Each prints as one plain sentence that staff can act on."""

from datetime import timedelta


class ChannelError(Exception):
    """Base of everything a channel raises. Its text holds no password, code or session."""


class Refused(ChannelError):
    """The service will not take this content; sending it unchanged again is pointless.

    `todo` says what a person can do where changing the content is not it.
    """

    def __init__(self, reason: str, todo: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.todo = todo


class TryLater(ChannelError):
    """Nothing became visible, and the same call may work once `after` has passed."""

    def __init__(self, reason: str, after: timedelta) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class NeedsHuman(ChannelError):
    """The account cannot go on until a person has done what `todo` says."""

    def __init__(self, reason: str, todo: str) -> None:
        super().__init__(f"{reason} {todo}")
        self.reason = reason
        self.todo = todo


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
