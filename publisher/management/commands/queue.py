"""`publisher queue`: what waits, what goes out, what is live, what needs a look."""

from typing import Any

from django.core.management.base import CommandParser

from publisher.errors import Refusal
from publisher.management.base import PublisherCommand
from publisher.queueing import Row, queue
from publisher.showing import iso
from publisher.states import ANNOUNCEMENT, SHOWN


class Command(PublisherCommand):
    help = "List announcements, those that wait for somebody first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--state", metavar="S", default="", help="only this state")

    def handle(self, *_args: Any, state: str, **_options: Any) -> None:
        known = [*ANNOUNCEMENT, *SHOWN]
        if state and state not in known:
            raise Refusal(f"There is no state {state!r}. Use one of {', '.join(known)}.")
        rows = [as_json(row) for row in queue(state, everything=True)]
        self.out(rows, None if rows else "Nothing here. `publisher watch` reads the tracker.")


def as_json(row: Row) -> dict[str, Any]:
    """One line of the queue; the fields are a contract."""
    announcement = row.announcement
    return {
        "id": announcement.pk,
        "code": announcement.code,
        "screen": row.screen.value,
        "state": announcement.state,
        "shown": row.state,
        "names": row.names,
        "seat": row.seat,
        "from": row.before,
        "to": row.after,
        "due": iso(row.due),
        "reason": row.reason,
        "todo": row.todo,
        "digest": announcement.revision.digest if announcement.revision else "",
    }
