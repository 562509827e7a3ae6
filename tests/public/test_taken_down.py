"""The public page of what was taken down: that it was, why if that is meant for everybody, and that mail stays."""

from html import unescape

import pytest
from django.utils import timezone

from publisher import workflow
from publisher.models import Delivery, TakeDown
from publisher.pipeline import takedown
from tests.web import story


@pytest.fixture
def taken_down(live, approver):
    post = live.deliveries.get(act="post")
    story_of = {"en": "The seat was wrong.", "es": "El escaño estaba mal."}
    takedown.take_down(live.pk, by=approver, reason="Avery: Lee wrote from lee@example.org", public=story_of)
    assert not TakeDown.objects.get().done_at
    workflow.move(Delivery.objects.get(pk=post.pk), "taken_down", by=approver)
    return live


def page(stranger, live, query=""):
    answer = stranger.get(f"/a/{live.code}{query}")
    return answer.status_code, unescape(answer.content.decode())


def test_while_it_is_live_the_page_stands(stranger, live, approver):
    takedown.take_down(live.pk, by=approver, reason="Wrong.")
    assert page(stranger, live)[0] == 200


@pytest.mark.parametrize(
    ("query", "said", "why"),
    [("", "We took this down", "The seat was wrong."), ("?lang=es", "Retiramos esta", "El escaño estaba mal.")],
)
def test_it_says_so_and_why_in_the_readers_language(stranger, taken_down, query, said, why):
    status, html = page(stranger, taken_down, query)
    assert status == 410
    assert said in html
    assert why in html


def test_a_reason_in_one_language_is_shown_to_all_and_marked(stranger, taken_down):
    TakeDown.objects.update(public={"en": "The seat was wrong."})
    assert '<span lang="en">The seat was wrong.</span>' in page(stranger, taken_down, "?lang=es")[1]


def test_the_reason_for_staff_and_names_stay_inside(stranger, taken_down):
    TakeDown.objects.update(public={})
    html = page(stranger, taken_down)[1]
    assert all(word not in html for word in ("Avery", "lee@example.org", "Lee", "Why:"))


def test_it_says_that_mail_cannot_be_called_back(stranger, live, approver):
    mail = live.deliveries.filter(act="mail").first()
    if mail is None:
        pytest.fail("the story has no mail")
    story.out(live, "mail")
    takedown.take_down(live.pk, by=approver, reason="Wrong.")
    workflow.move(live.deliveries.get(act="post"), "taken_down", by=approver)
    assert "cannot be called back" in page(stranger, live)[1]
    assert "no se puede retirar" in page(stranger, live, "?lang=es")[1]


def test_without_mail_it_says_nothing_of_mail(stranger, taken_down):
    assert timezone.now()
    assert "called back" not in page(stranger, taken_down)[1]
