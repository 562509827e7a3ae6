"""Who cannot be reached or complains is mailed no more; nobody else is."""

import hashlib
import hmac
import json
from base64 import b64encode
from typing import Any

import pytest
from django.test import Client

from publisher.models import Account, Bounce, Copy, Delivery, Issue, Notice, Subscriber, Suppression, User
from publisher.newsletter import bouncing
from publisher.newsletter.drain import drain
from publisher.newsletter.handing import message_id, return_path
from publisher.newsletter.issue import freeze
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import approved, claimed, frozen, received, states
from tests.returned.mails import A_PERSON, AWAY, OURS, arf, dsn

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailed(mailbox: MailboxSandbox) -> Issue:
    """An issue that three people got."""
    issue = frozen(3)
    drain(issue.pk)
    return issue


def first() -> Copy:
    return Copy.objects.select_related("subscriber").order_by("id")[0]


def about(make: Any, *rest: Any, **more: Any) -> bytes:
    """A report about the first copy, by its Message-ID alone."""
    mail: bytes = make(*rest, ours=message_id(first()), **more)
    return mail


def active() -> int:
    return Subscriber.objects.filter(state="active").count()


def test_a_dead_address_is_suppressed_and_the_others_are_not(mailed: Issue) -> None:
    assert bouncing.of_mail(about(dsn, "5.1.1")) == "hard"
    assert (first().subscriber.state, active()) == ("suppressed", 2)
    assert Suppression.objects.get().reason == "hard bounce"
    bounce = Bounce.objects.get()
    assert (bounce.kind, bounce.issue, bounce.source) == ("hard", mailed, "mailbox")


def test_a_complaint_suppresses_also_where_the_address_is_hidden(mailed: Issue) -> None:
    assert bouncing.of_mail(about(arf, redacted=True)) == "complaint"
    assert (first().subscriber.state, active()) == ("suppressed", 2)


def test_no_address_is_kept_with_a_bounce(mailed: Issue) -> None:
    bouncing.of_mail(about(dsn, "5.1.1", to=first().subscriber.email))
    assert "(the address)" in Bounce.objects.get().said
    assert "@readers" not in json.dumps(list(Bounce.objects.values()), default=str)


def test_a_report_that_comes_twice_counts_once(mailed: Issue) -> None:
    for _ in range(3):
        bouncing.of_mail(about(dsn, "5.1.1"))
    assert Bounce.objects.count() == 1


def test_a_made_up_message_id_is_about_nobody(mailed: Issue) -> None:
    made_up = f"<{mailed.pk}.{first().subscriber_id}.0123456789abcdef0123@coalition.example>"
    assert bouncing.of_mail(dsn("5.1.1", ours=made_up, to=first().subscriber.email)) == "unmatched"
    assert (active(), Bounce.objects.count()) == (3, 0)


def test_an_address_that_we_mailed_is_enough_where_no_mail_is_quoted(mailed: Issue) -> None:
    bare = dsn("5.1.1", to=first().subscriber.email).replace(f"Message-ID: {OURS}\r\n".encode(), b"")
    assert bouncing.of_mail(bare) == "hard"
    assert active() == 2


def test_an_address_that_we_do_not_know_is_about_nobody(mailed: Issue) -> None:
    assert bouncing.of_mail(dsn("5.1.1").replace(f"Message-ID: {OURS}\r\n".encode(), b"")) == "unmatched"
    assert active() == 3


@pytest.mark.parametrize("mail", [AWAY, A_PERSON, b"", b"\x00"])
def test_what_people_write_changes_nothing(mailed: Issue, mail: bytes) -> None:
    assert bouncing.of_mail(mail) == "nothing"
    assert active() == 3


def test_the_return_path_says_which_copy_it_was(mailbox: MailboxSandbox, settings: Any) -> None:
    settings.BOUNCE_ADDRESS = "back@coalition.example"
    drain(frozen(2).pk)
    path = return_path(first())
    assert path.startswith("back+")
    assert path.endswith("@coalition.example")
    bare = dsn("5.1.1", ours="<nobody@elsewhere.example>").replace(
        b"To: news@coalition.example", f"To: {path}".encode()
    )
    assert bouncing.of_mail(bare) == "hard"
    assert (first().subscriber.state, active()) == ("suppressed", 1)
    forged = bare.replace(path.encode(), path.replace(path[-30:-25], "00000").encode())
    assert bouncing.of_mail(forged) == "unmatched"


