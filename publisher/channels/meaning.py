"""What a failure of a service means for us, as one line of a table."""

from dataclasses import dataclass
from datetime import timedelta

from publisher.channels.errors import NeedsHuman, Refused, TryLater, Unknown

SOON, LATER, HOURS = timedelta(minutes=2), timedelta(minutes=30), timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Meaning:
    """`after` alone: TryLater. `todo` alone: NeedsHuman. Both: TryLater with a pause before the post, a pause after it.
    Neither: Refused.

    `kind` is the reason's name; `too_many` says that the service answered, and meant the account.
    """

    reason: str
    todo: str = ""
    after: timedelta | None = None
    kind: str = ""
    too_many: bool = False

    @property
    def refuses(self) -> bool:
        """Whether the service said no: to this, or for now."""
        return self.too_many or not (self.todo or self.after)

    def before(self, told: str) -> TryLater | NeedsHuman | Refused:
        """The error while nothing is visible yet; `told` is the reason with what the service said."""
        pauses = NeedsHuman(told, self.todo, self.kind) if self.todo else None
        error: TryLater | NeedsHuman | Refused
        error = TryLater(told, self.after, pauses) if self.after is not None else pauses or Refused(told)
        error.refusal = self.refuses
        return error

    def once_sent(self, told: str) -> Unknown:
        """The error once the request has left: it may be live, and perhaps the account must rest."""
        error = Unknown(told, NeedsHuman(self.reason, self.todo, self.kind) if self.todo else None)
        error.refusal = self.refuses
        return error
