"""What the tracker corrects after it told: a date, or where it was said. The fact stays one; the trail keeps both."""

from collections.abc import Container, Iterable
from datetime import date

from publisher import nudge, workflow
from publisher.models import Evidence, RowVersion, Source, StatusChange
from publisher.truth.chunks import chunks


def follow(source: Source, candidacies: Iterable[int], *, besides: Container[int] = ()) -> None:
    """Takes the row's date and evidence over into the latest change of each candidacy, as far as this source told it.

    A tracker often says `signed` first and where it was said later; or it corrects what it had said. What a person told
    takes the date and, if it had none, the evidence of the source that confirmed it. `besides`: changes that were made
    of these very rows.
    """
    for chunk in chunks(candidacies):
        last = {
            change.candidacy_id: change
            for change in StatusChange.objects.filter(candidacy_id__in=chunk).order_by("seen_at", "id")
        }
        rows = RowVersion.objects.filter(source=source, candidacy_id__in=chunk, last_seen=None)
        for row in rows:
            change = last.get(row.candidacy_id or 0)
            if change is None or change.pk in besides or change.after != row.status:
                continue
            if _told_by(change, source):
                _date(change, row)
                _evidence(change, row)


def _told_by(change: StatusChange, source: Source) -> bool:
    return change.source_id == source.pk or change.confirmations.filter(row_version__source=source).exists()


def _date(change: StatusChange, row: RowVersion) -> None:
    said = row.understood["said_at"]
    before = (change.said_at.isoformat() if change.said_at else None, change.precision)
    now = (said, row.understood["precision"])
    if said is None or before == now:
        return
    StatusChange.objects.filter(pk=change.pk).update(said_at=date.fromisoformat(said), precision=now[1])
    workflow.tell(change, "dated", data={"before": before[0], "after": said, "row_version": row.pk})


def _evidence(change: StatusChange, row: RowVersion) -> None:
    url = row.understood["evidence"]
    mine = change.evidence.filter(added_by=None, kind="address")
    if not url or change.evidence.filter(url=url).exists():
        return
    if change.origin == "person" and change.evidence.exists():
        return
    mine.update(public=False)  # it stays on record, and is named in no text any more
    item = Evidence.objects.create(change=change, url=url, public=True)
    workflow.tell(change, "evidence", data={"source": row.source_id, "row_version": row.pk})
    nudge.send("evidence", item.pk)
