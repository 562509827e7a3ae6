"""What the commands about one announcement share."""

from abc import abstractmethod
from typing import Any

from django.core.management.base import CommandParser

from publisher.errors import Refusal
from publisher.management.base import PublisherCommand, staff
from publisher.models import Announcement, User
from publisher.said import same_digest
from publisher.showing import show
from publisher.truth.find import number


def announcement(ident: str) -> Announcement:
    """By its number or its code. Raises `Refusal`."""
    text = ident.strip()
    found = Announcement.objects.select_related("revision").filter(code=text.upper()).first()
    if found is None and (by_number := number(text)) is not None:
        found = Announcement.objects.select_related("revision").filter(pk=by_number).first()
    if found is None:
        raise Refusal(f"There is no announcement {text}. `publisher queue` lists them.", "missing")
    return found


class DecisionCommand(PublisherCommand):
    """A command of the form `publisher WORD ID --as USER [--digest D] [--reason TEXT]`."""

    needs_digest = False
    needs_reason = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", metavar="ID", help="the announcement's number or code")
        parser.add_argument("--as", dest="user", metavar="USER", required=True, help="e-mail address of who decides")
        parser.add_argument(
            "--digest", metavar="D", required=self.needs_digest, default="", help="the digest that was read"
        )
        parser.add_argument("--reason", metavar="TEXT", required=self.needs_reason, default="")

    def handle(self, *_args: Any, id: str, user: str, **options: Any) -> None:
        found = announcement(id)
        if options["digest"] and found.revision:
            same_digest(options["digest"], found.revision)
        self.decide(found, staff(user), **options)
        document = show(announcement(str(found.pk)))
        self.out(document, f"Announcement {found.pk}: {document['screen']} ({document['shown'].replace('_', ' ')}).")

    @abstractmethod
    def decide(self, found: Announcement, user: User, **options: Any) -> None:
        """Calls the pipeline; each command says how."""

    def current_digest(self, found: Announcement, digest: str) -> str:
        """The digest given, or the current one where none is needed."""
        return digest or (found.revision.digest if found.revision else "")
