"""The coalition's roster beside a source: who stands in which seat."""

from django.db import models

from publisher.models.fields import one_of
from publisher.models.people import OFFICES
from publisher.models.sources import Source


class RosterSeat(models.Model):
    """One name of the roster in one seat. `folded` is for looking it up, never for showing."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="roster")
    folded = models.CharField(max_length=200)
    name = models.CharField(max_length=120)
    office = models.CharField(max_length=8)
    us_state = models.CharField(max_length=2, help_text="USPS code")
    district = models.PositiveSmallIntegerField(null=True, help_text="0 is at-large; empty for the Senate")

    class Meta:
        constraints = [one_of("office", OFFICES, "roster_seat_office_known")]
        indexes = [
            models.Index(fields=["source", "folded"], name="roster_seat_by_name"),
            models.Index(fields=["source", "us_state"], name="roster_seat_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.office} {self.us_state}"