def test_what_may_pass_is_counted_and_suppresses_after_five_issues(mailbox: MailboxSandbox) -> None:
    issue = frozen(1)
    person = Subscriber.objects.get()
    for number in range(bouncing.SOFT):
        assert active() == 1
        drain(issue.pk)
        copy = Copy.objects.get(issue=issue)
        for _ in range(2):
            assert bouncing.of_mail(dsn("4.2.2", ours=message_id(copy))) == "soft"
        issue = freeze(claimed(approved(), f"another{number}"))
    assert Subscriber.objects.get(pk=person.pk).state == "suppressed"
    assert Bounce.objects.count() == bouncing.SOFT


def test_a_report_settles_a_doubt(mailbox: MailboxSandbox) -> None:
    mailbox.fault("drop_after_dot")
    issue = frozen(1)
    drain(issue.pk)
    assert states(issue) == {"uncertain": 1}
    bouncing.of_mail(about(dsn, "5.1.1"))
    assert states(issue) == {"sent": 1}


def test_what_the_relay_itself_calls_unknown_is_suppressed(mailbox: MailboxSandbox, monkeypatch: Any) -> None:
    async def refuse(*_: Any) -> str:
        return "550 5.1.1 Nobody here"

    monkeypatch.setattr(mailbox.relay, "handle_RCPT", refuse)
    drain(frozen(1).pk)
    assert (bouncing.of_refusals(), active()) == (1, 0)
    assert (bouncing.of_refusals(), Bounce.objects.get().source) == (0, "relay")


# --- too many ------------------------------------------------------------------------------------------------------


def test_a_first_part_that_draws_too_many_stops_the_rest_and_a_person_lets_it_go_on(
    mailbox: MailboxSandbox, approver: User
) -> None:
    issue = frozen(60)
    later = list(Copy.objects.order_by("-id").values_list("pk", flat=True)[:40])
    Copy.objects.filter(pk__in=later).update(state="skipped")
    drain(issue.pk)
    Copy.objects.filter(state="skipped").update(state="queued", done_at=None)
    sent = list(Copy.objects.filter(state="sent"))
    for copy in sent[:9]:
        bouncing.of_mail(dsn("5.1.1", ours=message_id(copy)))
    assert not Account.objects.get().paused_at
    bouncing.of_mail(dsn("5.1.1", ours=message_id(sent[9])))
    account = Account.objects.get()
    assert account.paused_at
    assert f"Issue {issue.pk}: 10 of 20 mails came back for good." in account.pause_reason
    assert Notice.objects.filter(kind="paused").count() == 1
    drain(issue.pk)
    assert received(mailbox).total() == 20
    for copy in sent[10:]:
        bouncing.of_mail(dsn("5.1.1", ours=message_id(copy)))
    assert Notice.objects.filter(kind="paused").count() == 1
    Account.objects.update(paused_at=None)  # as `resume` does
    drain(issue.pk)
    assert received(mailbox).total() == 60


@pytest.mark.parametrize(("complaints", "stops"), [(2, False), (3, True)])
def test_three_complaints_stop_it(mailbox: MailboxSandbox, complaints: int, stops: bool) -> None:
    issue = frozen(6)
    Copy.objects.filter(pk=Copy.objects.order_by("-id")[0].pk).update(state="skipped")
    drain(issue.pk)
    Copy.objects.filter(state="skipped").update(state="queued", done_at=None)
    for copy in list(Copy.objects.filter(state="sent"))[:complaints]:
        bouncing.of_mail(arf(ours=message_id(copy)))
    assert bool(Account.objects.get().paused_at) is stops


def test_what_is_wholly_out_stops_nothing(mailed: Issue) -> None:
    for copy in Copy.objects.all():
        bouncing.of_mail(arf(ours=message_id(copy)))
    assert not Account.objects.get().paused_at


# --- a provider tells ----------------------------------------------------------------------------------------------

SECRET = "hook:plum tundra"
PROOF = {"HTTP_AUTHORIZATION": f"Basic {b64encode(SECRET.encode()).decode()}"}


def event(kind: str, email: str, **more: Any) -> dict[str, Any]:
    """A message of Postmark's."""
    when = {"BouncedAt": "2026-03-12T12:00:00Z", "ReceivedAt": "2026-03-12T12:00:00Z"}
    return {"RecordType": kind, "MessageID": "b7bc2f4a", "Email": email, "Recipient": email, "ID": 4, **when, **more}


