"""What a failure of a service means for us, as one line of a table."""

from dataclasses import dataclass
from datetime import timedelta

from publisher.channels.errors import NeedsHuman, Refused, TryLater

SOON, LATER, HOURS = timedelta(minutes=2), timedelta(minutes=30), timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Meaning:
    """`after` alone: TryLater. `todo` alone: NeedsHuman. Both: TryLater before the post, a pause after it.
    Neither: Refused."""

    reason: str
    todo: str = ""
    after: timedelta | None = None

    def before(self, told: str) -> TryLater | NeedsHuman | Refused:
        """The error while nothing is visible yet; `told` is the reason with what the service said."""
        if self.after is not None:
            return TryLater(told, self.after)
        return NeedsHuman(told, self.todo) if self.todo else Refused(told)
