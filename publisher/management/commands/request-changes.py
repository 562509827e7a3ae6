"""`publisher request-changes`: back to the editor."""

from typing import Any

from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, User
from publisher.pipeline import decide


class Command(DecisionCommand):
    help = "Send an announcement back, saying what should change."
    needs_reason = True

    def decide(self, found: Announcement, user: User, **options: Any) -> None:
        decide.request_changes(
            found.pk, by=user, digest=self.current_digest(found, options["digest"]), reason=options["reason"]
        )
