"""`publisher hold`: nothing more of it leaves until somebody reviews it again."""

from typing import Any

from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, User
from publisher.pipeline import decide


class Command(DecisionCommand):
    help = "Hold an announcement: what has not gone out stays here."
    needs_reason = True

    def decide(self, found: Announcement, user: User, **options: Any) -> None:
        decide.hold(found.pk, by=user, reason=options["reason"])
