"""Drafting, freezing, and editing: what people will be shown is what is stored."""

from html import unescape

import pytest
from django.utils import timezone

from publisher import manifest as manifests
from publisher import rendering, sweep
from publisher.errors import Refusal
from publisher.manifest import mail_of
from publisher.models import Announcement, Event, Revision, Subscriber, User
from publisher.pipeline import draft, submit
from tests.pipeline.story import Stage, approve, digest, drafted, edit, fresh, only, triggered, work


def test_a_draft_freezes_words_pictures_acts_and_facts(stage: Stage) -> None:
    made = drafted(stage.tracker)
    manifest = made.revision.manifest
    assert made.state == "in_review"
    assert set(manifest["words"]) == {"en", "es"}
    assert {(p["lang"], p["size"]) for p in manifest["pictures"]} == {
        (lang, size) for lang in ("en", "es") for size in rendering.SIZES
    }
    assert [(act["act"], act["account"]) for act in manifest["acts"]] == [("post", "instagram/coalition")]
    assert manifest["subjects"][0]["name"] == "Maxima Example"
    assert manifests.digest(manifest) == made.revision.digest


def test_every_text_ends_with_the_address_and_says_who(stage: Stage) -> None:
    made = drafted(stage.tracker)
    text = made.revision.manifest["acts"][0]["text"]
    assert f"/a/{made.code}" in text
    assert "Maxima Example" in text


def test_a_doubled_hint_drafts_once(stage: Stage) -> None:
    made = drafted(stage.tracker)
    assert submit.submit(made.pk) is None
    assert made.revisions.count() == 1


def test_a_bilingual_account_gets_one_slide_a_language(stage: Stage, connected) -> None:
    connected("second", ("en", "es"))
    acts = drafted(stage.tracker).revision.manifest["acts"]
    assert [slide["lang"] for slide in acts[1]["slides"]] == ["en", "es"]
    assert manifests.BETWEEN_LANGUAGES in acts[1]["text"]


def test_a_draft_that_fails_is_shown_and_tried_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(rendering, "draw", lambda *_: 1 / 0)
        stage.tracker.says("oh-3", "signed")
        stage.tracker.poll()
        work()
    made = Announcement.objects.get()
    assert (made.state, "division by zero" in made.reason) == ("drafting", True)
    Announcement.objects.update(draft_after=None)
    work()
    assert (fresh(made).state, fresh(made).reason) == ("in_review", "")


def test_a_status_switched_off_meanwhile_stops_no_other_draft(stage: Stage, settings) -> None:
    settings.NEGATIVE_STATUSES = True
    stage.tracker.says("oh-3", "refused")
    stage.tracker.says("oh-4", "signed")
    stage.tracker.poll()
    draft.draft_new()
    settings.NEGATIVE_STATUSES = False
    work()
    states = {a.subjects.get().change.after: a for a in Announcement.objects.all()}
    assert (states["refused"].state, states["signed"].state) == ("drafting", "in_review")
    assert "PUBLISHER_NEGATIVE_STATUSES" in states["refused"].reason


def test_watching_drafts_up_to_the_review(stage: Stage) -> None:
    stage.tracker.says("oh-3", "signed")
    sweep.watch([stage.tracker.source.pk])
    assert Announcement.objects.get().state == "in_review"


def test_an_edit_is_a_new_revision_everywhere_it_stands(stage: Stage, comms: User) -> None:
    made = drafted(stage.tracker)
    text = f"Other words. {made.revision.manifest['link']}"
    edit(made, comms, caption_en=text, alt_en="Another picture.")
    manifest = fresh(made).revision.manifest
    assert manifest["acts"][0]["text"] == text
    assert {slide["alt"] for slide in manifest["acts"][0]["slides"]} == {"Another picture."}
    assert (fresh(made).revision.number, fresh(made).revision.by) == (2, comms)
    assert made.revisions.first().digest != fresh(made).revision.digest


def test_an_edited_alt_text_stands_in_the_mail_too(stage: Stage, comms: User) -> None:
    Subscriber.objects.create(email="reader@readers.example", consent_source="test", consent_at=timezone.now())
    made = drafted(stage.tracker)
    edit(made, comms, alt_en='Another "card" & more.')
    mail = mail_of(fresh(made).revision.manifest, "en")
    assert mail
    assert 'alt="Another &quot;card&quot; &amp; more."' in mail["html"]
    assert made.revision.manifest["words"]["en"]["alt"] not in unescape(mail["html"])


@pytest.mark.parametrize("text", ["({link}).", "See {link}, please.", "Zoë\u200d signed. {link}"])
def test_punctuation_and_joiners_harm_nothing(stage: Stage, comms: User, text: str) -> None:
    made = drafted(stage.tracker)
    edit(made, comms, caption_en=text.replace("{link}", made.revision.manifest["link"]))
    assert fresh(made).revision.number == 2


