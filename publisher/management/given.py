"""What is given on the command line: files, days, how many processes are wanted."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from publisher.errors import Refusal

MOST_PROCESSES = 64


def read(path: Path, most: int) -> bytes:
    """The file, or so much of it that it is certainly larger than `most` bytes.

    Raises `Refusal` for a device or a pipe, which may never end or never begin; `OSError`.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):  # opening a folder says by itself what is wrong
        raise Refusal(f"{path} is no file but a device or a pipe. Save what it gives as a file, and name that.")
    with path.open("rb") as file:
        return file.read(most + 1)


def day(text: str) -> date:
    """A day, for an argument's `type`. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write it as 2026-03-12") from None


def check_processes(number: int) -> None:
    """Raises `Refusal` for more or fewer than can draw; 0 is one a processor."""
    if not 0 <= number <= MOST_PROCESSES:
        raise Refusal(f"{number} processes cannot draw; give 1 to {MOST_PROCESSES}, or 0 for one a processor.")
