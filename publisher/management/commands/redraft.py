"""`publisher redraft`: words and pictures anew, from the record and the accounts as they are now."""

from typing import Any

from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, User
from publisher.pipeline import submit


class Command(DecisionCommand):
    help = "Draft a waiting announcement anew, after a correction or a newly connected account."

    def decide(self, found: Announcement, user: User, **_options: Any) -> None:
        submit.redraft(found.pk, by=user)
