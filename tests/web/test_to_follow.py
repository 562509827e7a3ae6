from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from publisher.models import Announcement, Delivery
from tests.web import story

LATE = "It went out on our own evidence more than 24 hours ago, and the tracker does not agree."
NEXT = "ask the tracker’s editors to enter it"


@pytest.fixture
def early(organizer, approver) -> Announcement:
    return story.on_our_evidence(organizer, approver)


def age(announcement: Announcement, hours: float) -> None:
    then = timezone.now() - timedelta(hours=hours)
    Delivery.objects.filter(announcement=announcement, act="post").update(published_at=then, sending_at=then)


def pages(client, announcement: Announcement) -> list[str]:
    return [unescape(client.get(path).content.decode()) for path in ("/", f"/announcements/{announcement.pk}/")]


def test_after_a_day_queue_and_review_say_it_and_what_to_do(as_user, comms, early):
    age(early, 25)
    for html in pages(as_user(comms), early):
        assert f"{LATE} Not yet: the tracker (tracker, row" in html
        assert NEXT in html


@pytest.mark.parametrize(("hours", "status"), [(23, "pending"), (25, "signed")])
def test_before_that_or_when_the_tracker_agrees_they_do_not(as_user, comms, early, hours, status):
    age(early, hours)
    story.tracker_says(early.subjects.get().change.candidacy, status)
    for html in pages(as_user(comms), early):
        assert LATE not in html


def test_others_in_the_queue_are_not_marked(as_user, comms, approver, early):
    age(early, 25)
    story.out(story.approved(approver, "Bo Sample"), "post")
    html = unescape(as_user(comms).get("/").content.decode())
    cards = html.split('<article class="card"')[1:]
    assert [("Lee Placeholder" in card, LATE in card) for card in cards].count((True, True)) == 1
    assert sum(LATE in card for card in cards) == 1
