"""`publisher dealt-with`: what is public and no longer true was seen to by a person."""

from typing import Any

from django.core.management.base import CommandParser

from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, User
from publisher.pipeline import deal


class Command(DecisionCommand):
    help = "Say that what the tracker contradicts and is public already was dealt with, and how."
    needs_reason = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--deleted", action="store_true", help="its posts are deleted")

    def decide(self, found: Announcement, user: User, **options: Any) -> None:
        deal.deal_with(found.pk, by=user, reason=options["reason"], deleted=options["deleted"])
