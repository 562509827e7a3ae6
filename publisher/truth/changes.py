"""From a settled row to a status change: the fact, written once."""

from datetime import date, datetime, timedelta

from publisher import workflow
from publisher.current_brand import brand
from publisher.models import (
    Candidacy,
    Confirmation,
    Evidence,
    RowVersion,
    Source,
    SourceKey,
    StatusChange,
    Subject,
)
from publisher.states import LIVE_NEWS


def settle(source: Source, now: datetime) -> list[StatusChange]:
    """Makes a status change of every row whose status differs from the settled one for long enough.

    What a person or another source told before is confirmed instead of told again. Gives the new changes.
    """
    current = {
        version.key: version
        for version in RowVersion.objects.filter(source=source, last_seen=None).exclude(
            first_seen__gt=now - timedelta(seconds=source.settle_seconds)
        )
    }
    found = []
    keys = SourceKey.objects.filter(source=source, missing_since=None).select_related("candidacy__person")
    # In one order whatever the source, so that two polls never wait for each other's candidacies.
    for key in keys.order_by("candidacy_id").iterator(chunk_size=2000):
        version = current.get(key.key)
        if version is None or version.status == key.status:
            continue
        change = _record(source, key, version, now)
        SourceKey.objects.filter(pk=key.pk).update(status=version.status)
        if change:
            found.append(change)
    _add_late_evidence(source)
    return found


def _add_late_evidence(source: Source) -> None:
    """A tracker often says `signed` first and where it was said later: the change gets its evidence then."""
    bare = StatusChange.objects.filter(source=source, evidence=None, origin="tracker")
    for change in bare.select_related("row_version"):
        assert change.row_version  # a constraint of the table: what the tracker said has its row
        key = change.row_version.key
        now = RowVersion.objects.filter(source=source, key=key, last_seen=None, status=change.after).first()
        if now and now.understood["evidence"]:
            Evidence.objects.create(change=change, url=now.understood["evidence"], public=True)
            workflow.tell(change, "evidence", data={"source": source.name, "row_version": now.pk})


def last_change(candidacy_id: int) -> StatusChange | None:
    """The latest fact about a candidacy."""
    return StatusChange.objects.filter(candidacy_id=candidacy_id).order_by("-seen_at", "-id").first()


def given_up(change: StatusChange) -> bool:
    """True when people rejected what was drafted of it: whoever says the same by themselves is heard anew."""
    drafted = Subject.objects.filter(change=change)
    return drafted.exists() and not drafted.filter(announcement__state__in=LIVE_NEWS).exists()


def _confirm(told: StatusChange, version: RowVersion, source: Source, now: datetime) -> None:
    """Notes, once a source, that it says the same."""
    if told.source_id != source.pk and not told.confirmations.filter(row_version__source=source).exists():
        confirmation = Confirmation.objects.create(change=told, row_version=version, at=now)
        workflow.tell(confirmation, "confirmed", data={"change": told.pk, "source": source.name})


def _known_elsewhere(key: SourceKey, status: str) -> bool:
    """True when another source had this status when watching began: then it is no news here either."""
    return SourceKey.objects.filter(candidacy_id=key.candidacy_id, status=status).exclude(pk=key.pk).exists()


def _record(source: Source, key: SourceKey, version: RowVersion, now: datetime) -> StatusChange | None:
    # An organizer may trigger the same change in this moment: whoever comes second sees the first.
    Candidacy.objects.select_for_update().get(pk=key.candidacy_id)
    told = last_change(key.candidacy_id)
    if told and told.after == version.status and not given_up(told):
        _confirm(told, version, source, now)
        return None
    if not told and _known_elsewhere(key, version.status):
        return None
    understood = version.understood
    earlier = RowVersion.objects.filter(source=source, key=key.key).exclude(pk=version.pk).exists()
    change = StatusChange.objects.create(
        candidacy=key.candidacy,
        before=key.status if earlier else "none",
        after=version.status,
        said_at=date.fromisoformat(understood["said_at"]) if understood["said_at"] else None,
        precision=understood["precision"],
        seen_at=now,
        pledge_version=brand().pledge_version,
        origin="tracker",
        source=source,
        row_version=version,
    )
    if understood["evidence"]:
        Evidence.objects.create(change=change, url=understood["evidence"], public=True)
    workflow.tell(
        change, "seen", before=change.before, after=change.after, data={"source": source.name, "key": key.key}
    )
    return change
