"""What is live is read back and compared: drift and deletion are told once, and an error is neither."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from django.test import Client
from django.utils import timezone

from publisher.errors import Refusal
from publisher.models import Account, Announcement, Event, Notice, Reading, User
from publisher.pipeline import readback
from publisher.queueing import queue
from publisher.rules.as_approved import WATCHED
from publisher.showing import show
from tests.pipeline.story import Stage, fresh, later, only, work


@pytest.fixture
def live(stage: Stage) -> Announcement:
    made = stage.approved()
    work()
    assert only(made).state == "published"
    return made


def read(made: Announcement, *, hours: float = 5) -> str:
    """It is `hours` old, and its turn has come."""
    later(only(made), published_at=-3600 * hours)
    Reading.objects.update(next_at=timezone.now())
    assert only(made).pk in readback.due_readings()
    return readback.read_back(only(made).pk)


def pk(stage: Stage) -> int:
    return int(stage.posts[0]["id"])


def test_it_is_as_approved_with_its_counts(stage: Stage, live: Announcement) -> None:
    stage.sandbox.media.likes = 12
    assert read(live) == "as approved"
    row = Reading.objects.get()
    assert (row.likes, row.comments, row.reach, row.differs, row.trouble) == (12, 0, None, [], "")
    assert row.read_at <= timezone.now()
    assert not Notice.objects.filter(kind__in=("drifted", "gone")).exists()


def test_it_is_not_read_before_lists_have_caught_up_and_no_more_after_a_month(stage: Stage, live: Announcement) -> None:
    assert readback.due_readings() == []
    later(only(live), published_at=-130)
    assert readback.due_readings() == [only(live).pk]
    later(only(live), published_at=-WATCHED.total_seconds() - 60)
    assert readback.due_readings() == []


def test_the_readings_come_after_minutes_an_hour_and_then_days(stage: Stage, live: Announcement) -> None:
    waits = []
    for age in (timedelta(minutes=3), timedelta(hours=2), timedelta(hours=25), timedelta(days=29, hours=1)):
        later(only(live), published_at=-age.total_seconds())
        Reading.objects.update(next_at=timezone.now())
        readback.read_back(only(live).pk)
        waits.append(Reading.objects.get().next_at - only(live).published_at)
    assert [round(wait.total_seconds() / 3600, 1) for wait in waits] == [1, 24, 48, 720]


def test_work_reads_it_by_itself(stage: Stage, live: Announcement) -> None:
    later(only(live), published_at=-200)
    work()
    assert Reading.objects.get().read_at


def test_an_edited_caption_is_told_once_and_needs_a_look(stage: Stage, live: Announcement) -> None:
    stage.sandbox.store.edit_post(pk(stage), "Something else")
    assert [read(live), read(live)] == ["differs", "differs"]
    (notice,) = Notice.objects.filter(kind="drifted")
    assert "caption is not the one that was approved" in notice.text
    assert (queue()[0].state, queue()[0].screen.value) == ("needs_a_look", "Needs a look")
    assert "caption" in queue()[0].reason
    assert show(fresh(live))["deliveries"][0]["reading"]["differs"] == only(live).reading.differs


def test_put_right_it_is_live_again_and_a_new_edit_is_told_anew(stage: Stage, live: Announcement) -> None:
    right = stage.posts[0]["caption"]
    for caption, word in (("Else", "differs"), (right + "  \r\n\n", "as approved"), ("Otherwise", "differs")):
        stage.sandbox.store.edit_post(pk(stage), caption)
        assert read(live) == word
    assert Event.objects.filter(what="as_approved_again").count() == 1
    assert Event.objects.filter(what="drifted").count() == 2


def test_another_picture_is_noticed(stage: Stage, live: Announcement) -> None:
    another(picture(stage))
    assert read(live) == "differs"
    assert only(live).reading.differs == ["It shows another picture than the approved one."]


def picture(stage: Stage) -> Path:
    """The file of what Instagram shows."""
    post = stage.sandbox.store.post(pk(stage))
    return Path(stage.sandbox.store.folder, post.slides[0].image)


def another(file: Path) -> None:
    """Somebody puts another picture there."""
    other = PIL.Image.open(file).convert("RGB")
    other.paste("#ffffff", (0, 0, 600, 600))
    other.save(file, "JPEG")


def test_a_picture_that_cannot_be_had_is_no_difference_and_is_not_called_approved(
    stage: Stage, live: Announcement, client: Client
) -> None:
    shown = picture(stage)
    kept = shown.read_bytes()
    shown.unlink()
    assert read(live) == "not compared"
    row = Reading.objects.get()
    assert (row.differs, row.uncompared, only(live).look_since) == ([], True, None)
    assert row.trouble == "Not compared: the picture. The picture could not be fetched (HTTP 404)."
    assert row.next_at < timezone.now() + timedelta(minutes=5)  # long before the daily one
    page = words(client, stage, live)
    assert "its words are as approved. Not compared: the picture." in page
    assert "It is tried again:" in page
    assert "· as approved" not in page
    shown.write_bytes(kept)
    assert read(live) == "as approved"
    assert (Reading.objects.get().trouble, Reading.objects.get().failures) == ("", 0)
    assert "· as approved." in words(client, stage, live)


def test_a_picture_that_was_another_one_stays_that_until_it_can_be_compared(stage: Stage, live: Announcement) -> None:
    shown = picture(stage)
    kept = shown.read_bytes()
    another(shown)
    assert read(live) == "differs"
    since = only(live).look_since
    shown.unlink()
    assert read(live) == "differs"
    assert (only(live).look_since, Event.objects.filter(what="drifted").count()) == (since, 1)
    shown.write_bytes(kept)
    assert (read(live), only(live).look_since) == ("as approved", None)


def test_a_picture_is_not_called_compared_because_the_next_reading_failed(stage: Stage, live: Announcement) -> None:
    picture(stage).unlink()
    assert read(live) == "not compared"
    for _ in range(2):
        stage.sandbox.fault("http_500", match="/info/", times=5)
        assert read(live) == "cannot tell"
        stage.sandbox.faults.clear()
    row = Reading.objects.get()
    assert row.uncompared
    assert row.trouble.count("Not compared") == row.trouble.count("could not be read the last time") == 1


def words(client: Client, stage: Stage, made: Announcement) -> str:
    """What its page says, without its markup."""
    client.force_login(stage.approver)
    page = client.get(f"/announcements/{made.pk}/").content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_person_may_let_it_stand(stage: Stage, live: Announcement, comms: User) -> None:
    stage.sandbox.store.edit_post(pk(stage), "Something else")
    read(live)
    for by, reason in ((comms, "Fine."), (stage.approver, " ")):
        with pytest.raises(Refusal):
            readback.let_stand(only(live).pk, by=by, reason=reason)
    readback.let_stand(only(live).pk, by=stage.approver, reason="A comma was put right by hand.")
    assert (queue()[0].screen.value, only(live).reason) == ("Live", "")
    assert read(live) == "let stand"
    assert (queue()[0].screen.value, Event.objects.filter(what="drifted").count()) == ("Live", 1)
    with pytest.raises(Refusal, match="Nothing of it differs"):
        readback.let_stand(only(live).pk, by=stage.approver, reason="Again.")
    stage.sandbox.store.edit_post(pk(stage), "Still something else")
    assert read(live) == "differs"
    assert queue()[0].screen.value == "Needs a look"


@pytest.mark.parametrize("how", ["delete_post", "archive_post"])
def test_a_deletion_is_told_once_and_only_when_it_is_confirmed(stage: Stage, live: Announcement, how: str) -> None:
    getattr(stage.sandbox.store, how)(pk(stage))
    assert read(live) == "missing"
    assert (only(live).state, Notice.objects.filter(kind="gone").count()) == ("published", 0)
    assert read(live) == "missing"  # a second answer in the same minute confirms nothing
    Reading.objects.update(unseen_at=timezone.now() - timedelta(minutes=11))
    assert [read(live), read(live)] == ["gone", "gone"]
    assert Notice.objects.filter(kind="gone").count() == 1
    assert (queue()[0].screen.value, only(live).state) == ("Needs a look", "published")
    assert only(live).reading.gone_at


@pytest.mark.parametrize("fault", ["http_500", "html_200", "empty", "drop", "http_429", "login_required"])
def test_what_cannot_be_read_is_never_gone(stage: Stage, live: Announcement, fault: str) -> None:
    for _ in range(3):
        stage.sandbox.fault(fault, match="/info/", times=5)
        assert read(live) == "cannot tell"
        stage.sandbox.faults.clear()
        Account.objects.update(paused_at=None)
    row = Reading.objects.get()
    assert (row.gone_at, row.unseen_at, row.differs, row.failures) == (None, None, [], 3)
    assert row.trouble
    assert not Notice.objects.filter(kind__in=("drifted", "gone")).exists()
    assert read(live) == "as approved"
    assert Reading.objects.get().trouble == ""


def test_a_challenge_while_reading_pauses_the_account(stage: Stage, live: Announcement) -> None:
    stage.sandbox.fault("challenge_required", match="/info/", times=5)
    assert read(live) == "cannot tell"
    assert Account.objects.get(pk=stage.account.pk).paused_at
    assert readback.due_readings() == []


def test_nobody_reads_while_another_is_at_the_account(stage: Stage, live: Announcement) -> None:
    Account.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    assert read(live) == "busy"


def test_the_queue_asks_no_more_of_the_database_for_it(
    stage: Stage, live: Announcement, django_assert_num_queries: Any
) -> None:
    stage.sandbox.store.edit_post(pk(stage), "Something else")
    read(live)
    with django_assert_num_queries(6):
        queue()
