"""From a settled row to a status change: the fact, written once."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from publisher import workflow
from publisher.current_brand import brand
from publisher.models import (
    Candidacy,
    Confirmation,
    Evidence,
    Poll,
    QuarantinedRow,
    RowVersion,
    Source,
    SourceKey,
    StatusChange,
    Subject,
)
from publisher.states import LIVE_NEWS
from publisher.tracker.values import Rule
from publisher.truth import doubts
from publisher.truth.chunks import chunks

FLIP_TIME = timedelta(hours=24)
"""A status that goes back within this time is more often a slip in the tracker than news."""


@dataclass(frozen=True, slots=True)
class Due:
    """A row whose status differs from the settled one for long enough, and was read twice."""

    key: SourceKey
    version: RowVersion


def settle(source: Source, poll: Poll, now: datetime, *, read_twice: Container[str] = ()) -> list[StatusChange]:
    """Makes a status change of every row whose status differs from the settled one for long enough.

    A row counts when two reads brought it alike: an earlier poll's and this one's, or this one's two (`read_twice`: the
    digests that a second read has shown again). What a person or another source told before is confirmed instead of
    told again; what goes back within a day is quarantined. Gives the new changes.
    """
    # In one order whatever the source, so that two polls never wait for each other's candidacies.
    open_keys = SourceKey.objects.filter(source=source, unsettled=True, missing_since=None).order_by("candidacy_id")
    made: list[StatusChange] = []
    flipped: set[str] = set()
    some = open_keys.exists()  # at nearly every read there are none, and asking so is cheaper
    for keys in chunks(open_keys.select_related("candidacy__person").iterator(chunk_size=2000) if some else ()):
        due = _due(source, poll, keys, now, read_twice)
        if due:
            made += _Settling(source, poll, now).settle(due, flipped)
    for row in QuarantinedRow.objects.filter(source=source, rule=Rule.FLIP, state="open").exclude(digest__in=flipped):
        doubts.heal(row, now)
    return made


def reopen(change: StatusChange) -> None:
    """After what a person told was rejected: the sources that had confirmed it are heard anew, in their own name."""
    for confirmation in change.confirmations.select_related("row_version"):
        keys = SourceKey.objects.filter(source_id=confirmation.row_version.source_id, candidacy_id=change.candidacy_id)
        before = "pending" if change.before == "none" else change.before
        keys.filter(status=change.after).update(status=before, unsettled=True)


def last_change(candidacy_id: int) -> StatusChange | None:
    """The latest fact about a candidacy."""
    return StatusChange.objects.filter(candidacy_id=candidacy_id).order_by("-seen_at", "-id").first()


def given_up(change: StatusChange) -> bool:
    """True when people rejected what was drafted of it: whoever says the same by themselves is heard anew."""
    drafted = Subject.objects.filter(change=change)
    return drafted.exists() and not drafted.filter(announcement__state__in=LIVE_NEWS).exists()


def _due(source: Source, poll: Poll, keys: list[SourceKey], now: datetime, read_twice: Container[str]) -> list[Due]:
    settled_before = now - timedelta(seconds=source.settle_seconds)
    versions = RowVersion.objects.filter(source=source, key__in=[key.key for key in keys], last_seen=None)
    by_key = {
        version.key: version
        for version in versions.exclude(first_seen__gt=settled_before)
        if version.first_poll_id != poll.pk or version.digest in read_twice
    }
    found = [Due(key, by_key[key.key]) for key in keys if key.key in by_key]
    return [one for one in found if one.version.status != one.key.status]


class _Settling:
    """Settles some rows in a handful of statements."""

    def __init__(self, source: Source, poll: Poll, now: datetime) -> None:
        self.source, self.poll, self.now = source, poll, now
        flips = QuarantinedRow.objects.filter(source=source, rule=Rule.FLIP).exclude(state__in=["open", "healed"])
        self.decided = {(row.digest, row.data.get("told")): row.state for row in flips}

    def settle(self, due: list[Due], flipped: set[str]) -> list[StatusChange]:
        """The new changes; digests of rows that flipped are added to `flipped`."""
        ours = [one.key.candidacy_id for one in due]
        # An organizer may trigger the same change in this moment: whoever comes second sees the first.
        list(Candidacy.objects.filter(pk__in=ours).order_by("pk").select_for_update(no_key=True))
        told = {
            change.candidacy_id: change
            for change in StatusChange.objects.filter(candidacy_id__in=ours).order_by("seen_at", "id")
        }
        elsewhere = set(
            SourceKey.objects.filter(candidacy_id__in=ours)
            .exclude(source=self.source)
            .values_list("candidacy_id", "status")
        )
        seen_before = set(
            RowVersion.objects.filter(source=self.source, candidacy_id__in=ours, last_seen__isnull=False).values_list(
                "candidacy_id", flat=True
            )
        )
        settled, news = [], []
        for one in due:
            last, status = told.get(one.key.candidacy_id), one.version.status
            if last and last.after == status and not given_up(last):
                self._confirm(last, one.version)
            elif not last and (one.key.candidacy_id, status) in elsewhere:
                pass  # another source had it when watching began: no news here either
            elif last and self._flips(last, one):
                flipped.add(one.version.digest)
                continue
            else:
                news.append(self._change(one, first_seen=one.key.candidacy_id not in seen_before))
            settled.append(one)
        self._store(settled, news)
        return news

    def _flips(self, last: StatusChange, one: Due) -> bool:
        """True for a row that goes back within a day, unless a person said that it is so; it is quarantined then."""
        back = "pending" if last.before == "none" else last.before
        young = last.seen_at > self.now - FLIP_TIME
        if not (
            young and last.source_id == self.source.pk and last.after == one.key.status != one.version.status == back
        ):
            return False
        said = self.decided.get((one.version.digest, last.pk))
        if said is None:
            name = one.key.candidacy.person.name
            why = f"Expected {name} to stay {last.after} for a day, came {back} again: say whether that is so."
            doubts.hold(self.source, self.poll, doubts.of_version(one.version, why, last.pk), self.now)
        return said != "accepted"

    def _confirm(self, told: StatusChange, version: RowVersion) -> None:
        """Notes, once a source, that it says the same."""
        if told.source_id == self.source.pk or told.confirmations.filter(row_version__source=self.source).exists():
            return
        confirmation = Confirmation.objects.create(change=told, row_version=version, at=self.now)
        workflow.tell(confirmation, "confirmed", data={"change": told.pk, "source": self.source.name})

    def _change(self, one: Due, *, first_seen: bool) -> StatusChange:
        said = one.version.understood
        return StatusChange(
            candidacy=one.key.candidacy,
            before="none" if first_seen else one.key.status,
            after=one.version.status,
            said_at=date.fromisoformat(said["said_at"]) if said["said_at"] else None,
            precision=said["precision"],
            seen_at=self.now,
            pledge_version=brand().pledge_version,
            origin="tracker",
            source=self.source,
            row_version=one.version,
        )

    def _store(self, settled: list[Due], news: list[StatusChange]) -> None:
        StatusChange.objects.bulk_create(news)
        Evidence.objects.bulk_create(
            Evidence(change=change, url=change.row_version.understood["evidence"], public=True)
            for change in news
            if change.row_version and change.row_version.understood["evidence"]
        )
        workflow.tell_many(
            "seen",
            (
                (change, change.before, change.after, {"source": self.source.name, "key": change.row_version.key})
                for change in news
                if change.row_version
            ),
        )
        for status in {one.version.status for one in settled}:
            keys = [one.key.pk for one in settled if one.version.status == status]
            SourceKey.objects.filter(pk__in=keys).update(status=status, unsettled=False)
