import pytest

from publisher.models import Announcement, Decision, StoredFile
from publisher.pipeline import submit
from tests.web import story

BOTH = ["en", "es"]


def post(client, announcement: Announcement, act: str, **fields):
    fields.setdefault("digest", story.digest_of(announcement))
    return client.post(f"/announcements/{announcement.pk}/{act}/", fields)


def test_an_approval_sends_it_on_its_way(as_user, approver, waiting):
    answer = post(as_user(approver), waiting, "approve", languages=BOTH)
    assert (answer.status_code, answer["Location"]) == (303, f"/announcements/{waiting.pk}/")
    assert story.fresh(waiting).state == "approved"
    assert waiting.deliveries.count() == 2


def test_the_ticks_are_the_languages_vouched_for(as_user, approver, waiting):
    post(as_user(approver), waiting, "approve", languages=["en"])
    assert Decision.objects.get().languages == ["en"]
    assert story.fresh(waiting).state == "in_review"


def test_no_tick_is_no_approval(as_user, approver, waiting):
    answer = post(as_user(approver), waiting, "approve")
    assert answer.status_code == 400
    assert "Say which languages you have read" in answer.content.decode()
    assert story.fresh(waiting).state == "in_review"


def test_a_digest_that_is_no_longer_current_is_refused_on_the_same_page(as_user, approver, comms, waiting):
    seen = story.digest_of(waiting)
    texts = {"alt.en": "A different description of the picture."}
    submit.edit(waiting.pk, by=comms, digest=seen, texts=texts)
    answer = post(as_user(approver), waiting, "approve", digest=seen, languages=BOTH)
    assert answer.status_code == 409
    assert "the announcement changed since" in answer.content.decode()
    assert texts["alt.en"] in answer.content.decode()
    assert story.fresh(waiting).state == "in_review"


def test_a_double_click_approves_once(as_user, approver, waiting):
    client = as_user(approver)
    codes = [post(client, waiting, "approve", languages=BOTH).status_code for _ in range(2)]
    assert codes == [303, 409]
    assert Decision.objects.count() == 1
    assert waiting.deliveries.count() == 2


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_comms_may_not_approve_or_reject(as_user, comms, waiting, act):
    answer = post(as_user(comms), waiting, act, languages=BOTH, reason="no")
    assert answer.status_code == 403
    assert story.fresh(waiting).state == "in_review"


@pytest.mark.parametrize("act", ["approve", "request-changes", "reject", "hold", "stop", "review-again"])
def test_an_organizer_may_press_nothing(as_user, organizer, waiting, act):
    assert post(as_user(organizer), waiting, act, languages=BOTH, reason="no").status_code == 403
    assert story.fresh(waiting).state == "in_review"


@pytest.mark.parametrize(
    ("act", "state"), [("request-changes", "changes_requested"), ("reject", "rejected"), ("hold", "held")]
)
def test_a_reason_moves_it(as_user, approver, waiting, act, state):
    assert post(as_user(approver), waiting, act, reason="The date is wrong.").status_code == 303
    assert (story.fresh(waiting).state, story.fresh(waiting).reason) == (state, "The date is wrong.")


@pytest.mark.parametrize("act", ["request-changes", "reject", "hold"])
def test_without_a_reason_nothing_moves(as_user, approver, waiting, act):
    answer = post(as_user(approver), waiting, act, reason=" ")
    assert answer.status_code == 400
    assert "a reason is needed" in answer.content.decode()
    assert story.fresh(waiting).state == "in_review"


def test_stop_within_the_undo_time_stops_everything(as_user, comms, going):
    assert post(as_user(comms), going, "stop").status_code == 303
    assert set(going.deliveries.values_list("state", flat=True)) == {"stopped"}
    assert "Stopped" in as_user(comms).get(f"/announcements/{going.pk}/").content.decode()


def test_stop_after_the_last_part_went_out_says_so(as_user, comms, going):
    story.out(going, "post")
    story.out(going, "mail")
    answer = post(as_user(comms), going, "stop")
    assert answer.status_code == 409
    assert "can only be taken down" in answer.content.decode()


def test_a_held_one_is_reviewed_again(as_user, comms, waiting):
    client = as_user(comms)
    post(client, waiting, "hold", reason="Wait.")
    assert post(client, waiting, "review-again").status_code == 303
    assert story.fresh(waiting).state == "in_review"


