"""The trail: what happened, append-only, sealed later into a chain of hashes by one writer."""

from django.db import models

from publisher.models.staff import User


class Event(models.Model):
    """One line of the trail, written in the same transaction as what it tells. Triggers refuse UPDATE and DELETE."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=40, help_text="announcement, delivery, poll, account, ...")
    object_id = models.BigIntegerField()
    announcement_id = models.BigIntegerField(null=True, db_index=True)
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24, blank=True)
    what = models.CharField(max_length=40, help_text="move, edit, decision, pause, ...")
    role = models.CharField(max_length=16, blank=True, help_text="the actor's role; never who")
    data = models.JSONField(default=dict, help_text="facts without personal data")
    personal_sha256 = models.CharField(max_length=64, blank=True, help_text="SHA-256(salt + personal part)")

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id"], name="event_of_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.what} {self.before} {self.after}"


class PersonalPart(models.Model):
    """Who did it and what they wrote. May be erased: the chain covers only its salted hash, and still verifies."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="personal")
    salt = models.CharField(max_length=32)
    fields = models.JSONField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"personal part of event {self.event_id}"


class Seal(models.Model):
    """An event's place in the chain: `hash` covers the event and the hash before it."""

    seq = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"


class Lease(models.Model):
    """A job with one writer: the sealer's lease (with the chain's head), and the sweeper's heartbeat."""

    name = models.CharField(max_length=40, primary_key=True)
    fence = models.PositiveBigIntegerField(default=0)
    until = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    head = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
