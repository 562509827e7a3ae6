"""A link that a person gave is read back once, however old its post is; while its account rests its page says so."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from publisher import as_read
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.models import Account, Announcement, Notice, Reading, User
from publisher.pipeline import readback, wrong_link
from publisher.rules.as_approved import CONFIRMED_AFTER, WATCHED
from tests.pipeline.story import Stage, later, only, work
from tests.pipeline.test_wrong_link import again, finished, mistaken, right, strange

__all__ = ["mistaken"]

OLD = -WATCHED.total_seconds() - 3600


def paused(stage: Stage, comms: User, link: str = "") -> Announcement:
    """Posted by hand on an account that rests since then, for longer than posts are watched."""
    made = stage.approved()
    pause(stage.account, "Crisis.", "Call.")
    work()
    finished(made, comms, link or right(stage, made))
    later(only(made), published_at=OLD)
    return made


def goes_on(stage: Stage) -> None:
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)


def test_one_that_was_never_read_is_read_once_when_the_account_goes_on(stage: Stage, comms: User) -> None:
    made = paused(stage, comms)
    assert readback.due_readings() == []
    goes_on(stage)
    assert readback.due_readings() == [only(made).pk]
    work()
    row = Reading.objects.get()
    assert (bool(row.read_at), row.next_at, only(made).look_since) == (True, None, None)
    assert readback.due_readings() == []


def test_another_accounts_post_is_told_however_late(stage: Stage, comms: User) -> None:
    made = paused(stage, comms, strange(stage))
    goes_on(stage)
    work()
    assert only(made).reason.endswith("is not this account's post.")
    assert Notice.objects.filter(kind="wrong_link").count() == 1
    assert readback.due_readings() == []


def test_one_that_is_mended_late_is_read_at_once(stage: Stage, mistaken: Announcement) -> None:
    later(only(mistaken), published_at=OLD)
    wrong_link.mend(only(mistaken).pk, by=stage.approver, link=right(stage, mistaken))
    work()
    assert (Reading.objects.get().differs, bool(Reading.objects.get().read_at)) == ([], True)


def test_that_nothing_is_there_is_asked_twice_as_ever(stage: Stage, comms: User) -> None:
    made = paused(stage, comms, f"{stage.sandbox.url}/p/BohzwXyoABC/")
    goes_on(stage)
    work()
    assert (only(made).look_since, readback.due_readings()) == (None, [])
    Reading.objects.update(unseen_at=timezone.now() - CONFIRMED_AFTER, next_at=timezone.now())
    work()
    assert only(made).reason.startswith("Nothing of the account's is known at the address that was given")
    assert readback.due_readings(timezone.now() + timedelta(days=40)) == []


def test_one_that_cannot_be_read_ends_in_a_look_and_is_read_no_more(stage: Stage, comms: User) -> None:
    made = paused(stage, comms)
    goes_on(stage)
    stage.sandbox.fault("http_500", match="/info/", times=99)
    for _ in range(as_read.TRIES):
        assert only(made).look_since is None
        again(made)
    assert only(made).reason.startswith(as_read.NEVER_READ)
    assert (Reading.objects.get().next_at, readback.due_readings(timezone.now() + timedelta(days=9))) == (None, [])


def test_what_the_program_posted_is_watched_for_a_month_as_ever(stage: Stage) -> None:
    made = stage.approved()
    work()
    later(only(made), published_at=OLD)
    assert readback.due_readings() == []


@pytest.mark.parametrize("resting", [True, False])
def test_its_page_says_when_it_is_read(stage: Stage, comms: User, client: Client, resting: bool) -> None:
    made = paused(stage, comms)
    if not resting:
        goes_on(stage)
    client.force_login(stage.approver)
    page = client.get(f"/announcements/{made.pk}/").content.decode()
    assert ("It is read back as soon as the account goes on." in page) == resting
