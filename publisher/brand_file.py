"""Reads a TOML file so that every complaint names the file, the line, the key and what to write instead."""

import re
import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from publisher.rules.letters import seen, unwanted

Key = tuple[str, ...]

_NAME = r"""[A-Za-z0-9_.\-"' ]+"""
_HEADER = re.compile(rf"^\s*\[({_NAME})\]")
_ENTRY = re.compile(rf"^\s*({_NAME}?)\s*=")


class BrandError(Exception):
    """The brand file cannot be used; the message is one line for the person who edits it."""


class BrandFile:
    """A parsed file. Keys are paths into its tables: `("pledge", "en", "promise")`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8-sig")  # some editors put a BOM before it
            self._data = tomllib.loads(text)
        except OSError as error:
            raise BrandError(f"{path}: cannot be read ({error.strerror}); set PUBLISHER_BRAND to your file") from None
        except UnicodeDecodeError:
            raise BrandError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            raise BrandError(f"{path}: is not TOML: {error}; correct that line") from None
        self._lines = _lines(text)

    def error(self, key: Key, problem: str) -> BrandError:
        """A complaint about a key, with its line: its own, or that of the table it should stand in."""
        known = (self._lines[key[:depth]] for depth in range(len(key), 0, -1) if key[:depth] in self._lines)
        return BrandError(f"{self.path}, line {next(known, 1)}: {'.'.join(key) or 'the file'} {problem}")

    def has(self, key: Key) -> bool:
        """Whether the file says anything at this key."""
        return self._at(key) is not None

    def table(self, key: Key, needs: Collection[str], may: Collection[str] = ()) -> Mapping[str, Any]:
        """The table at a key, with exactly the keys it `needs` and no others but those it `may` have."""
        value = self._at(key)
        if not isinstance(value, dict):
            raise self.error(key, f"is not a table; write a section [{'.'.join(key)}]")
        unknown = [name for name in value if name not in needs and name not in may]
        if unknown:
            near = get_close_matches(unknown[0], [*needs, *may], n=1)
            meant = f"did you mean {near[0]}?" if near else f"it may hold {', '.join([*needs, *may])}"
            more = f". Nor are {', '.join(unknown[1:])}" if unknown[1:] else ""
            raise self.error((*key, unknown[0]), f"is not a key of this file; {meant}{more}")
        for name in needs:
            if name not in value:
                where = f"in the section [{'.'.join(key)}]" if key else "at the top of the file"
                raise self.error((*key, name), f"is missing; write it {where}")
        return value

    def text(self, key: Key, longest: int = 200, empty: bool = False) -> str:
        """One line of text of at most `longest` characters; blank only if it may be `empty`."""
        value = self._at(key)
        if not isinstance(value, str) or unwanted(value) or len(value.splitlines()) > 1:
            raise self.error(key, f'is {value!r}; write one line of text in quotes, as {key[-1]} = "..."')
        if not (seen(value) or (empty and not value.strip())):
            raise self.error(key, "is empty; write its text")
        if len(value) > longest:
            raise self.error(key, f"has {len(value)} characters; write at most {longest}")
        return value.strip()

    def texts(self, key: Key) -> tuple[str, ...]:
        """A list of short texts."""
        value = self._at(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, f'is {value!r}; write a list of texts, as {key[-1]} = ["...", "..."]')
        return tuple(value)

    def _at(self, key: Key) -> object:
        value: Any = self._data
        for part in key:
            value = value.get(part) if isinstance(value, dict) else None
        return value


def _lines(text: str) -> dict[Key, int]:
    """The line of each section and entry. tomllib does not tell; a scan of the lines is exact enough for a hint."""
    found: dict[Key, int] = {}
    section: Key = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            section = _key(header[1])
            for depth in range(1, len(section) + 1):  # [a.b] opens [a] too
                found.setdefault(section[:depth], number)
        elif entry := _ENTRY.match(line):
            found.setdefault((*section, *_key(entry[1])), number)
    return found


def _key(written: str) -> Key:
    return tuple(part.strip(" \"'") for part in written.split("."))
