"""What becomes of a delivery after it was sent: read back, looked for, taken down."""

from django.db import models

from publisher.models.deliveries import Delivery
from publisher.models.staff import User

WAYS = ("archive", "delete")


class Reading(models.Model):
    """How a live post stands when it is read back, compared with what was approved. All times in UTC."""

    NOT_COMPARED = "Not compared: "
    """So `trouble` begins when the newest reading could not compare every picture."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, primary_key=True, related_name="reading")
    next_at = models.DateTimeField(null=True, help_text="when it is read next; empty: no more")
    read_at = models.DateTimeField(null=True, help_text="when the service last told how it stands")
    failures = models.PositiveSmallIntegerField(default=0, help_text="in a row")
    trouble = models.TextField(blank=True, help_text="why it could not be read the last time")
    differs = models.JSONField(default=list, help_text="sentences: what is not as it was approved")
    others = models.JSONField(default=list, help_text="addresses of other posts of it on the account")
    stands = models.CharField(max_length=64, blank=True, help_text="SHA-256 of how it differs; empty: as approved")
    accepted = models.CharField(max_length=64, blank=True, help_text="the one that a person let stand")
    unseen_at = models.DateTimeField(null=True, help_text="since when it is not there, told once so far or more often")
    gone_at = models.DateTimeField(null=True, help_text="the same, once it was confirmed")
    likes = models.PositiveIntegerField(null=True)
    comments = models.PositiveIntegerField(null=True)
    reach = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="reading_due")]

    def __str__(self) -> str:
        return f"reading of {self.delivery}"

    UNSETTLED = models.Q(reading__read_at=None) | models.Q(reading__unseen_at__isnull=False, reading__gone_at=None)
    """`unsettled`, of the deliveries that were read."""

    @property
    def unsettled(self) -> bool:
        """Whether the service has not told yet how it stands, or only once so far that it is not there."""
        return self.read_at is None or (self.unseen_at is not None and self.gone_at is None)

    @property
    def uncompared(self) -> bool:
        """Whether the newest reading could not compare every picture: then it says nothing of that."""
        return self.trouble.startswith(self.NOT_COMPARED)


class Sighting(models.Model):
    """The account's newest posts as they were when a delivery in doubt was last looked for."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, primary_key=True, related_name="sighting")
    at = models.DateTimeField(help_text="when the list was read")
    posts = models.JSONField(default=list, help_text="remote_id, permalink, at, text, picture (SHA-256) of each")

    def __str__(self) -> str:
        return f"what was beside {self.delivery}"


class TakeDown(models.Model):
    """A post that a person wants out of sight, from their word until it is."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, primary_key=True, related_name="take_down")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    how = models.CharField(max_length=12, help_text="archive or delete")
    reason = models.TextField(help_text="for staff")
    public = models.JSONField(default=dict, help_text="language -> why, for everybody; may be empty")
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    by_hand = models.BooleanField(default=False, help_text="the channel cannot; a person has to")
    said_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField(null=True, help_text="when that person said that it is done")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(how__in=WAYS), name="take_down_way_known")]
        indexes = [models.Index(fields=["next_at"], condition=models.Q(done_at=None), name="take_down_due")]

    def __str__(self) -> str:
        return f"take-down of {self.delivery}"
