"""One act of one announcement on one account: the unit that happens once."""

from django.db import models

from publisher import states
from publisher.models.accounts import Account
from publisher.models.announcements import Announcement, Revision
from publisher.models.fields import StateField, Stateful, one_of

ACTS = ("post", "story", "comment", "edit", "archive", "delete", "mail")
WAITS = ("", "after", "tracker")


class Delivery(Stateful):
    """One visible effect, from its approval to its receipt. See docs/decisions/0003-eight-steps.md."""

    MOVES = states.DELIVERY
    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="deliveries")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="deliveries")
    account = models.ForeignKey(Account, models.PROTECT, related_name="deliveries")
    act = models.CharField(max_length=12)
    target = models.ForeignKey("self", models.PROTECT, null=True, related_name="changes")
    state = StateField(default="waiting")
    reason = models.TextField(blank=True, help_text="why it stands where it stands, in a sentence")
    todo = models.TextField(blank=True, help_text="what a person can do about it")

    # When
    not_before = models.DateTimeField(help_text="UTC; moved by a limit, a retry or quiet hours")
    limit = models.CharField(
        max_length=20, blank=True, help_text="the limit that put it off: hour 4, day 16, spacing 300"
    )
    waits_since = models.DateTimeField(null=True, help_text="its not_before, before a limit put it off")
    after = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")
    after_delay = models.PositiveIntegerField(default=0, help_text="seconds after that one is live")
    planned_at = models.DateTimeField(help_text="the clock time it was planned for, whatever becomes of `after`")
    waits_for = models.CharField(max_length=12, blank=True)
    waits_note = models.TextField(blank=True)

    # Who is at it
    fence = models.PositiveBigIntegerField(default=0, help_text="grows with each claim; a late worker's is too small")
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    checkpoint = models.JSONField(default=dict, help_text="what the channel wants to know again, such as an upload id")
    sending_at = models.DateTimeField(null=True, help_text="the stamp: from here on only proof says what happened")

    # What came of it
    looks = models.PositiveSmallIntegerField(default=0)
    next_look_at = models.DateTimeField(null=True)
    remote_id = models.CharField(max_length=200, blank=True)
    permalink = models.URLField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True)
    look_since = models.DateTimeField(null=True, help_text="since when a person should look at it although it is live")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "account", "act"],
                condition=models.Q(target=None),
                name="delivery_once",
            ),
            models.UniqueConstraint(
                fields=["target", "act", "revision"],
                condition=models.Q(target__isnull=False),
                name="delivery_on_target_once",
            ),
            models.UniqueConstraint(fields=["target"], condition=models.Q(act="comment"), name="delivery_comment_once"),
            one_of("state", states.DELIVERY, "delivery_state_known"),
            one_of("act", ACTS, "delivery_act_known"),
            one_of("waits_for", WAITS, "delivery_wait_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["ready", "waiting"], sending_at__isnull=False),
                name="delivery_stamped_is_never_ready",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "not_before"], condition=models.Q(state="ready"), name="delivery_due"),
            models.Index(fields=["lease_until"], condition=models.Q(state="publishing"), name="delivery_leases"),
        ]

    def __str__(self) -> str:
        return f"{self.act} of {self.announcement.code} on {self.account}"

    ONLY_SAID = models.Q(remote_id="") & ~models.Q(permalink="")

    @property
    def only_said(self) -> bool:
        """Whether nothing is known of it but the link that a person gave: nobody's receipt, and not found since."""
        return bool(self.permalink) and not self.remote_id
