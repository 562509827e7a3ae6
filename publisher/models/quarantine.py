"""Rows that a person must look at before they count: what came, beside what stood there before."""

from django.db import models

from publisher import states
from publisher.models.fields import StateField, Stateful, one_of
from publisher.models.people import Candidacy
from publisher.models.sources import Poll, RowVersion, Source
from publisher.models.staff import User


class QuarantinedRow(Stateful):
    """A row held back by one of the rules, until a person accepts or ignores it, or the tracker heals it.

    What was known of its candidate stands meanwhile. The same row in the next read is the same quarantined row.
    """

    MOVES = states.QUARANTINED_ROW
    source = models.ForeignKey(Source, models.PROTECT, related_name="quarantined_rows")
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="quarantined_rows", help_text="the first that held it")
    key = models.CharField(max_length=200, blank=True, help_text="empty when the row does not say who it is")
    name = models.CharField(max_length=200, blank=True, help_text="as far as it can be read")
    state = StateField(default="open")
    rule = models.CharField(max_length=24, help_text="see tracker.values.Rule")
    reason = models.TextField(help_text="what was expected, what came, what to do; one sentence")
    raw = models.JSONField()
    digest = models.CharField(max_length=64, help_text="of the raw row under its source's map")
    before = models.ForeignKey(RowVersion, models.PROTECT, null=True, related_name="+", help_text="the last good one")
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, null=True, related_name="+", help_text="perhaps the same")
    data = models.JSONField(default=dict, help_text="what the rule measured, such as a similarity")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "digest", "rule"], condition=models.Q(state="open"), name="quarantined_row_once"
            ),
            one_of("state", states.QUARANTINED_ROW, "quarantined_row_state_known"),
        ]
        indexes = [models.Index(fields=["source", "state"], name="quarantined_row_open")]

    def __str__(self) -> str:
        return f"{self.source} {self.key or self.name or 'a row'}: {self.rule}"
