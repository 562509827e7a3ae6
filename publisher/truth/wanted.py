"""A source as somebody describes it, before it is one."""

from dataclasses import dataclass, field

from publisher.errors import Refusal
from publisher.tracker.formats import Format, load
from publisher.tracker.formats.guess import guessed
from publisher.tracker.mapping import proposed
from publisher.tracker.roster import Roster
from publisher.tracker.values import Reading, SourceSpec
from publisher.truth.reading import sealed, table_of

LONGEST_LOCATION = 1000
"""Characters that the table holds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Without a map, columns named like our fields are taken by their names; `settle_seconds` None: as the format does.

    `secret` is plain; it is sealed before it is stored.
    """

    name: str
    location: str
    format: str = ""
    columns: dict[str, str] | None = None
    statuses: dict[str, str] | None = None
    allowed_hosts: tuple[str, ...] = ()
    settle_seconds: int | None = None
    cycle: int = 0
    every_seconds: int = 0
    options: dict[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False)
    limits: dict[str, float] = field(default_factory=dict)
    roster: Roster | None = None


def spec_for(wanted: Wanted) -> SourceSpec:
    """The description as the tracker modules want it. Raises `Refusal` that says what to change."""
    name = wanted.format or guessed(wanted.location)
    try:
        format = load(name)
        format.options(wanted.options)
        check_secret(format, given=bool(wanted.secret))
        location = format.tidy(wanted.location)
        if len(location) > LONGEST_LOCATION:
            raise ValueError(f"The location is longer than {LONGEST_LOCATION} characters: give a shorter one.")
        return SourceSpec(
            name=wanted.name,
            location=location,
            format=name,
            columns=wanted.columns or {},
            statuses=wanted.statuses or {},
            allowed_hosts=wanted.allowed_hosts,
            options=wanted.options,
            secret=sealed(wanted.secret),
        )
    except ValueError as cause:
        raise Refusal(str(cause)) from cause


def check_secret(format: Format, *, given: bool) -> None:
    """Refuses a secret where none is taken, and the lack of one where it is needed. Raises ValueError."""
    if given and not format.credential:
        raise ValueError(f"The format {format.label} takes no secret: leave it out.")
    if format.needs_credential and not given:
        raise ValueError(f"The format {format.label} needs a secret ({format.credential}): give --secret @FILE.")


def columns_of(reading: Reading, spec: SourceSpec) -> tuple[str, ...]:
    """The tracker's columns. Raises `tracker.Quarantine`."""
    table = table_of(reading, spec)
    for _line in table:
        pass  # a document's columns are known at its end
    return table.columns


def mapped(spec: SourceSpec, reading: Reading) -> dict[str, str]:
    """The map as given, else every column that bears the name of one of our fields. Raises `tracker.Quarantine`."""
    return dict(spec.columns) or proposed(columns_of(reading, spec))
