"""Addresses of databases, which are shown and logged without their password."""

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publisher.tracker.values import SourceSpec

Answer = Generator[Sequence[Sequence[Any]], None, None]
"""The column names in a row, then the rows in pieces."""

_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9]*)(?:\+(?P<driver>[a-z0-9_]+))?://", re.ASCII)
_PAIRS = re.compile(r"\s*[a-z_]+\s*=", re.ASCII)
_PASSWORD = re.compile(r"://[^/?#@]*:[^/?#@]+@|(?:^|[\s?&;])(?:password|passwd|pwd|sslpassword|token)\s*=", re.I)
_NOT_SHOWN = "The address contains a password, and addresses are shown: put it into a file and give --secret @FILE."


def tidy(location: str) -> str:
    """An address without a password; the path of an SQLite file in full. Raises ValueError."""
    match = _URL.match(location)
    if match is None and not _PAIRS.match(location):
        raise ValueError(f"{location!r} is no database address: give one such as postgresql://reader@db.example/name.")
    if _PASSWORD.search(location):
        raise ValueError(_NOT_SHOWN)
    if match and match["scheme"] == "sqlite":
        path = location[match.end() :].removeprefix("/").partition("?")[0]
        if not path or path == ":memory:":
            raise ValueError("The address names no file: give one such as sqlite:////path/to/tracker.sqlite3.")
        return f"sqlite:///{Path(path).expanduser().absolute()}"
    return location


def is_postgres(address: str) -> bool:
    """True for what libpq understands: its URL, or pairs such as `host=db.example dbname=tracker`."""
    match = _URL.match(address)
    return match is None or match["scheme"] in ("postgres", "postgresql")


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect. `password` is empty if there is none, or if `text` already holds it."""

    text: str = field(repr=False)
    password: str = field(repr=False)

    def without_secrets(self, message: object) -> str:
        """A driver's message in one line, without what nobody may see."""
        told = str(message)
        for secret in (self.text, self.password):
            told = told.replace(secret, "…") if secret else told
        return " ".join(re.sub(r"://[^/\s@]*@", "://…@", told).split()).rstrip(".")


def full(spec: SourceSpec) -> Address:
    """The address of the source with its password."""
    return Address(spec.secret, "") if _URL.match(spec.secret) else Address(spec.location, spec.secret)
