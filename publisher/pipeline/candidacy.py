"""Whether a candidacy goes on: staff say who left the race, lost, switched or died, and who runs after all."""

from dataclasses import dataclass

from django.db import transaction

from publisher import workflow
from publisher.errors import Refusal
from publisher.models import Announcement, Candidacy, Role, User
from publisher.models.people import STANDINGS
from publisher.said import reason_of
from publisher.truth.hold import hold_untrue


@dataclass(frozen=True, slots=True)
class Stands:
    """The candidacy as it stands now, and the announcements that were held because of it."""

    candidacy: Candidacy
    held: tuple[Announcement, ...]


def set_standing(candidacy_id: int, standing: str, *, by: User, reason: str) -> Stands:
    """Records how the candidacy stands, with who said so and why, in the trail.

    Unless it is active, what is said of it waits: all that has not gone out is held with the reason, in this very
    transaction, and what is drafted later is held too. What has gone out was true and stays. Set back to active,
    nothing goes out by itself: it can be reviewed again. Raises `Refusal`: not allowed, no reason, unknown, not new.
    """
    if not by.may(Role.COMMS):
        raise Refusal(f"Your role is {by.role}; only comms staff and above say how a candidacy stands.", "forbidden")
    if standing not in STANDINGS:
        raise Refusal(f"{standing!r} is no standing of a candidacy. Use one of: {', '.join(STANDINGS)}.")
    why = reason_of(reason, "Say how you know: a reason is needed.")
    with transaction.atomic():
        # The candidacy before its announcements, as an approval and a poll lock them.
        locked = Candidacy.objects.select_for_update(of=("self",), no_key=True).select_related("person")
        candidacy = locked.filter(pk=candidacy_id).first()
        if candidacy is None:
            raise Refusal(f"There is no candidacy {candidacy_id}.", "missing")
        before = candidacy.standing
        if before == standing:
            name, stands = candidacy.person.name, standing.replace("_", " ")
            raise Refusal(f"The candidacy of {name} is recorded as {stands} already.", "conflict")
        candidacy.standing = standing
        candidacy.save(update_fields=["standing"])
        workflow.tell(candidacy, "standing", before=before, after=standing, by=by, personal={"reason": why})
        held = hold_untrue([candidacy.pk])
    return Stands(candidacy, tuple(held))
