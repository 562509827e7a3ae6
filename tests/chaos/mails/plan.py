"""What a storm over a mailing is to do, and what came of it: values that the test and the storm's process share."""

import json
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Plan:
    """`apart`: so many messages are taken between two kills, at least and at most. `lose`: every so manieth answer.
    `most`: copies in a sub-batch at most; 0: as the product has it.

    `without_intent`: the control; an intent without a result is taken for not sent.
    """

    recipients: int
    kills: int
    apart: tuple[int, int]
    lose: int = 200
    most: int = 0
    without_intent: bool = False
    seconds: float = 120.0

    @classmethod
    def read(cls, text: str) -> Self:
        """The plan that `written` wrote."""
        told = json.loads(text)
        return cls(**told | {"apart": tuple(told["apart"])})

    def written(self) -> str:
        """As JSON, for a command line."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counted by the sink after the last restart, from Message-ID and recipient; `uncertain` and `listed` by us.

    `hits`: kills by the moment in which the sender was; `lost_answers`: by the sink's own doing. `undelivered`: of the
    uncertain, those that the sink has not got. `missed`: whom it has not got at all.
    """

    recipients: int
    sent: int
    uncertain: int
    listed: int
    undelivered: int
    missed: int
    twice: list[str]
    silent: list[str]
    untrue: list[str]
    hits: dict[str, int]
    lost_answers: int
    seconds: float

    def table(self, title: str) -> str:
        """For people."""
        rows = {
            "kills": "  ".join(f"{moment} {number}" for moment, number in self.hits.items()),
            "answers lost": str(self.lost_answers),
            "recipients": f"{self.recipients}: {self.sent} sent, {self.uncertain} uncertain, all listed",
            "counted by the sink": f"{len(self.twice)} twice, {self.missed} missed; uncertain and not delivered: "
            f"{self.undelivered}; missed and not listed: {len(self.silent)}",
            "seconds": f"{self.seconds:.0f}",
        }
        return "\n".join([f"Mailing: {title}", *(f"  {name:<23} {text}" for name, text in rows.items())])
