"""A source as somebody describes it, before it is one."""

from dataclasses import dataclass, field

from publisher.errors import Refusal
from publisher.tracker.formats import load
from publisher.tracker.formats.guess import guessed
from publisher.tracker.mapping import proposed
from publisher.tracker.values import Reading, SourceSpec
from publisher.truth.reading import sealed, table_of


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


def spec_for(wanted: Wanted) -> SourceSpec:
    """The description as the tracker modules want it. Raises `Refusal` that says what to change."""
    name = wanted.format or guessed(wanted.location)
    try:
        format = load(name)
        format.options(wanted.options)
        if format.needs_credential and not wanted.secret:
            raise ValueError(f"A source of the format {name} needs a secret ({format.credential}): --secret @FILE.")
        return SourceSpec(
            name=wanted.name,
            location=format.tidy(wanted.location),
            format=name,
            columns=wanted.columns or {},
            statuses=wanted.statuses or {},
            allowed_hosts=wanted.allowed_hosts,
            options=wanted.options,
            secret=sealed(wanted.secret),
        )
    except ValueError as cause:
        raise Refusal(str(cause)) from cause


def columns_of(reading: Reading, spec: SourceSpec) -> tuple[str, ...]:
    """The tracker's columns. Raises `tracker.Quarantine`."""
    table = table_of(reading, spec)
    for _line in table:
        pass  # a document's columns are known at its end
    return table.columns


def mapped(spec: SourceSpec, reading: Reading) -> dict[str, str]:
    """The map as given, else every column that bears the name of one of our fields. Raises `tracker.Quarantine`."""
    return dict(spec.columns) or proposed(columns_of(reading, spec))
