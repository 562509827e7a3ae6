"""`python -m tests.newsletter.drainer ISSUE PIDFILE`: drains in a child, and in another when that one is killed.

The child's number stands in PIDFILE while it works. Ends with its parent.
"""

import os
import sys
import time
from pathlib import Path

import django

from publisher.tether import die_with_parent

FEW = 40
"""Copies a claim, so that two workers share an issue of a hundred."""


def work(issue: int) -> None:
    """One drain, in this process."""
    from publisher.newsletter import drain as draining

    draining.CLAIM = FEW
    draining.drain(issue, seconds=5)


def main(issue: int, file: Path) -> None:
    """One drain after the other, each in a child."""
    die_with_parent()
    django.setup()
    __import__("publisher.newsletter.drain")  # once, and not in each child
    while True:
        if not (child := os.fork()):
            die_with_parent()
            work(issue)
            os._exit(0)
        file.write_text(str(child))
        os.waitpid(child, 0)
        file.unlink()
        time.sleep(0.01)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
