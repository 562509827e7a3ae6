"""Who signs, and in which race: a person is kept over cycles, a candidacy is one run."""

from django.db import models

from publisher.models.fields import one_of
from publisher.models.staff import User

OFFICES = ("house", "senate")
STANDINGS = ("active", "left_race", "lost", "switched", "deceased")
STATUSES = ("pending", "signed", "refused", "rescinded")


class Person(models.Model):
    """The one who signs. Two that turn out to be one are merged by a `Merge`, which can be undone."""

    name = models.CharField(max_length=120, help_text="as shown in public")
    first = models.CharField(max_length=80, blank=True)
    last = models.CharField(max_length=80, blank=True)
    handle = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Merge(models.Model):
    """Two persons found to be one: `dropped` points to `kept` while `undone_at` is empty."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="merged_in")
    dropped = models.ForeignKey(Person, models.PROTECT, related_name="merged_away")
    by = models.ForeignKey(User, models.PROTECT, related_name="merges")
    reason = models.TextField()
    moved = models.JSONField(default=list, help_text="ids of the candidacies that moved, to move them back")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dropped"], condition=models.Q(undone_at=None), name="merge_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.dropped} is {self.kept}"


class Candidacy(models.Model):
    """One run of one person for one seat."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="candidacies")
    cycle = models.PositiveSmallIntegerField()
    office = models.CharField(max_length=8)
    us_state = models.CharField(max_length=2, help_text="USPS code")
    district = models.PositiveSmallIntegerField(null=True, help_text="0 is at-large; empty for the Senate")
    party = models.CharField(max_length=40, blank=True)
    standing = models.CharField(max_length=12, default="active")
    special = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "candidacies"
        constraints = [
            one_of("office", OFFICES, "candidacy_office_known"),
            one_of("standing", STANDINGS, "candidacy_standing_known"),
            models.CheckConstraint(
                condition=models.Q(office="senate", district=None) | models.Q(office="house", district__isnull=False),
                name="candidacy_district_fits_office",
            ),
        ]
        indexes = [models.Index(fields=["cycle", "us_state", "office", "district"], name="candidacy_race")]

    def __str__(self) -> str:
        seat = "Senate" if self.office == "senate" else f"{self.district:02d}"
        return f"{self.person.name} ({self.us_state}-{seat}, {self.cycle})"


class SourceKey(models.Model):
    """A source's own key of a row, and the candidacy it stands for: with who confirmed that.

    `status` is the settled one: the last that became a fact here (or the baseline), not the last that was read.
    """

    source = models.ForeignKey("publisher.Source", models.PROTECT, related_name="keys")
    key = models.CharField(max_length=200)
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="keys")
    status = models.CharField(max_length=12)
    unsettled = models.BooleanField(default=False, help_text="its row says another status than the settled one")
    missing_since = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="source_key_once"),
            one_of("status", STATUSES, "source_key_status_known"),
        ]
        indexes = [
            models.Index(fields=["source"], condition=models.Q(unsettled=True), name="source_key_unsettled"),
            models.Index(fields=["source"], condition=models.Q(missing_since__isnull=False), name="source_key_missing"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
