"""A mailing at a campaign back end happens once, whatever answers are lost and whenever a worker ends."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from publisher import workflow
from publisher.channels.errors import TryLater
from publisher.claims import Claim
from publisher.errors import Refusal
from publisher.mailers.listmonk import Listmonk
from publisher.models import Account, Campaign, Copy, Delivery, Issue, Lease, Subscriber, User
from publisher.newsletter.carrier import carry
from publisher.newsletter.subscriptions import erase, keep_off, unsubscribe
from publisher.pipeline import campaigns as chapter
from publisher.pipeline import copies
from publisher.public.visible import OUT
from tests.mailers.services import ListmonkStandIn, MailchimpStandIn
from tests.mailers.standin import LOST_AFTER, LOST_BEFORE
from tests.newsletter.mailing import approved, claimed, people, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def listmonk(settings: Any) -> Iterator[ListmonkStandIn]:
    with ListmonkStandIn() as running:
        settings.MAIL_BACKEND, settings.MAIL_KEY, settings.MAIL_AUDIENCE = "listmonk", "api:secret", "3"
        settings.MAIL_API, settings.MAIL_ENDPOINT = "https://lists.example", running.url
        settings.DEFAULT_FROM_EMAIL, settings.SEND_SECONDS = "news@coalition.example", 2.0
        yield running


def turn(delivery: Delivery) -> Delivery:
    """The next turn of its delivery, when its time has come."""
    now = Delivery.objects.get(pk=delivery.pk)
    Campaign.objects.update(next_at=None)
    if now.state == "ready":
        workflow.move(now, "publishing", fence=now.fence + 1, attempts=now.attempts + 1)
    carry(Claim(now.account, now))
    return Delivery.objects.get(pk=delivery.pk)


def test_it_is_made_sent_and_closed_when_the_service_has_finished(listmonk: ListmonkStandIn) -> None:
    delivery = turn(claimed())
    assert (delivery.state, len(listmonk.mailed), Copy.objects.count()) == ("ready", 1, 0)
    assert "mailing" in delivery.reason
    listmonk.finish(100, 100)
    delivery = turn(delivery)
    assert (delivery.state, Issue.objects.get().state) == ("published", "sent")
    assert (len(listmonk.campaigns), len(listmonk.mailed)) == (1, 1)


def test_fewer_than_it_had_to_mail_is_told(listmonk: ListmonkStandIn) -> None:
    delivery = turn(claimed())
    listmonk.finish(97, 100)
    assert "It mailed 97 of 100." in turn(delivery).reason


@pytest.mark.parametrize("kind", [LOST_BEFORE, LOST_AFTER, 500])
def test_a_lost_answer_when_it_is_made_makes_no_second_one(listmonk: ListmonkStandIn, kind: Any) -> None:
    listmonk.fault("POST", "/campaigns", kind)
    delivery = turn(claimed())
    assert (delivery.state, listmonk.mailed) == ("ready", [])
    turn(delivery)
    assert (len(listmonk.campaigns), len(listmonk.mailed)) == (1, 1)


def test_an_answer_lost_after_send_is_looked_for_and_found(listmonk: ListmonkStandIn) -> None:
    listmonk.fault("PUT", "/status", LOST_AFTER)
    delivery = turn(claimed())
    assert (Campaign.objects.get().state, delivery.state) == ("uncertain", "ready")
    assert "in doubt" in delivery.reason
    assert "publisher newsletter campaign" in delivery.todo
    turn(delivery)
    assert (Campaign.objects.get().state, listmonk.counts["PUT status"]) == ("running", 1)


def test_what_may_not_have_been_sent_is_never_sent_again_by_itself(listmonk: ListmonkStandIn) -> None:
    listmonk.fault("PUT", "/status", LOST_BEFORE)
    delivery = turn(claimed())
    for _ in range(20):
        delivery = turn(delivery)
    assert (Campaign.objects.get().state, listmonk.counts["PUT status"], listmonk.mailed) == ("uncertain", 1, [])


def test_a_person_who_looked_has_it_sent_as_the_same_draft(listmonk: ListmonkStandIn, approver: User) -> None:
    listmonk.fault("PUT", "/status", LOST_BEFORE)
    delivery = turn(claimed())
    issue = Issue.objects.get()
    with pytest.raises(Refusal, match="moments ago"):
        chapter.send_again(issue.pk, by=approver, reason="It stands there as a draft.")
    Campaign.objects.update(sending_at=timezone.now() - timedelta(hours=1))
    assert chapter.send_again(issue.pk, by=approver, reason="It stands there as a draft.") == 1
    turn(delivery)
    assert (len(listmonk.campaigns), len(listmonk.mailed)) == (1, 1)


def test_what_went_out_after_all_is_not_sent_again_even_if_a_person_says_so(
    listmonk: ListmonkStandIn, approver: User
) -> None:
    listmonk.fault("PUT", "/status", LOST_AFTER)
    delivery = turn(claimed())
    Campaign.objects.update(sending_at=timezone.now() - timedelta(hours=1))
    chapter.send_again(Issue.objects.get().pk, by=approver, reason="I did not see it.")
    turn(delivery)
    assert (Campaign.objects.get().state, listmonk.counts["PUT status"]) == ("running", 1)


def test_a_person_may_say_that_it_went_out(listmonk: ListmonkStandIn, approver: User, comms: User) -> None:
    listmonk.fault("PUT", "/status", LOST_BEFORE)
    delivery = turn(claimed())
    issue = Issue.objects.get()
    with pytest.raises(Refusal, match="Only an approver"):
        chapter.it_went(issue.pk, by=comms)
    assert chapter.it_went(issue.pk, by=approver, reason="It was in my inbox.") == 1
    assert turn(delivery).state == "published"


def test_a_worker_that_ended_after_its_intent_leaves_a_doubt(listmonk: ListmonkStandIn) -> None:
    listmonk.fault("PUT", "/status", LOST_BEFORE)
    delivery = turn(claimed())
    Campaign.objects.update(state="sending")  # as a killed worker leaves it
    turn(delivery)
    assert (Campaign.objects.get().state, listmonk.counts["PUT status"]) == ("uncertain", 1)


def test_a_database_that_forgot_the_intent_sends_no_second_time(listmonk: ListmonkStandIn) -> None:
    delivery = turn(claimed())
    Campaign.objects.update(state="queued", remote_id="", sending_at=None)  # an older backup
    turn(delivery)
    assert (Campaign.objects.get().state, listmonk.counts["PUT status"], len(listmonk.campaigns)) == ("running", 1, 1)


def test_a_plain_no_fails_and_says_why(listmonk: ListmonkStandIn) -> None:
    listmonk.fault("PUT", "/status", 400)
    delivery = turn(claimed())
    assert (delivery.state, Campaign.objects.get().state) == ("failed", "failed")
    assert "As the test says" in delivery.reason


def test_a_key_that_does_not_open_waits_for_a_person(listmonk: ListmonkStandIn, settings: Any) -> None:
    settings.MAIL_KEY = "api:wrong"
    delivery = turn(claimed())
    assert (delivery.state, listmonk.campaigns) == ("ready", [])
    assert "PUBLISHER_MAIL_KEY" in delivery.todo


def test_each_language_goes_to_its_own_audience(settings: Any) -> None:
    with MailchimpStandIn() as mailchimp:
        settings.MAIL_BACKEND, settings.MAIL_KEY, settings.MAIL_ENDPOINT = "mailchimp", "abc123-us21", mailchimp.url
        settings.MAIL_AUDIENCE = "en=a1b2c3 es=d4e5f6"
        turn(claimed(approved({"en": words("Signed"), "es": words("Firmado")})))
        said = {row["recipients"]["list_id"]: row["settings"]["subject_line"] for row in mailchimp.campaigns}
        assert said == {"a1b2c3": "Signed", "d4e5f6": "Firmado"}


def test_an_audience_that_is_not_there_is_asked_for(listmonk: ListmonkStandIn, settings: Any) -> None:
    settings.MAIL_AUDIENCE = "Neighbors"
    delivery = turn(claimed())
    assert "PUBLISHER_MAIL_AUDIENCE" in delivery.todo


def test_who_left_on_one_side_has_left_on_the_other_before_anything_is_mailed(listmonk: ListmonkStandIn) -> None:
    here, there, stays = people(3)
    for number, one in enumerate((here, there, stays)):
        listmonk.people[one.email] = {"id": number, "lists": {3: "confirmed"}, "status": "enabled"}
    listmonk.people[there.email]["lists"][3] = "unsubscribed"
    unsubscribe(here.token)
    turn(claimed())
    assert listmonk.people[here.email]["lists"] == {3: "unsubscribed"}
    assert listmonk.people[stays.email]["lists"] == {3: "confirmed"}
    found = Subscriber.objects.values_list("email", "state")
    assert dict(found) == {here.email: "unsubscribed", there.email: "unsubscribed", stays.email: "active"}
    assert Lease.objects.get(name="audience listmonk").beat_at


def test_who_is_deleted_here_is_taken_off_there_first(listmonk: ListmonkStandIn, client: Client, comms: User) -> None:
    ana, ben = people(2)
    for number, email in enumerate((ana.email, ben.email, "only.there@readers.example")):
        listmonk.people[email] = {"id": number, "lists": {3: "confirmed"}, "status": "enabled"}
    Subscriber.objects.filter(pk=ana.pk).update(email=ana.email.upper())
    listmonk.fault("GET", "/subscribers", 500)
    page = f"/newsletter/choices/{ana.token}/delete"
    assert client.post(page).status_code == 503
    assert Subscriber.objects.get(pk=ana.pk).state == "active"
    assert client.post(page).status_code == 200
    erase(ben.email, by=comms)
    keep_off("only.there@readers.example", "complaint", by=comms)
    assert [one["lists"] for one in listmonk.people.values()] == [{3: "unsubscribed"}] * 3
    assert set(Subscriber.objects.values_list("state", flat=True)) == {"erased"}


def test_nothing_is_mailed_while_those_who_left_cannot_be_taken_off(listmonk: ListmonkStandIn) -> None:
    unsubscribe(people(1)[0].token)
    listmonk.fault("GET", "/subscribers", 500)
    delivery = turn(claimed())
    assert (delivery.state, listmonk.mailed) == ("ready", [])


def test_a_service_that_wants_pauses_hears_of_all_who_left_in_the_end(
    listmonk: ListmonkStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, told = people(5), []
    for days, one in enumerate(gone):
        Subscriber.objects.filter(pk=one.pk).update(
            state="unsubscribed", ended_at=timezone.now() - timedelta(days=days)
        )

    def leave(_service: Listmonk, email: str, _audiences: Any) -> None:
        told.append(email)
        if len(told) % 3 == 0:
            raise TryLater("It wants fewer requests.", timedelta(minutes=10))

    monkeypatch.setattr(Listmonk, "leave", leave)
    delivery = claimed()
    for _ in range(4):
        delivery = turn(delivery)
    assert set(told) == {one.email for one in gone}
    assert len(listmonk.mailed) == 1


def test_what_is_stopped_here_is_stopped_there(listmonk: ListmonkStandIn) -> None:
    delivery = turn(claimed())
    issue = Issue.objects.get()
    workflow.move(issue, "cancelled")
    workflow.move(delivery, "stopped")
    Campaign.objects.update(next_at=None)
    assert copies.due_again() == [issue.pk]
    copies.carry_on(issue.pk)
    assert listmonk.campaigns[0]["status"] == "cancelled"
    assert (Campaign.objects.get().state, copies.due_again()) == ("sent", [])


def test_a_mailing_that_was_begun_is_not_taken_over_by_another_back_end(
    listmonk: ListmonkStandIn, mailbox: Any, settings: Any
) -> None:
    people(1)
    listmonk.fault("PUT", "/status", LOST_AFTER)
    delivery = turn(claimed())
    settings.MAIL_BACKEND = "smtp"
    delivery = turn(delivery)
    assert "was begun with listmonk" in delivery.reason
    assert "PUBLISHER_MAIL_BACKEND=listmonk" in delivery.todo
    assert (mailbox.state["mails"], Copy.objects.count()) == ([], 0)


def test_one_that_nobody_has_begun_is(listmonk: ListmonkStandIn, mailbox: Any, settings: Any) -> None:
    people(1)
    settings.MAIL_KEY = "api:wrong"
    delivery = turn(claimed())
    settings.MAIL_BACKEND = "smtp"
    assert turn(delivery).state == "published"
    assert len(mailbox.state["mails"]) == 1


def test_its_page_is_public_from_the_moment_it_is_mailed(listmonk: ListmonkStandIn) -> None:
    delivery = turn(claimed())
    assert Delivery.objects.filter(OUT, pk=delivery.pk).exists()


def test_the_command_says_how_it_stands_and_settles_it(listmonk: ListmonkStandIn, approver: User, cli: Any) -> None:
    listmonk.fault("PUT", "/status", LOST_BEFORE)
    turn(claimed())
    marker = Campaign.objects.get().marker
    assert marker in cli("newsletter", "status").out
    issue = str(Issue.objects.get().pk)
    asked = cli("newsletter", "campaign", issue, "--send-again", "--as", approver.email)
    assert (asked.code, "a reason is needed" in asked.err) == (1, True)
    done = cli("newsletter", "campaign", issue, "--went", "--as", approver.email, "--reason", "I have it.", "--json")
    assert json.loads(done.out)["campaigns"][0]["state"] == "sent"


def test_a_pause_of_the_newsletter_wins_until_the_last_moment(listmonk: ListmonkStandIn, monkeypatch: Any) -> None:
    delivery = claimed()
    ready = Listmonk.ready

    def pause(self: Listmonk, remote_id: str, letter: Any) -> None:
        Account.objects.update(paused_at=timezone.now())
        ready(self, remote_id, letter)

    monkeypatch.setattr(Listmonk, "ready", pause)
    turn(delivery)
    assert (listmonk.mailed, Campaign.objects.get().state) == ([], "queued")