@pytest.mark.parametrize("act", ["approve", "hold", "stop", "edit/save"])
def test_an_announcement_that_does_not_exist_is_not_found(as_user, admin, act):
    assert as_user(admin).post(f"/announcements/999/{act}/", {"digest": "0" * 64, "reason": "x"}).status_code == 404


def test_following_a_link_to_a_form_changes_nothing(as_user, approver, waiting):
    answer = as_user(approver).get(f"/announcements/{waiting.pk}/approve/")
    assert (answer.status_code, answer["Location"]) == (302, f"/announcements/{waiting.pk}/")
    assert story.fresh(waiting).state == "in_review"


def test_drafting_anew_takes_the_record_as_it_is_now(as_user, comms, waiting):
    change = waiting.subjects.get().change
    change.candidacy.person.name = "Lee A. Placeholder"
    change.candidacy.person.save()
    answer = post(as_user(comms), waiting, "redraft")
    assert answer.status_code == 303
    assert "Lee A. Placeholder" in story.fresh(waiting).revision.manifest["words"]["en"]["caption"]


def test_drafting_anew_does_not_throw_away_an_edit_that_nobody_saw(as_user, comms, waiting):
    seen = story.digest_of(waiting)
    submit.edit(waiting.pk, by=comms, digest=seen, texts={"alt.en": "Described better."})
    for digest in (seen, ""):
        assert post(as_user(comms), waiting, "redraft", digest=digest).status_code == 409
    assert story.fresh(waiting).revision.manifest["words"]["en"]["alt"] == "Described better."


def test_a_failed_post_can_be_reviewed_again_from_its_page(as_user, approver):
    announcement = story.approved(approver)
    announcement.deliveries.update(state="failed")
    page = as_user(approver).get(f"/announcements/{announcement.pk}/")
    assert "Review it again" in page.content.decode()


def test_a_draft_that_cannot_be_made_needs_a_look_and_can_be_rejected(as_user, approver, waiting):
    Announcement.objects.filter(pk=waiting.pk).update(state="drafting", revision=None, draft_attempts=2)
    page = as_user(approver).get(f"/announcements/{waiting.pk}/").content.decode()
    assert "Needs a look" in page
    assert f"/announcements/{waiting.pk}/reject/" in page
    answer = as_user(approver).post(f"/announcements/{waiting.pk}/reject/", {"reason": "Wrong name."})
    assert answer.status_code == 303
    assert story.fresh(waiting).state == "rejected"


def test_a_reason_has_a_length(as_user, comms, waiting):
    assert post(as_user(comms), waiting, "hold", reason="r" * 1001).status_code == 400
    assert story.fresh(waiting).state == "in_review"


def test_a_picture_that_failed_its_check_is_shown_in_words_and_takes_a_reason(as_user, approver, waiting):
    StoredFile.objects.update(preflight=[{"name": "contrast", "ok": False, "detail": "least contrast 2.1"}])
    client = as_user(approver)
    page = client.get(f"/announcements/{waiting.pk}/").content.decode()
    assert page.count("least contrast 2.1") == len(waiting.revision.manifest["pictures"])
    assert 'name="waive"' in page
    refused = post(client, waiting, "approve", languages=BOTH)
    assert (refused.status_code, story.fresh(waiting).state) == (409, "in_review")
    assert post(client, waiting, "approve", languages=BOTH, waive="It reads well.").status_code == 303
    assert story.fresh(waiting).state == "approved"
    assert "It reads well." in client.get(f"/announcements/{waiting.pk}/").content.decode()


def test_a_form_that_is_refused_is_open_again_with_what_was_typed(as_user, approver):
    announcement = story.approved(approver)
    story.out(announcement, "post")
    typed = {"reason": "The seat was wrong.", "how": "delete", "public.en": "Write to press@coalition.example"}
    answer = post(as_user(approver), announcement, "take-down", **typed)
    html = answer.content.decode()
    assert (answer.status_code, "The public reason names an e-mail address" in html) == (400, True)
    form = html[html.index("/take-down/") - 120 :]
    assert "<details open>" in form[:120]
    assert '<input type="radio" name="how" value="delete" checked>' in form
    assert "The seat was wrong.</textarea>" in form
    assert 'value="Write to press@coalition.example"' in form


def test_a_reason_that_is_too_long_is_not_lost(as_user, approver, waiting):
    why = "Wrong photo. " * 100
    html = post(as_user(approver), waiting, "hold", reason=why).content.decode()
    assert "at most 1000 fit" in html
    assert why.strip() in html
    assert 'maxlength="1000"' in html