@pytest.mark.parametrize("subject", ["One\nBcc: a@coalition.example", "One\rtwo", "One\u2028two"])
def test_a_subject_is_one_line_whatever_breaks_it(stage: Stage, comms: User, subject: str) -> None:
    Subscriber.objects.create(email="reader@readers.example", consent_source="test", consent_at=timezone.now())
    made = drafted(stage.tracker)
    with pytest.raises(Refusal, match="one line"):
        submit.edit(made.pk, by=comms, digest=digest(made), texts={"subject.en": subject})


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("caption.en", "  ", "must not be empty"),
        ("caption.en", "x" * 2201, "at most 2200 fit"),
        ("caption.en", "No address.", "must keep the announcement's address"),
        ("caption.en", "{link}XYZ is another address.", "must keep the announcement's address"),
        ("caption.en", "{link}/evil leads elsewhere.", "must keep the announcement's address"),
        ("caption.en", "https://evil.example/?u={link} does too.", "must keep the announcement's address"),
        ("caption.en", "A\x00B {link}", "control character"),
        ("caption.en", "Turned \u202e around {link}", "control character"),
        ("caption.en", "Half \ud83d {link}", "control character"),
        ("alt.en", "\u200b", "must not be empty"),
        ("alt.es", "x" * 1001, "at most 1000 fit"),
        ("alt.fr", "Une image", "no text called"),
        ("nonsense", "x", "no text called"),
    ],
)
def test_an_edit_that_cannot_stand_is_refused(stage: Stage, comms: User, name: str, text: str, said: str) -> None:
    made = drafted(stage.tracker)
    text = text.replace("{link}", made.revision.manifest["link"])
    with pytest.raises(Refusal, match=said):
        submit.edit(made.pk, by=comms, digest=digest(made), texts={name: text})
    assert Revision.objects.count() == 1


def test_captions_that_are_too_long_together_are_refused(stage: Stage, comms: User, connected) -> None:
    connected("second", ("en", "es"))
    made = drafted(stage.tracker)
    texts = {f"caption.{lang}": "x" * 1500 + " " + made.revision.manifest["link"] for lang in ("en", "es")}
    with pytest.raises(Refusal, match="instagram/second"):
        submit.edit(made.pk, by=comms, digest=digest(made), texts=texts)


def test_an_edit_of_an_old_revision_is_refused(stage: Stage, comms: User) -> None:
    made = drafted(stage.tracker)
    before = digest(made)
    edit(made, comms, alt_en="First.")
    with pytest.raises(Refusal, match="Somebody else edited") as refused:
        submit.edit(made.pk, by=comms, digest=before, texts={"alt.en": "Second."})
    assert refused.value.code == "stale"


def test_an_organizer_may_not_edit(stage: Stage, organizer: User) -> None:
    made = drafted(stage.tracker)
    for act in (lambda: edit(made, organizer, alt_en="x"), lambda: submit.redraft(made.pk, by=organizer)):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "forbidden"


def test_an_edit_after_approval_goes_back_to_review_and_holds(stage: Stage, comms: User, settings) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    edit(made, comms, alt_en="Better words.")
    work()
    assert (fresh(made).state, only(made).state, stage.posts) == ("in_review", "held", [])
    assert Event.objects.filter(announcement_id=made.pk, before="approved", after="in_review").exists()


def test_what_the_account_refused_can_be_changed_and_approved_again(stage: Stage, comms: User) -> None:
    stage.sandbox.fault("http_400", match="/rupload_igphoto/", times=9)
    made = stage.approved()
    work()
    stage.sandbox.faults.clear()
    assert only(made).state == "failed"
    edit(made, comms, alt_en="Better words.")
    approve(made, stage.approver)
    work()
    assert (only(made).state, [post["alt"] for post in stage.posts]) == ("published", ["Better words."])


def test_what_has_gone_out_is_not_edited(stage: Stage, comms: User) -> None:
    made = stage.approved()
    work()
    with pytest.raises(Refusal, match="has gone out"):
        edit(made, comms, alt_en="Too late.")
    assert fresh(made).state == "approved"


def test_what_is_being_sent_is_not_edited(stage: Stage, comms: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text changes between the stamp and the answer: too late."""
    from publisher.pipeline import publish

    tried = []

    def send(channel, prepared, post):
        with pytest.raises(Refusal, match="has gone out"):
            edit(made, comms, alt_en="Too late.")
        tried.append(True)
        return channel.send(prepared, post)

    monkeypatch.setattr(publish, "send", send)
    made = stage.approved()
    work()
    assert (tried, only(made).state, fresh(made).state) == ([True], "published", "approved")


def test_a_redraft_takes_the_accounts_of_today(stage: Stage, connected, comms: User) -> None:
    made = drafted(stage.tracker)
    connected("second")
    submit.redraft(made.pk, by=comms)
    assert [act["account"] for act in fresh(made).revision.manifest["acts"]] == [
        "instagram/coalition",
        "instagram/second",
    ]


def test_a_redraft_that_cannot_be_made_says_why(stage: Stage, comms: User, monkeypatch: pytest.MonkeyPatch) -> None:
    made = drafted(stage.tracker)
    monkeypatch.setattr(rendering, "draw", lambda *_: 1 / 0)
    with pytest.raises(Refusal, match="cannot be drafted"):
        submit.redraft(made.pk, by=comms)


def test_a_trigger_is_drafted_like_any_other(stage: Stage, organizer: User) -> None:
    made = triggered(organizer)
    assert made.revision.manifest["subjects"][0]["from"] == "pending"


def test_an_edit_that_changes_nothing_leaves_approval_and_revision_alone(stage: Stage, comms: User) -> None:
    made = stage.approved()
    same = {name: f"{text} \r\n" for name, text in manifests.texts_of(made.revision.manifest).items()}
    with pytest.raises(Refusal, match=r"^Nothing was changed\.$"):
        submit.edit(made.pk, by=comms, digest=digest(made), texts=same)
    assert (fresh(made).state, fresh(made).revision) == ("approved", made.revision)
    assert only(made).state == "waiting"
