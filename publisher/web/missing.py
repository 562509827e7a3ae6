"""Warnings on the page of an announcement, with what to copy to where it is missing."""

from dataclasses import dataclass

from publisher.models import Announcement
from publisher.truth.signatories import doubts
from publisher.web.words import seat


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning, and the entry as it would stand on a page of signatories."""

    sentence: str
    entry: str


def doubts_of(announcement: Announcement) -> list[Warned]:
    """The warnings of what may still go out or has gone out."""
    if announcement.state in ("rejected", "expired"):
        return []
    return [Warned(doubt.sentence, _entry(doubt.entry)) for doubt in doubts(announcement.revision)]


def _entry(entry: dict[str, object]) -> str:
    district = entry["district"] if isinstance(entry["district"], int) else None
    place = seat(str(entry["office"]), str(entry["state"]), district)
    return ", ".join(filter(None, (str(entry["name"]), place, str(entry["date"] or ""))))
