"""Is there evidence, and does it stand? Computed from what looking at it brought and what people vouched for."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from django.utils import timezone

from publisher import files, workflow
from publisher.models import Announcement, Evidence, Revision, StatusChange, User
from publisher.proof.addresses import placeholder
from publisher.proof.attachments import Proof
from publisher.truth.reading import guard

HOW = "Attach a photo, a document, a mail or a link to it, or put the address into the tracker and draft this anew."


class Standing(StrEnum):
    """How one piece stands. The first three count by themselves; the next three when a person vouches for them."""

    CAPTURED = "captured"
    ATTACHED = "attached"
    CONFIRMED = "confirmed"
    UNREAD = "unread"
    CANNOT_CHECK = "cannot_check"
    DOUBTED = "doubted"
    DEAD = "dead"
    PLACEHOLDER = "placeholder"


COUNTS = frozenset({Standing.CAPTURED, Standing.ATTACHED, Standing.CONFIRMED})
TO_VOUCH_FOR = frozenset({Standing.UNREAD, Standing.CANNOT_CHECK, Standing.DOUBTED})


def standing(item: Evidence) -> Standing:
    """How this piece stands. A look that failed takes nothing from a copy that was kept before; two dead ones do."""
    if item.kind != "address":
        return Standing.ATTACHED
    if placeholder(item.url, guard()):
        return Standing.PLACEHOLDER
    if item.dead_at:
        return Standing.DEAD
    if item.file_id:
        return Standing.CAPTURED
    if item.confirmed_at and (item.doubted_at is None or item.confirmed_at >= item.doubted_at):
        return Standing.CONFIRMED
    if item.doubted_at:
        return Standing.DOUBTED
    return Standing.CANNOT_CHECK if item.trouble else Standing.UNREAD


def sentence(item: Evidence) -> str:
    """The same in plain words for staff."""
    stands = standing(item)
    since = f" Since then: {item.trouble}" if item.trouble else ""
    return {
        Standing.CAPTURED: f"We opened it and kept a copy.{since}",
        Standing.ATTACHED: "A person attached it.",
        Standing.CONFIRMED: f"A person opened it and vouches for it. {item.trouble}".rstrip(),
        Standing.UNREAD: "We have not opened it yet.",
        Standing.CANNOT_CHECK: f"We cannot check it: {item.trouble}",
        Standing.DOUBTED: f"Perhaps dead: {item.trouble} It is looked at again an hour after that was first seen.",
        Standing.DEAD: f"Dead: {item.trouble} It was looked at twice, an hour apart.",
        Standing.PLACEHOLDER: placeholder(item.url, guard()),
    }[stands]


def of_announcement(announcement: Announcement) -> list[Evidence]:
    """Every piece about what it tells, whether its revision froze it or it came later."""
    mine = Evidence.objects.filter(change__subjects__announcement=announcement)
    return list(mine.select_related("added_by", "confirmed_by").order_by("change__subjects__position", "id"))


def of_revision(revision: Revision) -> Iterator[tuple[dict[str, Any], list[Evidence]]]:
    """Each subject of the revision, with the pieces that it froze, as they stand now. One query."""
    subjects = revision.manifest["subjects"]
    rows = Evidence.objects.filter(change_id__in=[subject["change"] for subject in subjects]).order_by("id")
    found = list(rows)
    for subject in subjects:
        named = subject.get("evidence", [])
        yield subject, [row for row in found if row.change_id == subject["change"] and is_named(row, named)]


def is_named(row: Evidence, named: list[dict[str, Any]]) -> bool:
    """True if a manifest names this piece; before pieces had numbers in it, it named them by their address."""
    return any(
        entry["id"] == row.pk if "id" in entry else (entry["kind"], entry["url"]) == (row.kind, row.url)
        for entry in named
    )


def lacking(revision: Revision) -> str:
    """Empty if every subject has a piece that counts or may be vouched for, else what is missing and what to do."""
    for subject, items in of_revision(revision):
        if not any(standing(item) in COUNTS | TO_VOUCH_FOR for item in items):
            why = " ".join(dict.fromkeys(sentence(item) for item in items))
            return f"There is no evidence for {subject['name']}. {why} {HOW}".replace("  ", " ")
    return ""


def to_vouch_for(revision: Revision) -> list[Evidence]:
    """The pieces that nobody but a person can have read: of the subjects that have nothing better."""
    found: list[Evidence] = []
    for _subject, items in of_revision(revision):
        if not any(standing(item) in COUNTS for item in items):
            found += [item for item in items if standing(item) in TO_VOUCH_FOR]
    return found


def vouch(items: Iterable[Evidence], by: User) -> None:
    """Notes that this person has opened these pieces and that they say so, in the caller's transaction."""
    for item in items:
        Evidence.objects.filter(pk=item.pk).update(confirmed_by=by, confirmed_at=timezone.now())
        workflow.tell(item.change, "vouched", by=by, data={"evidence": item.pk})


def gone(revision: Revision) -> str:
    """Why it must not go out as approved: what it rests on has died since. Empty if it stands, or nobody knows.

    A piece that was dead when people approved, with another beside it that counts, was their decision.
    """
    approved_at = revision.announcement.approved_at
    for subject, items in of_revision(revision):
        dead = [item for item in items if standing(item) is Standing.DEAD]
        living = any(standing(item) not in (Standing.DEAD, Standing.PLACEHOLDER) for item in items)
        for item in dead:
            assert item.dead_at  # that is what dead means
            if not living or approved_at is None or item.dead_at > approved_at:
                return f"The evidence for {subject['name']} is dead: {item.url}. {item.trouble} {HOW}"
    return ""


def add(change: StatusChange, proof: Proof, *, by: User, public: bool = False) -> Evidence:
    """Keeps what a person hands over as evidence of `change`, in the caller's transaction; the bytes come first."""
    stored = files.keep(proof.data, proof.media_type) if proof.data else None
    item = Evidence.objects.create(
        change=change,
        kind=proof.kind,
        url=proof.url,
        note=proof.quote,
        file=stored,
        title=proof.title,
        about=dict(proof.about),
        public=public and proof.kind == "address",
        added_by=by,
    )
    told = {"evidence": item.pk, "kind": item.kind} | ({"sha256": stored.sha256} if stored else {})
    workflow.tell(change, "attached", by=by, data=told)
    return item
