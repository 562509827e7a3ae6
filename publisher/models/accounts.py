"""Places we publish as."""

from datetime import datetime

from django.db import models


class Account(models.Model):
    """One place we publish as, through one channel, with its own secrets, pause, limits and single writer.

    The newsletter is an account too (channel `newsletter`): it is paused and limited like the others.
    """

    channel = models.CharField(max_length=40)
    name = models.SlugField(max_length=60)
    languages = models.JSONField(default=list)
    secrets = models.TextField(blank=True, help_text="sealed")
    session = models.TextField(blank=True, help_text="sealed")
    identity = models.CharField(max_length=64, blank=True, help_text="SHA-256 of whose account it is at the service")
    session_version = models.PositiveIntegerField(default=0)
    limits = models.JSONField(default=dict, help_text="of its own, and what the service allows: accounts/limits.py")
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.TextField(blank=True)
    pause_kind = models.CharField(max_length=20, blank=True, help_text="which list of steps: accounts/reasons.py")
    blocked_until = models.DateTimeField(null=True, help_text="before this a resume is refused")
    refusals = models.PositiveSmallIntegerField(default=0, help_text="the service's, in a row, since its last yes")
    probe = models.ForeignKey(
        "Delivery", models.SET_NULL, null=True, related_name="+", help_text="the only one that may leave"
    )
    todo = models.TextField(blank=True, help_text="what to do so that it can go on")
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveBigIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "name"], name="account_once"),
            models.UniqueConstraint(
                fields=["channel", "identity"],
                condition=models.Q(retired_at=None) & ~models.Q(identity=""),
                name="account_of_one_login",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel}/{self.name}"

    def leased(self, now: datetime) -> bool:
        """True while some worker is this account's writer."""
        return self.lease_until is not None and self.lease_until > now
