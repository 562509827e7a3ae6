"""Senders that tell us to read a source again: their secrets, their messages, and that we were asked."""

from django.db import models

from publisher.models.fields import one_of
from publisher.models.sources import Source

HOOK_KINDS = ("standard", "airtable", "path")


class HookSecret(models.Model):
    """One secret of one source's webhook; several may be good at once, so that a sender can change over.

    `standard` signs by Standard Webhooks, `airtable` as Airtable does, `path` signs nothing: it stands in the address.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="hook_secrets")
    kind = models.CharField(max_length=12)
    secret = models.TextField(help_text="sealed")
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, help_text="to the minute")

    class Meta:
        constraints = [one_of("kind", HOOK_KINDS, "hook_secret_kind_known")]

    def __str__(self) -> str:
        return f"{self.kind} secret {self.pk} of {self.source}"


class HookMessage(models.Model):
    """A message that was heard: the same one again is answered and does nothing."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the message's id")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "digest"], name="hook_message_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.digest[:12]}"


class HookHint(models.Model):
    """When a sender last asked to read the source, and when a worker was last told so."""

    source = models.OneToOneField(Source, models.CASCADE, primary_key=True, related_name="hint")
    asked_at = models.DateTimeField()
    nudged_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.source} asked {self.asked_at:%Y-%m-%d %H:%M:%S}"
