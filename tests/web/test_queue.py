import pytest

from publisher.models import Announcement, Revision, Subject
from publisher.pipeline import decide
from publisher.web.queue import greeting
from tests.web import story


def copies_of(announcement: Announcement, how_many: int) -> None:
    """More announcements with the same content, without drafting each."""
    for number in range(how_many):
        change = story.change_of(story.candidate(f"Sample Number{number}"))
        copy = Announcement.objects.create(state="in_review")
        Subject.objects.create(announcement=copy, change=change)
        former = announcement.revision
        copy.revision = Revision.objects.create(
            announcement=copy, number=1, manifest=former.manifest, digest=former.digest, approval=former.approval
        )
        copy.save()


def sections(html: str) -> dict[str, str]:
    """Each section's HTML by its key."""
    parts = html.split('<section class="section ')[1:]
    return {part.split(" ", 1)[0].strip('"'): part for part in parts}


def test_each_announcement_stands_under_its_word(as_user, approver, comms):
    story.in_review("Bo Sample")
    story.approved(approver, "Zoe Specimen")
    story.out(story.approved(approver, "Kai Makebelieve"), "post")
    held = story.in_review("Dana Fictitious")
    decide.hold(held.pk, by=comms, reason="The campaign says it is a mistake.")
    shown = sections(as_user(approver).get("/").content.decode())
    assert "Bo Sample" in shown["waiting"]
    assert "Zoe Specimen" in shown["going"]
    assert "Dana Fictitious" in shown["look"]
    assert "Nothing was stopped" in shown["stopped"]


def test_what_needs_a_look_comes_first_with_its_reason_and_the_next_step(as_user, comms, waiting):
    decide.hold(waiting.pk, by=comms, reason="The campaign says it is a mistake.")
    html = as_user(comms).get("/").content.decode()
    shown = sections(html)
    assert next(iter(shown)) == "look"
    assert "The campaign says it is a mistake." in shown["look"]
    assert "review it again or reject it" in shown["look"]


def test_what_is_public_and_held_is_told_what_can_still_be_done(as_user, approver, comms):
    made = story.approved(approver, "Kai Makebelieve")
    story.out(made, "post")
    decide.hold(made.pk, by=comms, reason="The tracker says pending again.")
    look = sections(as_user(comms).get("/").content.decode())["look"]
    assert "It is public already." in look
    assert "reject it" not in look


def test_a_card_shows_picture_name_seat_and_the_change(as_user, approver, waiting):
    card = sections(as_user(approver).get("/").content.decode())["waiting"]
    sha256 = waiting.revision.manifest["pictures"][0]["sha256"]
    assert f"/pictures/{sha256}/small.jpg" in card
    assert "Lee Placeholder" in card
    assert "U.S. House, OH-03" in card
    assert card.index(">pending<") < card.index(">signed<")


def test_what_goes_out_says_when_in_the_readers_zone(as_user, approver, going):
    html = as_user(approver).get("/").content.decode()
    assert "Going out at" in html
    assert "data-until=" in sections(html)["going"]


def test_an_empty_queue_says_what_will_happen(as_user, approver):
    html = as_user(approver).get("/").content.decode()
    assert "All quiet" in html
    assert "No tracker has been read yet" in html


def test_three_and_thirty_announcements_take_the_same_queries(as_user, approver, waiting, django_assert_num_queries):
    client = as_user(approver)
    client.get("/")  # the first request of a process fills caches
    copies_of(waiting, 2)
    with django_assert_num_queries(11):
        client.get("/")
    copies_of(waiting, 27)
    with django_assert_num_queries(11):
        assert client.get("/").content.decode().count('<article class="card"') == 30


@pytest.mark.parametrize(("hour", "word"), [(4, "evening"), (5, "morning"), (12, "afternoon"), (18, "evening")])
def test_the_greeting_fits_the_hour(hour, word):
    assert greeting(hour) == f"Good {word}"
