"""What a person hands over becomes a part of what is approved."""

from typing import Any

import pytest

from publisher import files
from publisher import manifest as manifests
from publisher.errors import Refusal
from publisher.models import Announcement, Evidence, Notice, User
from publisher.net import Guard
from publisher.pipeline import decide, draft, submit
from publisher.proof.attachments import Proof, from_address, from_file, from_mail, from_note
from publisher.truth.evidence import Standing, standing
from tests.pipeline.story import Stage, approve, digest, drafted, edit, fresh, in_review, only, work
from tests.proof.test_attachments import picture
from tests.proof.test_mails import MAIL

PDF = b"%PDF-1.7\n%%EOF"


def bare(stage: Stage, status: str = "signed") -> Announcement:
    """The tracker says so, and not where it was said."""
    stage.tracker.says("oh-3", status, evidence="")
    stage.tracker.poll()
    return in_review(draft.draft_new()[0])


def attach(announcement: Announcement, by: User, *proofs: Proof, **more: Any) -> Announcement:
    return submit.attach(announcement.pk, by=by, proofs=proofs, **more)


@pytest.mark.parametrize(
    "proof",
    [
        from_file(picture(), "rally.png"),
        from_file(PDF, "pledge.pdf"),
        from_mail(MAIL),
        from_note("She said: I sign.", "I sign."),
        from_note("", "I sign."),
    ],
    ids=["picture", "pdf", "mail", "note", "quotation"],
)
def test_what_is_attached_counts_and_is_a_part_of_the_revision(stage: Stage, comms: User, proof: Proof) -> None:
    made = bare(stage)
    before = digest(made)
    attach(made, comms, proof)
    item = Evidence.objects.get()
    assert (standing(item), item.added_by, item.public) == (Standing.ATTACHED, comms, False)
    entry = fresh(made).revision.manifest["subjects"][0]["evidence"][0]
    assert (entry["id"], entry["kind"], entry["note"], entry["sha256"]) == (
        item.pk, proof.kind, proof.quote, item.file_id or "",
    )  # fmt: skip
    assert digest(made) != before
    assert not proof.data or files.read(item.file_id) == proof.data
    assert approve(made, stage.approver, opened=False).state == "approved"


def test_a_link_is_opened_by_us_or_vouched_for(stage: Stage, comms: User) -> None:
    made = bare(stage)
    attach(made, comms, from_address("https://campaign.example/pledge", Guard()))
    with pytest.raises(Refusal, match="open it, and tick"):
        approve(made, stage.approver, opened=False)
    assert approve(made, stage.approver).state == "approved"


def test_texts_that_were_edited_and_pictures_stay(stage: Stage, comms: User) -> None:
    made = bare(stage)
    edit(made, comms, alt_en="My own words.")
    before = fresh(made).revision
    attach(made, comms, from_file(PDF, "pledge.pdf"))
    after = fresh(made).revision
    assert (after.number, after.by, after.note) == (before.number + 1, comms, "Evidence attached.")
    assert manifests.texts_of(after.manifest) == manifests.texts_of(before.manifest)
    assert after.manifest["pictures"] == before.manifest["pictures"]


def test_approvers_are_asked_about_the_new_revision(stage: Stage, comms: User) -> None:
    made = bare(stage)
    Notice.objects.all().delete()
    attach(made, comms, from_file(PDF, "pledge.pdf"))
    assert Notice.objects.filter(kind="waits", recipient=stage.approver).count() == 1


def test_several_pieces_make_one_revision(stage: Stage, comms: User) -> None:
    made = bare(stage)
    attach(made, comms, from_file(PDF, "a.pdf"), from_file(picture(), "b.png"), from_note("Seen."))
    assert fresh(made).revision.number == 2
    assert [entry["kind"] for entry in fresh(made).revision.manifest["subjects"][0]["evidence"]] == [
        "file", "file", "note",
    ]  # fmt: skip


def test_an_approval_is_for_what_was_there_before(stage: Stage, comms: User, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = approve(drafted(stage.tracker), stage.approver)
    attach(made, comms, from_file(PDF, "pledge.pdf"))
    assert (fresh(made).state, only(made).state) == ("in_review", "held")
    work()
    assert stage.posts == []


def test_what_was_held_goes_back_into_review_with_it(stage: Stage, comms: User) -> None:
    made = bare(stage)
    decide.hold(made.pk, by=comms, reason="No evidence.")
    attach(made, comms, from_file(PDF, "pledge.pdf"))
    assert fresh(made).state == "in_review"


def test_what_has_gone_out_is_not_changed(stage: Stage, comms: User) -> None:
    made = stage.approved()
    work()
    with pytest.raises(Refusal, match="gone out"):
        attach(made, comms, from_file(PDF, "pledge.pdf"))
    assert Evidence.objects.count() == 1


def test_an_organizer_may_not_change_what_is_under_review(stage: Stage, organizer: User) -> None:
    with pytest.raises(Refusal, match="Only comms"):
        attach(bare(stage), organizer, from_file(PDF, "pledge.pdf"))
    assert not Evidence.objects.exists()


def test_nothing_is_no_evidence(stage: Stage, comms: User) -> None:
    with pytest.raises(Refusal, match="nothing in it"):
        attach(bare(stage), comms)


def test_a_fact_that_is_not_in_it_cannot_be_proved_here(stage: Stage, comms: User) -> None:
    with pytest.raises(Refusal, match="Say which fact"):
        attach(bare(stage), comms, from_file(PDF, "a.pdf"), change_id=999)


def test_a_link_is_public_only_where_somebody_says_so(stage: Stage, comms: User) -> None:
    made = bare(stage)
    attach(made, comms, from_address("https://campaign.example/a", Guard()))
    attach(made, comms, from_address("https://campaign.example/b", Guard()), public=True)
    attach(made, comms, from_file(PDF, "c.pdf"), public=True)
    assert [entry["public"] for entry in fresh(made).revision.manifest["subjects"][0]["evidence"]] == [
        False, True, False,
    ]  # fmt: skip


def test_who_attached_last_may_not_approve_where_two_pairs_of_eyes_are_asked_for(stage: Stage, settings: Any) -> None:
    settings.APPROVALS = "strict"
    made = bare(stage)
    attach(made, stage.approver, from_file(PDF, "pledge.pdf"))
    with pytest.raises(Refusal, match="You edited this last"):
        approve(made, stage.approver)


def test_a_refusal_that_came_from_the_tracker_is_quoted_by_a_person(
    stage: Stage, comms: User, second_approver: User, settings: Any
) -> None:
    settings.NEGATIVE_STATUSES = True
    made = in_review(drafted_as(stage, "refused"))
    with pytest.raises(Refusal, match="Quote what Maxima Example said"):
        approve(made, stage.approver)
    attach(made, comms, from_note("Her office on the phone."))
    with pytest.raises(Refusal, match="Quote what Maxima Example said"):
        approve(made, stage.approver)
    attach(made, comms, from_file(PDF, "statement.pdf", "I will not sign this."))
    assert approve(made, stage.approver).state == "in_review"
    assert approve(made, second_approver).state == "approved"


def drafted_as(stage: Stage, status: str) -> Announcement:
    stage.tracker.says("oh-3", status)
    stage.tracker.poll()
    return draft.draft_new()[0]
