"""The cells of the matrix, as values: what goes wrong, with what, where, and in which step the worker dies."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

NO_CONTACT, RESEND, RESET = "no contact", "silent resend", "effect, then reset"
OUTCOMES = (NO_CONTACT, "refused", "effect, then refusal", "effect, then silence", "effect, then garbage", RESEND)
OUTCOMES_OF = {"instagram": OUTCOMES, "instagram_graph": (*OUTCOMES, RESET)}
ACTS = ("post", "album", "story", "comment", "edit", "archive", "delete")
TAKING_DOWN = ("archive", "delete")
LISTED = ("post", "album", "story")
CHANNELS = ("instagram", "instagram_graph")
BOTH = "both channels"
"""Posted by the official API, and taken down by the other one on that page."""
STEPS = ("decide", "claim", "prepare", "stamp", "send", "finish", "sweep", "wait")
"""The eight of docs/decisions/0003-eight-steps.md."""
MOMENTS = ("before", "after")
"""A step is cut before what it writes is kept, or right after that."""
PLAIN, TLS = "plain", "TLS"

REFUSALS = {
    "instagram": (
        "feedback_required",
        "challenge_required",
        "please_wait",
        "spam_fail_200",
        "login_required",
        "http_404",
    ),
    "instagram_graph": ("graph_4_2207051", "graph_9_2207042", "graph_25_2207050", "graph_24_2207006", "graph_190"),
}
GARBAGE = {
    "instagram": ("html_200_after", "truncate_after", "bad_media_after", "empty_json_after", "no_media_after"),
    "instagram_graph": ("html_200_after", "truncate_after", "empty_json_after", "empty_after", "no_media_after"),
}

CANNOT = "The official API has no request for it: staff are told to do it by hand."
NO_RESEND = (
    "The official API is spoken to over HTTP/1.1 without libcurl, and urllib3's retries are off: nothing resends."
)
NOTHING_TO_CUT = {
    "prepare": "Taking down asks for nothing beforehand that is kept.",
    "sweep": "Taking down is never stamped: the sweeper finds it by its time, and moves nothing.",
}
LAGGING = 1 / 3
"""The share of posts, albums and stories that their list does not show until a person is asked."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One story. `step` is empty where nobody dies; `fault` is empty for no contact; `where` a part of the path that
    is struck, empty for what makes it visible; `look` a fault that strikes the first look for what is in doubt.

    `for_ever`: what strikes it does so until a person is asked; `lags`: lists do not show it until then; `young`: what
    is taken down has just been posted, else so long ago that no list lags behind it."""

    channel: str
    act: str
    outcome: str
    fault: str
    transport: str = PLAIN
    step: str = ""
    moment: str = ""
    where: str = ""
    look: str = ""
    for_ever: bool = False
    lags: bool = False
    young: bool = False

    @property
    def name(self) -> str:
        """For people."""
        death = f"killed {self.moment} {self.step}" if self.step else "nobody dies"
        struck = " ".join(filter(None, (self.fault, self.where, self.look and f"then {self.look} while looking")))
        kinds = {"for ever": self.for_ever, "lists lag": self.lags, "a young post": self.young}
        more = "".join(f", {kind}" for kind, so in kinds.items() if so)
        return (
            f"{self.channel}, {self.act}, {self.transport}: {self.outcome} ({struck or 'closed port'}), {death}{more}"
        )

    @property
    def deaths(self) -> int:
        """How many workers die."""
        return 0 if not self.step else 2 if self.step == "sweep" else 1

    @property
    def skipped(self) -> str:
        """Why it cannot be played; empty for one that can."""
        if self.channel == "instagram_graph" and self.act in ("edit", *TAKING_DOWN):
            return CANNOT
        if self.channel == "instagram_graph" and self.outcome == RESEND:
            return NO_RESEND
        if self.act in TAKING_DOWN and self.step:
            return NOTHING_TO_CUT.get(self.step, "")
        return ""


def fault_of(channel: str, outcome: str, number: int) -> str:
    """A fault of that class; the classes with several give each in turn."""
    refusals, garbage = REFUSALS[channel], GARBAGE[channel]
    return {
        NO_CONTACT: "",
        "refused": refusals[number % len(refusals)],
        "effect, then refusal": f"{refusals[number % len(refusals)]}_after",
        "effect, then silence": "hang_after",
        "effect, then garbage": garbage[number % len(garbage)],
        RESEND: "reset_after",
        RESET: "reset_after",
    }[outcome]


def cells(channel: str, act: str, seed: object = 0) -> list[Cell]:
    """All of one channel and act: each outcome with nobody dying, and with a death in each step at each moment.

    What is taken down is played young and old; of the others the seed says behind which the lists lag.
    """
    deaths, chance = [("", ""), *product(STEPS, MOMENTS)], random.Random(f"{seed} {channel} {act}")
    found = []
    for outcome, (number, death) in product(OUTCOMES_OF[channel], enumerate(deaths)):
        cell = Cell(channel, act, outcome, fault_of(channel, outcome, number), _transport(outcome), *death)
        if act in TAKING_DOWN:
            found += [cell, replace(cell, young=True)]
        else:
            lags = act in LISTED and chance.random() < LAGGING
            found.append(replace(cell, lags=lags))
    return found


def across() -> list[Cell]:
    """What the one channel posted is taken down by the other: each outcome of that, young and old; nobody dies."""
    return [
        Cell(BOTH, act, outcome, fault_of("instagram", outcome, number), _transport(outcome), young=young)
        for number, (act, outcome, young) in enumerate(product(TAKING_DOWN, OUTCOMES, (False, True)))
    ]


def _transport(outcome: str) -> str:
    """Over libcurl a reset is what it resends after: over TLS, where it can."""
    return TLS if outcome in (RESEND, RESET) else PLAIN


def cross_section(every: Sequence[Cell], seed: str, most: int) -> list[Cell]:
    """At most so many: chosen at random by the seed, outcomes and steps in turn, so that each is met soon."""
    chance = random.Random(seed)
    left = [cell for cell in every if not cell.skipped]
    chance.shuffle(left)
    met: dict[str, int] = {}
    chosen: list[Cell] = []
    while left and len(chosen) < most:
        best = min(left, key=lambda cell: met.get(cell.outcome, 0) + met.get(cell.step, 0))
        left.remove(best)
        chosen.append(best)
        for part in (best.outcome, best.step):
            met[part] = met.get(part, 0) + 1
    return chosen


def covering(every: Iterable[Cell], seed: str) -> list[Cell]:
    """So few that each channel with each act is met, each outcome, and a death in each step before and after it.

    Which, the seed says; with those of each that are posted or taken down young and old, and listed late or at once.
    """
    left = [cell for cell in every if not cell.skipped]
    random.Random(seed).shuffle(left)
    wanted = set().union(*map(_parts, left))
    chosen: list[Cell] = []
    while wanted:
        best = max(left, key=lambda cell: len(_parts(cell) & wanted))
        chosen.append(best)
        wanted -= _parts(best)
    return chosen


def _parts(cell: Cell) -> set[tuple[object, ...]]:
    kinds = ("lags", cell.lags, cell.act in LISTED), ("young", cell.young)
    return {(cell.channel, cell.act), (cell.step, cell.moment), (cell.outcome, cell.channel), *kinds}


def reasons(skipped: Iterable[Cell]) -> dict[str, int]:
    """How many are skipped for which reason."""
    told: dict[str, int] = {}
    for cell in skipped:
        told[cell.skipped] = told.get(cell.skipped, 0) + 1
    return told
