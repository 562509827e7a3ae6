"""Public, and the tracker says otherwise: the page says so, offers what is left to do, and keeps the note."""

from typing import Any

import pytest
from django.utils import timezone

from publisher.models import Announcement
from publisher.truth import contradicted
from tests.web import story

pytestmark = pytest.mark.django_db
SENTENCE = "No: the tracker (roll, row 7) says pending, the announcement says signed."
DONE = "The post is deleted and people are told."


@pytest.fixture
def untrue(approver: Any) -> Announcement:
    made = story.approved(approver, "Kai Makebelieve")
    for act in made.deliveries.values_list("act", flat=True):
        story.out(made, act)
    made.refresh_from_db()
    contradicted.note(made, SENTENCE, agree=False)
    return made


def test_the_queue_names_it_and_the_next_step(as_user: Any, comms: Any, untrue: Announcement) -> None:
    html = as_user(comms).get("/").content.decode()
    look = html[html.index('id="look"') : html.index('id="look"') + 3000]
    assert SENTENCE in look
    assert "It is public already." in look


def test_a_person_deals_with_it_on_its_page(as_user: Any, comms: Any, untrue: Announcement) -> None:
    client, address = as_user(comms), f"/announcements/{untrue.pk}/"
    page = client.get(address).content.decode()
    assert "since " + f"{timezone.localtime(untrue.created_at):%b} " in page
    assert f'action="{address}dealt-with/"' in page
    refused = client.post(f"{address}dealt-with/", {"reason": " "})
    assert (refused.status_code, "Say what was done" in refused.content.decode()) == (400, True)
    assert client.post(f"{address}dealt-with/", {"reason": DONE}).status_code == 303
    page = client.get(address).content.decode()
    assert "that was dealt with on" in page
    assert f'action="{address}dealt-with/"' not in page
    assert DONE in page


def test_an_organizer_reads_it_and_has_no_button(as_user: Any, organizer: Any, untrue: Announcement) -> None:
    page = as_user(organizer).get(f"/announcements/{untrue.pk}/").content.decode()
    assert SENTENCE in page
    assert "dealt-with" not in page
