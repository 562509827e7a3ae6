"""A photo is shown with credit, licence and permission on record, and with nothing less."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

import graphics
from publisher import files, rendering
from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.models import Candidacy, CandidatePhoto, Delivery, Event, StatusChange, User
from publisher.pipeline import decide, photos, submit
from publisher.pipeline.photos import Rights
from publisher.truth.photos import drawable, for_card
from tests.graphics.cards import saved
from tests.graphics.drawn import SKINS, sitter
from tests.pipeline.story import Stage, approve, digest, drafted, edit, fresh, work

RIGHTS = Rights("Photo: Sample Studio", "CC BY 4.0", "Mail of the campaign, March 3")
PHOTO = saved(sitter(SKINS["dark"]))


@pytest.fixture
def given(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[graphics.Photo | None]]:
    """Which photo each drawing was given since the last call."""
    seen: list[graphics.Photo | None] = []
    quick = rendering.draw

    def draw(*told: object) -> str:
        seen.append(told[4])  # type: ignore[arg-type]
        return quick(*told)  # type: ignore[arg-type]

    def since() -> list[graphics.Photo | None]:
        found = seen.copy()
        seen.clear()
        return found

    monkeypatch.setattr(rendering, "draw", draw)
    return since


def one(stage: Stage) -> Candidacy:
    return Candidacy.objects.get(keys__key="oh-3")


def test_cards_are_type_alone_until_a_photo_is_on_record_and_a_redraft_uses_it(
    stage: Stage, comms: User, given: Callable[[], list[graphics.Photo | None]]
) -> None:
    made = drafted(stage.tracker)
    assert set(given()) == {None}
    assert made.revision.manifest["photo"] == {}
    photo = photos.add(one(stage), PHOTO, RIGHTS, by=comms)
    submit.redraft(made.pk, by=comms)
    manifest = fresh(made).revision.manifest
    assert manifest["photo"] == {"id": photo.pk, "sha256": photo.file_id, "credit": RIGHTS.credit}
    assert {shown.credit for shown in given() if shown} == {RIGHTS.credit}
    assert RIGHTS.credit in manifest["words"]["en"]["alt"]
    edit(fresh(made), comms, **{"caption.en": manifest["words"]["en"]["caption"] + " Again."})
    assert given() == []
    assert fresh(made).revision.manifest["photo"]["id"] == photo.pk


def test_what_is_kept_is_clean_and_the_face_goes_with_it(stage: Stage, comms: User) -> None:
    photo = photos.add(one(stage), PHOTO + b"GPS-GLUED-ON", RIGHTS, by=comms)
    data = files.read(photo.file_id)
    assert b"GPS-GLUED-ON" not in data
    shown = drawable(photo)
    assert shown.data == data
    assert (shown.face is not None) == graphics.faces.available()
    assert "face" in photo.note


@pytest.mark.every_case
@pytest.mark.parametrize("lacking", ["credit", "licence", "permission"])
def test_without_one_of_the_rights_there_is_no_photo(stage: Stage, comms: User, lacking: str) -> None:
    for unseen in ("  ", "\u200b", "\u3164", "\u202e", "\u0301\u0301"):
        rights = {"credit": "C", "licence": "L", "permission": "P"} | {lacking: unseen}
        with pytest.raises(Refusal, match=f"needs a {lacking}"):
            photos.add(one(stage), PHOTO, Rights(**rights), by=comms)
    photo = photos.add(one(stage), PHOTO, RIGHTS, by=comms)
    with pytest.raises(IntegrityError), transaction.atomic():  # nor by another way
        CandidatePhoto.objects.filter(pk=photo.pk).update(**{lacking: ""})


def test_what_is_no_photo_is_refused_in_a_sentence(stage: Stage, comms: User) -> None:
    for data, why in ((b"", "is empty"), (b"GIF89a", "is a GIF"), (b"<svg>", "SVG"), (PHOTO[:5000], "cut off")):
        with pytest.raises(Refusal, match=why):
            photos.add(one(stage), data, RIGHTS, by=comms)
    assert not CandidatePhoto.objects.exists()


def test_only_comms_staff_may(stage: Stage, organizer: User, comms: User) -> None:
    found = one(stage)
    photos.add(found, PHOTO, RIGHTS, by=comms)
    for act in (
        lambda: photos.add(found, PHOTO, RIGHTS, by=organizer),
        lambda: photos.focus(found, (0.5, 0.5), by=organizer),
        lambda: photos.withdraw(found, "No.", by=organizer),
    ):
        with pytest.raises(Refusal, match="Only comms"):
            act()


def test_the_focus_is_moved_and_given_back_to_the_face(stage: Stage, comms: User) -> None:
    found = one(stage)
    with pytest.raises(Refusal, match="There is no photo"):
        photos.focus(found, (0.5, 0.5), by=comms)
    photos.add(found, PHOTO, RIGHTS, by=comms)
    assert drawable(photos.focus(found, (0.25, 0.75), by=comms)).focus == (0.25, 0.75)
    with pytest.raises(Refusal, match="outside the picture"):
        photos.focus(found, (0.25, float("nan")), by=comms)
    assert drawable(photos.focus(found, None, by=comms)).focus is None


def test_a_refusal_shows_nobodys_face(stage: Stage, comms: User) -> None:
    found = one(stage)
    photos.add(found, PHOTO, RIGHTS, by=comms)
    signed, refused, taken_back = (
        StatusChange(candidacy=found, after=after) for after in ("signed", "refused", "rescinded")
    )
    assert for_card([signed], "placard")
    assert not for_card([refused], "placard")
    assert not for_card([taken_back], "placard")
    assert not for_card([signed, signed], "placard")


def test_where_the_template_has_no_place_for_a_photo_nothing_says_that_there_is_one(
    stage: Stage, comms: User, given: Callable[[], list[graphics.Photo | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = replace(brand(), template="ballot")
    monkeypatch.setattr(submit, "brand", lambda: plain)
    photos.add(one(stage), PHOTO, RIGHTS, by=comms)
    manifest = drafted(stage.tracker).revision.manifest
    assert set(given()) == {None}
    assert manifest["photo"] == {}
    assert RIGHTS.credit not in manifest["words"]["en"]["alt"]


def test_another_photo_takes_its_place_and_the_old_card_is_not_approved(
    stage: Stage, comms: User, approver: User
) -> None:
    found = one(stage)
    photos.add(found, PHOTO, RIGHTS, by=comms)
    made = drafted(stage.tracker)
    photos.add(found, saved(sitter()), RIGHTS, by=comms)
    assert CandidatePhoto.objects.filter(withdrawn_at=None).count() == 1
    with pytest.raises(Refusal, match="no longer on record"):
        approve(fresh(made), approver)


def test_a_withdrawn_photo_holds_what_is_approved_with_it(stage: Stage, comms: User, approver: User) -> None:
    photos.add(one(stage), PHOTO, RIGHTS, by=comms)
    made = stage.approved()
    assert [held.pk for held in photos.withdraw(one(stage), "The studio objects.", by=comms)] == [made.pk]
    assert (fresh(made).state, "no longer on record" in fresh(made).reason) == ("held", True)
    decide.review_again(made.pk, by=approver)
    with pytest.raises(Refusal, match="no longer on record"):
        approve(fresh(made), approver)
    submit.redraft(made.pk, by=comms)
    assert fresh(made).revision.manifest["photo"] == {}
    assert approve(fresh(made), approver).state == "approved"
    assert digest(made)


def test_another_photo_holds_what_is_approved_with_the_one_before(stage: Stage, comms: User) -> None:
    photos.add(one(stage), PHOTO, RIGHTS, by=comms)
    made = stage.approved()
    photos.add(one(stage), saved(sitter()), RIGHTS, by=comms)
    assert fresh(made).state == "held"


def test_the_last_look_before_sending_sees_that_a_photo_is_gone(stage: Stage, comms: User) -> None:
    photo = photos.add(one(stage), PHOTO, RIGHTS, by=comms)
    made = stage.approved()
    CandidatePhoto.objects.filter(pk=photo.pk).update(withdrawn_at=timezone.now())  # in the moment of the approval
    Delivery.objects.update(not_before=timezone.now())
    work()
    assert (stage.posts, fresh(made).state) == ([], "held")


def test_the_trail_tells_what_was_done_and_keeps_names_apart(stage: Stage, comms: User) -> None:
    found = one(stage)
    photos.add(found, PHOTO, RIGHTS, by=comms)
    photos.focus(found, (0.5, 0.4), by=comms)
    photos.withdraw(found, "The studio objects.", by=comms)
    events = Event.objects.filter(kind="candidatephoto").order_by("id")
    assert [event.what for event in events] == ["photo_added", "photo_focus", "photo_withdrawn"]
    assert {event.personal.by for event in events} == {comms}
    assert events[0].data["licence"] == RIGHTS.licence
    assert RIGHTS.permission not in str(events[0].data)
