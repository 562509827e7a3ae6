"""`publisher approve`: exactly what was read goes out."""

from typing import Any

from django.core.management.base import CommandParser

from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, User
from publisher.pipeline import decide
from publisher.truth.evidence import to_vouch_for

VOUCHED = "The evidence could not be opened by us: by approving you vouch that you have read it."


class Command(DecisionCommand):
    help = "Approve the revision with this digest; it goes out after the undo time."
    needs_digest = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--lang", action="append", metavar="L", dest="languages", help="a language you vouch for (default: all)"
        )
        parser.add_argument("--surname", default="", help="retyped from the evidence, where the rule asks for it")

        parser.add_argument(
            "--two-people",
            action="append",
            type=int,
            default=[],
            metavar="ID",
            help="the announcement of a similar name for the same seat is about somebody else",
        )

        parser.add_argument(
            "--namesake", action="store_true", help="the evidence is not of another candidate of the same name"
        )

        parser.add_argument(
            "--waive",
            default="",
            metavar="WHY",
            help="why a picture that failed its check may go out as it is",
        )

    def decide(self, found: Announcement, user: User, **options: Any) -> None:
        unread = found.revision is not None and to_vouch_for(found.revision)
        decide.approve(
            found.pk,
            by=user,
            digest=options["digest"],
            languages=options["languages"],
            reason=options["reason"],
            surname=options["surname"],
            two_people=options["two_people"],
            namesake=options["namesake"],
            waive=options["waive"],
        )
        if unread:
            self.say(VOUCHED)
