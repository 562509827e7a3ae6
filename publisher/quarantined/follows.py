"""What would follow if somebody accepted it: how many status changes, and how many of them are announced."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publisher.models import Poll, QuarantinedRow, Source, SourceKey
from publisher.pipeline.draft import announceable
from publisher.tracker.values import Rule
from publisher.truth.meaning import meaning


@dataclass(frozen=True, slots=True)
class Follows:
    """`changes` are recorded, `announced` of them become announcements; `more` rows are concerned that were not noted.

    `baseline`: it would be the source's first read, of which nothing is announced.
    """

    changes: int = 0
    announced: int = 0
    more: int = 0
    baseline: bool = False

    @property
    def sentence(self) -> str:
        """The same for whoever is about to press the button."""
        if self.baseline:
            return _("It becomes the silent baseline: nothing of it is announced.")
        numbers = {"n": self.changes, "announced": self.announced, "more": self.more}
        if not self.more:
            return self._told() % numbers
        besides = ngettext(
            "%(more)s more row is concerned, which is not counted here.",
            "%(more)s more rows are concerned, which are not counted here.",
            self.more,
        )
        return f"{self._told()} {besides}" % numbers

    def _told(self) -> str:
        if not self.changes:
            return _("No status changes, so nothing is announced.")
        if self.announced == self.changes:
            return ngettext(
                "%(n)s status change becomes an announcement to review.",
                "%(n)s status changes become announcements to review.",
                self.changes,
            )
        if self.announced:
            return ngettext(
                "%(n)s status changes are recorded, and %(announced)s of them becomes an announcement to review.",
                "%(n)s status changes are recorded, and %(announced)s of them become announcements to review.",
                self.announced,
            )
        return ngettext(
            "%(n)s status change is recorded; nothing is announced of it.",
            "%(n)s status changes are recorded; nothing is announced of them.",
            self.changes,
        )


def poll_accepted(poll: Poll) -> Follows:
    """By the rows that were noted with it."""
    if not poll.source.baseline_at:
        return Follows(baseline=True)
    if poll.rule == Rule.ROW_NUMBERS:  # its keys say nothing: it was counted by person when it was stopped
        news: dict[str, int] = poll.details.get("news") or {}
        return Follows(sum(news.values()), sum(count for after, count in news.items() if after in announceable()))
    noted = poll.details.get("rows", [])
    moves = [_move(poll.source, row.get("before") or {}, row.get("now") or {}) for row in noted]
    told = [after for after in moves if after]
    announced = sum(after in announceable() for after in told)
    return Follows(len(told), announced, more=int(poll.details.get("more") or 0))


def row_accepted(row: QuarantinedRow, *, same: bool = True) -> Follows:
    """Of one row, taken for the person in question, or (not `same`) for somebody who is new."""
    after = _meaning(row.source, row.raw)
    before = _settled(row) if same else ""
    if not after or after == before or (not before and after == "pending"):
        return Follows()
    return Follows(1, int(after in announceable()))


def _settled(row: QuarantinedRow) -> str:
    """The status that counts now, of the row's candidate; empty when nobody knows them yet."""
    keys = SourceKey.objects.filter(source=row.source)
    known = keys.filter(candidacy_id=row.candidacy_id) if row.candidacy_id else keys.filter(key=row.key or None)
    return known.values_list("status", flat=True).first() or ""


def _move(source: Source, before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """The new status if it is another than before; a row that is new counts unless it is pending, as for the brake."""
    after = _meaning(source, now)
    return after if after != (_meaning(source, before) or "pending") else ""


def _meaning(source: Source, raw: Mapping[str, Any]) -> str:
    """What the row's status word means under the source's map; empty if nobody said, or if there is no row."""
    return meaning(source.statuses, str(raw.get(source.columns.get("status", ""), ""))) if raw else ""
