"""A mail that a person sends by hand: the approved words to copy, taken by one, closed by their word."""

import html
import re
from typing import Any

import pytest
from django.utils import timezone

from publisher import workflow
from publisher.claims import Claim
from publisher.errors import Refusal
from publisher.models import Copy, Delivery, Issue, User
from publisher.newsletter.carrier import carry
from publisher.pipeline import pasting
from publisher.words import UNSUBSCRIBE_SLOT
from tests.newsletter.mailing import approved, claimed, people, words

pytestmark = pytest.mark.django_db
TAG = "*|UNSUB|*"


@pytest.fixture
def waiting(settings: Any) -> Delivery:
    """A mail that waits for a person."""
    settings.MAIL_BACKEND, settings.MAIL_UNSUBSCRIBE = "by_hand", TAG
    settings.DEFAULT_FROM_EMAIL = "news@coalition.example"
    people(2)
    delivery = claimed(approved({"en": words("Zoë signed"), "es": words("Zoë firmó")}))
    carry(Claim(delivery.account, delivery))
    return Delivery.objects.get(pk=delivery.pk)


def test_it_waits_for_a_person_and_makes_no_copy(waiting: Delivery) -> None:
    assert (waiting.state, Copy.objects.count()) == ("by_hand", 0)
    assert "say there that it is out" in waiting.todo


def test_whoever_took_it_gets_what_was_approved_with_the_tools_own_way_out(waiting: Delivery, comms: User) -> None:
    pasting.take(waiting.pk, by=comms)
    mails = pasting.kit(waiting.pk, by=comms).mails
    assert mails
    assert [mail.subject for mail in mails.values()] == ["Zoë signed", "Zoë firmó"]
    for mail in mails.values():
        assert f'href="{TAG}"' in mail.html
        assert TAG in mail.text
        assert UNSUBSCRIBE_SLOT not in mail.html + mail.text
        assert ".invalid" not in mail.html + mail.text


def test_of_two_people_one_mails_it(waiting: Delivery, comms: User, approver: User) -> None:
    pasting.take(waiting.pk, by=comms)
    with pytest.raises(Refusal, match="Casey Comms has taken it"):
        pasting.take(waiting.pk, by=approver)
    with pytest.raises(Refusal, match="Take it first"):
        pasting.kit(waiting.pk, by=approver)
    pasting.take(waiting.pk, by=approver, over=True)
    assert pasting.kit(waiting.pk, by=approver).mails


def test_their_word_closes_it(waiting: Delivery, comms: User) -> None:
    pasting.take(waiting.pk, by=comms)
    pasting.finish(waiting.pk, by=comms, where="The county party's tool")
    now = Delivery.objects.get(pk=waiting.pk)
    assert (now.state, now.reason, Issue.objects.get().state) == ("published", "A person mailed it.", "sent")
    with pytest.raises(Refusal, match="nothing to mail by hand"):
        pasting.finish(waiting.pk, by=comms)


def test_what_was_held_meanwhile_must_not_be_mailed_but_can_be_closed(waiting: Delivery, comms: User) -> None:
    pasting.take(waiting.pk, by=comms)
    workflow.move(Delivery.objects.get(pk=waiting.pk), "held", reason="It is not so.")
    kit = pasting.kit(waiting.pk, by=comms)
    assert (kit.mails, kit.warning) == (None, "Do not mail it. It is not so.")
    pasting.finish(waiting.pk, by=comms)
    assert Delivery.objects.get(pk=waiting.pk).state == "published"


def test_given_back_it_goes_the_way_that_is_set_by_then(
    waiting: Delivery, comms: User, mailbox: Any, settings: Any
) -> None:
    pasting.take(waiting.pk, by=comms)
    pasting.give_back(waiting.pk, by=comms)
    settings.MAIL_BACKEND = "smtp"
    again = Delivery.objects.get(pk=waiting.pk)
    workflow.move(again, "publishing", fence=2, lease_until=timezone.now())
    carry(Claim(again.account, again))
    assert Delivery.objects.get(pk=waiting.pk).state == "published"
    assert mailbox.state["mails"][0]["to"].startswith("reader")


def test_without_a_tag_the_way_out_is_asked_for(waiting: Delivery, comms: User, settings: Any) -> None:
    settings.MAIL_UNSUBSCRIBE = ""
    pasting.take(waiting.pk, by=comms)
    with pytest.raises(Refusal, match="PUBLISHER_MAIL_UNSUBSCRIBE"):
        pasting.kit(waiting.pk, by=comms)


def test_the_page_takes_shows_and_closes(waiting: Delivery, comms: User, client: Any) -> None:
    client.force_login(comms)
    page = f"/deliveries/{waiting.pk}/paste/"
    assert client.get(f"/deliveries/{waiting.pk}/by-hand/").url == page
    assert "I mail it now" in client.get(page).content.decode()
    assert client.post(f"{page}take/").status_code == 303
    shown = html.unescape(client.get(page).content.decode())
    assert re.search(r'<textarea id="html-en"[^>]*>.*href="\*\|UNSUB\|\*"', shown, re.DOTALL)
    assert client.post(f"{page}done/", {"where": "Another tool"}).status_code == 303
    assert Delivery.objects.get(pk=waiting.pk).state == "published"
