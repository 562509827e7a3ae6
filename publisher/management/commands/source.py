"""`publisher source`: where tracker rows come from."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from publisher.errors import Refusal
from publisher.management import webhooks
from publisher.management.base import PublisherCommand
from publisher.management.secret_file import first_line
from publisher.management.source_text import explained
from publisher.models import Poll, Source
from publisher.pipeline import sources
from publisher.showing import iso
from publisher.tracker.roster import Roster, read_roster
from publisher.tracker.values import FIELDS, FORMATS, STATUSES


class Command(PublisherCommand):
    help = "Add a tracker address with its map, list the sources, or check one without changing anything."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="add|list|check|set|webhook")
        add = actions.add_parser("add", help="add a source; its first poll is a silent baseline")
        add.add_argument("name", metavar="NAME")
        add.add_argument(
            "location", metavar="LOCATION", help="a file, an address, a base or a database (docs/sources.md)"
        )
        describe(add)
        pace(add)
        beside(add)
        add.add_argument("--cycle", type=int, default=0, metavar="YEAR")
        actions.add_parser("list", help="show them all")
        check = actions.add_parser("check", help="read and report, change nothing")
        check.add_argument("name", metavar="NAME|LOCATION", help="a source, or what may become one")
        describe(check)
        beside(check)
        change = actions.add_parser("set", help="change how a source is read, or how far the brake lets it go")
        change.add_argument("name", metavar="NAME")
        change.add_argument("--evidence-is-enough", choices=["yes", "no"], help="may go out before the tracker says so")
        pace(change)
        asked(change)
        without = beside(change)
        without.add_argument("--no-roster", action="store_true", help="set its rows beside none any more")
        webhooks.add_arguments(actions.add_parser("webhook", help="let a sender tell us to read a source again"))

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        if action == "add":
            source = sources.add(
                wanted(
                    options["name"],
                    options["location"],
                    options,
                    cycle=options["cycle"],
                    roster=self.roster(options),
                    **times(options),
                )
            )
            text = f"Added {source.name}. The first `publisher watch` takes it as the silent baseline."
            self.out(as_json(source), text)
        elif action == "list":
            rows = [as_json(source) for source in Source.objects.order_by("name")]
            self.out(rows, None if rows else "No source yet. `publisher source add NAME LOCATION` adds one.")
        elif action == "check":
            self.check_source(options["name"], options)
        elif action == "webhook":
            webhooks.handle(self, find(options["name"]), options)
        else:
            self.out(as_json(self.change_source(find(options["name"]), options)))

    def change_source(self, source: Source, options: dict[str, Any]) -> Source:
        enough, roster = options["evidence_is_enough"], self.roster(options)
        wanted = {
            "evidence_is_enough": None if enough is None else enough == "yes",
            "options": pairs(options["option"], "--option NAME=VALUE", bare=True) or None,
            "secret": secret_of(options["secret"]) if options["secret"] else None,
            **times(options),
        }
        about_roster = bool(roster) or options["no_roster"]
        with transaction.atomic():  # all of it or nothing
            if not about_roster or any(value is not None for value in wanted.values()):
                source = sources.change(source, **wanted)
            return sources.set_roster(source, roster) if about_roster else source

    def roster(self, options: dict[str, Any]) -> Roster | None:
        """The roster in the file that was named; says which of its rows could not be read. Raises `Refusal`."""
        found = read_roster(Path(options["roster"])) if options["roster"] else None
        if found and found.unread:
            rows = "1 row" if found.unread == 1 else f"{found.unread:,} rows"
            self.say(f"{rows} of the roster could not be read, such as {'; '.join(found.examples)}.")
        return found

    def check_source(self, name: str, options: dict[str, Any]) -> None:
        stored = Source.objects.filter(name=name).first()
        if stored is None and not ("/" in name or "." in name or options["format"] or Path(name).is_file()):
            find(name)  # it looks like a name: say that there is none
        roster = self.roster(options)
        report = sources.check(stored, roster) if stored else sources.look(wanted("new", name, options, roster=roster))
        self.out(report, explained(report))
        if not report["ok"]:
            self.say(report["problem"])
            raise SystemExit(1)


def describe(parser: CommandParser) -> None:
    """What a source is and what its columns and words mean."""
    parser.add_argument("--format", choices=FORMATS, default="", help="without it, the location is asked")
    parser.add_argument(
        "--map", action="append", default=[], metavar="FIELD=COLUMN", help=f"fields: {', '.join(FIELDS)}"
    )
    parser.add_argument(
        "--status",
        action="append",
        default=[],
        metavar="WORD=STATUS",
        help=f"statuses: {', '.join(STATUSES)}; =pending is an empty cell",
    )
    parser.add_argument("--allow-host", action="append", default=[], metavar="HOST", help="redirects may lead there")
    asked(parser)


def asked(parser: CommandParser) -> None:
    """What only some formats want to know."""
    parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="see docs/sources.md")
    parser.add_argument("--secret", default="", metavar="@FILE", help="a token or password: the file's first line")


def beside(parser: CommandParser) -> Any:
    """A roster that the rows are set beside; gives the group in which only one may be said."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--roster", default="", metavar="FILE", help="a CSV of who stands in which seat (docs/sources.md)"
    )
    return group


