"""An announcement as people and programs see it: one dictionary for the page, the API and `publisher show --json`."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from publisher import files
from publisher.approving import missing, rule_of
from publisher.faults import faults_of
from publisher.manifest import mail_of, texts_of
from publisher.models import (
    Announcement,
    Candidacy,
    Decision,
    Delivery,
    Event,
    Evidence,
    PersonalPart,
    Reading,
    Revision,
    StatusChange,
    TakeDown,
)
from publisher.rendering import link_of
from publisher.standing import ACCOUNT, due_of, shown_of, standing_of, todo_of
from publisher.truth import same_seat, signatories
from publisher.truth.agreement import Told, stored
from publisher.truth.evidence import sentence, standing
from publisher.truth.same_name import namesakes, warning


def show(announcement: Announcement) -> dict[str, Any]:
    """Everything about one announcement, times in ISO 8601 UTC. The fields are a contract (see docs/api.md)."""
    deliveries = list(announcement.deliveries.select_related(ACCOUNT, "after", "reading", "take_down").order_by("id"))
    seen = shown_of(announcement, deliveries)
    revision = announcement.revision
    manifest: dict[str, Any] = revision.manifest if revision else {}
    words = manifest.get("words", {})
    told = {subject["change"]: subject for subject in manifest.get("subjects", [])}
    changes = [
        subject.change
        for subject in announcement.subjects.select_related(
            "change__candidacy__person", "change__source", "change__row_version", "change__by"
        ).order_by("position")
    ]
    others = namesakes(change.candidacy for change in changes)
    return {
        "id": announcement.pk,
        "kind": announcement.kind,
        "code": announcement.code,
        "link": link_of(announcement.code),
        "state": announcement.state,
        "shown": seen.state,
        "screen": seen.screen.value,
        "reason": announcement.reason,
        "todo": todo_of(announcement, deliveries),
        "contradiction": {
            "reason": announcement.contradiction,
            "at": iso(announcement.contradicted_at),
            "dealt_with_at": iso(announcement.dealt_with_at),
        },
        "created_at": iso(announcement.created_at),
        "approved_at": iso(announcement.approved_at),
        "digest": revision.digest if revision else "",
        "revision": revision.number if revision else 0,
        "languages": manifest.get("languages", []),
        "subjects": [_subject(change, told.get(change.pk), others[change.candidacy_id]) for change in changes],
        "texts": texts_of(manifest) if manifest else {},
        "alt": {language: entry["alt"] for language, entry in words.items()},
        "mail": {language: mail_of(manifest, language) for language in manifest.get("languages", [])},
        "images": [_image(picture) for picture in manifest.get("pictures", [])],
        "faults": [asdict(fault) for fault in faults_of(manifest)] if manifest else [],
        "approval": _approval(revision) if revision else {},
        "warnings": [asdict(doubt) for doubt in signatories.doubts(revision)],
        "same_seat": [asdict(other) for other in same_seat.others(announcement)],
        "deliveries": [delivery_of(delivery) for delivery in deliveries],
        "decisions": _decisions(announcement),
        "events": _events(announcement),
    }


def _subject(change: StatusChange, told: Told | None, others: list[Candidacy]) -> dict[str, Any]:
    candidacy = change.candidacy
    agreement = stored(change, told)
    return {
        "candidate": {
            "id": candidacy.pk,
            "name": candidacy.person.name,
            "office": candidacy.office,
            "state": candidacy.us_state,
            "district": candidacy.district,
            "party": candidacy.party,
        },
        "change": {
            "id": change.pk,
            "from": change.before,
            "to": change.after,
            "said_at": change.said_at.isoformat() if change.said_at else None,
            "precision": change.precision,
            "seen_at": iso(change.seen_at),
            "origin": change.origin,
            "by": str(change.by) if change.by else "",
            "why": change.why,
            "source": change.source.name if change.source else "",
            "row": change.row_version.raw if change.row_version else {},
            "evidence": [
                evidence_of(item) for item in change.evidence.select_related("added_by", "confirmed_by").order_by("id")
            ],
        },
        "agreement": {"answer": agreement.answer.value, "sentence": agreement.sentence},
        "warnings": [warning(other) for other in others],
    }


def evidence_of(item: Evidence) -> dict[str, Any]:
    """One piece of evidence: what it is, how it stands, and what looking at it brought."""
    return {
        "id": item.pk,
        "kind": item.kind,
        "url": item.url,
        "note": item.note,
        "status": standing(item).value,
        "sentence": sentence(item),
        "title": item.title,
        "sha256": item.file_id or "",
        "captured_at": iso(item.captured_at),
        "final_url": item.final_url,
        "http_status": item.http_status,
        "checked_at": iso(item.checked_at),
        "about": item.about,
        "public": item.public,
        "added_by": str(item.added_by or ""),
        "confirmed_by": str(item.confirmed_by or ""),
    }


def _image(picture: dict[str, str]) -> dict[str, Any]:
    return dict(picture) | {"path": files.local_path(picture["sha256"])}


def _approval(revision: Revision) -> dict[str, Any]:
    rule = rule_of(revision)
    return rule.as_json() | {
        "have": revision.decisions.filter(verdict="approve").count(),
        "still_needed": missing(revision),
    }


def delivery_of(delivery: Delivery) -> dict[str, Any]:
    """One delivery; `due` is the time from which it may go out, `waits_for` what it waits for besides."""
    standing = standing_of(delivery)
    return {
        "id": delivery.pk,
        "account": str(delivery.account),
        "channel": delivery.account.channel,
        "act": delivery.act,
        "target": delivery.target_id,
        "state": delivery.state,
        "due": iso(due_of(delivery)),
        "planned": iso(delivery.planned_at),
        "waits_for": delivery.waits_for or ("after" if delivery.after_id and delivery.state == "waiting" else ""),
        "waits_note": delivery.waits_note,
        "sending_at": iso(delivery.sending_at),
        "published_at": iso(delivery.published_at),
        "remote_id": delivery.remote_id,
        "permalink": delivery.permalink,
        "attempts": delivery.attempts,
        "stuck": standing.stuck,
        "reason": standing.reason,
        "todo": standing.todo,
        "reading": reading_of(delivery),
        "take_down": taken_down_of(delivery),
    }


def reading_of(delivery: Delivery) -> dict[str, Any]:
    """How the live post stood when it was read back; empty before the first time."""
    row: Reading | None = getattr(delivery, "reading", None)
    if row is None:
        return {}
    return {
        "read_at": iso(row.read_at),
        "differs": row.differs,
        "accepted": bool(row.accepted) and row.stands == row.accepted,
        "gone_at": iso(row.gone_at),
        "trouble": row.trouble,
        "uncompared": row.uncompared,
        "likes": row.likes,
        "comments": row.comments,
        "reach": row.reach,
    }


def taken_down_of(delivery: Delivery) -> dict[str, Any]:
    """What was asked and what became of it; empty unless somebody wants it down."""
    row: TakeDown | None = getattr(delivery, "take_down", None)
    if row is None:
        return {}
    return {
        "how": row.how,
        "reason": row.reason,
        "public": row.public,
        "asked_at": iso(row.asked_at),
        "by_hand": row.by_hand,
        "done_at": iso(row.done_at),
    }


def _decisions(announcement: Announcement) -> list[dict[str, Any]]:
    rows = Decision.objects.filter(revision__announcement=announcement).select_related("by", "revision").order_by("at")
    return [
        {
            "by": str(row.by),
            "verdict": row.verdict,
            "revision": row.revision.number,
            "digest": row.digest,
            "languages": row.languages,
            "reason": row.reason,
            "at": iso(row.at),
        }
        for row in rows
    ]


def _events(announcement: Announcement) -> list[dict[str, Any]]:
    events = list(Event.objects.filter(announcement_id=announcement.pk).order_by("id"))
    personal = {part.event_id: part.fields for part in PersonalPart.objects.filter(event__in=events)}
    return [
        {
            "at": iso(event.at),
            "kind": event.kind,
            "what": event.what,
            "before": event.before,
            "after": event.after,
            "role": event.role,
            "by": personal.get(event.pk, {}).get("by", ""),
            "reason": personal.get(event.pk, {}).get("reason", ""),
            "data": event.data,
        }
        for event in events
    ]


def iso(at: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the second, or None."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
