"""What makes a trigger happen once, however often it is sent."""

from django.db import models

from publisher.models.announcements import Announcement
from publisher.models.staff import User


class TriggerKey(models.Model):
    """An idempotency key, with a digest of what was sent under it and what came of it.

    Written in the transaction of the trigger itself: it stands if and only if the announcement does. That of a form
    whose sending alone may not be repeated (`once.first`) has neither digest nor announcement.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was sent")
    announcement = models.ForeignKey(
        Announcement, models.CASCADE, null=True, related_name="+", help_text="empty until the transaction ends"
    )
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="trigger_key_once")]

    def __str__(self) -> str:
        return f"{self.key} of {self.user}"
