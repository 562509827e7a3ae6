"""`publisher up`: everything in one process tree."""

import fcntl
import re
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandParser

from publisher import paths
from publisher.errors import Refusal
from publisher.management.base import PublisherCommand
from publisher.parts import NAMES, address, parts
from publisher.processes import Tree

MOST_PORTS = 65535


class Command(PublisherCommand):
    help = "Run web, worker, beat and the bundled broker until Ctrl-C."
    migrates = True
    takes_json = False
    logs_progress = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1", metavar="ADDRESS", help="where to listen (127.0.0.1)")
        parser.add_argument("--port", type=port_number, default=8000, help="(8000)")
        parser.add_argument(
            "--without", action="append", default=[], choices=NAMES, help="leave a part out; may be repeated"
        )

    def handle(self, *_args: Any, bind: str, port: int, without: list[str], **_options: Any) -> None:
        with only_one():
            tree = Tree(parts(bind=bind, port=port, without=without), self.say)
            code = tree.run(lambda: self.say(self._greeting(bind, port, without)))
        if code:
            raise SystemExit(code)
        self.say("Stopped.")

    @staticmethod
    def _greeting(bind: str, port: int, without: list[str]) -> str:
        return "Running." if "web" in without else f"Running at {address(bind, port)}. Ctrl-C stops it."


def port_number(text: str) -> int:
    """A port that a server may have. Raises `ArgumentTypeError`."""
    if not re.fullmatch("[0-9]{1,5}", text) or not 1 <= int(text) <= MOST_PORTS:
        raise ArgumentTypeError(f"{text[:20]!r} is no port: give a number from 1 to {MOST_PORTS}")
    return int(text)


@contextmanager
def only_one() -> Iterator[None]:
    """One tree a home: two would serve one broker socket. The lock ends with the process, however that ends."""
    with (paths.home() / "up.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                f"It is already running from {paths.home()}. Stop that first, or set PUBLISHER_HOME.", "conflict"
            ) from None
        yield
