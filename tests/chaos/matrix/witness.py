"""What really happened in a cell, by what the sandbox got and the trail records.

A cell in which nothing went wrong, nobody died who was to die, or nothing was posted proves nothing: it is wrong.
"""

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from publisher.models import Event, TakeDown
from publisher.rules.as_approved import STORY_LIVES
from publisher.rules.attempts import attempts
from tests.chaos.matrix.cells import LISTED, NO_CONTACT, TAKING_DOWN, Cell
from tests.chaos.matrix.excused import ALIVE, RESENT, UNPOSTED, UNSTRUCK, excuse
from tests.chaos.matrix.lives import Posting
from tests.chaos.matrix.told import Known

KINDS = {"post": "configure", "album": "configure", "story": "configure"}
"""How the sandbox of instagrapi names the request that makes an act visible, where it is not the act's own name."""


@dataclass(frozen=True, slots=True)
class Happened:
    """`struck`: how often the cell's fault did, `looks`: those of its look; `sent`: the visible requests that came;
    `attempts`: what the trail records of them; `effects` as the sandbox counts them at the end."""

    struck: int
    looks: int
    sent: int
    attempts: int
    effects: int


NOTHING = Happened(0, 0, 0, 0, 0)


class Witness:
    """Looks on from its making, when what goes before the act is done."""

    def __init__(self, life: Posting) -> None:
        self._life = life
        self._struck = Counter(life.sandbox.faults.struck)
        self._sent = self._requests()
        self._event = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def happened(self) -> Happened:
        """Until now."""
        life, cell = self._life, self._life.cell
        struck = life.sandbox.faults.struck - self._struck
        return Happened(
            struck=life.cut_offs if cell.outcome == NO_CONTACT else struck[cell.fault],
            looks=struck[cell.look] if cell.look else 0,
            sent=self._requests() - self._sent,
            attempts=self._attempts(),
            effects=len(life.effects()),
        )

    def known(self, killed: int) -> Known:
        """What a sentence about it may claim now, if so many workers were killed."""
        life, found = self._life, self.happened()
        struck, now = life.sandbox.faults.struck - self._struck, life.delivery
        tries, day_ago = attempts(now.checkpoint, now.sending_at), timezone.now() - STORY_LIVES
        return Known(
            sent=found.sent,
            effects=found.effects,
            stands=sum(effect.stands for effect in life.effects()),
            listed=life.listed() and "no_posts" not in struck,
            day_over=any(one.since <= day_ago for one in tries),
            killed=killed,
            cut=life.cut_offs,
            struck=frozenset(struck),
        )

    def judged(self, killed: int) -> tuple[Happened, tuple[str, ...]]:
        """The same at the end, and what is excused. Raises AssertionError for what is not."""
        cell, found = self._life.cell, self.happened()
        asked = ", ".join(filter(None, (cell.fault, cell.look)))
        wrong = {
            UNSTRUCK: (not found.struck or bool(cell.look and not found.looks)) and f"It never struck: {asked}.",
            ALIVE: killed < cell.deaths and f"{killed} of {cell.deaths} died.",
            UNPOSTED: not found.effects and "Nothing was ever posted.",
            RESENT: found.sent > found.attempts
            and f"{found.sent} visible requests came of {found.attempts} attempt(s) that the trail records.",
        }
        excused = {what: excuse(what, cell) for what, is_so in wrong.items() if is_so}
        unexcused = [str(wrong[what]) for what, why in excused.items() if not why]
        assert not unexcused, f"{' '.join(unexcused)} It is {self._life.delivery.state}."
        return found, tuple(f"{what}: {why}" for what, why in excused.items())

    def _requests(self) -> int:
        """Of the kind that everybody sees the effect of; cells are played one after the other."""
        return self._life.sandbox.store.requests[kind_of(self._life.cell)]

    def _attempts(self) -> int:
        """Of a post those that ended with a receipt or in doubt, since of any other nothing left.

        Of what is done to a post each claim: another caption may be sent and be tried again; and of taking down each
        try.
        """
        life = self._life
        if life.cell.act in TAKING_DOWN:
            return TakeDown.objects.get(delivery=life.delivery).tries
        told = Event.objects.filter(kind="delivery", pk__gt=self._event, object_id=life.delivery.pk)
        if life.cell.act in LISTED:
            return told.filter(before="publishing", after__in=("published", "uncertain")).count()
        return told.filter(after="publishing").count()


def kind_of(cell: Cell) -> str:
    """The sandbox's name of the visible request."""
    if cell.channel == "instagram_graph":
        return "publish" if cell.act in LISTED else cell.act
    return KINDS.get(cell.act, cell.act)
