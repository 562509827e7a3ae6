"""`publisher reject`: it ends here."""

from typing import Any

from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, User
from publisher.pipeline import decide


class Command(DecisionCommand):
    help = "Reject an announcement: nothing of it goes out."
    needs_reason = True

    def decide(self, found: Announcement, user: User, **options: Any) -> None:
        decide.reject(found.pk, by=user, digest=self.current_digest(found, options["digest"]), reason=options["reason"])
