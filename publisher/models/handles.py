"""Candidates' own accounts: a name is here only because a person looked at the profile and says whose it is."""

from django.db import models

from publisher.models.people import Person
from publisher.models.staff import User


class Handle(models.Model):
    """A person's own account on Instagram, without the @; there is one with `withdrawn_at` empty at most.

    What a tracker supplies stands in `Person.handle` and is a proposal. `proposed` is what that was when this was
    confirmed: once the tracker says another, a person has to look again.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="handles")
    name = models.CharField(max_length=30)
    proposed = models.CharField(max_length=60, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(withdrawn_at=None), name="handle_one_of_person"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="handle_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"@{self.name} of {self.person}"
