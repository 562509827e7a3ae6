"""Whoever posts by hand on an account that rests is told first why it does, and what that asks of people."""

from html import unescape
from typing import Any

import pytest

from publisher.accounts import reasons
from publisher.accounts.pausing import pause
from publisher.models import Announcement, Delivery
from publisher.pipeline import wait
from tests.web import story


def page(client: Any, delivery: Delivery) -> str:
    return unescape(" ".join(client.get(f"/deliveries/{delivery.pk}/by-hand/").content.decode().split()))


@pytest.fixture
def due(going: Announcement) -> Delivery:
    return Delivery.objects.get(announcement=going, act="post")


def paused(due: Delivery, reason: str, todo: str, kind: str = "") -> Delivery:
    pause(due.account, reason, todo, kind=kind)
    wait.promote()
    due.refresh_from_db()
    return due


BLOCKED = "Instagram blocked this action for the account."


def test_a_block_is_said_before_the_button_with_its_end_and_its_steps(as_user, comms, due):
    paused(due, BLOCKED, "Do not post for a day.", "feedback")
    client = as_user(comms)
    html = page(client, due)
    button = html.index("I post it now")
    for said in (reasons.title("feedback"), BLOCKED, "Blocked until", *reasons.steps("feedback", "")):
        assert html.index(said) < button
    assert "also not by hand" in html


def test_it_stays_above_the_pictures_and_forbids_nothing(as_user, comms, due, settings):
    story.read_well(settings)
    paused(due, BLOCKED, "Do not post for a day.", "feedback")
    client = as_user(comms)
    assert client.post(f"/deliveries/{due.pk}/by-hand/take/").status_code == 303
    html = page(client, due)
    assert html.index(BLOCKED) < html.index('id="caption"')
    link = {"link": "https://www.instagram.com/p/HANDMADE1/"}
    assert client.post(f"/deliveries/{due.pk}/by-hand/link/", link).status_code == 303
    assert BLOCKED not in page(client, due)


def test_a_person_who_paused_it_is_quoted(as_user, comms, due):
    paused(due, "The candidate withdrew.", "Call the office first.")
    html = page(as_user(comms), due)
    assert html.index("The candidate withdrew.") < html.index("Call the office first.") < html.index("I post it now")
    assert "Blocked until" not in html


def test_where_nothing_rests_there_is_no_such_word(as_user, comms, due):
    Delivery.objects.filter(pk=due.pk).update(state="failed")
    html = page(as_user(comms), due)
    assert "I post it now" in html
    assert "that is yours to decide" not in html
