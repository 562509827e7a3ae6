"""`publisher mail-alone`: the post failed or was stopped, and the mail goes out without it."""

from typing import Any

from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, User
from publisher.pipeline import alone


class Command(DecisionCommand):
    help = "Send the mail without the post before it, which failed or was stopped; it goes out after the undo time."
    needs_digest = True
    needs_reason = True

    def decide(self, found: Announcement, user: User, **options: Any) -> None:
        alone.mail_alone(found.pk, by=user, digest=options["digest"], reason=options["reason"])
