"""Hazards of words and cells, each with the nearest change that is news. Numbers: docs/hazards.md."""

import pytest

from publisher import revising
from publisher.approving import check_ready
from publisher.errors import Refusal
from publisher.models import Announcement, StatusChange, User
from publisher.pipeline import quarantine, sources
from tests.hazards.watched import Watched


def test_02_the_same_header_with_other_values(watched: Watched) -> None:
    for row in watched.rows.values():
        row["status"] = "Yes" if row["status"] == "signed" else "No"
    assert watched.read() == []
    assert (watched.poll.state, watched.poll.rule) == ("quarantined", "vocabulary")


def test_02_known_words_that_change_their_meaning_are_a_storm(watched: Watched) -> None:
    for row in watched.rows.values():
        row["status"] = "pending" if row["status"] == "signed" else "signed"
    assert watched.read() == []
    assert (watched.poll.state, watched.poll.rule) == ("quarantined", "storm")


def test_02_twin_one_new_word_beside_a_signature(watched: Watched) -> None:
    watched.set("c60", status="Firmó")
    name = watched.sign()
    assert (watched.read(), watched.held) == ([name], ["vocabulary"])


def test_02_twin_the_new_word_is_mapped_and_nothing_was_lost(watched: Watched, admin: User) -> None:
    watched.sign("c60", status="Firmó")
    assert watched.read() == []
    quarantine.remap(watched.source.pk, statuses={"firmó": "signed"}, by=admin)
    assert watched.read() == ["Ana Stand-in"]
    assert watched.held == []


WEAK = [
    "Presumed signed",
    "LIKELY",
    "expected to sign",
    "verbal commitment",
    "Promised",
    "uncertain",
    "Said they will sign",
]


@pytest.mark.parametrize("word", WEAK)
def test_06_and_28_a_word_for_not_yet(watched: Watched, word: str) -> None:
    watched.sign(status=word)
    assert (watched.read(2), watched.held) == ([], [])


@pytest.mark.parametrize("word", WEAK)
def test_06_and_28_nobody_can_map_it_to_signed(tracker: Watched, word: str) -> None:
    with pytest.raises(Refusal, match="no answer yet"):
        tracker.add(statuses={word: "signed"})


@pytest.mark.parametrize("word", ["SIGNED", " Signed\u00a0", "ｓｉｇｎｅｄ", "signed*", "Signed †", "signed\u200b"])
def test_06_twin_the_word_in_another_dress(watched: Watched, word: str) -> None:
    name = watched.sign(status=word)
    assert watched.read() == [name]


def test_28_twin_who_promised_and_then_signed(watched: Watched) -> None:
    watched.sign(status="Promised")
    assert watched.read() == []
    name = watched.sign()
    assert watched.read() == [name]


def test_07_spaces_and_invisible_letters(watched: Watched) -> None:
    for key in ("c0", "c50", "c51"):
        row = watched.rows[key]
        watched.set(key, name=f" {row['name'].replace(' ', chr(160) + ' ')}\u200b", party="Independent ")
    assert (watched.read(), watched.held) == ([], [])


def test_07_twin_a_signature_among_them_and_a_clean_name(watched: Watched) -> None:
    watched.sign(name="Cy\u00a0\u200bMockup ")
    assert watched.read() == ["Cy Mockup"]


@pytest.mark.parametrize("word", ["Not Signed", "no response", "not yet signed", ""])
@pytest.mark.parametrize("status", ["refused", "signed"])
def test_29_silence_cannot_be_mapped_to_a_refusal(tracker: Watched, word: str, status: str) -> None:
    with pytest.raises(Refusal, match=r"nobody answered|empty cell|no answer"):
        tracker.add(statuses={word or " ": status})


def test_29_an_unmapped_not_signed_is_no_refusal(watched: Watched) -> None:
    watched.set("c50", status="Not Signed")
    assert (watched.read(), StatusChange.objects.count(), watched.held) == ([], 0, ["vocabulary"])


def test_29_a_refusal_without_a_word_on_record_cannot_be_approved(watched: Watched, settings, approver: User) -> None:
    settings.NEGATIVE_STATUSES = True
    watched.set("c50", status="refused", evidence="https://news.example.org/no")
    assert watched.read() == ["Cy Mockup"]
    made = Announcement.objects.get()
    assert "Quote what Cy Mockup said" in check_ready(made.revision)


def test_29_twin_an_explicit_refusal_is_recorded(watched: Watched) -> None:
    watched.set("c50", status="refused")
    assert watched.read() == []  # recorded, and announced only where an admin allows it
    assert StatusChange.objects.get().after == "refused"


def test_32_a_partners_text_is_another_pledge(watched: Watched) -> None:
    watched.sign(status="Signed (partner's pledge)")
    assert (watched.read(), watched.held) == ([], ["vocabulary"])


def test_32_twin_a_footnote_is_told_to_the_reviewer(watched: Watched) -> None:
    name = watched.sign(status="signed*")
    assert watched.read() == [name]
    change = StatusChange.objects.get()
    assert "read the tracker's footnote" in change.row_version.understood["notes"][0]
    assert change.pledge_version
    assert revising.subject_of(change)["pledge_version"] == change.pledge_version


@pytest.mark.parametrize("date", ["3/4/2026", "2031-01-01", "day after tomorrow", "03.2026?"])
def test_21_a_date_that_may_mean_several_days_or_none(watched: Watched, date: str) -> None:
    watched.sign(date=date)
    watched.read()
    change = StatusChange.objects.get()
    assert (change.said_at, change.precision) == (None, "unknown")
    caption = Announcement.objects.get().revision.manifest["words"]["en"]["caption"]
    assert "added to the tracker on" in caption


@pytest.mark.parametrize(
    ("date", "said"), [("2026-03-12", "on March 12, 2026"), ("March 2026", "in March 2026"), ("2026", "in 2026")]
)
def test_21_twin_a_date_as_exact_as_it_is_known(watched: Watched, date: str, said: str) -> None:
    name = watched.sign(date=date)
    assert watched.read() == [name]
    assert said in Announcement.objects.get().revision.manifest["words"]["en"]["caption"]


def test_a_map_that_lies_is_refused_when_mapped_anew_too(watched: Watched, admin: User) -> None:
    with pytest.raises(Refusal, match="no answer yet"):
        quarantine.remap(watched.source.pk, statuses={"Likely": "signed"}, by=admin)
    assert sources.check(watched.source)["ok"]
