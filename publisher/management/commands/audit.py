"""`publisher audit`: walk the sealed trail, or hand it out."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from publisher import trail
from publisher.errors import Refusal
from publisher.management.base import PublisherCommand


class Command(PublisherCommand):
    help = "Verify the sealed trail of events, or export it."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="verify|export")
        verify = actions.add_parser("verify", help="walk the chain from its start")
        verify.add_argument("--expect", default="", metavar="NUMBER:HASH", help="a head kept elsewhere, to be found")
        actions.add_parser("export", help="every sealed event without its personal part, one JSON object a line")

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        if action == "verify":
            self.verify(options["expect"])
        elif self.json:
            self.out(list(exported()))
        else:
            for line in exported():
                self.stdout.write(json.dumps(line, ensure_ascii=False))

    def verify(self, expect: str) -> None:
        trail.seal()
        report = trail.verify(expect)
        text = [f"{report.sealed} events sealed, {report.unsealed} not yet, {report.erased} personal parts erased."]
        self.out(asdict(report) | {"ok": report.ok}, "\n".join([*text, f"Head {report.head}", *report.problems]))
        if not report.ok:
            raise Refusal(f"The trail was changed in {len(report.problems)} places. Keep a copy of the database.")


def exported() -> Iterator[dict[str, Any]]:
    """The chain as a list that anybody can verify with `publisher.trail.link`."""
    for seal, event, _ in trail.walk():
        covered = trail.content(event) if event else None
        yield {"seq": seal.seq, "hash": seal.hash, "previous": seal.previous, "event": covered}
