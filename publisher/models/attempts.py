"""A log-in that waits for a person: half done, sealed, and forgotten soon."""

from django.db import models

from publisher.models.fields import one_of
from publisher.models.staff import User

NEEDS = ("", "code", "confirmation")


class LogIn(models.Model):
    """One attempt to connect an account, from its first request until it is connected or given up. One an account."""

    channel = models.CharField(max_length=40)
    name = models.SlugField(max_length=60)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    needs = models.CharField(max_length=12, blank=True, help_text="what it waits for; empty: it is under way")
    reason = models.TextField(blank=True)
    todo = models.TextField(blank=True)
    sealed = models.TextField(blank=True, help_text="what was given, and what the channel needs to go on")
    tries = models.PositiveSmallIntegerField(default=0, help_text="codes that were not accepted")
    busy_until = models.DateTimeField(null=True, help_text="a request is at it")
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "name"], name="log_in_once"),
            one_of("needs", NEEDS, "log_in_needs_known"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}/{self.name}"
