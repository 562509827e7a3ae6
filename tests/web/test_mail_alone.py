from html import unescape

import pytest

from publisher import workflow
from publisher.models import Announcement, Delivery
from tests.web import story

WORDS = "Send the mail without the post"


@pytest.fixture
def asked(going) -> Announcement:
    """Its post failed, and its mail waits for a person."""
    story.out(going, "post", state="failed", reason="Too small.")
    workflow.move(mail_of(going), "held", reason="The post before it failed.")
    return going


def mail_of(announcement: Announcement) -> Delivery:
    return Delivery.objects.get(announcement=announcement, act="mail")


def page(client, announcement: Announcement) -> str:
    return unescape(client.get(f"/announcements/{announcement.pk}/").content.decode())


def choose(client, announcement: Announcement, **fields):
    fields = {"digest": story.digest_of(announcement), "reason": "Readers should hear today."} | fields
    return client.post(f"/announcements/{announcement.pk}/mail-alone/", fields)


def test_an_approver_is_asked_with_what_will_happen(as_user, approver, asked):
    html = page(as_user(approver), asked)
    form = html.split('/mail-alone/"')[1].split("</form>")[0]
    assert WORDS in html
    assert html.count("goes out after the undo time") == form.count("goes out after the undo time") == 1
    assert f'name="digest" value="{story.digest_of(asked)}"' in form
    assert "required" in form.split("<textarea")[1].split(">")[0]


def test_others_are_not_asked_and_are_refused(as_user, comms, asked):
    client = as_user(comms)
    assert WORDS not in page(client, asked)
    assert choose(client, asked).status_code == 403
    assert mail_of(asked).state == "held"


@pytest.mark.parametrize("state", ["waiting", "uncertain", "published"])
def test_nobody_is_asked_while_the_post_may_still_come(as_user, approver, going, state):
    if state != "waiting":
        story.out(going, "post", state=state)
    assert WORDS not in page(as_user(approver), going)


def test_the_choice_sends_it_on_its_way_and_the_trail_says_so(as_user, approver, asked):
    client = as_user(approver)
    answer = choose(client, asked)
    assert (answer.status_code, answer["Location"]) == (303, f"/announcements/{asked.pk}/")
    assert mail_of(asked).state == "waiting"
    html = page(client, asked)
    assert "The mail goes out without the post." in html
    assert "Mail · Newsletter: goes out without the post before it." in html
    assert "Readers should hear today." in html
    assert WORDS not in html


def test_without_a_reason_or_with_an_old_digest_the_page_says_why_not(as_user, approver, asked):
    client = as_user(approver)
    for fields, status, words in (
        ({"reason": ""}, 400, "a reason is needed"),
        ({"digest": "0" * 64}, 409, "Read it again"),
    ):
        answer = choose(client, asked, **fields)
        assert answer.status_code == status
        assert words in answer.content.decode()
    assert mail_of(asked).state == "held"


def test_whoever_was_logged_out_comes_back_to_the_page(as_user, approver, asked):
    answer = as_user(approver).get(f"/announcements/{asked.pk}/mail-alone/")
    assert (answer.status_code, answer["Location"]) == (302, f"/announcements/{asked.pk}/")
