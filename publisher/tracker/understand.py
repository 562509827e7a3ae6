"""Raw rows to rows with a meaning. What does not fit is held with its reason; nothing is dropped silently."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

from publisher.tracker.digests import digester
from publisher.tracker.mapping import check_map
from publisher.tracker.rows import RowReader
from publisher.tracker.table import Table
from publisher.tracker.understood import LastGood, Understood, contradiction
from publisher.tracker.values import Decided, HeldRow, Quarantine, Row, Rule, SourceSpec
from publisher.tracker.vocabulary import unknown_words


def understand(
    table: Table,
    spec: SourceSpec,
    last: LastGood | None = None,
    *,
    decided: Decided | None = None,
    today: date | None = None,
) -> Understood:
    """What the rows say that the last good read did not; `last` is marked with what was seen again.

    A date after tomorrow counted from `today` (default: now in UTC) is not believed. Raises Quarantine if the table is
    unusable, if the map cannot make a candidate, or if more rows than `spec.unknown_words` allows have a status word
    that nobody mapped.
    """
    check_map(spec)
    work = _Understanding(table, spec, decided or Decided(), today or datetime.now(UTC).date())
    last = {} if last is None else last
    found, digest_of = work.found, digester(spec.columns)
    same = repeated = 0
    for cells, record in table:
        # This loop runs for every row of every poll: an unchanged row costs one hash and one look.
        digest = digest_of(cells) if cells is not None else b""
        entry = last.get(digest)
        if entry is None:
            work.fresh(cells, record, digest)
        elif type(entry) is tuple:
            last[digest] = entry[0]
            same += 1
        else:
            repeated += 1
    found.same += same
    found.repeated += repeated
    work.end(last)
    return found


class _Understanding:
    """The rows that are not as they were."""

    def __init__(self, table: Table, spec: SourceSpec, decided: Decided, today: date) -> None:
        self.table, self.spec, self.decided = table, spec, decided
        self.reader = RowReader(spec, today, decided.trusted)
        self.found = Understood()
        self.strange: Counter[str] = Counter()
        self.status_at = list(spec.columns).index("status")

    def fresh(self, cells: tuple[str, ...] | None, record: Any, digest: bytes) -> None:
        """Takes in one row."""
        found, raw = self.found, self.table.raw(record)
        if cells is None:
            found.hold(self.reader.broken(raw, digester({})((repr(sorted(raw.items())),))))
            return
        if not any(cell.strip() for cell in raw.values()):
            found.blank += 1
            return
        read = self.reader.read(cells, digest, lambda: raw)
        if digest in self.decided.ignored:
            found.ignored += 1
            if read.key is not None:
                found.spoken_of.add(read.key)
        elif isinstance(read, HeldRow):
            if read.rule is Rule.VOCABULARY and len(self.strange) < 100:
                self.strange[cells[self.status_at]] += 1
            found.hold(read)
        else:
            self._keep(read)

    def _keep(self, row: Row) -> None:
        found, first = self.found, self.found.digest_of.get(row.key)
        if first == row.digest:
            found.repeated += 1
            return
        if first is not None and first not in self.decided.chosen and row.digest not in self.decided.chosen:
            found.contradicted.add(row.key)
            found.hold(contradiction(row))
            return
        if first is not None:
            found.ignored += 1  # the one of the two that a person did not choose
            if first in self.decided.chosen:
                return
        found.digest_of[row.key] = row.digest
        found.fresh.append(row)

    def end(self, last: LastGood) -> None:
        """Judges what can be judged only when all rows are seen."""
        found = self.found
        if found.rules[Rule.VOCABULARY] > self.spec.unknown_words * found.count:
            raise Quarantine(unknown_words(self.strange, len(self.reader.words)), Rule.VOCABULARY)
        # A row beside a held one of its key, or beside its own former self, contradicts it.
        doubtful = (found.spoken_of - found.contradicted) & found.digest_of.keys()
        doubtful |= {e for e in last.values() if type(e) is str and e in found.digest_of} if found.digest_of else set()
        found.contradicted |= {key for key in doubtful if found.digest_of[key] not in self.decided.chosen}
