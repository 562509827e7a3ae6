"""The facts: a status changed. Append-only."""

from django.db import models

from publisher.models.fields import one_of
from publisher.models.files import StoredFile
from publisher.models.people import STATUSES, Candidacy
from publisher.models.sources import RowVersion, Source
from publisher.models.staff import User

PRECISIONS = ("day", "month", "year", "unknown")
ORIGINS = ("tracker", "person")


class StatusChange(models.Model):
    """A candidacy's status went from `before` (`none`: first seen after the baseline) to `after`."""

    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="changes")
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    said_at = models.DateField(null=True, help_text="when the candidate said so")
    precision = models.CharField(max_length=8, default="unknown")
    seen_at = models.DateTimeField(help_text="when we learnt it, UTC")
    pledge_version = models.CharField(max_length=40)
    origin = models.CharField(max_length=8)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="changes")
    row_version = models.ForeignKey(RowVersion, models.PROTECT, null=True, related_name="changes")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="triggered")
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            one_of("before", ("none", *STATUSES), "change_before_known"),
            one_of("after", STATUSES, "change_after_known"),
            one_of("precision", PRECISIONS, "change_precision_known"),
            one_of("origin", ORIGINS, "change_origin_known"),
            models.CheckConstraint(
                condition=models.Q(origin="tracker", row_version__isnull=False)
                | models.Q(origin="person", by__isnull=False),
                name="change_has_its_origin",
            ),
        ]
        indexes = [models.Index(fields=["candidacy", "-seen_at"], name="change_latest")]

    def __str__(self) -> str:
        return f"{self.candidacy}: {self.before} -> {self.after}"


class Confirmation(models.Model):
    """A later row that says what a person, or another source, said first: one a source."""

    change = models.ForeignKey(StatusChange, models.PROTECT, related_name="confirmations")
    row_version = models.ForeignKey(RowVersion, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.change} confirmed {self.at:%Y-%m-%d}"


EVIDENCE = ("address", "file", "note", "mail")


class Evidence(models.Model):
    """Why a change is believed: an address, with what stood there when it was captured; a file; a note; a mail.

    `file` holds the bytes: what came from the address when it first answered, or what a person attached.
    How it stands is computed from the times: see `truth.evidence.standing`.
    """

    change = models.ForeignKey(StatusChange, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=12, default="address")
    url = models.URLField(max_length=1000, blank=True)
    note = models.TextField(blank=True, help_text="a quotation: what was said, word for word")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300, blank=True)
    about = models.JSONField(default=dict, help_text="what it says of itself: a mail's sender and date, a note's text")
    public = models.BooleanField(default=False, help_text="named on the public page and in texts")
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    # Of an address: what looking at it brought
    captured_at = models.DateTimeField(null=True)
    final_url = models.CharField(max_length=2000, blank=True, help_text="where the redirects ended")
    http_status = models.PositiveSmallIntegerField(null=True, help_text="of the last look; empty when none answered")
    trouble = models.TextField(blank=True, help_text="why the last look did not show it, in a sentence")
    checked_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True, help_text="not before this; empty: now")
    checks = models.PositiveIntegerField(default=0)
    doubted_at = models.DateTimeField(null=True, help_text="first look that found nothing there, while none found it")
    dead_at = models.DateTimeField(null=True, help_text="two such looks, an hour apart")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, help_text="a person opened it, and it says so")

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "evidence"
        constraints = [one_of("kind", EVIDENCE, "evidence_kind_known")]
        indexes = [
            models.Index(
                fields=["change"], condition=models.Q(kind="address", checked_at=None), name="evidence_never_read"
            )
        ]

    def __str__(self) -> str:
        return self.url or self.title or self.kind
