"""The review page names other news of the same seat under a similar name, and asks whether they are two people."""

from typing import Any

import pytest

from publisher.models import Announcement
from tests.web import story

BOTH = ["en", "es"]


@pytest.fixture
def rival(waiting: Announcement) -> Announcement:
    """Beside Lee Placeholder, of the same seat."""
    return story.in_review("Lee-Ann Placeholder")


def page(client: Any, announcement: Announcement) -> str:
    return client.get(f"/announcements/{announcement.pk}/").content.decode()


def approve(client: Any, announcement: Announcement, **fields: Any) -> Any:
    told = {"digest": story.digest_of(announcement), "languages": BOTH} | fields
    return client.post(f"/announcements/{announcement.pk}/approve/", told)


def test_both_pages_name_the_other_and_ask_for_a_tick(as_user, approver, waiting, rival):
    client = as_user(approver)
    for one, other, name in ((waiting, rival, "Lee-Ann Placeholder"), (rival, waiting, "Lee Placeholder")):
        html = page(client, one)
        assert f"Announcement {other.pk} says the same of {name}, for the same seat, and is waiting." in html
        assert f'name="two_people" value="{other.pk}" required' in html
        assert f'<a href="/announcements/{other.pk}/">' in html


def test_without_the_tick_it_is_refused_on_the_page_and_with_it_the_trail_says_so(as_user, approver, waiting, rival):
    client = as_user(approver)
    answer = approve(client, waiting)
    assert answer.status_code == 409
    assert answer.content.decode().count(f"Announcement {rival.pk} says the same of Lee-Ann Placeholder") == 2
    assert approve(client, waiting, two_people="x").status_code == 409
    assert approve(client, waiting, two_people=str(rival.pk)).status_code == 303
    assert f"Said to be about somebody else than announcement {rival.pk}." in page(client, waiting)


def test_the_tick_is_asked_for_in_an_edit_that_is_approved_at_once_too(as_user, approver, waiting, rival):
    client, where = as_user(approver), f"/announcements/{waiting.pk}/edit"
    fields = {"digest": story.digest_of(waiting), "alt.en": "Other words.", "languages": BOTH}
    assert 'name="two_people"' in client.post(f"{where}/preview/", fields).content.decode()
    assert client.post(f"{where}/approve/", fields).status_code == 409
    assert story.fresh(waiting).revision.number == 1
    assert client.post(f"{where}/approve/", fields | {"two_people": rival.pk}).status_code == 303


def test_another_name_of_the_seat_asks_nothing(as_user, approver, waiting):
    story.in_review("Una Nova")
    html = page(as_user(approver), waiting)
    assert "two_people" not in html
    assert "for the same seat" not in html
    assert approve(as_user(approver), waiting).status_code == 303
