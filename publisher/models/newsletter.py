"""The other carrier: who asked for mail, what was mailed, and one row for each copy."""

import secrets

from django.db import models
from django.db.models.functions import Lower

from publisher import crypto, states
from publisher.models.announcements import Announcement
from publisher.models.deliveries import Delivery
from publisher.models.fields import StateField, Stateful, one_of

RHYTHMS = ("at_once", "daily", "weekly", "corrections")
ERASED = "erased:"
"""What stands in place of the address of somebody who was deleted, before their number: nothing can be mailed to it."""
BOUNCES = ("hard", "soft", "complaint")


def new_token() -> str:
    """The first migration names it; a token is made of a key since (`crypto.token_of`)."""
    return secrets.token_urlsafe(24)


class Subscriber(Stateful):
    """Somebody who asked for our mail. Kept: address, language, state, rhythm, consent; nothing else.

    Of an `erased` one only the number is kept, since copies that were sent are counted by it.
    """

    MOVES = states.SUBSCRIBER
    email = models.EmailField()
    language = models.CharField(max_length=8, default="en")
    us_state = models.CharField(max_length=2, blank=True)
    own_state_only = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=12, default="daily")
    state = StateField(default="active")
    key = models.CharField(max_length=16, unique=True, default=crypto.new_key, help_text="of the token, see crypto")
    former_sha256 = models.CharField(max_length=64, blank=True, db_index=True, help_text="of a token from before keys")
    consent_source = models.CharField(max_length=200)
    consent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="subscriber_email_once"),
            one_of("state", states.SUBSCRIBER, "subscriber_state_known"),
            one_of("rhythm", RHYTHMS, "subscriber_rhythm_known"),
            models.CheckConstraint(
                condition=~models.Q(state="erased")
                | models.Q(email__startswith=ERASED, us_state="", consent_source="", former_sha256=""),
                name="subscriber_erased_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"  # never the address: this text reaches logs

    @property
    def token(self) -> str:
        """What opens this subscription, in the addresses of its mails (RFC 8058, 3.1: opaque); it is stored nowhere."""
        return crypto.token_of("subscriber", self.key)


class Suppression(models.Model):
    """An address never to be mailed again, kept as a keyed hash so that the list itself holds no address."""

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"suppression {self.pk} ({self.reason})"


class Issue(Stateful):
    """One mailing: frozen, then drained copy by copy."""

    MOVES = states.ISSUE
    delivery = models.OneToOneField(Delivery, models.PROTECT, null=True, related_name="issue")
    state = StateField(default="frozen")
    backend = models.CharField(max_length=40, default="smtp", help_text="what carries it, see newsletter.backends")
    compiled = models.JSONField(help_text="language -> the finished message in pieces, see newsletter.compile")
    variants = models.JSONField(default=dict, help_text="of a digest: the number of a variant -> its items")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True, help_text="when too many of its copies had come back, the last time")

    class Meta:
        constraints = [one_of("state", states.ISSUE, "issue_state_known")]

    def __str__(self) -> str:
        return f"issue {self.pk}"


class IssueItem(models.Model):
    """An announcement that an issue carries, in its order."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="items")
    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="issue_items")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["issue", "announcement"], name="issue_item_once")]

    def __str__(self) -> str:
        return f"{self.announcement} in {self.issue}"


class Copy(Stateful):
    """One recipient's part of an issue: `sending` is the intent, written before the first byte leaves."""

    MOVES = states.COPY
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="copies", db_index=False)  # `copy_once` begins so
    subscriber = models.ForeignKey(Subscriber, models.PROTECT, related_name="copies")
    language = models.CharField(max_length=8, help_text="`es`, or `es.2`: the second variant of a digest in Spanish")
    state = StateField(default="queued", db_index=False)
    claimed_by = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    code = models.PositiveSmallIntegerField(null=True, help_text="the relay's reply code, RFC 5321")
    reply = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "copies"
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscriber"], name="copy_once"),
            one_of("state", states.COPY, "copy_state_known"),
        ]
        indexes = [
            models.Index(fields=["issue", "id"], condition=models.Q(state="queued"), name="copy_queued"),
            models.Index(
                fields=["issue", "lease_until"],
                condition=models.Q(state__in=["claimed", "sending"]),
                name="copy_in_flight",
            ),
            models.Index(
                fields=["state", "done_at"],
                condition=models.Q(state__in=["uncertain", "failed"]),
                name="copy_in_trouble",
            ),
        ]

    def __str__(self) -> str:
        return f"copy {self.pk} of {self.issue}"


class Campaign(Stateful):
    """An issue's one mailing to an audience that a campaign back end keeps; `sending` is the intent, as with a copy."""

    MOVES = states.CAMPAIGN
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="campaigns")
    audience = models.CharField(max_length=100)
    language = models.CharField(max_length=8)
    state = StateField(default="queued")
    marker = models.CharField(max_length=200)
    remote_id = models.CharField(max_length=100, blank=True)
    sending_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    looks = models.PositiveSmallIntegerField(default=0)
    mailed = models.IntegerField(default=-1, help_text="as the service says; -1: it has not said")
    addressed = models.IntegerField(default=-1)
    reason = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "audience"], name="campaign_once"),
            one_of("state", states.CAMPAIGN, "campaign_state_known"),
        ]

    def __str__(self) -> str:
        return f"campaign {self.pk} of {self.issue}"


class Bounce(models.Model):
    """A mail that came back, or that its reader called spam. No address: the subscriber and the issue, where known."""

    key = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what tells the event from others")
    kind = models.CharField(max_length=12)
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="bounces")
    issue = models.ForeignKey(Issue, models.PROTECT, null=True, related_name="bounces")
    source = models.CharField(max_length=40, help_text="mailbox, relay, or the provider that told of it")
    said = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("kind", BOUNCES, "bounce_kind_known")]
        indexes = [models.Index(fields=["issue", "kind", "at"], name="bounce_of_issue")]

    def __str__(self) -> str:
        return f"{self.kind} bounce {self.pk}"


class Told(models.Model):
    """This subscriber was told of this announcement, whichever issue carried it; corrections go to them."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="told", db_index=False)  # `told_once`
    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="told")
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="told")

    class Meta:
        verbose_name_plural = "told"
        constraints = [models.UniqueConstraint(fields=["subscriber", "announcement"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.subscriber} of {self.announcement}"


class MailRate(models.Model):
    """How fast a relay or a recipients' domain may be mailed, over all workers; see `newsletter.pacing`."""

    bucket = models.CharField(max_length=300, unique=True, help_text="`relay HOST:PORT`, or a domain")
    full_at = models.DateTimeField(null=True, help_text="when a second's worth may leave at once again")
    rests_until = models.DateTimeField(null=True, help_text="it answered `not now` again and again")
    rests = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"mail rate {self.pk}"
