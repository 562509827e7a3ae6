"""The page of what went out: how it was read back, the one question, and taking it down; all of it without scripts."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from publisher import files
from publisher.accounts.pausing import pause
from publisher.models import Account, Delivery, Reading, Sighting, TakeDown
from publisher.pipeline import takedown
from tests.web import story

LINK = "https://www.instagram.com/p/DEMO/"


@pytest.fixture
def live(going: Any) -> Delivery:
    return story.out(going, "post", permalink=LINK, remote_id="1_2")


@pytest.fixture
def uncertain(going: Any) -> Delivery:
    delivery = story.out(going, "post", state="uncertain", reason="The connection broke off.")
    Sighting.objects.create(
        delivery=delivery,
        at=timezone.now(),
        posts=[
            {
                "remote_id": f"{number}_2",
                "permalink": f"https://www.instagram.com/p/{number}/",
                "at": timezone.now().isoformat(),
                "text": words,
                "picture": files.keep(b"\xff\xd8\xff" + words.encode(), "image/jpeg").sha256,
            }
            for number, words in ((7, "A kitchen table"), (8, "<b>Neighbors</b>"))
        ],
    )
    return delivery


def page(client: Client, delivery: Delivery) -> str:
    return client.get(f"/announcements/{delivery.announcement_id}/").content.decode()


def post(client: Client, delivery: Delivery, act: str, **fields: Any) -> Any:
    answer = client.post(f"/deliveries/{delivery.pk}/{act}/", fields)
    delivery.refresh_from_db()
    return answer


def test_the_counts_and_the_last_reading_are_shown_small(as_user, approver, live):
    assert "Read back" not in page(as_user(approver), live)
    Reading.objects.create(delivery=live, read_at=timezone.now(), likes=1, comments=3)
    html = page(as_user(approver), live)
    assert "1 like ·" in html
    assert "3 comments ·" in html
    assert "as approved." in html
    assert "seen by" not in html  # this channel does not tell


def test_a_difference_is_shown_with_what_one_may_do(as_user, approver, comms, live):
    Reading.objects.create(delivery=live, read_at=timezone.now(), differs=["Its caption is another."], stands="a" * 64)
    Delivery.objects.filter(pk=live.pk).update(look_since=timezone.now(), reason="Its caption is another.")
    assert "Its caption is another." in page(as_user(approver), live)
    assert f"/deliveries/{live.pk}/stays/" not in page(as_user(comms), live)
    assert post(as_user(approver), live, "stays", reason="A comma.").status_code == 303
    assert live.look_since is None
    assert "a person let it stand" in page(as_user(approver), live)
    assert post(as_user(approver), live, "stays", reason="A comma.").status_code == 409


def test_what_cannot_be_read_is_said_to_tell_nothing(as_user, approver, live):
    Reading.objects.create(delivery=live, trouble="Instagram could not be reached.")
    html = page(as_user(approver), live)
    assert "says nothing about the post" in html
    assert "it is gone" not in html


def test_the_question_has_the_newest_posts_beside_it(as_user, approver, uncertain):
    html = page(as_user(approver), uncertain)
    assert "A kitchen table" in html
    assert "&lt;b&gt;Neighbors&lt;/b&gt;" in html
    assert html.count('name="picked"') == 2
    assert f"/pictures/{uncertain.sighting.posts[0]['picture']}/small.jpg" in html


def test_the_picked_one_closes_it(as_user, approver, uncertain):
    answer = post(as_user(approver), uncertain, "there", picked="7_2", permalink="", fence=uncertain.fence)
    assert answer.status_code == 303
    assert (uncertain.state, uncertain.remote_id) == ("published", "7_2")


def test_nothing_picked_and_nothing_pasted_is_refused(as_user, approver, uncertain):
    assert post(as_user(approver), uncertain, "there", permalink="").status_code == 400
    assert post(as_user(approver), uncertain, "there", picked="9_2").status_code == 409
    assert uncertain.state == "uncertain"


def test_a_stale_page_and_a_second_click_change_nothing(as_user, approver, uncertain):
    client = as_user(approver)
    stale = {"fence": uncertain.fence + 1, "looked": "yes", "reason": "the app"}
    assert post(client, uncertain, "again", **stale).status_code == 409
    assert uncertain.state == "uncertain"
    good = stale | {"fence": uncertain.fence}
    assert [post(client, uncertain, "again", **good).status_code for _ in range(2)] == [303, 409]
    assert uncertain.state == "ready"


def test_sending_again_is_only_offered_when_lists_have_caught_up(as_user, approver, uncertain):
    assert f"/deliveries/{uncertain.pk}/again/" in page(as_user(approver), uncertain)
    Delivery.objects.filter(pk=uncertain.pk).update(sending_at=timezone.now() - timedelta(minutes=20))
    html = page(as_user(approver), uncertain)
    assert f"/deliveries/{uncertain.pk}/again/" not in html
    assert "feeds lag" in html


def test_it_may_be_looked_for_at_once(as_user, approver, uncertain):
    assert post(as_user(approver), uncertain, "look").status_code == 303
    assert uncertain.next_look_at <= timezone.now()


@pytest.mark.parametrize("act", ["there", "again", "look", "stays", "down"])
def test_whoever_was_logged_out_meanwhile_lands_on_the_page(as_user, approver, uncertain, act):
    answer = as_user(approver).get(f"/deliveries/{uncertain.pk}/{act}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/announcements/{uncertain.announcement_id}/")


def down(client: Client, live: Delivery, **fields: str) -> Any:
    told = {"reason": "The candidate asked.", "how": "archive", **fields}
    return client.post(f"/announcements/{live.announcement_id}/take-down/", told)


def test_one_button_takes_it_down(as_user, approver, comms, live):
    assert f"/announcements/{live.announcement_id}/take-down/" not in page(as_user(comms), live)
    assert f"/announcements/{live.announcement_id}/take-down/" in page(as_user(approver), live)
    assert down(as_user(comms), live).status_code == 403
    assert down(as_user(approver), live, reason="").status_code == 400
    assert down(as_user(approver), live, **{"public.en": "The seat was wrong."}).status_code == 303
    row = TakeDown.objects.get()
    assert (row.reason, row.public, row.how) == ("The candidate asked.", {"en": "The seat was wrong."}, "archive")
    assert "counts as live" in page(as_user(approver), live)


def test_what_is_done_by_hand_is_said_there(as_user, approver, live):
    Account.objects.filter(pk=live.account_id).update(paused_at=timezone.now(), pause_reason="A code is wanted.")
    down(as_user(approver), live)
    takedown.carry_out(live.pk)
    html = unescape(page(as_user(approver), live))
    assert "I took it down by hand" in html
    assert post(as_user(approver), live, "down").status_code == 303
    takedown.carry_out(live.pk)
    live.refresh_from_db()
    assert live.state == "taken_down"
    assert post(as_user(approver), live, "down").status_code == 409


def test_the_page_asks_no_more_queries_for_a_live_post(as_user, approver, live, django_assert_max_num_queries):
    client = as_user(approver)
    page(client, live)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as before:
        page(client, live)
    Reading.objects.create(delivery=live, read_at=timezone.now(), likes=1)
    with django_assert_max_num_queries(len(before)):
        page(client, live)


def test_what_was_stopped_in_doubt_is_not_offered_to_be_sent_again(as_user, approver, uncertain):
    client = as_user(approver)
    answer = client.post(f"/announcements/{uncertain.announcement_id}/stop/", {"reason": "The family asked us."})
    assert answer.status_code == 303
    html = page(client, uncertain)
    assert "It was stopped, so it is not sent again: The family asked us." in " ".join(html.split())
    assert "Send it again" not in html
    assert post(client, uncertain, "again", looked="yes", reason="the app").status_code == 303
    assert (uncertain.state, uncertain.next_look_at <= timezone.now()) == ("uncertain", True)  # one more look
    pause(uncertain.account, "Crisis.", "Call.")  # nothing of ours can look: then their word is enough
    assert post(client, uncertain, "again", looked="yes", reason="the app").status_code == 303
    assert (uncertain.state, uncertain.reason) == ("stopped", "The family asked us.")
