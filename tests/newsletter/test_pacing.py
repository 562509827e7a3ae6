"""Rates are kept over restarts and workers; a domain that says "not now" again and again is left alone for a while."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from publisher.models import Copy, MailRate, Subscriber
from publisher.newsletter import claimed, pacing
from publisher.newsletter.drain import drain
from publisher.newsletter.handing import Addressed
from publisher.newsletter.pacing import BURST, Pace
from publisher.rules.pacing import domain_rates, due, paid, rate, ready
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import frozen, people, received, states

NOW = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


def test_rates_are_written_by_second_minute_or_hour() -> None:
    assert (rate("20/s"), rate("600/m"), rate("7200/h")) == (20, 10, 2)
    assert domain_rates("gmail.com=20/s, yahoo.com=60/m") == {"gmail.com": 20, "yahoo.com": 1}
    assert domain_rates("") == {}


@given(speed=st.floats(0.01, 500), waits=st.lists(st.floats(0, 5), min_size=1, max_size=40))
def test_never_more_leave_than_the_rate_and_a_seconds_worth(speed: float, waits: list[float]) -> None:
    full_at = now = NOW
    left = 0
    for wait in waits:
        now += timedelta(seconds=wait)
        number = ready(full_at, now, speed)
        assert number <= max(1, speed) + 1e-3
        full_at, left = paid(full_at, now, speed, number) if number else full_at, left + number
        assert left <= (now - NOW).total_seconds() * speed + max(1, speed) + 1e-3
        at = due(full_at, now, speed, 1)
        assert ready(full_at, at + timedelta(microseconds=2), speed) >= 1


def copies(*domains: str) -> list[Addressed]:
    return [Addressed(n, 1, n, "en", 0, f"reader@{domain}", "") for n, domain in enumerate(domains)]


@pytest.mark.django_db
def test_a_rate_is_shared_by_all_workers_and_outlives_them(settings: Any) -> None:
    settings.MAIL_RATE, settings.MAIL_DOMAIN_RATES = "10/s", "slow.example=2/s"
    held = copies(*["slow.example"] * 5, *["quick.example"] * 5)
    now = timezone.now()
    first = Pace().choose(held, 50, now)
    assert [copy.pk for copy in first.copies] == [0, 1, 5, 6, 7, 8, 9]
    assert [(at - now).total_seconds() for _, at in first.blocked] == [0.5, 1.0, 1.5]
    one = Pace()
    one.choose(held, 50, now)
    one.pay(first.copies, now)
    assert [copy.pk for copy in Pace().choose(held[2:5], 50, now).copies] == []
    another = Pace().choose(held[5:] * 2, 50, now)
    assert (len(another.copies), another.short) == (3, False)
    one.pay(another.copies, now)
    empty = Pace().choose(held[5:], 50, now)
    assert (empty.copies, empty.short) == ([], False)
    assert empty.resume == now + timedelta(seconds=0.1)
    assert len(Pace().choose(held[5:], 50, now + timedelta(seconds=0.31)).copies) == 3


@pytest.mark.django_db
def test_a_mailing_keeps_the_relays_rate_while_it_goes_out(mailbox: MailboxSandbox, settings: Any) -> None:
    settings.MAIL_RATE = "20/s"
    issue = frozen(34)
    began = time.monotonic()
    assert drain(issue.pk).sent == 34
    assert time.monotonic() - began > 0.6
    assert received(mailbox).total() == 34


@pytest.mark.django_db
def test_a_slow_domain_keeps_nobody_else_waiting(
    mailbox: MailboxSandbox, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claimed, "CLAIM", 5)
    monkeypatch.setattr(claimed, "HELD", 10)
    settings.MAIL_DOMAIN_RATES = "slow.example=60/h"
    people(30)
    for subscriber in Subscriber.objects.order_by("id")[:15]:
        Subscriber.objects.filter(pk=subscriber.pk).update(email=f"reader{subscriber.pk}@slow.example")
    issue = frozen(0)
    drain(issue.pk, seconds=3)
    assert states(issue) == {"sent": 16, "queued": 14}
    assert sum("slow" in to for to, times in received(mailbox).items() if times) == 1
    waiting = Copy.objects.filter(state="queued", retry_at__isnull=False).order_by("retry_at")
    assert [copy.attempts for copy in waiting] == [0] * waiting.count()
    assert waiting.first().retry_at > timezone.now() + timedelta(seconds=30)


@pytest.mark.django_db
def test_a_domain_that_says_not_now_again_and_again_rests_and_each_time_longer(
    mailbox: MailboxSandbox, settings: Any
) -> None:
    settings.MAIL_CONNECTIONS = 1
    issue = frozen(30)
    mailbox.fault("451", times=100)
    drain(issue.pk)
    tried = Copy.objects.filter(attempts=1)
    assert (BURST <= tried.count() <= 10, states(issue)) == (True, {"queued": 30})
    row = MailRate.objects.get(bucket="readers.example")
    assert (row.rests, set(Copy.objects.filter(attempts=0).values_list("retry_at", flat=True))) == (
        1,
        {row.rests_until},
    )
    mailbox.relay.faults.clear()
    MailRate.objects.update(rests_until=timezone.now())
    Copy.objects.update(retry_at=None)
    assert drain(issue.pk).sent == 30
    row.refresh_from_db()
    assert (row.rests, row.rests_until) == (0, None)


@pytest.mark.django_db
def test_a_rest_is_remembered_for_a_day() -> None:
    for days in (0.5, 2):
        MailRate.objects.create(bucket=f"{days}.example", rests_until=NOW - timedelta(days=days), rests=1)
    MailRate.objects.create(bucket="gmail.com", full_at=NOW, rests_until=NOW - timedelta(days=2))
    assert pacing.forget(NOW) == 1
    assert set(MailRate.objects.values_list("bucket", flat=True)) == {"0.5.example", "gmail.com"}
