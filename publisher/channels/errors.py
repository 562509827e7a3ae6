"""The four ways in which a channel fails. Each prints as one plain sentence that staff can act on."""

from datetime import timedelta


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


class Unknown(ChannelError):
    """It may have happened or not: never send again because of this, look with `find` instead.

    `pauses` is set when the answer also says that the account must rest until a person has looked.
    """

    def __init__(self, cause: str, pauses: NeedsHuman | None = None) -> None:
        super().__init__(cause)
        self.cause = cause
        self.pauses = pauses
