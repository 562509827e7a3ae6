"""`publisher stop`: during the undo time and until it is sent."""

from typing import Any

from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, User
from publisher.pipeline import decide


class Command(DecisionCommand):
    help = "Stop every delivery of an announcement that has not been sent."

    def decide(self, found: Announcement, user: User, **options: Any) -> None:
        decide.stop(found.pk, by=user, reason=options["reason"])
