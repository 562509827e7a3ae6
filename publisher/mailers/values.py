"""The values that go into a campaign back end and come out of it."""

from dataclasses import dataclass, field
from typing import Literal

from publisher.channels.surroundings import Surroundings

State = Literal["draft", "preparing", "sending", "paused", "sent", "stopped"]


@dataclass(frozen=True, slots=True)
class Access:
    """How the service is reached: its key, its own address where it is hosted by oneself, a template of its."""

    key: str = field(repr=False)
    address: str = ""
    template: str = ""
    around: Surroundings = field(default_factory=Surroundings)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mailing as it is approved, to one audience of the service (its id there).

    `marker` is ours alone, the same at every attempt and another for other words: by it the campaign is found.
    """

    marker: str
    audience: str
    subject: str
    html: str
    text: str
    sender_name: str
    sender_address: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the service is: of `of` recipients it mailed `sent`; -1 where it does not say."""

    state: State
    sent: int = -1
    of: int = -1


@dataclass(frozen=True, slots=True)
class Found:
    """A campaign at the service."""

    remote_id: str
    progress: Progress
