"""What a person posts: handed over, never sent, closed by its link; and any other delivery finished by hand."""

from typing import Any

import pytest

from publisher import sweep
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Delivery, Event, Reading, Subscriber, User
from publisher.pipeline import by_hand, decide, readback, takedown
from publisher.sandbox.instagram import InstagramSandbox
from tests.newsletter.mailing import people
from tests.pipeline.story import Stage, Tracker, approve, drafted, fresh, later, only, work

LINK = "https://www.instagram.com/p/HANDMADE1/"
OTHER = "https://www.instagram.com/p/HANDMADE2/"


@pytest.fixture
def task(quick_pictures: None, tracker: Tracker, approver: User) -> Announcement:
    """Approved where no account is connected, and due."""
    announcement = approve(drafted(tracker), approver)
    work()
    return announcement


def taken(announcement: Announcement, by: User, **more: bool) -> Delivery:
    return by_hand.take(only(announcement).pk, by=by, **more)


def closed(announcement: Announcement, by: User, link: str = LINK) -> by_hand.Finished:
    return by_hand.finish(only(announcement).pk, by=by, link=link)


def test_without_an_account_it_waits_for_a_person(task: Announcement) -> None:
    delivery = only(task)
    assert (str(delivery.account), delivery.state, delivery.reason) == (
        "by_hand/main",
        "by_hand",
        "A person posts this by hand.",
    )
    assert "paste its link" in delivery.todo
    assert delivery.account.paused_at is None
    assert not delivery.sending_at


def test_nothing_takes_it_up_again(task: Announcement) -> None:
    before = only(task).attempts
    assert sweep.sweep().accounts == 0
    work()
    assert (only(task).state, only(task).attempts) == ("by_hand", before)


def test_the_next_task_is_not_kept_back_by_the_first(task: Announcement, tracker: Tracker, approver: User) -> None:
    other = approve(drafted(tracker, "oh-4"), approver)
    work()
    assert only(other).state == "by_hand"


def test_beside_a_connected_account_nothing_is_planned_by_hand(task: Announcement, stage: Stage) -> None:
    made = stage.approved("oh-4")
    assert [str(one.account) for one in made.deliveries.all()] == ["instagram/coalition"]


def test_where_it_is_switched_off_there_is_no_place(
    settings: Any, quick_pictures: None, tracker: Tracker, approver: User
) -> None:
    settings.CHANNELS = ["instagram"]
    with pytest.raises(Refusal, match="no account to publish on"):
        approve(drafted(tracker), approver)


def test_whoever_takes_it_gets_what_was_approved(task: Announcement, comms: User) -> None:
    with pytest.raises(Refusal, match="Take it first"):
        by_hand.kit(only(task).pk, by=comms)
    taken(task, comms)
    kit = by_hand.kit(only(task).pk, by=comms)
    assert kit.post
    act = only(task).revision.manifest["acts"][0]
    assert (kit.post.text, [one.alt for one in kit.post.images]) == (act["text"], [act["slides"][0]["alt"]])
    assert kit.warning == ""


def test_two_people_do_not_get_it_at_once(task: Announcement, comms: User, approver: User) -> None:
    taken(task, comms)
    with pytest.raises(Refusal, match="Casey Comms has opened it"):
        taken(task, approver)
    taken(task, approver, over=True)
    with pytest.raises(Refusal, match="Take it first"):
        by_hand.kit(only(task).pk, by=comms)


def test_the_link_closes_it(task: Announcement, comms: User) -> None:
    taken(task, comms)
    assert closed(task, comms, f"{LINK}?igsh=abc").warning == ""
    done = only(task)
    assert (done.state, done.permalink, bool(done.published_at)) == ("published", LINK, True)
    assert Event.objects.filter(object_id=done.pk, after="published", role="comms").exists()


def test_closing_it_twice_is_refused_and_says_where_it_is(task: Announcement, comms: User) -> None:
    closed(task, comms)
    with pytest.raises(Refusal, match=r"live already: https://www\.instagram\.com/p/HANDMADE1/"):
        closed(task, comms, OTHER)
    assert only(task).permalink == LINK


