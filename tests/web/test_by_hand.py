"""The page of what a person posts by hand."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher.accounts.pausing import pause
from publisher.models import Account, Announcement, Delivery
from publisher.pipeline import decide, draft, handles, submit, wait
from tests.web import story

LINK = "https://www.instagram.com/p/HANDMADE1/"


@pytest.fixture
def task(approver, settings) -> Delivery:
    made = story.handed_over(approver, settings)
    assert made.state == "by_hand"
    return made


def page(client: Any, delivery: Delivery) -> str:
    return str(client.get(f"/deliveries/{delivery.pk}/by-hand/").content.decode())


def post(client: Any, delivery: Delivery, act: str, **fields: str) -> Any:
    answer = client.post(f"/deliveries/{delivery.pk}/by-hand/{act}/", fields)
    delivery.refresh_from_db()
    return answer


def test_the_queue_and_its_page_say_that_it_waits_for_a_person(as_user, comms, task):
    client = as_user(comms)
    html = client.get("/").content.decode()
    assert html.index("Waiting for you") < html.index("Lee Placeholder")
    assert "A person posts this by hand." in html
    html = client.get(f"/announcements/{task.announcement_id}/").content.decode()
    assert "Waits for a person to post it" in html
    assert f'href="/deliveries/{task.pk}/by-hand/"' in html


def test_an_organizer_sees_that_comms_staff_post_it(as_user, organizer, task):
    html = as_user(organizer).get(f"/announce/sent/{task.announcement_id}/").content.decode()
    assert "Comms staff post it by hand." in html
    assert as_user(organizer).get(f"/deliveries/{task.pk}/by-hand/").status_code == 403


def test_whoever_takes_it_sees_pictures_caption_and_alt_text(as_user, comms, task):
    client = as_user(comms)
    assert "I post it now" in page(client, task)
    assert 'id="caption"' not in page(client, task)
    assert post(client, task, "take").status_code == 303
    html, act = page(client, task), task.revision.manifest["acts"][0]
    assert act["slides"][0]["alt"] in html
    assert f"neighbors.example/a/{task.announcement.code}" in html or task.announcement.code in html
    assert f'href="/pictures/{act["slides"][0]["sha256"]}.jpg" download="{task.announcement.code}-1.en.jpg"' in html


def test_what_goes_with_it_is_shown_since_it_was_approved_too(as_user, comms, approver, organizer, settings):
    settings.STORIES = True
    story.places()
    lee = story.candidate()
    handles.confirm(lee, "lee.placeholder", by=organizer, own=True)
    made = draft.news(story.change_of(lee))
    assert made
    submit.submit(made.pk)
    decide.approve(made.pk, by=approver, digest=story.digest_of(made))
    story.read_well(settings)
    client, pages = as_user(comms), {}
    for act in ("post", "story"):
        failed = story.out(made, act, state="failed")
        post(client, failed, "take")
        pages[act] = page(client, failed)
    assert "<dt>Tag on the first picture</dt><dd>@lee.placeholder</dd>" in pages["post"]
    assert "Link sticker" not in pages["post"]
    assert f"<dt>Link sticker</dt><dd>{settings.BASE_URL}/a/{made.code}</dd>" in pages["story"]
    assert "<dt>Mention</dt><dd>@lee.placeholder</dd>" in pages["story"]
    assert 'id="caption"' not in pages["story"]


def test_without_anything_besides_there_is_no_such_part(as_user, comms, task):
    client = as_user(comms)
    post(client, task, "take")
    assert "What goes with it" not in page(client, task)


def test_a_comment_has_words_and_its_post_and_needs_no_link(as_user, comms, approver, settings):
    made = story.in_review()
    texts = {"comment.en": "More on the tracker."}
    submit.edit(made.pk, by=comms, digest=story.digest_of(made), texts=texts)
    decide.approve(made.pk, by=approver, digest=story.digest_of(made))
    story.read_well(settings)
    story.out(made, "post", permalink=LINK)
    comment = story.out(made, "comment", state="failed")
    client = as_user(comms)
    post(client, comment, "take")
    html = page(client, comment)
    assert "More on the tracker." in html
    assert f'href="{LINK}"' in html
    assert 'name="link"' not in html
    assert 'id="pictures"' not in html
    assert post(client, comment, "link").status_code == 303
    assert (comment.state, comment.permalink) == ("published", LINK)


def test_somebody_else_is_told_who_has_it(as_user, comms, approver, task):
    post(as_user(comms), task, "take")
    html = page(as_user(approver), task)
    assert "Casey Comms opened it at" in html
    assert 'id="caption"' not in html
    assert post(as_user(approver), task, "take").status_code == 409
    assert post(as_user(approver), task, "take", over="yes").status_code == 303


def test_the_link_closes_it(as_user, comms, task):
    client = as_user(comms)
    post(client, task, "take")
    assert post(client, task, "link", link=LINK).status_code == 303
    assert (task.state, task.permalink) == ("published", LINK)
    assert "It is live" in page(client, task)


def test_a_wrong_link_is_refused_and_stays_in_its_field(as_user, comms, task):
    client = as_user(comms)
    post(client, task, "take")
    answer = post(client, task, "link", link="https://news.example.org/p/1")
    assert answer.status_code == 400
    assert "no link of a post on Instagram" in answer.content.decode()
    assert 'value="https://news.example.org/p/1"' in answer.content.decode()
    assert task.state == "by_hand"


def test_a_contradiction_is_said_first_and_nothing_is_left_to_copy(as_user, comms, task):
    client = as_user(comms)
    post(client, task, "take")
    change = task.announcement.subjects.get().change
    story.tracker_says(change.candidacy, "pending")
    html = page(client, task)
    assert "Do not post it." in html
    assert html.index("Do not post it.") < html.index("If it stands there")
    assert 'id="caption"' not in html
    answer = client.post(f"/deliveries/{task.pk}/by-hand/link/", {"link": LINK}, follow=True)
    assert "It is public now, and it should not be:" in answer.content.decode()
    task.refresh_from_db()
    assert task.state == "published"


def test_a_button_pressed_when_logged_out_does_nothing(as_user, comms, task):
    for act in ("take", "link", "back"):
        assert as_user(comms).get(f"/deliveries/{task.pk}/by-hand/{act}/").status_code == 302
    assert task.checkpoint == {}


def test_given_back_it_is_anybodys(as_user, comms, approver, task):
    post(as_user(comms), task, "take")
    assert post(as_user(comms), task, "back").status_code == 303
    assert post(as_user(approver), task, "take").status_code == 303


def test_held_meanwhile_anybody_gives_it_back_and_it_can_be_approved(as_user, comms, approver, second_approver, task):
    post(as_user(comms), task, "take")
    decide.hold(task.announcement_id, by=comms, reason="Wait.")
    decide.review_again(task.announcement_id, by=comms)
    review = f"/announcements/{task.announcement_id}/"
    assert "Casey Comms has opened it, to post it by hand" in as_user(second_approver).get(review).content.decode()
    assert "It was not posted" in page(as_user(approver), task)
    assert post(as_user(approver), task, "back").status_code == 303
    assert "has opened it" not in as_user(second_approver).get(review).content.decode()


def test_a_paused_accounts_delivery_offers_to_finish_it_by_hand(as_user, comms, approver):
    announcement = story.approved(approver)
    pause(Account.objects.get(channel="instagram"), "Crisis.", "Call.")
    wait.promote()
    html = as_user(comms).get(f"/announcements/{announcement.pk}/").content.decode()
    assert "Finish it by hand" in html


def test_one_in_doubt_asks_first_whether_it_is_there(as_user, approver, going):
    delivery = story.out(going, "post", state="uncertain", reason="It broke off.")
    Delivery.objects.filter(pk=delivery.pk).update(sending_at=timezone.now() - timedelta(hours=1))
    html = page(as_user(approver), delivery)
    assert html.index("First: is it there?") < html.index("I post it now")
    assert post(as_user(approver), delivery, "take").status_code == 400
    assert post(as_user(approver), delivery, "link", link=LINK).status_code == 303
    assert delivery.state == "published"


def test_the_command_does_the_same(cli, comms, task):
    ident = str(task.announcement_id)
    refused = cli("finish", ident, "--link", "https://news.example.org/p/1", "--as", comms.email)
    assert (refused.code, "no link of a post" in refused.err) == (1, True)
    assert cli("finish", ident, "--link", LINK, "--as", comms.email).code == 0
    task.refresh_from_db()
    assert (task.state, task.permalink) == ("published", LINK)
    assert "live already" in cli("finish", ident, "--link", LINK, "--as", comms.email).err
    assert Announcement.objects.get().state == "approved"
