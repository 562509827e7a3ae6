"""A mailing that has ended, and of two of whose copies nobody knows whether they arrived."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.claims import Claim
from publisher.models import Copy, Delivery, Issue, Told
from publisher.newsletter.carrier import carry
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import claimed, people, states

LOOKED = "Looked in the relay's log."


@pytest.fixture
def doubtful(mailbox: MailboxSandbox) -> Issue:
    """A mailing to four that has ended; of two copies the relay's answer was lost, some time ago."""
    people(4)
    for to in ("reader2@", "reader3@"):
        mailbox.fault("drop_after_dot", to=to)
    delivery = claimed()
    carry(Claim(delivery.account, delivery))
    issue = Issue.objects.get()
    assert (issue.state, of(issue).state, states(issue)) == ("sent", "published", {"sent": 2, "uncertain": 2})
    age()
    return issue


def age(seconds: float = 3600) -> None:
    """So long ago they came to be in doubt."""
    Copy.objects.filter(state="uncertain").update(done_at=timezone.now() - timedelta(seconds=seconds))


def of(issue: Issue) -> Delivery:
    return Delivery.objects.get(pk=issue.delivery_id)


def doubts() -> list[int]:
    return list(Copy.objects.filter(state="uncertain").order_by("id").values_list("pk", flat=True))


def told() -> set[int]:
    return set(Told.objects.values_list("subscriber_id", flat=True))


def those(*in_states: str) -> set[int]:
    return set(Copy.objects.filter(state__in=in_states).values_list("subscriber_id", flat=True))
