"""`publisher approve`: exactly what was read goes out."""

from typing import Any

from django.core.management.base import CommandParser

from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, User
from publisher.pipeline import decide


class Command(DecisionCommand):
    help = "Approve the revision with this digest; it goes out after the undo time."
    needs_digest = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--lang", action="append", metavar="L", dest="languages", help="a language you vouch for (default: all)"
        )
        parser.add_argument("--surname", default="", help="retyped from the evidence, where the rule asks for it")

    def decide(self, found: Announcement, user: User, **options: Any) -> None:
        decide.approve(
            found.pk,
            by=user,
            digest=options["digest"],
            languages=options["languages"],
            reason=options["reason"],
            surname=options["surname"],
        )
