"""The values that pass between the steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple

Office = Literal["house", "senate"]
Precision = Literal["day", "month", "year", "unknown"]

FIELDS = (
    "id", "name", "first", "last", "office", "state", "district", "party",
    "status", "date", "evidence", "photo", "handle", "standing", "special",
)  # fmt: skip
STATUSES = ("pending", "signed", "refused", "rescinded")


class Quarantine(Exception):
    """This poll is not to be trusted as a whole. `reason`: what was expected, what came, what to do; one sentence."""

    def __init__(self, reason: str, rule: "Rule | None" = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.rule = rule or Rule.FORM


FORMATS = ("csv", "tsv", "sheet", "json", "wordpress", "airtable", "sql")
"""Each is a module of `tracker.formats`."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """Where a tracker is and how to read it.

    `location`: a file path, an http or https address, or a database address without its password. For JSON,
    `#members.current` at its end names the list. `columns`: our field -> the tracker's column. `statuses`: the
    tracker's word -> our status; the four statuses themselves need no entry, and an empty cell may only mean pending.
    `unknown_words` is the share of rows (0 to 1) whose status word may be unknown before the whole poll is refused;
    such rows are held in any case. `options`: what the format wants to know besides, see its `Options`. `secret`: its
    token or password. Raises ValueError that says what to change.
    """

    name: str
    location: str
    format: str = "csv"
    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    allowed_hosts: tuple[str, ...] = ()
    unknown_words: float = 0.01
    options: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise ValueError(f"The format {self.format!r} cannot be read: use one of {', '.join(FORMATS)}.")
        for name in self.columns:
            if name not in FIELDS:
                raise ValueError(f"There is no field {name!r} to map: use one of {', '.join(FIELDS)}.")
        for word, status in self.statuses.items():
            if status not in STATUSES:
                raise ValueError(f"The word {word!r} is mapped to {status!r}: use one of {', '.join(STATUSES)}.")
            if not word.strip() and status != "pending":
                raise ValueError(f"An empty cell is mapped to {status!r}: silence can only mean pending.")

    @property
    def address(self) -> str:
        """The location without the name of the list."""
        return self.location.partition("#")[0] if self.format == "json" else self.location

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to the list of rows in a JSON document."""
        fragment = self.location.partition("#")[2] if self.format == "json" else ""
        return tuple(key for key in fragment.split(".") if key)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one read brought: `pages` are the bytes as they came (of a query: its rows as JSON, in pieces).

    When `unchanged`, there are no pages and the last good state still holds. `sha256` is over all pages. `etag` and
    `last_modified` are empty where one conditional request could not tell whether something changed.
    """

    unchanged: bool
    pages: tuple[bytes, ...]
    etag: str
    last_modified: str
    sha256: str
    url: str
    seconds: float

    @property
    def size(self) -> int:
        """Bytes of all pages."""
        return sum(map(len, self.pages))


class Row(NamedTuple):
    """One candidate as the tracker shows them. `key` identifies the row in its source from poll to poll.

    `district` is 0 for a seat at large and None for the Senate. `said_at` with precision "month" or "year" is the first
    day of it, and None when unknown. `standing` is how the tracker says that the candidacy stands, `special` a special
    election. `notes` tell a reviewer what could not be taken over. `digest` (SHA-256,
    32 bytes) changes whenever a mapped cell does; cells that no field is mapped to do not count.
    """

    key: str
    name: str
    first: str
    last: str
    office: Office
    state: str
    district: int | None
    party: str
    status: str
    said_at: date | None
    precision: Precision
    evidence: str
    photo: str
    handle: str
    notes: tuple[str, ...]
    digest: bytes
    raw: Mapping[str, str]
    standing: str = "active"
    special: bool = False


class Rule(StrEnum):
    """Why a row, or a poll as a whole, is held."""

    TYPE = "type"
    DAMAGED = "damaged"
    PLACEHOLDER = "placeholder"
    VOCABULARY = "vocabulary"
    DUPLICATE = "duplicate"
    SAME_PERSON = "same_person"
    OTHER_PERSON = "other_person"
    ROSTER = "roster"
    ROW_NUMBERS = "row_numbers"
    FLIP = "flip"
    COLUMNS = "columns"
    FORM = "form"
    EMPTY = "empty"
    FALL = "fall"
    MISSING = "missing"
    STORM = "storm"
    UNREACHABLE = "unreachable"


RULE_WORDS = {
    Rule.TYPE: "a field has the wrong type",
    Rule.DAMAGED: "the row is damaged",
    Rule.PLACEHOLDER: "not a candidate",
    Rule.VOCABULARY: "unknown status word",
    Rule.DUPLICATE: "rows contradict each other",
    Rule.SAME_PERSON: "perhaps a person known by another name or seat",
    Rule.OTHER_PERSON: "the key names somebody else now",
    Rule.ROSTER: "the roster has this name in another seat",
    Rule.ROW_NUMBERS: "the ids look like row numbers",
    Rule.FLIP: "the status went back within 24 hours",
    Rule.COLUMNS: "a column is missing or has moved",
    Rule.FORM: "not a table of rows",
    Rule.EMPTY: "the tracker is empty",
    Rule.FALL: "far fewer rows than before",
    Rule.MISSING: "many rows are gone",
    Rule.STORM: "many statuses changed at once",
    Rule.UNREACHABLE: "the tracker cannot be read",
}
"""The same in words, for pages."""


FAILING = frozenset({Rule.TYPE, Rule.DAMAGED})
"""What the brake counts: a few such rows are slips, many mean that the table has changed its shape."""


class HeldRow(NamedTuple):
    """A row that a person must look at. `key` is None when the row does not say who it is.

    `row` is the understanding of one that could be understood, `name` what stands where the name should.
    """

    key: str | None
    raw: Mapping[str, str]
    reason: str
    rule: Rule
    digest: bytes = b""
    name: str = ""
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided before about single rows, by the rows' digests: it holds until the row changes.

    `trusted`: its name is one, although it does not look like it. `chosen`: it counts, of several that contradict each
    other. `ignored`: it counts as nothing.
    """

    trusted: frozenset[bytes] = frozenset()
    chosen: frozenset[bytes] = frozenset()
    ignored: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a row from the last good poll; `missing`: it was gone already."""

    status: str
    digest: bytes
    missing: bool = False


class Changed(NamedTuple):
    """A row whose digest or status is another than before."""

    before: Known
    row: Row
