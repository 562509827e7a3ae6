"""Approving what was read, and everything that keeps one from it."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from publisher import files
from publisher.errors import Refusal
from publisher.models import Decision, Delivery, Event, StatusChange, StoredFile, User
from publisher.pipeline import decide, submit
from tests.newsletter.mailing import people
from tests.pipeline.story import Stage, approve, digest, drafted, edit, fresh, only, work


def test_an_approval_plans_the_deliveries(stage: Stage) -> None:
    made = approve(drafted(stage.tracker), stage.approver)
    assert fresh(made).state == "approved"
    assert (only(made).state, only(made).revision) == ("waiting", fresh(made).revision)
    decision = Decision.objects.get()
    assert (decision.verdict, decision.digest, decision.languages) == ("approve", digest(made), ["en", "es"])
    assert Event.objects.filter(announcement_id=made.pk, after="approved", role="approver").count() == 1


def test_an_old_digest_is_refused(stage: Stage, comms: User) -> None:
    made = drafted(stage.tracker)
    read = digest(made)
    edit(made, comms, alt_en="Changed since.")
    with pytest.raises(Refusal, match="not the current digest") as refused:
        decide.approve(made.pk, by=stage.approver, digest=read)
    assert (refused.value.code, fresh(made).state, Delivery.objects.count()) == ("stale", "in_review", 0)


@pytest.mark.parametrize("given", ["", "0" * 64, "abc"])
def test_a_digest_that_is_none_is_refused(stage: Stage, given: str) -> None:
    made = drafted(stage.tracker)
    with pytest.raises(Refusal, match="not the current digest"):
        decide.approve(made.pk, by=stage.approver, digest=given)


def test_a_few_letters_of_the_digest_do_not_suffice(stage: Stage) -> None:
    made = drafted(stage.tracker)
    with pytest.raises(Refusal, match="digest"):
        decide.approve(made.pk, by=stage.approver, digest=digest(made)[:11])
    assert decide.approve(made.pk, by=stage.approver, digest=digest(made)[:12]).state == "approved"


def test_a_mail_that_breaks_a_rule_which_it_must_keep_is_not_approved(stage: Stage, settings: Any) -> None:
    people(1)
    made = drafted(stage.tracker)
    settings.BASE_URL = "http://coalition.example"
    with pytest.raises(Refusal, match=r"mail \(en\) must not go out so\. one-click: .* set PUBLISHER_BASE_URL so\."):
        approve(made, stage.approver)
    assert (fresh(made).state, Decision.objects.count()) == ("in_review", 0)
    settings.BASE_URL = "https://coalition.example"
    assert approve(made, stage.approver).state == "approved"
    assert only(made, "mail").state == "waiting"


def test_nobody_approves_twice(stage: Stage) -> None:
    made = stage.approved()
    with pytest.raises(Refusal, match="cannot be decided on now"):
        approve(made, stage.approver)
    assert Decision.objects.count() == 1


def test_organizers_and_comms_do_not_approve(stage: Stage, organizer: User, comms: User) -> None:
    made = drafted(stage.tracker)
    for user in (organizer, comms):
        with pytest.raises(Refusal) as refused:
            approve(made, user)
        assert refused.value.code == "forbidden"
    assert not Decision.objects.exists()


def test_an_approver_who_left_does_not_approve(stage: Stage) -> None:
    stage.approver.is_active = False
    with pytest.raises(Refusal, match="approver"):
        approve(drafted(stage.tracker), stage.approver)


def test_every_language_needs_somebody_who_read_it(stage: Stage, second_approver: User) -> None:
    made = drafted(stage.tracker)
    assert approve(made, stage.approver, languages=["en"]).state == "in_review"
    assert approve(made, second_approver, languages=["es"]).state == "approved"


@pytest.mark.parametrize("languages", [[], ["fr"], ["en", "fr"]])
def test_one_vouches_for_languages_that_are_there(stage: Stage, languages: list[str]) -> None:
    with pytest.raises(Refusal, match="which languages"):
        approve(drafted(stage.tracker), stage.approver, languages=languages)
    assert not Decision.objects.exists()


def test_without_evidence_nothing_is_approved(stage: Stage) -> None:
    stage.tracker.says("oh-3", "signed", evidence="")
    stage.tracker.poll()
    work()
    made = StatusChange.objects.get().subjects.get().announcement
    with pytest.raises(Refusal, match="no evidence for Maxima Example"):
        approve(made, stage.approver)
    stage.tracker.says("oh-3", "signed")  # now with it
    stage.tracker.poll()
    with pytest.raises(Refusal, match="no evidence"):
        approve(made, stage.approver)
    submit.redraft(made.pk, by=stage.approver)
    assert approve(made, stage.approver).state == "approved"


def test_a_picture_that_failed_its_check_is_not_approved(stage: Stage) -> None:
    made = drafted(stage.tracker)
    StoredFile.objects.update(preflight=[{"name": "contrast", "ok": False, "detail": "2.1 of 4.5"}])
    for waive in ("", "   ", "\u200b", "\u3164"):
        with pytest.raises(Refusal, match=r"contrast\): 2.1 of 4.5, and \d+ more"):
            approve(made, stage.approver, waive=waive)
    with pytest.raises(Refusal, match="at most 1000"):
        approve(made, stage.approver, waive="x" * 1001)


def test_a_fault_that_somebody_answers_for_goes_out_with_their_reason_in_the_trail(stage: Stage) -> None:
    made = drafted(stage.tracker)
    sound = approve(drafted(stage.tracker, "oh-4"), stage.approver, waive="Needed by nobody.")
    StoredFile.objects.update(preflight=[{"name": "contrast", "ok": False, "detail": "2.1 of 4.5"}])
    assert approve(made, stage.approver, waive="Seen by three of us, it reads well.").state == "approved"
    event = Event.objects.get(what="waived")
    assert event.object_id == made.pk != sound.pk
    assert "1080x1350, en, contrast: 2.1 of 4.5" in event.data["faults"]
    assert event.personal.fields["reason"] == "Seen by three of us, it reads well."


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_picture_that_is_not_what_it_was_is_not_approved(stage: Stage, damage: str) -> None:
    made = drafted(stage.tracker)
    path = Path(default_storage.path(files.place(made.revision.manifest["pictures"][0]["sha256"])))
    path.unlink()
    if damage == "changed":
        path.write_bytes(b"another picture")
    with pytest.raises(Refusal, match=r"missing|damaged"):
        approve(made, stage.approver)


def test_what_the_tracker_contradicts_is_not_approved(stage: Stage) -> None:
    made = drafted(stage.tracker)
    StatusChange.objects.get().candidacy.keys.update(missing_since=None)
    type(StatusChange.objects.get().candidacy).objects.update(standing="left_race")
    with pytest.raises(Refusal, match="no longer active: left race"):
        approve(made, stage.approver)


def test_an_announcement_without_an_account_is_not_approved(stage: Stage, settings: Any) -> None:
    stage.account.delete()
    settings.CHANNELS = ["instagram"]  # nobody posts by hand
    with pytest.raises(Refusal, match="no account to publish on"):
        approve(drafted(stage.tracker), stage.approver)


def test_an_unknown_announcement_is_refused(stage: Stage) -> None:
    refusing = [
        lambda: decide.approve(99, by=stage.approver, digest="0" * 64),
        lambda: decide.hold(99, by=stage.approver, reason="x"),
        lambda: decide.stop(99, by=stage.approver),
        lambda: decide.review_again(99, by=stage.approver),
        lambda: submit.edit(99, by=stage.approver, digest="", texts={}),
        lambda: submit.redraft(99, by=stage.approver),
    ]
    for act in refusing:
        with pytest.raises(Refusal, match="no announcement 99") as refused:
            act()
        assert refused.value.code == "missing"


def test_changes_are_requested_with_a_reason(stage: Stage, comms: User) -> None:
    made = drafted(stage.tracker)
    with pytest.raises(Refusal, match="Say what should change"):
        decide.request_changes(made.pk, by=comms, digest=digest(made), reason=" ")
    decide.request_changes(made.pk, by=comms, digest=digest(made), reason="Shorter.")
    assert (fresh(made).state, fresh(made).reason) == ("changes_requested", "Shorter.")


def test_a_rejection_is_the_end(stage: Stage) -> None:
    made = drafted(stage.tracker)
    decide.reject(made.pk, by=stage.approver, digest=digest(made), reason="Not ours.")
    assert fresh(made).state == "rejected"
    assert made.subjects.get().live_news is False
    with pytest.raises(Refusal, match="is rejected"):
        approve(made, stage.approver)


def test_comms_do_not_reject(stage: Stage, comms: User) -> None:
    made = drafted(stage.tracker)
    with pytest.raises(Refusal) as refused:
        decide.reject(made.pk, by=comms, digest=digest(made), reason="No.")
    assert (refused.value.code, fresh(made).state) == ("forbidden", "in_review")


def test_a_held_announcement_can_be_rejected_with_its_deliveries(
    stage: Stage, comms: User, second_approver: User
) -> None:
    made = stage.approved()
    decide.hold(made.pk, by=comms, reason="Wait.")
    with pytest.raises(Refusal, match="already decided"):
        decide.reject(made.pk, by=stage.approver, digest=digest(made), reason="Never mind.")
    decide.reject(made.pk, by=second_approver, digest=digest(made), reason="Never mind.")
    work()
    assert (fresh(made).state, only(made).state, stage.posts) == ("rejected", "stopped", [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("others", [1, 2], ids=["the same one twice", "two approvers"])
def test_at_once_it_is_approved_once(stage: Stage, second_approver: User, others: int) -> None:
    made = drafted(stage.tracker)
    people, start, ends = [stage.approver, [stage.approver, second_approver][others - 1]], threading.Barrier(2), []

    def press(user: User) -> None:
        start.wait(5)
        try:
            ends.append(approve(made, user).state)
        except Refusal as refused:
            ends.append(refused.code)
        connection.close()

    threads = [threading.Thread(target=press, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(ends) == ["approved", "conflict"]
    assert Event.objects.filter(kind="announcement", after="approved").count() == Delivery.objects.count() == 1