@pytest.fixture
def postmark(mailed: Issue, settings: Any, client: Client) -> Any:
    settings.MAIL_BACKEND, settings.ANYMAIL = "anymail:postmark", {"WEBHOOK_SECRET": SECRET}

    def tell(told: Any, path: str = "/mail-events/postmark", **proof: str) -> int:
        return client.post(path, told, content_type="application/json", **(proof or PROOF)).status_code

    return tell


def test_a_provider_tells_of_bounces_and_complaints(postmark: Any) -> None:
    people = list(Subscriber.objects.order_by("id"))
    assert postmark(event("Bounce", people[0].email, Type="HardBounce", Description="No such user")) == 204
    assert postmark(event("SpamComplaint", people[1].email, Type="SpamComplaint")) == 204
    assert postmark(event("Bounce", people[2].email, Type="SoftBounce")) == 204
    assert postmark(event("Delivery", people[2].email, DeliveredAt="2026-03-12T12:00:00Z")) == 204
    assert [one.state for one in Subscriber.objects.order_by("id")] == ["suppressed", "suppressed", "active"]
    assert list(Bounce.objects.order_by("id").values_list("kind", "source")) == [
        ("hard", "Postmark"),
        ("complaint", "Postmark"),
        ("soft", "Postmark"),
    ]


def test_who_leaves_there_has_left(postmark: Any) -> None:
    change = event("SubscriptionChange", Subscriber.objects.order_by("id")[0].email, SuppressSending=True)
    change |= {"ChangedAt": "2026-03-12T12:00:00Z", "SuppressionReason": "ManualSuppression"}
    assert postmark(change) == 204
    assert Subscriber.objects.order_by("id")[0].state == "unsubscribed"


@pytest.mark.parametrize("proof", [{}, {"HTTP_AUTHORIZATION": "Basic aG9vazp3cm9uZw=="}])
def test_what_is_not_proven_changes_nothing(postmark: Any, client: Client, proof: dict[str, str]) -> None:
    told = event("Bounce", Subscriber.objects.order_by("id")[0].email, Type="HardBounce")
    answer = client.post("/mail-events/postmark", told, content_type="application/json", **proof)
    assert (answer.status_code, active()) == (401, 3)


def test_without_a_secret_nothing_is_taken(postmark: Any, settings: Any) -> None:
    settings.ANYMAIL = {}
    told = event("Bounce", Subscriber.objects.order_by("id")[0].email, Type="HardBounce")
    assert (postmark(told), active()) == (403, 3)


@pytest.mark.parametrize(
    ("told", "status"),
    [("{", 400), ("[]", 400), ("{}", 204), (json.dumps(event("Bounce", "\x00@x", Type="HardBounce")), 204)],
)
def test_what_is_malformed_is_no_error_of_ours(postmark: Any, told: str, status: int) -> None:
    assert postmark(told) == status
    assert active() == 3


def test_a_provider_that_is_not_in_use_is_not_heard(postmark: Any) -> None:
    assert postmark({}, "/mail-events/brevo") == 404
    assert postmark({}, "/mail-events/base") == 404


def test_an_address_that_only_the_provider_knows_changes_nothing(postmark: Any) -> None:
    assert postmark(event("Bounce", "stranger@readers.example", Type="HardBounce")) == 204
    assert (Bounce.objects.count(), Suppression.objects.count()) == (0, 0)
    assert Delivery.objects.count() == 1


def test_a_signature_is_checked(mailed: Issue, settings: Any, client: Client) -> None:
    key, token, at = "signing key", "0123456789", "1773316800"
    settings.MAIL_BACKEND, settings.ANYMAIL = "anymail:mailgun", {"MAILGUN_WEBHOOK_SIGNING_KEY": key}
    signed = hmac.new(key.encode(), f"{at}{token}".encode(), hashlib.sha256).hexdigest()
    told = {
        "signature": {"timestamp": at, "token": token, "signature": signed},
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "reason": "bounce",
            "timestamp": 1773316800.1,
            "recipient": first().subscriber.email,
            "id": "a",
            "delivery-status": {"code": 550, "message": "Nobody here"},
        },
    }
    for broken in ("{", "[]", "{}", '{"signature": 1}'):
        answer = client.post("/mail-events/mailgun", broken, content_type="application/json")
        assert answer.status_code in (400, 401)
    forged = told | {"signature": told["signature"] | {"token": "another"}}  # type: ignore[operator]
    assert client.post("/mail-events/mailgun", forged, content_type="application/json").status_code == 401
    assert active() == 3
    assert client.post("/mail-events/mailgun", told, content_type="application/json").status_code == 204
    assert active() == 2
