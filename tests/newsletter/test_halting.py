"""What a service is mailing rests with the newsletter, and goes on with it; where it cannot, staff read so."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from publisher import sweep, workflow
from publisher.accounts.coming import would_go
from publisher.accounts.resuming import rest, resume
from publisher.mailers.listmonk import Listmonk
from publisher.models import Account, Campaign, Delivery, Issue, User
from publisher.newsletter.campaigns import write_down
from publisher.newsletter.carried import compiled_as
from publisher.pipeline import mailing
from publisher.standing import standing_of
from publisher.truth.hold import pause_issue
from tests.mailers.services import ListmonkStandIn, MailchimpStandIn
from tests.mailers.standin import LOST_AFTER
from tests.newsletter.mailing import claimed, revise, words
from tests.newsletter.test_campaigns import listmonk, turn

__all__ = ["listmonk"]
pytestmark = pytest.mark.django_db
NAME = "newsletter/main"


@pytest.fixture
def mailchimp(settings: Any) -> Iterator[MailchimpStandIn]:
    with MailchimpStandIn() as running:
        settings.MAIL_BACKEND, settings.MAIL_KEY, settings.MAIL_ENDPOINT = "mailchimp", "abc123-us21", running.url
        settings.MAIL_AUDIENCE, settings.DEFAULT_FROM_EMAIL = "a1b2c3", "news@coalition.example"
        yield running


def stored(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_related("account").get(pk=delivery.pk)


def swept() -> None:
    for _ in range(3):
        sweep.work_once()


def paused(delivery: Delivery, by: User, reason: str = "Wrong list!") -> str:
    """A person pauses the newsletter under Places, and a sweep later; gives what the page said."""
    client = Client()
    client.force_login(by)
    given = {"reason": reason}
    said = client.post(f"/places/{delivery.account_id}/pause/", given, follow=True).content.decode()
    swept()
    return said


def status(service: ListmonkStandIn | MailchimpStandIn) -> list[str]:
    return [row["status"] for row in service.campaigns]


def test_a_pause_reaches_what_its_service_is_mailing_and_says_so(listmonk: ListmonkStandIn, approver: User) -> None:
    delivery = turn(claimed())
    listmonk.campaigns[0]["sent"] = 1
    said = paused(delivery, approver)
    assert status(listmonk) == ["paused"]
    assert "listmonk is asked to pause what it is mailing. It goes on there when the newsletter is resumed." in said
    stands = standing_of(stored(delivery))
    where = "listmonk, 3 (en): It is paused there at 1."
    assert stands.reason == f"The account newsletter/main is paused: Wrong list! {where}"
    assert "It goes out when an approver resumes the account" in stands.todo
    assert [one.delivery for one in would_go(stored(delivery).account)] == [delivery.pk]


def test_it_goes_on_there_after_the_resume_and_nobody_gets_a_second_copy(
    listmonk: ListmonkStandIn, approver: User
) -> None:
    delivery = turn(claimed())
    paused(delivery, approver)
    resume(stored(delivery).account, by=approver)
    delivery = turn(delivery)
    assert (status(listmonk), len(listmonk.campaigns)) == (["running"], 1)
    assert (len(listmonk.mailed), len(listmonk.went_on)) == (1, 1)
    listmonk.finish(100, 100)
    delivery = turn(delivery)
    assert (delivery.state, Issue.objects.get().state) == ("published", "sent")


def test_an_answer_that_is_lost_when_it_goes_on_is_looked_at(listmonk: ListmonkStandIn, approver: User) -> None:
    delivery = turn(claimed())
    paused(delivery, approver)
    listmonk.fault("PUT", "/status", LOST_AFTER)
    resume(stored(delivery).account, by=approver)
    for _ in range(2):
        delivery = turn(delivery)
    assert (status(listmonk), Campaign.objects.get().state) == (["running"], "running")
    assert (len(listmonk.mailed), len(listmonk.went_on)) == (1, 1)


def test_what_is_in_doubt_there_is_paused_too(listmonk: ListmonkStandIn, approver: User) -> None:
    listmonk.fault("PUT", "/status", LOST_AFTER)
    delivery = turn(claimed())
    assert Campaign.objects.get().state == "uncertain"
    paused(delivery, approver)
    assert (status(listmonk), Campaign.objects.get().state) == (["paused"], "paused")


def test_beside_another_that_goes_first_alone_it_rests_on(listmonk: ListmonkStandIn, approver: User) -> None:
    delivery = turn(claimed())
    paused(delivery, approver)
    first = claimed()
    workflow.move(first, "ready")
    Delivery.objects.filter(pk=first.pk).update(not_before=stored(delivery).planned_at)
    resume(stored(delivery).account, by=approver)
    Account.objects.update(probe=first)
    turn(delivery)
    assert (status(listmonk), Campaign.objects.get().state) == (["paused"], "paused")


def test_words_that_were_approved_since_do_not_go_on_as_the_former_ones(
    listmonk: ListmonkStandIn, approver: User
) -> None:
    delivery = turn(claimed())
    paused(delivery, approver)
    issue = Issue.objects.get()
    revise(delivery.announcement, {"en": words("Signed, corrected")})
    fresh = {name: mail.to_json() for name, mail in compiled_as(delivery.announcement.revision, {}).items()}
    Issue.objects.filter(pk=issue.pk).update(compiled=fresh)
    Delivery.objects.filter(pk=delivery.pk).update(revision=delivery.announcement.revision)
    write_down(Issue.objects.get())
    resume(stored(delivery).account, by=approver)
    turn(delivery)
    assert (status(listmonk), listmonk.went_on) == (["cancelled"], [])


def test_one_mailing_that_a_person_pauses_goes_on_there_too(listmonk: ListmonkStandIn, approver: User) -> None:
    delivery = turn(claimed())
    issue = Issue.objects.get()
    mailing.pause(issue.pk, by=approver, reason="Wait for the noon news.")
    Campaign.objects.update(next_at=None)
    swept()
    assert (status(listmonk), stored(delivery).state) == (["paused"], "paused")
    mailing.resume(issue.pk, by=approver)
    turn(delivery)
    assert (status(listmonk), Campaign.objects.get().state, len(listmonk.mailed)) == (["running"], "running", 1)


def test_what_is_held_while_it_rests_ends_there(listmonk: ListmonkStandIn, approver: User) -> None:
    delivery = turn(claimed())
    paused(delivery, approver)
    workflow.move(stored(delivery), "held")
    pause_issue(delivery)
    swept()
    assert (status(listmonk), Campaign.objects.get().state) == (["cancelled"], "sent")


def test_what_somebody_paused_there_does_not_go_on_from_here(listmonk: ListmonkStandIn, approver: User) -> None:
    delivery = turn(claimed())
    listmonk.campaigns[0] |= {"status": "paused", "sent": 1}
    delivery = turn(delivery)
    assert "It is paused there at 1, and not from here. Let it go on there, or cancel it." in delivery.reason
    paused(delivery, approver)
    resume(stored(delivery).account, by=approver)
    turn(delivery)
    assert (status(listmonk), listmonk.went_on) == (["paused"], [])


def test_where_a_stop_is_final_the_page_says_so_before_and_after(
    mailchimp: MailchimpStandIn, approver: User, client: Client
) -> None:
    delivery = turn(claimed())
    final = "Mailchimp cannot pause: it is asked to stop what it is mailing, for good."
    client.force_login(approver)
    assert final in client.get("/places/").content.decode()
    mailchimp.campaigns[0]["emails_sent"] = 1
    assert final in paused(delivery, approver)
    assert status(mailchimp) == ["canceled"]
    delivery = stored(delivery)
    assert (delivery.state, Issue.objects.get().state) == ("published", "sent")
    assert delivery.reason == "Mailchimp, a1b2c3 (en): mailed. It was stopped there at 1."
    assert would_go(delivery.account) == []


def test_a_service_that_does_not_stop_is_named(mailchimp: MailchimpStandIn, approver: User) -> None:
    delivery = turn(claimed())
    mailchimp.fault("POST", "/actions/cancel-send", 403)
    mailchimp.fault("POST", "/actions/cancel-send", 400)
    paused(delivery, approver)
    Campaign.objects.update(next_at=None)
    swept()
    assert status(mailchimp) == ["sending"]
    assert "It goes on there, for Mailchimp did not stop it:" in standing_of(stored(delivery)).reason


def test_the_command_says_it_too(listmonk: ListmonkStandIn, cli: Any) -> None:
    turn(claimed())
    told = cli("account", "pause", NAME, "--reason", "Wrong list!").out
    assert "listmonk is asked to pause" in told
    assert cli("account", "list").code == 0


def test_a_pause_where_nothing_is_mailed_says_nothing_of_it(listmonk: ListmonkStandIn, approver: User) -> None:
    delivery = claimed()
    rest(delivery.account, "Rest.", by=approver)
    assert (status(listmonk), stored(delivery).reason) == ([], "")


@pytest.mark.parametrize("how", ["lost", "unsaid", "died"])
def test_what_was_paused_from_here_goes_on_whatever_became_of_the_answer(
    listmonk: ListmonkStandIn, approver: User, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = turn(claimed())
    listmonk.campaigns[0]["sent"] = 1
    if how == "lost":
        listmonk.fault("PUT", "/status", LOST_AFTER)
    elif how == "unsaid":
        listmonk.fault("PUT", "/status", LOST_AFTER)
        listmonk.fault("GET", "/campaigns/1", 500)
    else:
        pause = Listmonk.pause

        def dies(service: Listmonk, remote_id: str) -> None:
            pause(service, remote_id)
            monkeypatch.undo()
            raise SystemExit

        monkeypatch.setattr(Listmonk, "pause", dies)
    with suppress(SystemExit):
        paused(delivery, approver)
    for _ in range(2):
        Campaign.objects.filter(next_at__isnull=False).update(next_at=timezone.now())
        swept()
    assert status(listmonk) == ["paused"]
    assert "It is paused there at 1." in standing_of(stored(delivery)).reason
    resume(stored(delivery).account, by=approver)
    for _ in range(3):
        delivery = turn(delivery)
    assert status(listmonk) == ["running"]


def test_its_own_page_says_before_a_pause_that_a_stop_is_final(
    mailchimp: MailchimpStandIn, approver: User, client: Client
) -> None:
    delivery = turn(claimed())
    client.force_login(approver)
    for page in ("/places/", f"/places/{delivery.account_id}/"):
        assert "Mailchimp cannot pause: it is asked to stop" in client.get(page).content.decode()
