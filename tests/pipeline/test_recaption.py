"""Another caption for what is live: a revision like any other, approved, sent once, and compared with from then on."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher import workflow
from publisher.errors import Refusal
from publisher.extras import Extras
from publisher.models import Account, Announcement, Delivery, Event, Reading, Subscriber, User
from publisher.pipeline import decide, publish, readback, recaption, reconcile, submit, takedown
from publisher.queueing import queue
from publisher.web.choices import choices_for
from tests.pipeline.story import Connected, Stage, approve, digest, drafted, edit, fresh, later, only, work


@pytest.fixture
def live(stage: Stage) -> Announcement:
    made = stage.approved()
    work()
    return made


def words(made: Announcement, said: str = "Corrected.") -> str:
    return f"{said} http://127.0.0.1:8000/a/{made.code}"


def stands(stage: Stage) -> str:
    return str(stage.posts[-1]["caption"])


def again(made: Announcement, by: User, said: str = "Corrected.") -> None:
    edit(made, by, caption_en=words(made, said))


def read(made: Announcement) -> str:
    Reading.objects.update(next_at=timezone.now())
    return readback.read_back(only(made).pk)


def test_it_is_approved_like_everything_and_the_post_stays_one(stage: Stage, live: Announcement, comms: User) -> None:
    before, first = stands(stage), only(live)
    again(live, comms)
    assert (fresh(live).state, stands(stage)) == ("in_review", before)
    approve(live, stage.approver)
    change = only(live, "edit")
    assert (change.target, change.state, only(live).state) == (first, "waiting", "published")
    work()
    work()
    assert (len(stage.posts), stands(stage)) == (1, words(live))
    assert (only(live, "edit").state, queue()[0].state) == ("published", "published")
    assert stage.sandbox.state["requests"]["edit"] == 1


def test_the_approval_is_of_that_digest(stage: Stage, live: Announcement, comms: User) -> None:
    old = digest(live)
    again(live, comms)
    assert digest(live) != old
    with pytest.raises(Refusal, match="current digest"):
        decide.approve(live.pk, by=stage.approver, digest=old)


def test_a_second_change_is_another_delivery(stage: Stage, live: Announcement, comms: User) -> None:
    for said in ("Once.", "Twice."):
        again(live, comms, said)
        approve(live, stage.approver)
        work()
    assert stands(stage) == words(live, "Twice.")
    assert list(live.deliveries.filter(act="edit").values_list("state", flat=True)) == ["published", "published"]


def test_changed_before_it_went_out_it_is_the_same_delivery(
    stage: Stage, live: Announcement, comms: User, settings: Any
) -> None:
    settings.UNDO_SECONDS = 300
    again(live, comms, "Once.")
    approve(live, stage.approver)
    again(live, comms, "Twice.")
    settings.UNDO_SECONDS = 0
    approve(live, stage.approver)
    work()
    assert (only(live, "edit").state, stands(stage)) == ("published", words(live, "Twice."))


def test_only_the_caption_of_what_is_live_can_be_changed(stage: Stage, live: Announcement, comms: User) -> None:
    for texts, besides in (({"alt.en": "A card."}, None), ({}, Extras(story=True)), ({"comment.en": "More."}, None)):
        with pytest.raises(Refusal, match="only the caption"):
            submit.edit(live.pk, by=comms, digest=digest(live), texts=texts, besides=besides)
    with pytest.raises(Refusal, match="Nothing was changed"):
        submit.edit(live.pk, by=comms, digest=digest(live), texts={})
    assert fresh(live).state == "approved"


def test_nothing_is_changed_while_nobody_knows_what_is_there(stage: Stage, comms: User) -> None:
    stage.sandbox.fault("drop_after")
    stage.sandbox.media.feed_lag = 3600
    made = stage.approved()
    work()
    with pytest.raises(Refusal, match="No post of it is live"):
        again(made, comms)


@pytest.mark.parametrize("kind", ["drop", "drop_after", "http_500_after", "truncate_after", "http_500"])
def test_a_lost_answer_ends_with_the_new_caption(stage: Stage, live: Announcement, comms: User, kind: str) -> None:
    again(live, comms)
    approve(live, stage.approver)
    stage.sandbox.fault(kind, match="/edit_media/")
    work()
    later(only(live, "edit"), not_before=-1)
    work()
    assert (only(live, "edit").state, stands(stage)) == ("published", words(live))


def test_what_stands_there_already_is_not_sent(stage: Stage, live: Announcement, comms: User) -> None:
    again(live, comms)
    approve(live, stage.approver)
    stage.sandbox.store.edit_post(int(stage.posts[0]["id"]), words(live))
    work()
    assert (only(live, "edit").state, stage.sandbox.state["requests"].get("edit", 0)) == ("published", 0)


def test_a_worker_that_dies_at_it_is_taken_up_again(
    stage: Stage, live: Announcement, comms: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    again(live, comms)
    approve(live, stage.approver)

    def die(*_: Any) -> Any:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(publish, "send", die)
        with pytest.raises(SystemExit):
            work()
    Delivery.objects.filter(state="publishing").update(lease_until=timezone.now() - timedelta(seconds=1))
    Account.objects.update(lease_until=None)
    reconcile.recover()
    assert only(live, "edit").state == "uncertain"
    later(only(live, "edit"), next_look_at=-1)
    assert reconcile.look(only(live, "edit").pk) == "proven absent"
    work()
    assert (only(live, "edit").state, stands(stage)) == ("published", words(live))


def test_it_is_compared_with_the_newest_approved_words(stage: Stage, live: Announcement, comms: User) -> None:
    old = stands(stage)
    again(live, comms)
    approve(live, stage.approver)
    work()
    assert read(live) == "as approved"
    stage.sandbox.store.edit_post(int(stage.posts[0]["id"]), old)
    assert read(live) == "differs"


def test_stopped_it_is_compared_with_the_old_ones(stage: Stage, live: Announcement, comms: User, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    again(live, comms)
    approve(live, stage.approver)
    decide.stop(live.pk, by=comms)
    assert read(live) == "as approved"
    stage.sandbox.store.edit_post(int(stage.posts[0]["id"]), words(live))
    assert read(live) == "differs"


def test_the_tracker_is_asked_before_it_leaves(stage: Stage, live: Announcement, comms: User) -> None:
    old = stands(stage)
    again(live, comms)
    approve(live, stage.approver)
    stage.tracker.says("oh-3", "refused")
    work()
    assert (only(live, "edit").state, fresh(live).state, stands(stage)) == ("held", "held", old)


def test_left_as_it_is_the_rest_goes_on(stage: Stage, comms: User, settings: Any) -> None:
    settings.MAIL_AFTER_SECONDS = 1800
    Subscriber.objects.create(email="reader@example.org", consent_source="a test", consent_at=timezone.now())
    made = stage.approved()
    work()
    first = digest(made)
    again(made, comms)
    assert only(made, "mail").state == "held"
    with pytest.raises(Refusal, match="current digest"):
        recaption.leave(made.pk, by=comms, digest=first)
    recaption.leave(made.pk, by=comms, digest=digest(made))
    assert (fresh(made).state, digest(made), only(made, "mail").state) == ("approved", first, "waiting")
    assert Event.objects.filter(what="change_left").count() == 1
    with pytest.raises(Refusal, match="no change"):
        recaption.leave(made.pk, by=comms, digest=first)


@pytest.fixture
def mail_waits(stage: Stage, settings: Any) -> Announcement:
    """The post is live, and its mail comes half an hour later."""
    settings.MAIL_AFTER_SECONDS = 1800
    Subscriber.objects.create(email="reader@example.org", consent_source="a test", consent_at=timezone.now())
    made = stage.approved()
    work()
    assert (only(made).state, only(made, "mail").state) == ("published", "waiting")
    return made


@pytest.mark.parametrize("changed", [False, True])
def test_leaving_a_change_undoes_no_hold(stage: Stage, mail_waits: Announcement, comms: User, changed: bool) -> None:
    if changed:
        again(mail_waits, comms)
    decide.hold(mail_waits.pk, by=stage.approver, reason="The quotation is wrong. Do not mail it.")
    decide.review_again(mail_waits.pk, by=comms)
    again(mail_waits, comms, "Another.")
    assert not choices_for(fresh(mail_waits), list(mail_waits.deliveries.all()), comms).leave
    with pytest.raises(Refusal, match="no change"):
        recaption.leave(mail_waits.pk, by=comms, digest=digest(mail_waits))
    assert (fresh(mail_waits).state, only(mail_waits, "mail").state) == ("in_review", "held")


def test_what_was_held_before_the_change_is_not_let_go_by_leaving_it(
    stage: Stage, mail_waits: Announcement, comms: User
) -> None:
    mail = only(mail_waits, "mail")
    workflow.move(mail, "held", reason="The post before it failed.", todo="Decide.")
    again(mail_waits, comms)
    assert choices_for(fresh(mail_waits), list(mail_waits.deliveries.all()), comms).leave
    recaption.leave(mail_waits.pk, by=comms, digest=digest(mail_waits))
    mail = only(mail_waits, "mail")
    assert (fresh(mail_waits).state, mail.state, mail.reason) == ("approved", "held", "The post before it failed.")


def test_what_failed_before_the_change_is_not_tried_again_by_leaving_it(
    stage: Stage, connected: Connected, comms: User
) -> None:
    connected("second")
    stage.sandbox.fault("bad_request", match="rupload")
    made = stage.approved()
    work()
    second = Delivery.objects.get(announcement=made, state="failed").account
    again(made, comms)
    recaption.leave(made.pk, by=comms, digest=digest(made))
    work()
    failed = Delivery.objects.get(announcement=made, account=second)
    assert (fresh(made).state, failed.state, failed.reason) == (
        "approved", "held", "It failed before its text was changed.",
    )  # fmt: skip
    assert len(stage.posts) == 1


def test_what_never_went_out_is_not_left_but_rejected(stage: Stage, comms: User) -> None:
    made = drafted(stage.tracker)
    with pytest.raises(Refusal, match="no change"):
        recaption.leave(made.pk, by=comms, digest=digest(made))


def test_it_goes_down_with_its_post(stage: Stage, live: Announcement, comms: User) -> None:
    again(live, comms)
    approve(live, stage.approver)
    work()
    takedown.take_down(live.pk, by=stage.approver, reason="The candidate asked us to.", how="delete")
    work()
    assert (only(live).state, only(live, "edit").state) == ("taken_down", "taken_down")
    assert queue()[0].state == "taken_down"


def test_a_post_that_was_taken_down_meanwhile_gets_no_caption(stage: Stage, live: Announcement, comms: User) -> None:
    again(live, comms)
    takedown.take_down(live.pk, by=stage.approver, reason="The candidate asked us to.")
    work()
    with pytest.raises(Refusal, match="not live any more"):
        approve(live, stage.approver)
    recaption.leave(live.pk, by=comms, digest=digest(live))
    assert queue()[0].state == "taken_down"


def test_each_account_gets_its_languages(stage: Stage, connected: Connected, comms: User) -> None:
    connected("second", ("en", "es"))
    made = stage.approved()
    work()
    edit(made, comms, caption_es=words(made, "Corregido."))
    approve(made, stage.approver)
    work()
    changed = Delivery.objects.get(announcement=made, act="edit")
    assert (changed.account.name, changed.state) == ("second", "published")
    captions = {post["account"]: post["caption"] for post in stage.posts}
    assert ("Corregido." in captions["second"], "Corregido." in captions["coalition"]) == (True, False)
