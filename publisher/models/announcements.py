"""What we say, every frozen copy of it, and who decided on which."""

import secrets

from django.db import models

from publisher import states
from publisher.models.changes import StatusChange
from publisher.models.fields import StateField, Stateful, one_of
from publisher.models.staff import User

KINDS = ("news", "digest", "correction")
VERDICTS = ("approve", "request_changes", "reject", "hold")

# Letters and digits that nobody mistakes for one another when reading a code aloud (no 0 O 1 I L).
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """A short code for `/a/CODE`: 6 letters, 887 million of them."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(6))


class Announcement(Stateful):
    """What we say: news about one status change, a digest of several, or a correction."""

    MOVES = states.ANNOUNCEMENT
    kind = models.CharField(max_length=12, default="news")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    state = StateField(default="drafting")
    reason = models.TextField(blank=True, help_text="why it stands where it stands, in a sentence")
    revision = models.ForeignKey("publisher.Revision", models.PROTECT, null=True, related_name="+")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    approved_at = models.DateTimeField(null=True)
    contradiction = models.TextField(blank=True, help_text="how the tracker contradicts what is wholly out")
    contradicted_at = models.DateTimeField(null=True)
    dealt_with_at = models.DateTimeField(null=True, help_text="a person dealt with this contradiction")
    draft_attempts = models.PositiveSmallIntegerField(default=0)
    draft_after = models.DateTimeField(null=True, help_text="after a failed draft: not before this")

    class Meta:
        constraints = [
            one_of("state", states.ANNOUNCEMENT, "announcement_state_known"),
            one_of("kind", KINDS, "announcement_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def untrue(self) -> bool:
        """True while the tracker contradicts what is public and nobody has dealt with it."""
        return bool(self.contradiction) and self.dealt_with_at is None


class Subject(models.Model):
    """One status change that an announcement is about, in its order."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="subjects")
    change = models.ForeignKey(StatusChange, models.PROTECT, related_name="subjects")
    position = models.PositiveSmallIntegerField(default=0)
    live_news = models.BooleanField(default=True, help_text="kept by workflow.move: kind is news and it has not ended")

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["announcement", "change"], name="subject_once"),
            models.UniqueConstraint(fields=["announcement", "position"], name="subject_position_once"),
            models.UniqueConstraint(fields=["change"], condition=models.Q(live_news=True), name="change_one_live_news"),
        ]

    def __str__(self) -> str:
        return f"{self.announcement} about {self.change}"


class Revision(models.Model):
    """A frozen copy of an announcement's content; its digest is what a person approves."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    manifest = models.JSONField(help_text="see publisher.manifest")
    digest = models.CharField(max_length=64, db_index=True)
    approval = models.JSONField(help_text="who must approve, frozen: preset, needed, barred, wait")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="revisions")
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["announcement", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.announcement} r{self.number}"


class Decision(models.Model):
    """What one person decided on one revision: one each."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="decisions")
    by = models.ForeignKey(User, models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    languages = models.JSONField(default=list, help_text="the languages its author vouches for")
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(fields=["revision", "by"], name="decision_once"),
            one_of("verdict", VERDICTS, "decision_verdict_known"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} on {self.revision}"
