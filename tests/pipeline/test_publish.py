"""What is due goes out, once, and every trouble before the stamp says what it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from instagrapi import Client

from publisher.models import Account, Event, StatusChange
from publisher.pipeline import publish
from tests.pipeline.story import Stage, approve, drafted, fresh, later, only, work

pytestmark = pytest.mark.every_test


def test_what_was_approved_goes_out_as_it_stands(stage: Stage) -> None:
    made = stage.approved()
    work()
    post, delivery = stage.posts[0], only(made)
    act = made.revision.manifest["acts"][0]
    assert (post["caption"], post["alt"]) == (act["text"], act["slides"][0]["alt"])
    assert (post["width"], post["height"]) == (1080, 1350)
    assert [slide["sha256"] for slide in post["slides"]] == [slide["sha256"] for slide in act["slides"]]
    assert (delivery.state, delivery.remote_id.split("_")[0]) == ("published", post["id"])
    assert delivery.permalink.endswith(f"/p/{post['code']}/")
    assert delivery.published_at
    assert delivery.attempts == 1


def test_each_publication_has_a_client_of_its_own(stage: Stage, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LIMITS = "instagram=off"
    made, init = list[Client](), Client.__init__

    def noted(client: Client, *given: Any, **named: Any) -> None:
        made.append(client)
        init(client, *given, **named)

    monkeypatch.setattr(Client, "__init__", noted)
    stage.approved("oh-3"), stage.approved("oh-4")
    work()
    assert (len(stage.posts), len(made)) == (2, 2)
    assert len({id(client.private) for client in made}) == 2


def test_each_step_leaves_its_line_in_the_trail(stage: Stage) -> None:
    made = stage.approved()
    work()
    told = Event.objects.filter(announcement_id=made.pk, kind="delivery", what="move").order_by("id")
    assert [event.after for event in told] == ["ready", "publishing", "published"]


def test_nothing_more_goes_out_however_often_one_works(stage: Stage) -> None:
    made = stage.approved()
    for _ in range(3):
        work()
        publish.work_account(stage.account.pk)
    assert (len(stage.posts), only(made).attempts) == (1, 1)


def test_a_bilingual_post_is_one_carousel(stage: Stage, connected) -> None:
    Account.objects.update(languages=["en", "es"])
    made = stage.approved()
    work()
    slides = made.revision.manifest["acts"][0]["slides"]
    assert [slide["alt"] for slide in stage.posts[0]["slides"]] == [slide["alt"] for slide in slides]
    assert [slide["sha256"] for slide in stage.posts[0]["slides"]] == [slide["sha256"] for slide in slides]
    assert len(slides) == 2


def test_every_account_posts_once(stage: Stage, connected) -> None:
    connected("second")
    stage.approved()
    work()
    assert sorted(post["account"] for post in stage.posts) == ["coalition", "second"]


def test_the_undo_time_is_respected(stage: Stage, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    due = only(made).not_before - timezone.now()
    work()
    assert timedelta(seconds=290) < due <= timedelta(seconds=300)
    assert (stage.posts, only(made).state) == ([], "waiting")
    later(only(made), not_before=-1)
    work()
    assert len(stage.posts) == 1


def test_quiet_hours_delay_and_lose_nothing(stage: Stage, settings: Any) -> None:
    now = timezone.now()
    begin, end = now - timedelta(hours=1), now + timedelta(hours=2)
    settings.QUIET_HOURS = f"{begin:%H:%M}-{end:%H:%M} UTC"
    made = stage.approved()
    work()
    assert timedelta(minutes=118) < only(made).not_before - now <= timedelta(hours=2)
    assert stage.posts == []
    settings.QUIET_HOURS = ""
    later(only(made), not_before=-1)
    work()
    assert len(stage.posts) == 1


def test_quiet_hours_that_begin_while_it_waits_delay_too(stage: Stage, settings: Any) -> None:
    made, now = stage.approved(), timezone.now()
    settings.QUIET_HOURS = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M} UTC"
    work()
    assert (stage.posts, only(made).state) == ([], "waiting")


def test_the_earliest_goes_first(stage: Stage) -> None:
    second, first = stage.approved("oh-4"), stage.approved("oh-3")
    later(only(first), not_before=-60)
    work()
    oldest = list(reversed(stage.posts))
    assert [first.code in oldest[0]["caption"], second.code in oldest[1]["caption"]] == [True, True]


def test_a_fact_that_turned_is_held_and_nothing_goes_out(stage: Stage, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    stage.tracker.says("oh-3", "refused")
    stage.tracker.poll()
    later(only(made), not_before=-1)
    work()
    assert (fresh(made).state, only(made).state, stage.posts) == ("held", "held", [])
    assert "says refused, the announcement says signed" in fresh(made).reason


@pytest.mark.parametrize("status", ["pending", "refused", "rescinded"])
def test_a_fact_that_turned_unread_is_seen_at_the_last_moment(stage: Stage, status: str) -> None:
    made = stage.approved()
    stage.tracker.says("oh-3", status)
    work()
    assert (fresh(made).state, only(made).state) == ("held", "held")
    assert stage.sandbox.state["requests"].get("configure", 0) == 0


def test_the_session_that_a_log_in_renewed_is_kept(stage: Stage) -> None:
    stage.sandbox.store.end_sessions()
    before = stage.account.session_version
    stage.approved()
    work()
    account = Account.objects.get(pk=stage.account.pk)
    assert (len(stage.posts), account.session_version > before) == (1, True)
    assert account.session != stage.account.session


def test_the_account_is_free_again_afterwards(stage: Stage) -> None:
    stage.approved()
    work()
    assert Account.objects.get(pk=stage.account.pk).lease_until is None


def test_a_change_by_the_tracker_after_publishing_takes_nothing_back_by_itself(stage: Stage) -> None:
    made = stage.approved()
    work()
    stage.tracker.says("oh-3", "rescinded")
    stage.tracker.poll()
    assert (fresh(made).state, only(made).state, fresh(made).untrue) == ("approved", "published", True)
    assert StatusChange.objects.count() == 2


def test_several_are_sent_one_after_the_other(stage: Stage) -> None:
    for key in ("oh-3", "oh-4", "tx-7"):
        stage.approved(key)
    work()
    assert (len(stage.posts), stage.sandbox.state["duplicates"]) == (3, 0)


def test_an_approval_without_review_is_not_possible(stage: Stage) -> None:
    made = drafted(stage.tracker)
    work()
    assert stage.posts == []
    approve(made, stage.approver)
    work()
    assert len(stage.posts) == 1


def test_an_answer_that_never_ends_leaves_doubt_within_the_time_limit(stage: Stage, settings: Any) -> None:
    """Long before the lease is over, though it was never silent; and what it had done is found."""
    settings.SEND_SECONDS = 1
    stage.sandbox.fault("drip_after", match="/media/configure/", seconds=20)
    made = stage.approved()
    work()
    doubt = only(made)
    assert doubt.state == "uncertain"
    assert timezone.now() - doubt.sending_at < timedelta(seconds=5)
    assert "no receipt came back" in doubt.reason
    later(doubt, next_look_at=-1)
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)
