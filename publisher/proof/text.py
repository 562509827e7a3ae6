"""Texts from outside, made fit to be stored and shown."""

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})
"""Control characters, what turns the reading direction, half characters: no database or page wants them."""


def plain(text: str, longest: int) -> str:
    """One line without anything invisible, NFC, cut to `longest` characters."""
    return _cut(" ".join(_shown(text).split()), longest)


def lines(text: str, longest: int) -> str:
    """The same with its line breaks kept."""
    told = (" ".join(line.split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return _cut("\n".join(_shown(line) for line in told).strip(), longest)


def _shown(text: str) -> str:
    kept = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _HIDDEN)
    return unicodedata.normalize("NFC", kept)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
