"""What one run of the drain holds, when its leases are over while it lives."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from publisher.models import Copy, Told
from publisher.newsletter.claimed import Claimed
from publisher.newsletter.drain import OPEN, sweep_copies
from publisher.newsletter.issue import freeze
from tests.newsletter.mailing import claimed, people

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_taken_back_and_claimed_again_is_given_once() -> None:
    people(10)
    run = Claimed(freeze(claimed()).pk, OPEN, Q())
    first = run.intend(3)
    sweep_copies(timezone.now() + timedelta(hours=1))  # the other seven were held for longer than their lease
    given = run.intend(20)
    assert len(first) == 3
    assert sorted(copy.pk for copy in given) == sorted(
        Copy.objects.filter(state="sending").values_list("pk", flat=True)
    )
    assert len({copy.pk for copy in (*first, *given)}) == 10
    assert not run.intend(20)


def test_what_another_run_sends_meanwhile_stays_told() -> None:
    people(6)
    issue = freeze(claimed())
    slow, other = Claimed(issue.pk, OPEN, Q()), Claimed(issue.pk, OPEN, Q())
    slow.intend(1)
    sweep_copies(timezone.now() + timedelta(hours=1))
    taken = other.intend(20)
    assert len(taken) == 5
    assert not slow.intend(20)  # it still holds them, and they are no longer its own
    told = Told.objects.filter(issue=issue).values_list("subscriber_id", flat=True)
    assert set(told) >= {copy.subscriber_id for copy in taken}
