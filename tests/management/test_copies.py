"""`publisher newsletter arrived` and `send-again`: a person looked in the relay's log, from a terminal."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.models import Copy, Issue, Subscriber, User
from publisher.newsletter.drain import drain
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import frozen, mailbox, states

__all__ = ["mailbox"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(mailbox: MailboxSandbox) -> Issue:
    """Three copies in doubt, for an hour."""
    made = frozen(3)
    mailbox.fault("drop_after_dot", times=3)
    drain(made.pk)
    Copy.objects.update(done_at=timezone.now() - timedelta(hours=1))
    assert states(made) == {"uncertain": 3}
    return made


def test_one_copy_arrived(cli, issue: Issue, approver: User) -> None:
    copy = Copy.objects.first()
    done = cli("newsletter", "arrived", str(issue.pk), "--copy", str(copy.pk), "--as", approver.email, "--json")
    document = json.loads(done.out)
    assert (done.code, document["settled"], document["copies"]) == (0, 1, {"sent": 1, "uncertain": 2})
    assert copy.pk not in [doubt["copy"] for doubt in document["uncertain"]]


def test_two_are_sent_again_and_then_the_rest(cli, issue: Issue, approver: User) -> None:
    chosen = [str(pk) for pk in Copy.objects.order_by("id").values_list("pk", flat=True)[:2]]
    words = ["newsletter", "send-again", str(issue.pk), "--as", approver.email, "--reason", "Not in the log."]
    done = cli(*words, "--copy", chosen[0], "--copy", chosen[1])
    assert (done.code, done.out.splitlines()[0]) == (0, "2 now queued again.")
    assert states(issue) == {"queued": 2, "uncertain": 1}
    assert json.loads(cli(*words, "--all", "--json").out)["settled"] == 1
    assert states(issue) == {"queued": 3}


def test_the_status_says_how_to_settle_them(cli, issue: Issue) -> None:
    assert f"`publisher newsletter arrived {issue.pk} --copy N --as USER`" in cli("newsletter", "status").out


WRONG = {
    "arrived": "ISSUE",
    "arrived {issue} --as {approver}": "--copy",
    "arrived {issue} --all": "--as",
    "arrived {issue} --all --copy 1 --as {approver}": "not allowed with",
    "arrived x --all --as {approver}": "x",
    "arrived 99 --all --as {approver}": "no issue 99",
    "arrived 99999999999999999999999 --all --as {approver}": "no issue",
    "arrived {issue} --copy 99999999999999999999999 --as {approver}": "in doubt",
    "arrived {issue} --copy 99 --as {approver}": "in doubt",
    "arrived {issue} --all --as {comms}": "approver",
    "arrived {issue} --all --as nobody@coalition.example": "no user",
    "send-again {issue} --all --as {approver}": "--reason",
    "send-again {issue} --all --as {approver} --reason _": "Say where you looked",
    "send-again {issue} --all --as {comms} --reason No": "approver",
}


def test_what_is_wrong_is_refused_in_one_line(cli, issue: Issue, approver: User, comms: User) -> None:
    names = {"issue": issue.pk, "approver": approver.email, "comms": comms.email}
    for line, said in WRONG.items():
        words = ["" if word == "_" else word.format(**names) for word in line.split()]
        done = cli("newsletter", *words, "--json")
        assert (done.code in (1, 2), done.out, done.err.count("\n")) == (True, "", 1), (line, done.err)
        assert said in done.err, line
        assert states(issue) == {"uncertain": 3}, line


def test_all_means_all_however_many_they_are(cli, approver: User) -> None:
    issue = Issue.objects.create(state="sent", compiled={})
    given = {"consent_source": "a form", "consent_at": timezone.now()}
    people = Subscriber.objects.bulk_create(Subscriber(email=f"r{n}@readers.example", **given) for n in range(1001))
    Copy.objects.bulk_create(Copy(issue=issue, subscriber=one, language="en", state="uncertain") for one in people)
    done = cli("newsletter", "arrived", str(issue.pk), "--all", "--as", approver.email, "--json")
    assert json.loads(done.out)["copies"] == {"sent": 1001}
