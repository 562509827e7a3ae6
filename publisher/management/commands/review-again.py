"""`publisher review-again`: a held or stopped announcement goes back into review."""

from typing import Any

from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, User
from publisher.pipeline import decide


class Command(DecisionCommand):
    help = "Put a held or stopped announcement back into review; it needs a new approval."

    def decide(self, found: Announcement, user: User, **_options: Any) -> None:
        decide.review_again(found.pk, by=user)
