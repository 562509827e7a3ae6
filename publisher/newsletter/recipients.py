"""Who an announcement is mailed to.

News goes at once to those who want every signing at once, and to those of its states alone who want only their own; a
digest to those of its rhythm to whom it has something to say (`variants.py`). A correction goes to everybody who was
told what it corrects, whatever they chose, and to those who want corrections.
"""

from django.db.models import Exists, OuterRef, Q

from publisher.models import Announcement, Delivery, Issue, Revision, Told


def wanted(announcement: Announcement, revision: Revision) -> Q:
    """The subscribers who want this announcement as it goes out, as a condition on `Subscriber`."""
    states = sorted({subject["state"] for subject in revision.manifest["subjects"]})
    near = Q(own_state_only=False) | Q(us_state__in=states)
    if announcement.kind != "correction":
        rhythm = revision.manifest.get("digest", {}).get("rhythm", "at_once")
        return Q(state="active", rhythm=rhythm) & near
    told = Exists(Told.objects.filter(subscriber=OuterRef("pk"), announcement=announcement.corrects_id))
    return Q(state="active") & (Q(told) | (Q(rhythm="corrections") & near))


def of_delivery(delivery: Delivery) -> Q:
    """Those who want what this delivery mails."""
    return wanted(delivery.announcement, delivery.revision)


def of_issue(issue: Issue) -> Q:
    """Those who want an issue still: of one that carries a delivery, those who want it now; of another, the active."""
    return of_delivery(issue.delivery) if issue.delivery else Q(state="active")
