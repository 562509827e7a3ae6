"""`publisher queue`: what waits, what goes out, what is live, what needs a look."""

from typing import Any

from django.core.management.base import CommandParser

from publisher.management.base import PublisherCommand
from publisher.queueing import as_json, queue


class Command(PublisherCommand):
    help = "List announcements, those that wait for somebody first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--state", metavar="S", default="", help="only this state")

    def handle(self, *_args: Any, state: str, **_options: Any) -> None:
        rows = [as_json(row) for row in queue(state, everything=True)]
        self.out(rows, None if rows else "Nothing here. `publisher watch` reads the tracker.")
