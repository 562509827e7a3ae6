"""Playing a cell to its end, and what must be true then: by the sandbox's own count, never by the client's word."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from publisher.models import Account, Delivery
from tests.chaos.matrix import deaths
from tests.chaos.matrix.beside import Editing, life_of
from tests.chaos.matrix.cells import NO_CONTACT, TAKING_DOWN, Cell, reasons
from tests.chaos.matrix.lives import Posting
from tests.chaos.matrix.told import Known, check_told, judge
from tests.chaos.matrix.witness import NOTHING, Happened, Witness
from tests.chaos.matrix.world import World

MOST_HELP = 6
"""How often a person acts: a death before the fault may leave that for what they send again."""
CLAIMS_NOTHING_LEFT = ("failed", "paused", "held", "ready", "waiting", "stopped")
"""Of these states staff read that it is not live."""


@dataclass(slots=True)
class Played:
    """What came of it. `parked` is where it stood when only a person could go on, empty if it ended by itself;
    `repeats` how often the same caption was given again; `excused`: what it does not prove, with the reasons."""

    cell: Cell
    happened: Happened = NOTHING
    killed: int = 0
    parked: str = ""
    repeats: int = 0
    excused: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """All of a group's cells, for people."""

    title: str
    played: list[Played] = field(default_factory=list)
    skipped: list[Cell] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def text(self) -> str:
        parked = [one for one in self.played if one.parked]
        lines = [
            f"Matrix: {self.title}: {len(self.played)} cells played, {len(self.skipped)} skipped, "
            f"{sum(bool(one.excused) for one in self.played)} excused, "
            f"{sum(one.happened.struck + one.happened.looks for one in self.played)} faults struck, "
            f"{sum(one.killed for one in self.played)} workers killed, {len(parked)} parked for a person on the way"
        ]
        lines += [f"  parked {number} x: {why}" for why, number in _counted(one.parked for one in parked)]
        lines += [f"  skipped {number} x: {why}" for why, number in sorted(reasons(self.skipped).items())]
        excused = [why for one in self.played for why in one.excused]
        lines += [f"  excused {number} x: {why}" for why, number in _counted(excused)]
        if repeats := sum(one.repeats for one in self.played):
            lines.append(f"  given again, and seen by nobody: {repeats} x the approved caption")
        return "\n".join([*lines, *(f"  WRONG {what}" for what in self.wrong)])


def play_all(world: World, title: str, cells: list[Cell]) -> Report:
    """Plays every cell that can be played; what is wrong with one does not keep the others from being played."""
    report = Report(title)
    for cell in cells:
        if cell.skipped:
            report.skipped.append(cell)
            continue
        try:
            report.played.append(play(world, cell))
        except Exception as wrong:
            report.wrong.append(f"{cell.name}: {type(wrong).__name__}: {wrong}")
        Account.objects.filter(lease_until__isnull=False).update(lease_until=None)
    return report


def play(world: World, cell: Cell) -> Played:
    """To the end, with a person's help where one is asked. Raises AssertionError for what may not be."""
    life, told = life_of(world, cell), Played(cell)
    life.begin()
    witness = Witness(life)
    with life.struck():
        _go(life, told, witness)
        for _ in range(MOST_HELP):
            stood = _short(life.delivery)
            if life.resume():
                told.parked = told.parked or f"the account was paused; {stood}"
            elif life.parked_in_doubt():
                told.parked = told.parked or stood
                life.send_again()
            elif life.given_up():
                told.parked = told.parked or stood
                life.try_now()
            else:
                break
            _go(life, told, witness)
    _check_end(life)
    told.happened, told.excused = witness.judged(told.killed)
    told.repeats = life.repeats if isinstance(life, Editing) else 0
    return told


def _go(life: Posting, told: Played, witness: Witness) -> None:
    """Goes on until it ends or waits for a person; whoever is to die of it dies as soon as their step comes."""
    cell = life.cell
    if cell.step == "sweep" and not told.killed:  # somebody must have died before, so that there is something to sweep
        told.killed += _one_death(life, cell, "stamp" if cell.outcome == NO_CONTACT else "send", "before")
        life._time_passes()
    if cell.step and told.killed < cell.deaths:
        told.killed += _one_death(life, cell, cell.step, cell.moment)
    life.go()
    check(life, witness.known(told.killed))


def _one_death(life: Posting, cell: Cell, step: str, moment: str) -> int:
    under_way = (step, moment) == ("send", "before") and cell.outcome != NO_CONTACT
    if not under_way:
        return int(deaths.worker(life.go, life.deaths[step, moment]))
    with deaths.Assassin(life.sandbox, life.visible) as assassin:
        return int(deaths.worker(life.go, lambda: None, assassin))


def check(life: Posting, known: Known) -> None:
    """At most one visible effect, and what is said of it is true."""
    effects, now = life.effects(), life.delivery
    assert len(effects) <= 1, f"{len(effects)} effects."
    account = Account.objects.get(pk=life.doer.pk)
    stands = any(effect.stands for effect in effects)
    if now.state == "published":
        assert stands or "not confirmed that it is down" in now.reason, "It is called published and is absent."
        assert not (wrong := judge(now.reason, known) if life.cell.act in TAKING_DOWN else []), " ".join(wrong)
        assert not now.remote_id or now.remote_id.split("_")[0] == effects[0].remote_id, "It is called by another's id."
    elif now.state == "taken_down":
        assert effects, "Nothing was ever there."
        assert not stands, "It is called taken down and is live."
    else:
        assert now.state != "publishing", "It is called under way and nobody is at it."
        assert not (now.state in CLAIMS_NOTHING_LEFT and effects), f"It is called {now.state} and is live."
        check_told(now, account, known)


def _check_end(life: Posting) -> None:
    effects, now = life.effects(), life.delivery
    assert len(effects) == (0 if now.state == "failed" else 1), f"{len(effects)} effects, and it is {now.state}."
    if life.cell.act in TAKING_DOWN:
        down = life.posts[0].archived if life.cell.act == "archive" else life.posts[0].deleted
        assert (now.state, down) == ("taken_down", True), f"It is {now.state}: {now.reason}"
        return
    assert now.state in ("published", "failed"), f"It is {now.state}: {now.reason}"
    if effects:
        life.check_words()


def _short(now: Delivery) -> str:
    """A reason without what differs from cell to cell."""
    plain = re.sub(r"[0-9]{5,}|IGAA-[^ ]+", "…", now.reason)
    return f"{now.state}: {plain[:240]}"


def _counted(texts: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(texts).items(), key=lambda item: (-item[1], item[0]))
