"""What a storm is to do: values that the test writes and the storm's process reads."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

STEPS = ("claim", "prepare", "stamp", "send", "finish")
"""Steps 2 to 6 of the eight: those in which a process can be killed between the database and Instagram."""

LEASE_SECONDS = 4.0
"""At most half of it goes by before a worker ends its round, so that a time limit (whole seconds) strikes no other."""
SEND_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """`aim`: the steps to kill in; `early`: always before they take effect, else at any moment. `dawdle`: up to so many
    seconds each of these steps pauses before and after its effect, where killing it is worth most.
    `drop`: share of posts after which the connection is cut, by a generator that starts at `seed`, so that their number
    is the same in every run. `lag`: seconds until a post is in the feed; longer than a lease, so that the first looks
    do not see it. `without`: what a control run leaves out. `faults`: kinds of which, together, the `share` of all
    requests is struck. `apart`: each announcement goes to one account, in turn, not to two. `lease`, `send`: how long a
    worker holds an account, and how long a request may take."""

    deliveries: int
    kills: int
    aim: tuple[str, ...] = STEPS
    early: bool = False
    dawdle: float = 0.06
    drop: float = 0.05
    seed: int = 5
    lag: float = 1.5 * LEASE_SECONDS
    without: str = ""
    faults: tuple[str, ...] = ()
    share: float = 0.0
    sure: int = 0
    apart: bool = False
    lease: float = LEASE_SECONDS
    send: float = SEND_SECONDS
    seconds: float = 240.0

    @classmethod
    def read(cls, text: str) -> Self:
        """The plan that `written` wrote."""
        told = json.loads(text)
        return cls(**told | {"aim": tuple(told["aim"]), "faults": tuple(told["faults"])})

    def written(self) -> str:
        """As JSON, for a command line."""
        return json.dumps(asdict(self))


def environment(plan: Plan, folder: Path, database_url: str) -> dict[str, str]:
    """What the storm and every process in it run with: the product's own settings, only quicker."""
    return {
        "DJANGO_SETTINGS_MODULE": "publisher.settings",
        "DATABASE_URL": database_url,
        "PUBLISHER_HOME": str(folder),
        "PUBLISHER_SECRET_KEY": "a key for tests only, neither long nor secret",
        "PUBLISHER_UNDO_SECONDS": "0",
        "PUBLISHER_LIMITS": "instagram=off; instagram_graph=off",
        "PUBLISHER_LEASE_SECONDS": str(plan.lease),
        "PUBLISHER_AGAIN_SECONDS": str(2 * plan.lease),
        "PUBLISHER_SEND_SECONDS": str(plan.send),
        "PUBLISHER_LOOK_SECONDS": "1",
        "PUBLISHER_SWEEP_SECONDS": "1",
        "PUBLISHER_WATCH_SECONDS": "86400",
        "PUBLISHER_LOG_LEVEL": "WARNING",
        "EMAIL_URL": "dummy:",
        "PUBLISHER_TEST_CHAOS_WITHOUT": plan.without,
        "PUBLISHER_TEST_CHAOS_AIM": ",".join(plan.aim),
        "PUBLISHER_TEST_CHAOS_DAWDLE": str(plan.dawdle),
    }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. Deliveries are named `CODE on ACCOUNT`; all but `uncertain` and `doubted` is counted by the
    sandbox. `uncertain`: those that nobody can know to be sent. `resent`: how many of them a person sent again.
    `parked`: how many a person was asked about, by what staff read; `resumed`: how often accounts were; `struck`: how
    many faults the sandbox played."""

    deliveries: int
    published: int
    uncertain: list[str]
    posts: int
    twice: list[str]
    lost: list[str]
    strange: list[str]
    doubted: int
    resent: int
    hits: Mapping[str, int]
    children: int
    workers: int
    seconds: float
    parked: Mapping[str, int] = field(default_factory=dict)
    resumed: int = 0
    struck: int = 0

    @property
    def kills(self) -> int:
        """How many processes were killed, a worker with its children being one."""
        return self.children + self.workers

    def table(self, title: str) -> str:
        """For people."""
        hits = "  ".join(f"{step} {self.hits.get(step, 0)}" for step in (*STEPS, "between"))
        rows = {
            "kills": f"{self.kills}: {self.children} children, {self.workers} workers",
            "caught in": hits,
            "deliveries": f"{self.deliveries}: {self.published} published, {len(self.uncertain)} uncertain",
            "counted by the sandbox": f"{self.posts} posts, {len(self.twice)} twice or more, {len(self.lost)} lost",
            "in doubt meanwhile": f"{self.doubted}; sent again by a person: {self.resent}",
            "accounts resumed": str(self.resumed),
            "faults that struck": str(self.struck),
            "seconds": f"{self.seconds:.0f}",
            **({"uncertain": ", ".join(self.uncertain)} if self.uncertain else {}),
        }
        parked = [(f"parked {number} times", why) for why, number in self.parked.items()]
        return "\n".join([f"Chaos: {title}", *(f"  {name:<23} {text}" for name, text in (*rows.items(), *parked))])


def new_folder() -> Path:
    """A home with a short name: a unix socket's address may hold 107 bytes."""
    return Path(tempfile.mkdtemp(prefix="publisher-chaos-"))
