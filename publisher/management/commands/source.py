"""`publisher source`: where tracker rows come from."""

from typing import Any

from django.core.management.base import CommandParser

from publisher.errors import Refusal
from publisher.management import webhooks
from publisher.management.base import PublisherCommand
from publisher.models import Poll, Source
from publisher.pipeline import sources
from publisher.showing import iso
from publisher.tracker.values import FIELDS, STATUSES


class Command(PublisherCommand):
    help = "Add a tracker address with its map, list the sources, or check one without changing anything."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="add|list|check|set|webhook")
        add = actions.add_parser("add", help="add a source; its first poll is a silent baseline")
        add.add_argument("name", metavar="NAME")
        add.add_argument("location", metavar="LOCATION", help="a file, or an http(s) address; for JSON, #path.to.list")
        add.add_argument("--format", choices=["csv", "json"], default="")
        add.add_argument(
            "--map", action="append", default=[], metavar="FIELD=COLUMN", help=f"fields: {', '.join(FIELDS)}"
        )
        add.add_argument(
            "--status", action="append", default=[], metavar="WORD=STATUS", help=f"statuses: {', '.join(STATUSES)}"
        )
        add.add_argument("--allow-host", action="append", default=[], metavar="HOST", help="redirects may lead there")
        add.add_argument("--settle", type=int, default=0, metavar="SECONDS", help="a change must stand so long")
        add.add_argument("--cycle", type=int, default=0, metavar="YEAR")
        actions.add_parser("list", help="show them all")
        check = actions.add_parser("check", help="read and report, change nothing")
        check.add_argument("name", metavar="NAME")
        change = actions.add_parser("set", help="let our own evidence go out before the tracker says so, or not")
        change.add_argument("name", metavar="NAME")
        change.add_argument("--evidence-is-enough", choices=["yes", "no"], required=True)
        webhooks.add_arguments(actions.add_parser("webhook", help="let a sender tell us to read a source again"))

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        if action == "add":
            self.add(**options)
        elif action == "list":
            rows = [as_json(source) for source in Source.objects.order_by("name")]
            self.out(rows, None if rows else "No source yet. `publisher source add NAME LOCATION` adds one.")
        elif action == "check":
            report = sources.check(find(options["name"]))
            self.out(report)
            if not report["ok"]:
                self.say(report["problem"])
                raise SystemExit(1)
        elif action == "webhook":
            webhooks.handle(self, find(options["name"]), options)
        else:
            source = find(options["name"])
            Source.objects.filter(pk=source.pk).update(evidence_is_enough=options["evidence_is_enough"] == "yes")
            self.out(as_json(find(source.name)))

    def add(self, name: str, location: str, **options: Any) -> None:
        source = sources.add(
            sources.Wanted(
                name=name,
                location=location,
                format=options["format"],
                columns=pairs(options["map"], "--map FIELD=COLUMN"),
                statuses=pairs(options["status"], "--status WORD=STATUS"),
                allowed_hosts=tuple(options["allow_host"]),
                settle_seconds=options["settle"],
                cycle=options["cycle"],
            )
        )
        self.out(as_json(source), f"Added {source.name}. The first `publisher watch` takes it as the silent baseline.")


def pairs(texts: list[str], how: str) -> dict[str, str]:
    """`A=B` options as a mapping. Raises `Refusal` that says how to write one."""
    found = {}
    for text in texts:
        left, equals, right = text.partition("=")
        if not (equals and left.strip() and right.strip()):
            raise Refusal(f"{text!r} is not understood; write {how}.")
        found[left.strip()] = right.strip()
    return found


def find(name: str) -> Source:
    """The source of that name. Raises `Refusal`."""
    source = Source.objects.filter(name=name).first()
    if source is None:
        raise Refusal(f"There is no source {name!r}. `publisher source list` shows them.", "missing")
    return source


def as_json(source: Source) -> dict[str, Any]:
    """One source and its last poll."""
    last = Poll.objects.filter(source=source).order_by("-started_at", "-id").first()
    return {
        "name": source.name,
        "location": source.location,
        "format": source.format,
        "cycle": source.cycle,
        "map": source.columns,
        "statuses": source.statuses,
        "settle_seconds": source.settle_seconds,
        "evidence_is_enough": source.evidence_is_enough,
        "baseline_at": iso(source.baseline_at),
        "read_at": iso(source.read_at),
        "last_poll": last.state if last else "",
        "reason": last.reason if last else "",
    }
