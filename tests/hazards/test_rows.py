"""Hazards of single rows and seats, each with the nearest change that is news. Numbers: docs/hazards.md."""

import pytest

from publisher.approving import check_ready
from publisher.models import Announcement, QuarantinedRow, RowVersion, SourceKey, StatusChange, User
from publisher.pipeline import quarantine
from tests.hazards.watched import EVIDENCE, Watched


@pytest.mark.parametrize("name", ["Vacant", "No candidates declared", "TBD", "Open seat"])
def test_04_a_row_that_is_no_candidate(watched: Watched, name: str) -> None:
    watched.set("new", name=name, status="signed", evidence=EVIDENCE)
    assert (watched.read(), watched.held) == ([], ["placeholder"])


def test_04_twin_prose_and_blank_rows_beside_a_signature(watched: Watched) -> None:
    watched.extra = [[""] * 9, ["Updated every Tuesday. Call the office for questions."], [" "] * 9]
    name = watched.sign()
    assert (watched.read(), watched.held) == ([name], ["damaged"])


def test_05_two_rows_that_contradict_each_other(watched: Watched) -> None:
    watched.rows["again"] = watched.rows["c50"] | {"status": "signed", "evidence": EVIDENCE}
    assert (watched.read(), watched.held) == ([], ["duplicate"])


def test_05_two_new_rows_that_contradict_each_other(watched: Watched, comms: User) -> None:
    for status in ("signed", "pending"):
        watched.set(status, **(watched.rows["c50"] | {"id": "new", "name": "Una Nova", "status": status}))
    assert (watched.read(), watched.held) == ([], ["duplicate", "duplicate"])
    row = QuarantinedRow.objects.get(raw__status="signed")
    quarantine.accept_row(row.pk, by=comms)
    assert (watched.read(), watched.held) == (["Una Nova"], [])


def test_05_twin_the_same_row_twice(watched: Watched) -> None:
    name = watched.sign()
    watched.rows["again"] = dict(watched.rows["c50"])
    assert (watched.read(), watched.held) == ([name], [])


@pytest.mark.parametrize("key", ["c0", "c50"])
def test_09_a_row_that_is_gone(watched: Watched, key: str) -> None:
    del watched.rows[key]
    assert (watched.read(2), StatusChange.objects.count()) == ([], 0)
    assert SourceKey.objects.get(key=key).missing_since


def test_09_twin_it_comes_back_signed(watched: Watched) -> None:
    row = watched.rows.pop("c50")
    watched.read()
    watched.rows["c50"] = row
    name = watched.sign()
    assert watched.read() == [name]
    assert StatusChange.objects.get().before == "pending"


@pytest.mark.parametrize("district", ["AL", "At-Large", "0", "00", "1", ""])
def test_18_a_seat_at_large_is_written_anew(watched: Watched, district: str) -> None:
    watched.set("wy", name="Una Nova", state="WY", district="At Large", status="pending")
    watched.read()
    watched.set("wy", district=district)
    assert (watched.read(), watched.held) == ([], [])
    assert RowVersion.objects.filter(key="wy", last_seen=None).get().understood["district"] == 0


def test_18_twin_a_signature_under_the_new_spelling(watched: Watched) -> None:
    watched.set("wy", name="Una Nova", state="WY", district="At Large", status="pending")
    watched.read()
    assert watched.sign("wy", district="00") in watched.read()


@pytest.mark.parametrize(("state", "district"), [("OH", ""), ("WY", "7"), ("OH", "Ohio 3")])
def test_18_a_district_that_does_not_fit(watched: Watched, state: str, district: str) -> None:
    watched.sign("new", name="Una Nova", state=state, district=district)
    assert (watched.read(), watched.held) == ([], ["type"])


def test_19_a_territory_has_no_senator(watched: Watched) -> None:
    watched.sign("new", name="Una Nova", state="PR", office="Senate", district="")
    assert (watched.read(), watched.held) == ([], ["type"])


@pytest.mark.parametrize(
    ("state", "title"), [("PR", "Resident Commissioner"), ("DC", "Delegate to the U.S. House"), ("GU", "Delegate")]
)
def test_19_twin_delegates_sign_under_their_own_title(watched: Watched, state: str, title: str) -> None:
    name = watched.sign("new", name="Una Nova", state=state, office="Delegate", district="")
    assert watched.read() == [name]
    assert title in Announcement.objects.get().revision.manifest["words"]["en"]["caption"]


def test_27_without_evidence_it_waits_in_review(watched: Watched) -> None:
    name = watched.sign(evidence="")
    assert watched.read() == [name]
    made = Announcement.objects.get()
    assert (made.state, "no evidence" in check_ready(made.revision)) == ("in_review", True)


def test_27_twin_with_evidence_it_can_be_approved(watched: Watched) -> None:
    name = watched.sign()
    assert watched.read() == [name]
    assert [item.url for item in StatusChange.objects.get().evidence.all()] == [EVIDENCE]


def test_30_a_status_that_flips_back_within_a_day(watched: Watched) -> None:
    watched.set("c0", status="pending")
    assert (watched.read(), watched.held) == ([], [])
    watched.set("c0", status="signed")
    assert (watched.read(2), watched.held) == ([], ["flip"])


def test_30_what_flips_back_again_heals_by_itself(watched: Watched) -> None:
    watched.sign()
    watched.read()
    watched.set("c50", status="pending")
    assert (watched.read(), watched.held, StatusChange.objects.count()) == ([], ["flip"], 1)
    assert Announcement.objects.get().state == "held"
    watched.set("c50", status="signed")
    assert (watched.read(), watched.held, StatusChange.objects.count()) == ([], [], 1)


def test_30_a_person_may_say_that_it_is_so(watched: Watched, comms: User) -> None:
    watched.set("c0", status="pending")
    watched.read()
    watched.set("c0", status="signed")
    watched.read()
    quarantine.accept_row(QuarantinedRow.objects.get().pk, by=comms)
    assert watched.read() == ["Ana Sample"]


def test_30_a_person_may_ignore_it(watched: Watched, comms: User) -> None:
    watched.set("c0", status="pending")
    watched.read()
    watched.set("c0", status="signed")
    watched.read()
    quarantine.ignore_row(QuarantinedRow.objects.get().pk, by=comms)
    assert (watched.read(2), watched.held) == ([], [])


def test_30_twin_back_after_more_than_a_day(watched: Watched) -> None:
    watched.set("c0", status="pending")
    watched.read()
    watched.days_pass()
    name = watched.sign("c0")
    assert watched.read() == [name]
