"""`publisher source webhook NAME`: the secrets of senders that tell us to read a source again."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from publisher.management.base import PublisherCommand
from publisher.models import HookSecret, Source
from publisher.models.hooks import HOOK_KINDS
from publisher.pipeline import listen
from publisher.showing import iso


def add_arguments(parser: CommandParser) -> None:
    """The options of the action."""
    parser.add_argument("name", metavar="NAME")
    act = parser.add_mutually_exclusive_group(required=True)
    act.add_argument("--new", action="store_true", help="one more secret; the others stay good")
    act.add_argument("--list", action="store_true", dest="show", help="which there are, and when each was last used")
    act.add_argument("--drop", type=int, metavar="NUMBER", help="what this one signs is refused from now on")
    parser.add_argument(
        "--kind",
        choices=HOOK_KINDS,
        default="standard",
        help="how the sender signs; path: not at all (default: %(default)s)",
    )
    parser.add_argument("--secret-file", type=Path, metavar="F", help="the secret that the sender made, in a file")


def handle(command: PublisherCommand, source: Source, options: dict[str, Any]) -> None:
    """Runs the action on a source."""
    if options["new"]:
        file = options["secret_file"]
        given = (file.read_text().splitlines() or [""])[0].strip() if file else ""
        row, secret = listen.new_secret(source, options["kind"], given)
        document = as_json(row) | {"address": address(source, secret if row.kind == "path" else ""), "secret": secret}
        where = f"Send to, shown only now: {document['address']}"
        if row.kind != "path":
            where = f"Send to {document['address']}\nSecret, shown only now: {secret}"
        command.out(document, f"Webhook secret {row.pk} of {source.name} ({row.kind}).\n{where}")
    elif options["show"]:
        rows = [as_json(row) for row in HookSecret.objects.filter(source=source).order_by("id")]
        command.out(rows, None if rows else f"None yet. `publisher source webhook {source.name} --new` makes one.")
    else:
        listen.drop_secret(source, options["drop"])
        command.out({"source": source.name, "dropped": options["drop"]}, "It is good no more.")


def address(source: Source, secret: str = "") -> str:
    """Where the sender sends to."""
    return f"{settings.BASE_URL}/hooks/{source.name}" + (f"/{secret}" if secret else "")


def as_json(row: HookSecret) -> dict[str, Any]:
    """One secret, without itself."""
    return {
        "number": row.pk,
        "source": row.source.name,
        "kind": row.kind,
        "created_at": iso(row.created_at),
        "used_at": iso(row.used_at),
    }
