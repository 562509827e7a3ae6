"""`publisher work`: does what is due, in this process, without a broker."""

import time
from typing import Any

from django.core.management.base import CommandParser

from publisher import sweep
from publisher.management.base import PublisherCommand
from publisher.showing import iso


class Command(PublisherCommand):
    help = "Do what is due now: draft, publish, mail, look. --until-idle returns when nothing is due any more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="return when nothing is due now")

    def handle(self, *_args: Any, until_idle: bool, **_options: Any) -> None:
        done = 0
        while True:
            just_done = sweep.work_once()
            done += just_done
            if not just_done and until_idle:
                break
            if not just_done:
                time.sleep(1)
        waits = sweep.what_waits()
        document = {
            "done": done,
            "waits": [
                {
                    "delivery": row.delivery,
                    "announcement": row.announcement,
                    "account": row.account,
                    "state": row.state,
                    "until": iso(row.until),
                    "reason": row.reason,
                }
                for row in waits
            ],
        }
        lines = [f"Did {done} things. Nothing is due now.", *(sentence(row) for row in waits)]
        self.out(document, "\n".join(lines))


def sentence(row: sweep.Waiting) -> str:
    """One delivery that waits, in a line."""
    until = iso(row.until) or "somebody acts"
    return f"{row.announcement} on {row.account}: {row.state}, until {until}. {row.reason}".rstrip()
