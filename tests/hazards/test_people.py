"""Hazards of names, persons and races, each with the nearest change that is news. Numbers: docs/hazards.md."""

import pytest

from publisher.models import Candidacy, Person, QuarantinedRow, SourceKey, StatusChange, User
from publisher.pipeline import quarantine
from tests.hazards.watched import Watched

SPELLINGS = ["Ána Sample", "SAMPLE, ANA", "Ana Q. Sample", "Ana Sample Jr.", "ana  sample", "Ana Sampel"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_12_a_signer_is_spelled_anew(without_id: Watched, spelling: str) -> None:
    assert without_id.rows["c0"]["name"] == "Ana Sample"
    without_id.set("c0", name=spelling)
    assert (without_id.read(2), without_id.held) == ([], [])
    assert Person.objects.count() == 120


@pytest.mark.parametrize("spelling", ["Cý Mockup", "Cy B. Mockup", "Cy Mockup III"])
def test_12_twin_spelled_anew_and_signed(without_id: Watched, spelling: str) -> None:
    without_id.sign(name=spelling)
    assert without_id.read() == [spelling]
    assert StatusChange.objects.get().before == "pending"
    assert Person.objects.count() == 120


def test_12_what_may_be_the_same_person_is_for_a_person_to_say(without_id: Watched, comms: User) -> None:
    without_id.set("c0", name="Anna Sampleton")
    assert (without_id.read(), without_id.held) == ([], ["same_person"])
    row = QuarantinedRow.objects.get()
    assert (row.candidacy.person.name, row.rule) == ("Ana Sample", "same_person")
    quarantine.accept_row(row.pk, by=comms, same=True)
    assert (without_id.read(), without_id.held, Person.objects.count()) == ([], [], 120)
    assert SourceKey.objects.get(candidacy=row.candidacy).status == "signed"


def test_12_or_somebody_else_who_signed(without_id: Watched, comms: User) -> None:
    without_id.set("c0", name="Anna Sampleton")
    without_id.read()
    quarantine.accept_row(QuarantinedRow.objects.get().pk, by=comms, same=False)
    assert without_id.read() == ["Anna Sampleton"]
    assert (without_id.held, StatusChange.objects.get().before) == ([], "none")


def test_13_another_party(watched: Watched) -> None:
    watched.set("c0", party="Green")
    watched.set("c50", party="Green")
    assert watched.read() == []


def test_13_twin_another_party_and_a_signature(watched: Watched) -> None:
    name = watched.sign(party="Green")
    assert watched.read() == [name]


@pytest.mark.parametrize("race", [{"district": "14"}, {"office": "Senate", "district": ""}])
def test_14_a_signer_runs_for_another_seat(without_id: Watched, race: dict[str, str]) -> None:
    without_id.set("c0", **race)
    assert (without_id.read(2), without_id.held) == ([], [])
    assert Candidacy.objects.count() == 120


def test_14_twin_who_changed_the_race_signs_later(without_id: Watched) -> None:
    without_id.set("c50", district="14")
    assert without_id.read() == []
    name = without_id.sign()
    assert without_id.read() == [name]
    assert StatusChange.objects.get().candidacy.district == 14


def test_15_a_namesake_in_the_same_race(without_id: Watched) -> None:
    without_id.sign("x", **(without_id.rows["c50"] | {"name": "Cy Mockup Jr.", "status": "signed"}))
    assert (without_id.read(), without_id.held) == ([], ["same_person"])


def test_15_twin_a_namesake_elsewhere_signs(without_id: Watched) -> None:
    name = without_id.sign("x", name="Cy Mockup", state="TX", district="33")
    assert without_id.read() == [name]
    candidacy = StatusChange.objects.get().candidacy
    assert (candidacy.us_state, candidacy.district) == ("TX", 33)
    assert candidacy.person != Person.objects.filter(name="Cy Mockup").exclude(pk=candidacy.person_id).get()


@pytest.mark.parametrize("name", ["Cy Mockup 555-0100", "cy@campaign.example", "www.mockup.example.com", "C" * 61])
def test_17_what_is_no_name(watched: Watched, name: str) -> None:
    watched.sign(name=name)
    assert (watched.read(), watched.held) == ([], ["type"])


@pytest.mark.parametrize("name", ["Cy-Marie O'Mockup III", "Cy “Skip” Mockup", "Cỵ Nguyễn Mockup", "Cy Mockup 3rd"])
def test_17_twin_a_name_that_looks_unusual(watched: Watched, name: str) -> None:
    watched.sign(name=name)
    assert watched.read() == [name]


def test_17_a_person_can_vouch_for_a_name(watched: Watched, comms: User) -> None:
    watched.sign(name="Cy Mockup 22nd")
    watched.read()
    quarantine.accept_row(QuarantinedRow.objects.get().pk, by=comms)
    assert watched.read() == ["Cy Mockup 22nd"]


def test_25_a_row_that_moves_to_another_state(watched: Watched, comms: User) -> None:
    watched.sign(state="TX")
    assert (watched.read(), watched.held) == ([], ["other_person"])
    quarantine.accept_row(QuarantinedRow.objects.get().pk, by=comms, same=True)
    assert watched.read() == ["Cy Mockup"]
    assert StatusChange.objects.get().candidacy.us_state == "TX"


def test_25_a_key_that_names_somebody_else(watched: Watched, comms: User) -> None:
    watched.sign(name="Wim Recent")
    assert (watched.read(), watched.held) == ([], ["other_person"])
    quarantine.accept_row(QuarantinedRow.objects.get().pk, by=comms, same=False)
    assert watched.read() == ["Wim Recent"]
    assert StatusChange.objects.get().before == "none"
    assert Person.objects.filter(name="Cy Mockup").exists()


def test_25_twin_a_corrected_district(watched: Watched) -> None:
    name = watched.sign(district="14")
    assert watched.read() == [name]
