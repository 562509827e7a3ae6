"""What each sentence about a delivery claims, and what must be so by the sandbox's own knowledge for it to be true.

A closed list: a sentence that is not on it claims nobody knows what, and is wrong. What is quoted from the service is
the service's claim.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from publisher.models import Account, Delivery
from publisher.sandbox.faults import CONNECTION

_AS_GOOD_AS_SILENT = {"empty", "http_408"}
_BROKEN_OFF = {"truncate", "drip", "h2_reset"}


@dataclass(frozen=True, slots=True)
class Known:
    """What the sandbox and the stage know: how many visible requests came (`sent`), how many `effects` there ever were
    and how many of them everybody can see (`stands`), whether lists show them (`listed`), whether a story's day is
    over (`day_over`), how many were `killed`, how often the network was `cut` off, which kinds of faults `struck`."""

    sent: int = 0
    effects: int = 0
    stands: int = 0
    listed: bool = True
    day_over: bool = False
    killed: int = 0
    cut: int = 0
    struck: frozenset[str] = field(default_factory=frozenset)

    @property
    def answered(self) -> bool:
        """Whether the service has answered badly, or begun to."""
        return bool(self._kinds - CONNECTION) or bool(self._kinds & _BROKEN_OFF)

    @property
    def unreached(self) -> bool:
        """Whether an answer did not come, or was none."""
        return bool(self.cut or self._kinds & (CONNECTION | _AS_GOOD_AS_SILENT))

    def says(self, word: str) -> bool:
        """Whether a container's status has said that word."""
        return f"status_{word}" in self.struck

    @property
    def _kinds(self) -> set[str]:
        return {kind.removesuffix("_after") for kind in self.struck}


Truth = Callable[[Known], object]

CLAIMS: tuple[tuple[str, Truth], ...] = (
    (r"The (post|comment) was sent, but no receipt came back\.", lambda known: known.sent > 0),
    (r"The (post|comment) was sent, but Instagram's answer does not name it\.", lambda known: known.sent > 0),
    (r"The new caption was sent, and may be there\.", lambda known: known.sent > 0),
    (r"The worker ended while it was being sent\.", lambda known: known.killed > 0),
    (
        r"The worker ended before anything was sent; it is tried again\.",
        lambda known: known.killed > known.effects == 0,
    ),
    (r"It was begun, and has not ended\.", lambda known: known.killed > 0),
    (r"It was tried \d+ times without success\.", lambda known: known.effects == 0),
    (r"It was not found yet; the feed may lag\.", lambda known: not (known.stands and known.listed)),
    (r"It is not there\.", lambda known: known.stands == 0),
    (r"A story stands for a day, and that is over: [^.]*\.", lambda known: known.day_over),
    (r"It is not published so far, but [^.]*\.", lambda known: known.stands == 0 or not known.listed),
    (r"It is (still live|there already): [^ ]+( |$)", lambda known: known.stands > 0),
    (r"It appears twice on the account: [^ ]+ is a post of it too\.( Delete[^.]*\.)?", lambda known: known.stands > 1),
    (r"It is not confirmed that it is down(\.|: [^ ]+ is paused or retired\.)", lambda known: known.effects > 0),
    (
        r"Instagram says that it is published, but does not list it yet\.",
        lambda known: known.effects > 0 and not known.listed,
    ),
    (r"Instagram calls it ERROR, but may have published it, [^.]*\.", lambda known: known.says("ERROR")),
    (r"Instagram calls it EXPIRED, but may have published it, [^.]*\.", lambda known: known.says("EXPIRED")),
    (r"Instagram could not be reached\.", lambda known: known.unreached),
    (r"(Instagram|The (account|picture|caption|app)|What was made ready)( |')[^.]*\.", lambda known: known.answered),
    (r"A person posts this by hand\.", lambda _: True),
    (r"[^.]+ said that it is not there, at the address that was given or elsewhere\.", lambda _: True),
    (r"(Open|Connect|Make|Change|Allow|Do|Set|Look|Wait|Update|Accept|Correct) [^.]*\.", lambda _: True),
)
"""What they say, and when that is true; the first that fits counts. The last three are about what people do, say or
are asked for."""

_QUOTED = re.compile(r" It says: “[^”]*”")
_NAMED = re.compile(r" \((\w+|code [^)]*|HTTP \d+)\)")
_BETWEEN = re.compile(r"\s*(The last look for it:)?\s*")
UNQUALIFIED = re.compile(r"(?<!whether )\bit is (there|live|published|gone)\b|\bis not there\b|\bnothing was\b", re.I)
"""What nobody may be told beside what is in doubt: that it is so, or not so."""


def judge(text: str, known: Known) -> list[str]:
    """What is untrue of it, as sentences; empty where each of its sentences is true."""
    rest = _NAMED.sub("", _QUOTED.sub("", text)).strip()
    wrong = []
    while rest:
        fits = ((re.match(pattern, rest), so) for pattern, so in CLAIMS)
        found = next(((match, so) for match, so in fits if match), None)
        if found is None:
            return [*wrong, f"Nobody knows what this claims: {rest!r}."]
        match, so = found
        if not so(known):
            wrong.append(f"It says “{match[0]}”, and that is not so: {known}.")
        rest = rest[match.end() :]
        rest = rest[_BETWEEN.match(rest).end() :]  # type: ignore[union-attr]  # it fits an empty text too
    return wrong


def check_told(now: Delivery, account: Account, known: Known) -> None:
    """What staff read of a delivery that waits for them is there, and true. Raises AssertionError."""
    assert now.reason, f"Parked as {now.state} without a sentence."
    wrong = judge(now.reason, known)
    assert not wrong, " ".join(wrong)
    if now.state == "uncertain":
        assert re.search(r"\bsent\b", now.reason), f"In doubt, and nobody is told that it was sent: {now.reason!r}."
        assert not UNQUALIFIED.search(now.todo), f"It is in doubt, and called certain: {now.todo!r}."
    assert now.todo or account.todo, "Nobody is told what to do."
    if account.paused_at:
        assert account.pause_reason, "Paused without a sentence."
        wrong = judge(account.pause_reason, known)
        assert not wrong, " ".join(wrong)
        assert account.todo, "Paused, and nobody is told what to do."
