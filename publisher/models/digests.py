"""A digest before it is an issue: for whom it is, the turn that it was made for, and what an editor left out of it."""

from django.db import models

from publisher.models.announcements import Announcement
from publisher.models.fields import one_of
from publisher.rules.digests import RHYTHMS


class Digest(models.Model):
    """What makes an announcement of kind `digest` one. Its items are its subjects; its words are in its revisions."""

    announcement = models.OneToOneField(Announcement, models.PROTECT, related_name="digest")
    rhythm = models.CharField(max_length=12)
    turn = models.DateTimeField(null=True, help_text="the set hour that it was made for; none: a person asked for it")
    left_out = models.JSONField(default=list, help_text="announcements that an editor dropped: they do not come back")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rhythm", "turn"], name="digest_once_a_turn"),
            one_of("rhythm", RHYTHMS, "digest_rhythm_known"),
        ]

    def __str__(self) -> str:
        return f"{self.rhythm} digest {self.announcement.code}"
