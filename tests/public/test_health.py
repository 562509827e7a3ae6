from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.models import Lease


def test_healthz_needs_no_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.parametrize(("age", "status"), [(30, 200), (200, 503)])
def test_readyz_wants_a_sweeper_of_the_last_two_minutes(client, db, age, status):
    Lease.objects.create(name="sweeper", beat_at=timezone.now() - timedelta(seconds=age))
    assert client.get("/readyz").status_code == status


def test_readyz_says_what_to_start_when_nothing_ran(client, db):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert b"publisher up" in answer.content
