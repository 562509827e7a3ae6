"""`publisher take-down` and what `publisher show` says of what is live."""

import json
from typing import Any

from django.utils import timezone

from publisher.models import Announcement, Delivery, Reading, TakeDown, User
from tests.pipeline.story import Stage, later, only, work


def live(stage: Stage) -> Announcement:
    made = stage.approved()
    work()
    return made


def test_it_is_down_when_the_command_returns(stage: Stage, cli: Any, approver: User) -> None:
    made = live(stage)
    told = ("--as", approver.email, "--reason", "The candidate asked.", "--public", "en=The seat was wrong.")
    done = cli("take-down", str(made.pk), *told, "--json")
    assert done.code == 0, done.err
    document = json.loads(done.out)
    assert document["shown"] == "taken_down"
    assert document["deliveries"][0]["take_down"]["public"] == {"en": "The seat was wrong."}
    assert stage.posts[0]["archived"]
    again = cli("take-down", str(made.pk), *told)
    assert (again.code, "Nothing of it is live" in again.err) == (1, True)


def test_deleted_if_that_is_asked_for(stage: Stage, cli: Any, approver: User) -> None:
    made = live(stage)
    assert cli("take-down", made.code, "--as", approver.email, "--reason", "Wrong.", "--delete").code == 0
    assert stage.posts[0]["deleted"]


def test_what_is_not_down_is_said_with_what_to_do_and_ended_by_hand(stage: Stage, cli: Any, approver: User) -> None:
    made = live(stage)
    stage.sandbox.fault("http_500", match="/only_me/", times=1)
    done = cli("take-down", str(made.pk), "--as", approver.email, "--reason", "Wrong.")
    assert (done.code, "not confirmed that it is down" in done.err) == (0, True)
    stage.sandbox.store.delete_post(int(stage.posts[0]["id"]))
    later(only(made), published_at=-7200)
    assert cli("take-down", str(made.pk), "--as", approver.email, "--by-hand").code == 0
    assert only(made).state == "taken_down"


def test_words_without_a_language_are_refused(stage: Stage, cli: Any, approver: User) -> None:
    made = live(stage)
    for public in ("Wrong.", "fr=Faux.", "en=Write to ana@example.org"):
        done = cli("take-down", str(made.pk), "--as", approver.email, "--reason", "Wrong.", "--public", public)
        assert done.code == 1
    assert not TakeDown.objects.exists()


def test_show_says_how_it_was_read_back(stage: Stage, cli: Any) -> None:
    made = live(stage)
    delivery = Delivery.objects.get(announcement=made)
    Reading.objects.create(delivery=delivery, read_at=timezone.now(), likes=12, comments=3)
    assert "as approved (12 likes, 3 comments)" in cli("show", str(made.pk)).out
    Reading.objects.update(differs=["Its caption is another."], trouble="Instagram could not be reached.")
    out = cli("show", str(made.pk)).out
    assert "Its caption is another." in out
    assert "could not be read the last time" in out