def pace(parser: CommandParser) -> None:
    """How often it is read, how long a change must stand, how much may change at once."""
    parser.add_argument("--settle", type=int, metavar="SECONDS", help="a change must stand so long")
    parser.add_argument("--every", type=int, metavar="SECONDS", help="read no more often than this")
    parser.add_argument(
        "--limit", action="append", default=[], metavar="NAME=NUMBER", help="of the brake, such as changed_rows=50"
    )


def wanted(name: str, location: str, options: dict[str, Any], **more: Any) -> sources.Wanted:
    """The source that a command line describes. Raises `Refusal`."""
    return sources.Wanted(
        name=name,
        location=location,
        format=options["format"],
        columns=pairs(options["map"], "--map FIELD=COLUMN"),
        statuses=pairs(options["status"], "--status WORD=STATUS", empty=True),
        allowed_hosts=tuple(host for host in options["allow_host"] if host.strip()),
        options=pairs(options["option"], "--option NAME=VALUE"),
        secret=secret_of(options["secret"]),
        **{key: value for key, value in more.items() if value is not None},
    )


def times(options: dict[str, Any]) -> dict[str, Any]:
    """Pace and brake, as far as they are given. Raises `Refusal`."""
    limits = {}
    for name, text in pairs(options["limit"], "--limit NAME=NUMBER").items():
        try:
            limits[name] = float(text) if name.endswith("_share") else int(text)
        except ValueError:
            raise Refusal(f"The limit {name} is {text!r}: give a number.") from None
    return {"settle_seconds": options["settle"], "every_seconds": options["every"], "limits": limits or None}


def secret_of(text: str) -> str:
    """The secret in `@FILE`. Raises `Refusal` for one on the command line, where everybody on the machine reads it."""
    if text and not text.startswith("@"):
        raise Refusal("A secret does not belong on the command line: put it into a file and give --secret @FILE.")
    return first_line(Path(text[1:])) if text else ""


def pairs(texts: list[str], how: str, *, empty: bool = False, bare: bool = False) -> dict[str, str]:
    """`A=B` options as a mapping; with `empty`, A may be nothing, with `bare`, B.

    Raises `Refusal` that says how to write one.
    """
    found = {}
    for text in texts:
        left, equals, right = text.rpartition("=") if empty else text.partition("=")
        if not (equals and (left.strip() or empty) and (right.strip() or bare)):
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
        "options": source.options,
        "cycle": source.cycle,
        "map": source.columns,
        "statuses": source.statuses,
        "settle_seconds": source.settle_seconds,
        "every_seconds": source.every_seconds,
        "limits": source.limits,
        "evidence_is_enough": source.evidence_is_enough,
        "roster": {"people": source.roster_people, "loaded_at": iso(source.roster_at)} if source.roster_at else None,
        "baseline_at": iso(source.baseline_at),
        "read_at": iso(source.read_at),
        "good_at": iso(source.good_at),
        "last_poll": last.state if last else "",
        "reason": last.reason if last else "",
    }
