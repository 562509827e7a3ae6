"""Relays as they are out there, each drained through the real sender: what they do decides what becomes of a copy."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from publisher.models import Copy, Issue, Subscriber
from publisher.newsletter.drain import drain
from publisher.newsletter.issue import freeze
from publisher.sandbox.mailbox_store import MailStore
from tests.newsletter.mailing import approved, claimed, frozen, people, states, words
from tests.newsletter.servers import BEGUN, DOT, DROP, Plan, Server, server
from tests.newsletter.test_smtp_guarded import certificate, guarded, trusted

__all__ = ["certificate", "guarded", "server", "trusted"]

pytestmark = pytest.mark.django_db
Start = Callable[..., Server]
FAULTS: Plan = {
    "reader2": {"RCPT": "450 4.2.0 Later"},
    "reader3": {"RCPT": "550 5.1.1 Nobody here"},
    "reader4": {DOT: "452 4.3.1 Disk full"},
    "reader5": {DOT: "554 5.7.1 No"},
    "reader6": {DOT: DROP},
    "reader8": {"RCPT": "421 4.3.2 Closing"},
    "reader9": {"DATA": "451 4.3.0 Not now"},
    "reader10": {"RCPT": DROP},
    "reader11": {"DATA": DROP},
}
AGAIN, NEVER, DOUBT = {2, 4, 8, 9, 10, 11}, {3, 5}, {6}
ALL = 20
LONG = 300_000
"""Lines of 26 bytes; a connection within this machine holds about 4 MB."""


def those(state: str) -> set[int]:
    """Whose copies stand there, by the number in the address."""
    emails = Copy.objects.filter(state=state).values_list("subscriber__email", flat=True)
    return {int(email.partition("@")[0].removeprefix("reader")) for email in emails}


def now_due() -> None:
    Copy.objects.filter(state="queued").update(retry_at=None)


@pytest.mark.parametrize("pipelining", [False, True], ids=["plain", "PIPELINING"])
def test_each_fault_is_one_copys_alone_and_the_border_is_its_dot(server: Start, pipelining: bool) -> None:
    relay = server(dict(FAULTS), pipelining=pipelining)
    people(ALL)
    issue = freeze(claimed())
    drain(issue.pk)
    assert (those("queued"), those("failed"), those("uncertain")) == (AGAIN, NEVER, DOUBT)
    assert those("sent") == set(range(1, ALL + 1)) - AGAIN - NEVER - DOUBT
    for code, number in ((450, 2), (550, 3), (452, 4), (554, 5), (451, 9)):
        assert Copy.objects.get(code=code).subscriber.email.startswith(f"reader{number}@")
    relay.plan = {}
    now_due()
    assert drain(issue.pk).sent == len(AGAIN)
    assert states(issue) == {"sent": ALL - 3, "failed": 2, "uncertain": 1}
    assert relay.accepted == Counter({f"reader{n}": 1 for n in range(1, ALL + 1) if n not in NEVER})
    assert Copy.objects.filter(state="sent", attempts=2).count() == len(AGAIN)


def test_a_relay_that_goes_in_the_midst_of_a_message_has_accepted_nothing(server: Start) -> None:
    # Longer than all buffers on its way, so that its sender is still at it when the relay goes.
    long = words() | {"text": "A line of a long message.\n" * LONG + words()["text"]}
    relay = server({"reader1": {BEGUN: DROP}}, pipelining=True)
    people(1)
    issue = freeze(claimed(approved({"en": long})))
    assert drain(issue.pk).left == 1
    assert (those("queued"), relay.accepted) == ({1}, Counter())


def test_a_greylisting_relay_gets_each_copy_a_second_time_and_keeps_one(server: Start) -> None:
    relay = server({f"reader{n}": {"RCPT": "451 4.7.1 Greylisted, come back"} for n in range(1, 7)})
    issue = frozen(6)
    assert drain(issue.pk).left == 6
    assert drain(issue.pk).sent == 0  # none is due yet
    assert set(Copy.objects.values_list("code", "attempts")) == {(451, 1)}
    relay.plan = {}
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert drain(issue.pk).sent == 6
    assert set(relay.accepted.values()) == {1}


@pytest.mark.parametrize("greeting", ["421 4.3.2 Too busy", "554 5.7.1 Not you", DROP])
def test_a_relay_that_takes_no_connection_costs_no_copy_an_attempt(server: Start, greeting: str) -> None:
    relay = server({}, greets=[greeting] * 50)
    issue = frozen(3)
    drained = drain(issue.pk)
    assert (drained.sent, drained.left) == (0, 3)
    assert drained.trouble
    assert set(Copy.objects.values_list("state", "attempts")) == {("queued", 0)}
    relay.greets.clear()
    now_due()
    assert drain(issue.pk).sent == 3
    assert set(relay.accepted.values()) == {1}


def test_a_relay_that_wants_tls_and_a_log_in_gets_nothing_without_and_all_with(
    guarded: MailStore, trusted: None, settings: Any
) -> None:
    issue: Issue = frozen(4)
    right = settings.EMAIL_HOST_PASSWORD
    for changed, said in (
        ({"EMAIL_USE_TLS": False, "EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": ""}, "530"),
        ({"EMAIL_USE_TLS": True, "EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": ""}, "530"),
        ({"EMAIL_USE_TLS": True, "EMAIL_HOST_USER": "coalition", "EMAIL_HOST_PASSWORD": "wrong horse"}, "535"),
    ):
        for name, value in changed.items():
            setattr(settings, name, value)
        drained = drain(issue.pk)
        assert (drained.sent, drained.left, said in drained.trouble) == (0, 4, True), drained
        assert "wrong horse" not in drained.trouble
        assert set(Copy.objects.values_list("state", "attempts")) == {("queued", 0)}
    assert guarded.all() == []
    settings.EMAIL_HOST_PASSWORD = right
    now_due()
    assert drain(issue.pk).sent == 4
    assert Counter(mail.to for mail in guarded.all()) == Counter(person.email for person in Subscriber.objects.all())
