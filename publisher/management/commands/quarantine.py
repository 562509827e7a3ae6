"""`publisher quarantine`: what waits for a person before it counts."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandParser

from publisher.errors import Refusal
from publisher.management.base import PublisherCommand, staff
from publisher.models import Poll, QuarantinedRow, User
from publisher.pipeline import quarantine
from publisher.quarantined import document, items


class Command(PublisherCommand):
    help = "List what is quarantined, show it, accept it as it is, or ignore it. IDs are like poll:7 and row:12."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="list|show|accept|ignore")
        listing = actions.add_parser("list", help="everything that is open, oldest first")
        listing.add_argument("--source", metavar="NAME", default="", help="of this source only")
        show = actions.add_parser("show", help="what was expected, what came, and what accepting it would do")
        show.add_argument("ids", nargs="+", metavar="ID")
        accept = actions.add_parser("accept", help="let it count as it is")
        ignore = actions.add_parser("ignore", help="let it not count")
        for action in (accept, ignore):
            action.add_argument("ids", nargs="+", metavar="ID")
            action.add_argument(
                "--as", dest="user", metavar="USER", required=True, help="e-mail address of who decides"
            )
        who = accept.add_mutually_exclusive_group()
        who.add_argument("--same-person", dest="same", action="store_true", default=None, help="it is that person")
        who.add_argument("--other-person", dest="same", action="store_false", default=None, help="it is somebody else")

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        if action == "list":
            rows = [document.short(item) for item in items.listed(options["source"])]
            self.out(rows, None if rows else "Nothing is in quarantine.")
        elif action == "show":
            found = [document.whole(items.find(ref)) for ref in options["ids"]]
            self.out(found, "\n\n".join(as_text(one) for one in found))
        else:
            by = staff(options["user"])
            decide = accepting(by, options["same"]) if action == "accept" else ignoring(by)
            done = [document.short(items.item_of(decide(items.find(ref)))) for ref in options["ids"]]
            self.out(done, "\n".join(f"{one['id']}: {one['state']}." for one in done))


Found = Poll | QuarantinedRow


def accepting(by: User, same: bool | None) -> Callable[[Found], Found]:
    """Accepts either; `same` is for rows alone."""

    def accept(found: Found) -> Found:
        if isinstance(found, QuarantinedRow):
            return quarantine.accept_row(found.pk, by=by, same=same)
        if same is not None:
            raise Refusal(f"poll:{found.pk} is a whole poll: --same-person and --other-person are for rows.")
        return quarantine.accept_poll(found.pk, by=by)

    return accept


def ignoring(by: User) -> Callable[[Found], Found]:
    """Ignores either."""

    def ignore(found: Found) -> Found:
        is_row = isinstance(found, QuarantinedRow)
        return quarantine.ignore_row(found.pk, by=by) if is_row else quarantine.ignore_poll(found.pk, by=by)

    return ignore


def as_text(one: dict[str, Any]) -> str:
    """One of them for people."""
    lines = [f"{one['id']}  {one['source']}  {one['what']}  ({one['state']} since {one['since']})", one["reason"]]
    if one.get("expected"):
        lines += [f"  expected: {one['expected']}", f"  came: {one['came']}"]
    rows = one.get("rows", [one])
    for row in rows:
        lines.append(f"  {row.get('name') or row.get('key') or 'a row'}")
        lines += [f"    before: {row['before']}"] if row.get("before") else []
        lines += [f"    now:    {row['now']}"] if row.get("now") else []
    if one.get("more"):
        lines.append(f"  and {one['more']} more")
    lines.append(one["not_acceptable"] or f"Accepting it: {one['accepting']['sentence']}")
    return "\n".join(lines)
