"""A list that stays small in memory, however long it grows."""

import pickle
import tempfile
from collections.abc import Iterator
from typing import IO, Generic, TypeVar

T = TypeVar("T")

IN_MEMORY = 2000


class Pile(Generic[T]):
    """Append-only and readable again and again. Beyond `in_memory` entries it lies in a temporary file of its own."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._top: list[T] = []
        self._in_memory = in_memory
        self._file: IO[bytes] | None = None
        self._length = 0

    def append(self, entry: T) -> None:
        """Puts an entry on top."""
        self._top.append(entry)
        self._length += 1
        if len(self._top) >= self._in_memory:
            self._file = self._file or tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the pile
            pickle.dump(self._top, self._file, pickle.HIGHEST_PROTOCOL)
            self._top = []

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        """From the bottom to the top; nothing may be appended meanwhile."""
        if self._file:
            self._file.flush()
            end = self._file.tell()
            self._file.seek(0)
            while self._file.tell() < end:
                yield from pickle.load(self._file)  # noqa: S301 - our own unnamed file, which nobody else can write
        yield from self._top
