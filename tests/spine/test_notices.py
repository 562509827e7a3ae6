"""What staff are told by mail: once, and until it is sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from publisher import notices
from publisher.models import Notice, User
from publisher.pipeline import decide
from tests.pipeline.story import Stage, approve, digest, drafted, edit, triggered, work


def subjects(user: User) -> list[str]:
    return [message.subject for message in mail.outbox if message.to == [user.email]]


def test_approvers_are_told_once_that_something_waits(stage: Stage, admin: User, comms: User) -> None:
    made = drafted(stage.tracker)
    for _ in range(3):
        work()
    assert subjects(stage.approver) == subjects(admin) == ["Waiting for you: Maxima Example"]
    assert subjects(comms) == []
    assert f"/announcements/{made.pk}/" in mail.outbox[0].body


def test_a_new_revision_waits_anew(stage: Stage, comms: User) -> None:
    made = drafted(stage.tracker)
    edit(made, comms, alt_en="New.")
    work()
    assert len(subjects(stage.approver)) == 2


def test_whoever_triggered_hears_that_it_is_approved_and_live(stage: Stage, organizer: User) -> None:
    made = triggered(organizer)
    stage.tracker.says("oh-3", "signed")
    stage.tracker.poll()
    approve(made, stage.approver)
    work()
    assert subjects(organizer) == ["Approved: Maxima Example", "Live: Maxima Example"]
    assert stage.posts[0]["code"] in mail.outbox[-1].body


@pytest.mark.parametrize("how", ["reject", "hold", "stop", "tracker"])
def test_whoever_triggered_hears_that_it_was_stopped(
    stage: Stage, organizer: User, comms: User, how: str, settings: Any
) -> None:
    settings.UNDO_SECONDS = 300
    made = triggered(organizer)
    if how == "reject":
        decide.reject(made.pk, by=stage.approver, digest=digest(made), reason="Not ours.")
    elif how == "hold":
        decide.hold(made.pk, by=comms, reason="Wait.")
    elif how == "stop":
        approve(made, stage.approver)
        decide.stop(made.pk, by=comms)
    else:
        stage.tracker.says("oh-3", "refused")
        stage.tracker.poll()
    work()
    assert subjects(organizer)[-1] == "Stopped: Maxima Example"


def test_nobody_is_told_of_what_the_tracker_brought(stage: Stage, organizer: User) -> None:
    stage.approved()
    work()
    assert subjects(organizer) == []


def test_who_left_is_told_nothing(stage: Stage) -> None:
    User.objects.filter(pk=stage.approver.pk).update(is_active=False)
    drafted(stage.tracker)
    work()
    assert mail.outbox == []


def test_a_relay_that_fails_is_tried_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted(stage.tracker)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", lambda _: (_ for _ in ()).throw(OSError("relay away")))
        work()
    assert (mail.outbox, Notice.objects.get().sent_at, Notice.objects.get().attempts) == ([], None, 1)
    work()
    assert mail.outbox == []  # not at once
    Notice.objects.update(tried_at=timezone.now() - timedelta(hours=1))
    work()
    assert len(mail.outbox) == 1


def test_after_eight_attempts_it_rests_and_the_doctor_hears_of_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted(stage.tracker)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda _: (_ for _ in ()).throw(OSError))
    for _ in range(notices.ATTEMPTS + 2):
        Notice.objects.update(tried_at=None)
        notices.send_due()
    assert (Notice.objects.get().attempts, notices.given_up()) == (notices.ATTEMPTS, 1)
    assert not notices.waiting(timezone.now())


def test_of_two_senders_one_gets_the_row(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted(stage.tracker)
    real = notices._send
    monkeypatch.setattr(notices, "_send", lambda notice: (notices.send_due(), real(notice))[1])
    notices.send_due()
    assert len(mail.outbox) == 1


def test_a_name_cannot_smuggle_a_header_in(stage: Stage) -> None:
    made = drafted(stage.tracker)
    assert made.revision
    made.revision.manifest["subjects"][0]["name"] = "Maxima\nBcc: everybody@example.org"
    notices.ask_approvers(made, made.revision)
    assert all("\n" not in subject for subject in Notice.objects.values_list("subject", flat=True))
