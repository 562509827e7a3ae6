"""Secrets that a command takes from a file, so that they stand in no shell history."""

import unicodedata
from pathlib import Path

from publisher.errors import Refusal


def first_line(file: Path) -> str:
    """The file's first line without the spaces around it. Raises `Refusal` for what is no text, `OSError`."""
    try:
        line = (file.read_text(encoding="utf-8-sig").splitlines() or [""])[0].strip()
    except UnicodeDecodeError:
        line = "\0"
    if any(unicodedata.category(letter) == "Cc" for letter in line):
        raise Refusal(f"{file} is no text file. Put the secret into its first line, as plain text.")
    return line