@pytest.mark.parametrize("again", [LINK, LINK.rstrip("/"), LINK.replace("/p/", "/reel/")])
def test_one_post_is_not_two_deliveries(
    task: Announcement, tracker: Tracker, approver: User, comms: User, again: str
) -> None:
    closed(task, comms)
    other = approve(drafted(tracker, "oh-4"), approver)
    work()
    with pytest.raises(Refusal, match=f"the post of announcement {task.pk}"):
        closed(other, comms, again)
    assert only(other).state == "by_hand"


def test_a_link_that_is_none_closes_nothing(task: Announcement, comms: User) -> None:
    with pytest.raises(Refusal, match="no link of a post on Instagram"):
        closed(task, comms, "https://news.example.org/p/HANDMADE1/")
    assert only(task).state == "by_hand"


def test_an_organizer_neither_takes_nor_closes_it(task: Announcement, organizer: User) -> None:
    for act in (taken, closed):
        with pytest.raises(Refusal, match="only comms staff"):
            act(task, organizer)


def test_when_the_tracker_takes_it_back_there_is_nothing_to_post(
    task: Announcement, tracker: Tracker, comms: User
) -> None:
    taken(task, comms)
    tracker.says("oh-3", "pending")
    kit = by_hand.kit(only(task).pk, by=comms)
    assert kit.post is None
    assert kit.warning.startswith("Do not post it.")
    assert (only(task).state, fresh(task).state) == ("held", "held")


def test_what_was_posted_before_the_tracker_took_it_back_is_known_and_loud(
    task: Announcement, tracker: Tracker, comms: User
) -> None:
    taken(task, comms)
    tracker.says("oh-3", "pending")
    finished = closed(task, comms)
    assert "pending" in finished.warning
    assert (only(task).state, only(task).permalink, fresh(task).state) == ("published", LINK, "held")


def test_what_was_stopped_while_somebody_posted_it_is_known_too(
    task: Announcement, comms: User, approver: User
) -> None:
    taken(task, comms)
    decide.stop(task.pk, by=approver)
    assert by_hand.kit(only(task).pk, by=comms).post is None
    closed(task, comms)
    assert only(task).state == "published"


def test_what_nobody_had_opened_is_stopped_for_good(task: Announcement, comms: User, approver: User) -> None:
    decide.stop(task.pk, by=approver)
    with pytest.raises(Refusal, match="It is stopped"):
        closed(task, comms)


def test_the_mail_follows_once_it_is_closed(
    quick_pictures: None, tracker: Tracker, approver: User, comms: User, settings: Any
) -> None:
    people(1)
    made = approve(drafted(tracker), approver)
    work()
    later(only(made, "mail"), planned_at=-3600, not_before=-3600)
    work()
    assert (only(made).state, only(made, "mail").state) == ("by_hand", "waiting")
    closed(made, comms)
    sweep.sweep()
    assert only(made, "mail").state == "ready"
    assert Subscriber.objects.count() == 1


def test_given_back_it_is_as_before(task: Announcement, comms: User, approver: User) -> None:
    taken(task, comms)
    by_hand.give_back(only(task).pk, by=comms)
    assert (only(task).state, by_hand.opened(only(task))) == ("by_hand", {})
    taken(task, approver)


def test_reading_back_says_that_it_cannot_tell(task: Announcement, comms: User) -> None:
    closed(task, comms)
    later(only(task), published_at=-3600)
    assert readback.read_back(only(task).pk) == "cannot tell"
    reading = Reading.objects.get()
    assert (reading.next_at, reading.gone_at) == (None, None)
    assert "nothing of ours can look" in reading.trouble


def test_taking_it_down_is_a_persons_word(task: Announcement, comms: User, approver: User) -> None:
    closed(task, comms)
    takedown.take_down(task.pk, by=approver, reason="Wrong seat.")
    assert takedown.carry_out(only(task).pk) == "still live"
    takedown.done_by_hand(only(task).pk, by=approver)
    assert takedown.carry_out(only(task).pk) == "taken down"


def test_a_stand_ins_address_is_none_where_there_is_no_stand_in(
    task: Announcement, comms: User, sandbox: InstagramSandbox, settings: Any
) -> None:
    settings.INSTAGRAM_ENDPOINT = ""
    with pytest.raises(Refusal, match="no link of a post"):
        closed(task, comms, f"{sandbox.url}/p/HANDMADE1/")


def test_the_place_is_made_once(task: Announcement, tracker: Tracker) -> None:
    drafted(tracker, "oh-4")
    assert [str(one) for one in Account.objects.all()] == ["by_hand/main"]
