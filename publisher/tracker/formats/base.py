"""What every format promises, and what it is asked. No Django, no database."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar

from publisher.net import Guard
from publisher.tracker.table import Table
from publisher.tracker.values import Reading, SourceSpec


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long one read may take: bytes of all pages, seconds in all (None: what the format takes)."""

    max_bytes: int = 64_000_000
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of the last good reading, and how far this one may go. `sleep` takes seconds."""

    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    guard: Guard = field(default_factory=Guard)
    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep


class Unreachable(Exception):
    """The source could not be read this time; the last good state stays. `reason` is one sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class NoOptions:
    """The format asks nothing besides the location."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One option as a form or a command lists it; `choices` is empty where any text will do."""

    name: str
    help: str
    default: str
    choices: tuple[str, ...] = ()


def option(help: str, default: str = "", choices: tuple[str, ...] = ()) -> Any:
    """A field of a format's `Options`: a text, described for people."""
    return field(default=default, metadata={"help": help, "choices": choices})


class Format(ABC):
    """One kind of source."""

    label: ClassVar[str]
    """What people call it."""
    place: ClassVar[str]
    """What its location is, for people."""
    credential: ClassVar[str] = ""
    """What its secret is, for people; empty if it takes none."""
    needs_credential: ClassVar[bool] = False
    settle_seconds: ClassVar[int] = 0
    """How long a change must stand, unless somebody says otherwise."""
    seconds: ClassVar[float] = 30.0
    """How long one read may take in all; below the two minutes that a poll owns its source."""
    Options: ClassVar[type] = NoOptions
    """A frozen dataclass of texts, made with `option`. Making one raises ValueError that says what to change."""

    def tidy(self, location: str) -> str:
        """The location as it is stored, from what a person copied. Raises ValueError that says what to change."""
        return location if "://" in location else str(Path(location).expanduser().absolute())

    def options(self, given: Mapping[str, str]) -> Any:
        """`Options` from their texts. Raises ValueError for a name or a value that there is not."""
        known = {wish.name: wish for wish in wishes(self)}
        for name, value in given.items():
            if name not in known:
                there = f"use one of {', '.join(known)}" if known else "leave it out"
                raise ValueError(f"The format {self.label} has no option {name!r}: {there}.")
            if known[name].choices and value not in known[name].choices:
                raise ValueError(f"The option {name} is {value!r}: use one of {', '.join(known[name].choices)}.")
        return self.Options(**given)

    @abstractmethod
    def read(self, spec: SourceSpec, asked: Asked) -> Reading:
        """Brings the source once. Raises Unreachable, or Quarantine if what came shows that it is no such source."""

    @abstractmethod
    def table(self, reading: Reading, spec: SourceSpec) -> Table:
        """What a reading that is not `unchanged` holds. Raises Quarantine."""


def wishes(format: Format) -> list[Wish]:
    """The format's options, to be listed."""
    return [_wish(one) for one in fields(format.Options)]


def _wish(one: Field[Any]) -> Wish:
    return Wish(one.name, one.metadata["help"], str(one.default), one.metadata["choices"])
