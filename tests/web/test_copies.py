from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from publisher import workflow
from publisher.models import Announcement, Copy, Delivery, Issue, IssueItem, Subscriber
from publisher.newsletter.handing import message_id
from tests.web import story


@pytest.fixture
def mailed(going) -> Issue:
    """Its mail is live; two copies are in doubt for an hour."""
    story.out(going, "post")
    mail = Delivery.objects.get(announcement=going, act="mail")
    for state in ("ready", "publishing", "published"):
        workflow.move(mail, state, published_at=timezone.now() if state == "published" else None)
    issue = Issue.objects.create(delivery=mail, compiled={}, state="sent")
    IssueItem.objects.create(issue=issue, announcement=going)
    for name in ("ana", "ben"):
        reader = Subscriber.objects.create(
            email=f"{name}@readers.example", consent_source="a test", consent_at=timezone.now()
        )
        Copy.objects.create(
            issue=issue,
            subscriber=reader,
            language="en",
            state="uncertain",
            reply="The relay did not answer.",
            done_at=timezone.now() - timedelta(hours=1),
        )
    return issue


def announcement(issue: Issue) -> Announcement:
    return issue.delivery.announcement


def page(client, path: str) -> str:
    return unescape(client.get(path).content.decode())


def list_of(issue: Issue) -> str:
    return f"/deliveries/{issue.delivery_id}/copies/"


def ids() -> list[str]:
    return [str(pk) for pk in Copy.objects.order_by("id").values_list("pk", flat=True)]


def states() -> list[str]:
    return list(Copy.objects.order_by("id").values_list("state", flat=True))


def post(client, issue: Issue, act: str, **fields):
    return client.post(f"{list_of(issue)}{act}/", fields)


def test_queue_and_review_say_how_many_and_lead_to_the_list(as_user, approver, mailed):
    client = as_user(approver)
    assert "2 copies of its mail are in doubt." in page(client, "/")
    review = page(client, f"/announcements/{announcement(mailed).pk}/")
    assert f'<a href="{list_of(mailed)}">2 copies in doubt: say what became of them</a>' in review


def test_the_list_gives_what_to_look_for_and_no_address(as_user, approver, mailed):
    html = page(as_user(approver), list_of(mailed))
    for copy in Copy.objects.select_related("subscriber"):
        assert message_id(copy) in html
        assert copy.subscriber.email not in html
    assert "The relay did not answer." in html
    assert f'name="copies" value="{",".join(ids())}"' in html
    assert f'href="/announcements/{announcement(mailed).pk}/"' in html


def test_one_copy_arrived(as_user, approver, mailed):
    client = as_user(approver)
    answer = post(client, mailed, "arrived", copies=ids()[0], reason="Found in the log.")
    assert (answer.status_code, answer["Location"]) == (303, list_of(mailed))
    assert states() == ["sent", "uncertain"]
    assert "Noted: 1 copy arrived." in page(client, list_of(mailed))
    review = page(client, f"/announcements/{announcement(mailed).pk}/")
    assert "1 copy in doubt arrived." in review
    assert "Found in the log." in review


def test_all_of_them_are_sent_again(as_user, approver, mailed):
    client = as_user(approver)
    answer = post(client, mailed, "again", copies=",".join(ids()), looked="yes", reason="No such id in the log.")
    assert answer.status_code == 303
    assert states() == ["queued", "queued"]
    html = page(client, list_of(mailed))
    assert "2 copies are sent again." in html
    assert "No copy is in doubt" in html
    assert "2 copies in doubt did not arrive and are sent again." in page(
        client, f"/announcements/{announcement(mailed).pk}/"
    )


def test_what_came_to_be_in_doubt_after_the_page_was_read_is_not_meant(as_user, approver, mailed):
    post(as_user(approver), mailed, "again", copies=ids()[0], looked="yes", reason="the log")
    assert states() == ["queued", "uncertain"]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"looked": ""}, 400, "Nobody must be mailed twice"),
        ({"reason": ""}, 400, "a reason is needed"),
        ({"copies": "all"}, 400, "load the list again"),
        ({"copies": ""}, 400, "load the list again"),
        ({"copies": "987654321,99999999999999999999999"}, 409, "None of these copies is in doubt"),
    ],
)
def test_what_is_missing_is_said_on_the_same_page(as_user, approver, mailed, fields, status, words):
    fields = {"copies": ids()[0], "looked": "yes", "reason": "the log"} | fields
    answer = post(as_user(approver), mailed, "again", **fields)
    assert answer.status_code == status
    assert words in unescape(answer.content.decode())
    assert states() == ["uncertain", "uncertain"]


def test_a_second_click_changes_nothing_more(as_user, approver, mailed):
    client = as_user(approver)
    post(client, mailed, "arrived", copies=ids()[0])
    assert post(client, mailed, "again", copies=ids()[0], looked="yes", reason="the log").status_code == 409
    assert states() == ["sent", "uncertain"]


def test_others_see_the_list_and_are_refused(as_user, comms, mailed):
    client = as_user(comms)
    html = page(client, list_of(mailed)).split("<main")[1]
    assert "Approvers settle this." in html
    assert 'method="post"' not in html
    assert post(client, mailed, "arrived", copies=ids()[0]).status_code == 403
    assert states() == ["uncertain", "uncertain"]


def test_whoever_was_logged_out_comes_back_to_the_list(as_user, approver, mailed):
    for act in ("arrived", "again"):
        answer = as_user(approver).get(f"{list_of(mailed)}{act}/")
        assert (answer.status_code, answer["Location"]) == (302, list_of(mailed))


def test_a_delivery_without_a_mailing_has_no_list(as_user, approver, going):
    post_of = Delivery.objects.get(announcement=going, act="post")
    for path in ("", "arrived/"):
        answer = as_user(approver).post(f"/deliveries/{post_of.pk}/copies/{path}")
        assert answer.status_code == 404
