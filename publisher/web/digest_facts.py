"""What the page of a digest says besides its mail: for whom it is, what it holds, when it is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from publisher.digesting import wishes_of
from publisher.models import Announcement
from publisher.newsletter.counts import subscribers
from publisher.pipeline.digests import late
from publisher.web.mailings import RHYTHM_WORDS


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """`late`: how many announcements are live that could be added, while it may be edited."""

    word: Any
    readers: int
    names: tuple[str, ...]
    send_at: datetime | None
    late: int


def digest_of(announcement: Announcement) -> DigestFacts | None:
    """Of a digest that is drafted; None of anything else."""
    revision = announcement.revision
    if announcement.kind != "digest" or revision is None:
        return None
    rhythm = announcement.digest.rhythm
    return DigestFacts(
        word=RHYTHM_WORDS[rhythm],
        readers=subscribers().get(rhythm, 0),
        names=tuple(subject["name"] for subject in revision.manifest["subjects"]),
        send_at=wishes_of(revision.manifest).send_at,
        late=len(late(announcement)) if announcement.state != "approved" else 0,
    )
