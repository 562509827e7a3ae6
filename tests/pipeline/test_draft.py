"""An organizer's trigger, and what becomes of a change."""

from datetime import date

import pytest

from publisher.errors import Refusal
from publisher.models import Announcement, Confirmation, Event, StatusChange, User
from publisher.pipeline import draft
from publisher.truth.proofs import Upload
from tests.pipeline.story import EVIDENCE, Tracker


def trigger(by: User, candidate: str = "oh-3", **more: object) -> Announcement:
    told = {"status": "signed", "evidence_url": EVIDENCE} | more
    return draft.trigger(candidate, by=by, **told)  # type: ignore[arg-type]


def test_records_the_fact_with_who_said_it(tracker: Tracker, organizer: User) -> None:
    made = trigger(organizer, why="I was there.", said_at=date(2026, 3, 12))
    change = made.subjects.get().change
    assert (change.origin, change.by, change.before, change.after) == ("person", organizer, "pending", "signed")
    assert (change.why, change.precision, change.evidence.get().url) == ("I was there.", "day", EVIDENCE)
    assert Event.objects.filter(what="triggered", role="organizer").exists()


@pytest.mark.parametrize("text", ["oh-3", "Maxima Example", "maxima  EXAMPLE", "zoe specimen", "Specimen"])
def test_finds_the_candidate_by_key_name_or_part(tracker: Tracker, organizer: User, text: str) -> None:
    assert trigger(organizer, text).subjects.get().change.after == "signed"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"candidate": "Nobody Known"}, "No candidate is called"),
        ({"candidate": "  "}, "Say which candidate"),
        ({"candidate": "o"}, "means several"),
        ({"status": "refused"}, "PUBLISHER_NEGATIVE_STATUSES"),
        ({"status": "maybe"}, "not announced"),
        ({"evidence_url": ""}, "Evidence is needed"),
        ({"evidence_url": "ftp://example.org/x"}, "http"),
        ({"evidence_url": "https://user:secret@example.org/x"}, "password"),
        ({"evidence_url": "https://example.org/" + "x" * 1000}, "too long"),
    ],
)
def test_refuses_what_cannot_be_announced(tracker: Tracker, organizer: User, told: dict[str, str], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        trigger(organizer, **told)
    assert not StatusChange.objects.exists()


def test_refuses_what_is_known_already(tracker: Tracker, organizer: User) -> None:
    made = trigger(organizer)
    with pytest.raises(Refusal, match=f"see announcement {made.pk}"):
        trigger(organizer)


def test_refuses_what_the_tracker_said_first(tracker: Tracker, organizer: User) -> None:
    tracker.says("oh-3", "signed")
    tracker.poll()
    with pytest.raises(Refusal, match="already recorded as signed"):
        trigger(organizer)


def test_refuses_what_the_baseline_had(db: None, tmp_path, organizer: User) -> None:
    tracker = Tracker(tmp_path / "t.csv")
    tracker.says("oh-3", "signed")
    tracker.add()
    tracker.poll()
    with pytest.raises(Refusal, match="when watching began"):
        trigger(organizer)


def test_somebody_who_left_may_not_trigger(tracker: Tracker, organizer: User) -> None:
    organizer.is_active = False
    with pytest.raises(Refusal, match="switched off"):
        trigger(organizer)


def test_the_trackers_later_row_confirms_instead_of_telling_twice(tracker: Tracker, organizer: User) -> None:
    made = trigger(organizer)
    tracker.says("oh-3", "signed")
    assert tracker.poll().changes == []
    draft.draft_new()
    assert Confirmation.objects.get().change == made.subjects.get().change
    assert Announcement.objects.count() == 1


def test_a_rejected_trigger_may_be_made_again(tracker: Tracker, organizer: User) -> None:
    first = trigger(organizer)
    Announcement.objects.filter(pk=first.pk).update(state="rejected")
    first.subjects.update(live_news=False)
    assert trigger(organizer).pk != first.pk


def test_refusals_are_drafted_where_an_admin_turned_them_on(tracker: Tracker, settings) -> None:
    settings.NEGATIVE_STATUSES = True
    tracker.says("oh-3", "refused")
    tracker.poll()
    assert draft.draft_new()[0].subjects.get().change.after == "refused"


def test_a_command_takes_a_file_and_words_as_evidence(tracker: Tracker, organizer: User, cli, tmp_path) -> None:
    paper = tmp_path / "pledge.pdf"
    paper.write_bytes(b"%PDF-1.7 signed")
    said = ("announce", "oh-3", "--status", "signed", "--as", organizer.email)
    assert "Evidence is needed" in cli(*said).err
    assert "no-such.pdf" in cli(*said, "--evidence-file", str(tmp_path / "no-such.pdf")).err
    assert cli(*said, "--evidence-file", str(paper), "--evidence-text", "I signed.").code == 0
    kept = StatusChange.objects.get().evidence.values_list("kind", "title", "about", "public")
    assert list(kept) == [("file", "pledge.pdf", {}, False), ("note", "I signed.", {"text": "I signed."}, False)]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"evidence_url": "", "evidence_text": "  "}, "Evidence is needed"),
        ({"evidence_text": "x" * 20_001}, "longer than 20,000"),
        ({"files": [Upload("a.pdf", b"%PDF-")] * 6}, "At most 5 files"),
        ({"why": "a\0b"}, "cannot be kept"),
        ({"quotation": "\ud800"}, "cannot be kept"),
        ({"why": "x" * 2001}, "too long"),
        ({"said_at": date(26, 3, 12)}, "four digits"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(tracker: Tracker, organizer: User, more, words) -> None:
    with pytest.raises(Refusal, match=words):
        draft.trigger("oh-3", **({"status": "signed", "evidence_url": EVIDENCE, "by": organizer} | more))
    assert not StatusChange.objects.exists()


def test_a_quotation_stands_beside_what_it_is_quoted_from(tracker: Tracker, organizer: User) -> None:
    photo = Upload("pledge.pdf", b"%PDF-1.7 signed")
    draft.trigger("oh-3", status="signed", by=organizer, files=[photo], evidence_text="All of it.", quotation="Part.")
    draft.trigger("oh-4", status="signed", by=organizer, evidence_text="All of it.", quotation="Part.")
    first, second = StatusChange.objects.order_by("id")
    assert list(first.evidence.values_list("kind", "note")) == [("file", "Part."), ("note", "")]
    assert list(second.evidence.values_list("kind", "note")) == [("note", "Part.")]
