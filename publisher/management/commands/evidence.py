"""`publisher evidence`: why a fact is believed, what a person adds to it, and whether it is still there."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from publisher.management.announcements import announcement
from publisher.management.base import PublisherCommand, staff
from publisher.management.given import read
from publisher.management.plain import piece
from publisher.models import Announcement
from publisher.pipeline import evidence, submit
from publisher.proof import attachments
from publisher.showing import evidence_of, show
from publisher.truth.evidence import of_announcement
from publisher.truth.reading import guard


class Command(PublisherCommand):
    help = "Add evidence to an announcement, list it with how it stands, or look at its addresses now."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="add|list|check")
        add = actions.add_parser("add", help="add one piece; the announcement goes back into review with it")
        add.add_argument("id", metavar="ID", help="the announcement's number or code")
        add.add_argument("--as", dest="user", metavar="USER", required=True, help="e-mail address of who adds it")
        what = add.add_mutually_exclusive_group()
        what.add_argument("--file", type=Path, metavar="F", help="a picture, a PDF or an .eml file")
        what.add_argument("--url", metavar="U", help="a link; we open it and keep a copy")
        what.add_argument("--note", metavar="TEXT", help="what was said, and where")
        what.add_argument("--mail", type=Path, metavar="F", help="a mail with its headers")
        add.add_argument("--quote", default="", metavar="TEXT", help="what they said, word for word")
        add.add_argument("--public", action="store_true", help="name the link on the public page")
        add.add_argument("--change", type=int, metavar="N", help="which fact, where there are several")
        for name, text in (("list", "show it, and how it stands"), ("check", "look at its addresses now")):
            action = actions.add_parser(name, help=text)
            action.add_argument("id", metavar="ID", help="the announcement's number or code")

    def handle(self, *_args: Any, action: str, id: str, **options: Any) -> None:
        found = announcement(id)
        if action == "add":
            submit.attach(
                found.pk,
                by=staff(options["user"]),
                proofs=[proof(options)],
                change_id=options["change"],
                public=options["public"],
            )
        if action == "check" or options.get("url"):
            evidence.check(found)
        self.tell(announcement(str(found.pk)), action)

    def tell(self, found: Announcement, action: str) -> None:
        rows = [evidence_of(item) for item in of_announcement(found)]
        text = "\n".join(f"{row['id']}  {piece(row)}" for row in rows) or "No evidence yet. `publisher evidence add`."
        if action == "add":
            self.out(show(found), text)
        else:
            self.out(rows, text)


def proof(options: dict[str, Any]) -> attachments.Proof:
    """What the options of `add` describe. Raises `Refusal`, and `OSError` for a file that cannot be read."""
    quote = options["quote"]
    if options["url"] is not None:
        return attachments.from_address(options["url"], guard(), quote)
    if options["file"] is not None:
        return attachments.from_file(read(options["file"], attachments.MOST_BYTES), options["file"].name, quote)
    if options["mail"] is not None:
        return attachments.from_mail(read(options["mail"], attachments.MOST_BYTES), quote)
    return attachments.from_note(options["note"] or "", quote)
