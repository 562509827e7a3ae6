"""The pieces of evidence for people: each with its state in words, what it says of itself, and its stored copy."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from publisher.models import Evidence, StatusChange
from publisher.truth.agreement import Told
from publisher.truth.evidence import COUNTS, TO_VOUCH_FOR, Standing, is_named, sentence, standing

PICTURES = ("image/jpeg", "image/png", "image/webp")

WORDS = {
    Standing.CAPTURED: lazy("Copy kept"),
    Standing.ATTACHED: lazy("Attached"),
    Standing.CONFIRMED: lazy("Vouched for"),
    Standing.UNREAD: lazy("Not opened yet"),
    Standing.CANNOT_CHECK: lazy("Cannot be checked"),
    Standing.DOUBTED: lazy("Perhaps dead"),
    Standing.DEAD: lazy("Dead"),
    Standing.PLACEHOLDER: lazy("No evidence"),
}
KINDS = {"address": lazy("Link"), "file": lazy("File"), "note": lazy("Note"), "mail": lazy("Mail")}


@dataclass(frozen=True, slots=True)
class Piece:
    """One of them. `frozen`: it is a part of the revision that is shown; what came later is approved with the next."""

    item: Evidence
    kind: Any
    word: Any
    colour: str
    sentence: str
    frozen: bool
    is_picture: bool


def pieces_of(change: StatusChange, told: Told | None) -> tuple[Piece, ...]:
    """All of one change, whose evidence and files are prefetched."""
    named = (told or {}).get("evidence", [])
    return tuple(_piece(item, told is None or is_named(item, named)) for item in change.evidence.all())


def _piece(item: Evidence, frozen: bool) -> Piece:
    stands = standing(item)
    colour = "live" if stands in COUNTS else "waiting" if stands in TO_VOUCH_FOR else "look"
    is_picture = item.file is not None and item.file.media_type in PICTURES
    return Piece(item, KINDS[item.kind], WORDS[stands], colour, sentence(item), frozen, is_picture)
