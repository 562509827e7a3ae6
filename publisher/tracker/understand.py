"""Raw rows to rows with a meaning. What does not fit is held with its reason; nothing is dropped silently."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime

from publisher.tracker.duplicates import settle
from publisher.tracker.mapping import check_map
from publisher.tracker.raw import BROKEN
from publisher.tracker.rows import RowReader
from publisher.tracker.values import HeldRow, Quarantine, Row, Rule, SourceSpec, Understood
from publisher.tracker.vocabulary import unknown_words


def understand(raw_rows: Iterable[dict[str, str]], spec: SourceSpec, today: date | None = None) -> Understood:
    """What the rows say, in their order.

    A date after tomorrow counted from `today` (default: now in UTC) is not believed. Raises Quarantine if more rows
    than `spec.unknown_words` allows have a status word that nobody mapped, or if the map cannot make a candidate.
    """
    check_map(spec)
    reader = RowReader(spec, today or datetime.now(UTC).date())
    rows: list[Row] = []
    held: list[HeldRow] = []
    blank = total = 0
    for raw in raw_rows:
        total += 1
        if BROKEN not in raw and not any(cell.strip() for cell in raw.values()):
            blank += 1
            continue
        read = reader.read(raw)
        if isinstance(read, Row):
            rows.append(read)
        else:
            held.append(read)
    strange = [row.raw.get(spec.columns["status"], "") for row in held if row.rule is Rule.VOCABULARY]
    if len(strange) > spec.unknown_words * (total - blank):
        raise Quarantine(unknown_words(strange, len(reader.words)))
    kept, contradicting, repeated = settle(rows, Counter(row.key for row in held if row.key is not None))
    return Understood(tuple(kept), (*held, *contradicting), blank, repeated)
