"""Where tracker rows come from, each read of it, and every row as it came and as it was understood."""

from django.db import models

from publisher import states
from publisher.models.fields import StateField, Stateful, one_of
from publisher.models.people import STATUSES, Candidacy
from publisher.models.staff import User


class Source(models.Model):
    """One tracker address, with the map that says which column means what."""

    name = models.SlugField(max_length=40, unique=True)
    location = models.CharField(max_length=1000, help_text="a file's path or an http(s) address")
    format = models.CharField(max_length=16)
    columns = models.JSONField(default=dict, help_text="our field -> the source's column")
    statuses = models.JSONField(default=dict, help_text="the source's word -> our status")
    allowed_hosts = models.JSONField(default=list, help_text="hosts that redirects may lead to")
    cycle = models.PositiveSmallIntegerField()
    settle_seconds = models.PositiveIntegerField(default=0)
    every_seconds = models.PositiveIntegerField(default=0, help_text="read no more often than this; 0: as all are")
    evidence_is_enough = models.BooleanField(
        default=False, help_text="an organizer's evidence goes out before the tracker"
    )
    limits = models.JSONField(default=dict, help_text="this source's own brake")
    options = models.JSONField(default=dict, help_text="what its format wants to know besides, without secrets")
    secret = models.TextField(blank=True, help_text="sealed: a token, or a database address with its password")
    roster_people = models.PositiveIntegerField(default=0, help_text="of the roster that its rows are set beside")
    roster_at = models.DateTimeField(null=True, help_text="when that was loaded; empty: there is none")
    paused_at = models.DateTimeField(null=True)
    baseline_at = models.DateTimeField(null=True)
    baseline_map = models.CharField(max_length=64, blank=True, help_text="SHA-256 of map and cycle at the baseline")
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    read_at = models.DateTimeField(null=True, help_text="the last try")
    good_at = models.DateTimeField(null=True, help_text="the last read that was accepted or unchanged")
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Poll(Stateful):
    """One read of a source: accepted, unchanged, or quarantined whole with the reason."""

    MOVES = states.POLL
    source = models.ForeignKey(Source, models.PROTECT, related_name="polls")
    state = StateField(default="reading")
    reason = models.TextField(blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    baseline = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(default=0)
    rule = models.CharField(max_length=24, blank=True, help_text="which rule quarantined it, see tracker.values.Rule")
    details = models.JSONField(default=dict, help_text="of a quarantined poll: expected, came, and the rows concerned")
    bytes = models.PositiveBigIntegerField(default=0)
    body_sha256 = models.CharField(max_length=64, blank=True)
    healed_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="healed")
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [one_of("state", states.POLL, "poll_state_known")]
        indexes = [models.Index(fields=["source", "-started_at"], name="poll_latest")]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M:%S} {self.state}"


class RowVersion(models.Model):
    """A row of a source from its first poll to its last; a new one is written only when the row changes."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="row_versions")
    key = models.CharField(max_length=200)
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, null=True, related_name="row_versions")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the raw row")
    raw = models.JSONField()
    understood = models.JSONField()
    status = models.CharField(max_length=12)
    first_poll = models.ForeignKey(Poll, models.PROTECT, related_name="+")
    first_seen = models.DateTimeField()
    last_poll = models.ForeignKey(Poll, models.PROTECT, null=True, related_name="+")
    last_seen = models.DateTimeField(null=True, help_text="empty while it is the current version")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key"], condition=models.Q(last_seen=None), name="row_one_current_version"
            ),
            one_of("status", STATUSES, "row_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key} {self.status}"
