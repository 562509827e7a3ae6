"""`python -m tests.chaos.mails.drainer ISSUE PIDFILE MOST`: drains in a child, and in another when that one is killed.

The child's number stands in PIDFILE while it works. Ends with its parent.
"""

import os
import random
import sys
import time
from pathlib import Path
from typing import Any

import django

from publisher.tether import die_with_parent

FIRST_PART, DAWDLE, EVERY = 400, 0.01, 7
"""Bytes of a write that leave at once; of every so many the rest follows later, so that a kill falls between."""


class Trickling:
    """A socket that takes a part of what it is given, as one does whose buffer is full."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def send(self, data: Any) -> int:
        """A large write ends after its first part; the product writes the rest."""
        sent: int = self._sock.send(data[:FIRST_PART])
        if len(data) > FIRST_PART and not random.randrange(EVERY):
            time.sleep(DAWDLE)
        return sent


def main(issue: int, file: Path, most: int) -> None:
    """One drain after the other, each in a child."""
    die_with_parent()
    django.setup()
    from publisher.newsletter import drain as draining
    from publisher.newsletter.session import Session

    draining.MOST = most or draining.MOST
    plain = Session._open
    Session._open = lambda session: Trickling(plain(session))  # type: ignore[assignment, return-value]
    while True:
        if not (child := os.fork()):
            die_with_parent()
            random.seed()
            draining.drain(issue, seconds=20)
            os._exit(0)
        file.write_text(str(child))
        os.waitpid(child, 0)
        file.unlink()
        time.sleep(0.01)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
