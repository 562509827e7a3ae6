"""`publisher dealt-with`: what is public and no longer true was seen to by a person."""

from typing import Any

from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, User
from publisher.pipeline import deal


class Command(DecisionCommand):
    help = "Say that what the tracker contradicts and is public already was dealt with, and how."
    needs_reason = True

    def decide(self, found: Announcement, user: User, **options: Any) -> None:
        deal.deal_with(found.pk, by=user, reason=options["reason"])
