"""Every kind of seat and date, said in both languages."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from publisher.rules import places, wording

FACTS = wording.Facts(
    name="Ana Sample",
    office="house",
    state="OH",
    district=3,
    status="signed",
    said_at=date(2026, 3, 12),
    precision="day",
    seen_at=datetime(2026, 3, 14, 15, 0, tzinfo=UTC),
    evidence_url="https://example.org/evidence",
    code="7KQ2MX",
    link="https://coalition.example/a/7KQ2MX",
)

SEATS = [  # office, state, district; title and place in English; title and place in Spanish
    ("house", "OH", 3, "U.S. House", "Ohio, 3rd District",
     "Cámara de Representantes de EE. UU.", "Ohio, distrito 3"),
    ("house", "WY", 0, "U.S. House", "Wyoming, at large",
     "Cámara de Representantes de EE. UU.", "Wyoming, distrito único"),
    ("house", "OH", None, "U.S. House", "Ohio", "Cámara de Representantes de EE. UU.", "Ohio"),
    ("senate", "NM", None, "U.S. Senate", "New Mexico", "Senado de EE. UU.", "Nuevo México"),
    ("senate", "NM", 2, "U.S. Senate", "New Mexico", "Senado de EE. UU.", "Nuevo México"),
    ("house", "DC", 0, "Delegate to the U.S. House", "District of Columbia",
     "Delegación ante la Cámara de Representantes", "Distrito de Columbia"),
    ("house", "GU", None, "Delegate to the U.S. House", "Guam",
     "Delegación ante la Cámara de Representantes", "Guam"),
    ("house", "VI", 0, "Delegate to the U.S. House", "U.S. Virgin Islands",
     "Delegación ante la Cámara de Representantes", "Islas Vírgenes Estadounidenses"),
    ("house", "AS", 1, "Delegate to the U.S. House", "American Samoa",
     "Delegación ante la Cámara de Representantes", "Samoa Americana"),
    ("house", "MP", 0, "Delegate to the U.S. House", "Northern Mariana Islands",
     "Delegación ante la Cámara de Representantes", "Islas Marianas del Norte"),
    ("house", "PR", 0, "Resident Commissioner", "Puerto Rico", "Comisaría Residente", "Puerto Rico"),
]  # fmt: skip


@pytest.mark.parametrize(("office", "state", "district", "title", "place", "titulo", "lugar"), SEATS)
def test_names_every_kind_of_seat(office, state, district, title, place, titulo, lugar):
    facts = replace(FACTS, office=office, state=state, district=district)
    assert (wording.office_name(facts, "en"), wording.place_name(facts, "en")) == (title, place)
    assert (wording.office_name(facts, "es"), wording.place_name(facts, "es")) == (titulo, lugar)


@pytest.mark.parametrize(
    ("office", "state", "district", "english", "spanish"),
    [
        ("house", "OH", 3, "running for the U.S. House in Ohio’s 3rd District",
         "aspira a la Cámara de Representantes de EE. UU. por el distrito 3 de Ohio"),
        ("house", "WY", 0, "running for the U.S. House in Wyoming’s at-large district",
         "aspira a la Cámara de Representantes de EE. UU. por el distrito único de Wyoming"),
        ("senate", "NY", None, "running for the U.S. Senate in New York",
         "aspira al Senado de EE. UU. por Nueva York"),
        ("house", "DC", 0, "running for Delegate to the U.S. House from the District of Columbia",
         "aspira a la Delegación ante la Cámara de Representantes por el Distrito de Columbia"),
        ("house", "MP", 0, "running for Delegate to the U.S. House from the Northern Mariana Islands",
         "aspira a la Delegación ante la Cámara de Representantes por las Islas Marianas del Norte"),
        ("house", "PR", 0, "running for Resident Commissioner of Puerto Rico",
         "aspira a la Comisaría Residente de Puerto Rico"),
    ],
)  # fmt: skip
def test_says_what_the_person_runs_for_in_a_sentence(office, state, district, english, spanish):
    facts = replace(FACTS, office=office, state=state, district=district)
    assert wording.seeking(facts, "en") == english
    assert wording.seeking(facts, "es") == spanish


@pytest.mark.parametrize(
    ("precision", "english", "spanish"),
    [
        ("day", "on March 12, 2026", "el 12 de marzo de 2026"),
        ("month", "in March 2026", "en marzo de 2026"),
        ("year", "in 2026", "en 2026"),
        ("unknown", "added to the tracker on March 14, 2026", "en el registro desde el 14 de marzo de 2026"),
    ],
)
def test_dates_are_as_exact_as_they_are_known(precision, english, spanish):
    facts = replace(FACTS, precision=precision)
    assert wording.since(facts, "en") == english
    assert wording.since(facts, "es") == spanish


def test_without_a_date_it_says_when_the_tracker_showed_it():
    facts = replace(FACTS, said_at=None)
    assert wording.said_on(facts, "en") == ""
    assert wording.since(facts, "en") == "added to the tracker on March 14, 2026"


def test_a_trigger_without_a_date_says_nothing_of_the_tracker_which_may_not_have_it_yet():
    facts = replace(FACTS, said_at=None, origin="person")
    assert wording.since(facts, "en") == "as we learned on March 14, 2026"
    assert wording.since(facts, "es") == "según supimos el 14 de marzo de 2026"


def test_nine_in_the_evening_in_washington_is_still_today():
    facts = replace(FACTS, said_at=None, seen_at=datetime(2026, 3, 13, 1, 0, tzinfo=UTC))
    assert wording.since(facts, "en") == "added to the tracker on March 12, 2026"


@pytest.mark.parametrize(
    ("district", "ordinal"),
    [(1, "1st"), (2, "2nd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"), (52, "52nd")],
)
def test_districts_are_ordinals_in_english(district, ordinal):
    assert wording.place_name(replace(FACTS, state="CA", district=district), "en") == f"California, {ordinal} District"


def test_every_state_and_territory_has_a_name_in_both_languages():
    assert set(places.ENGLISH) == set(places.SPANISH)
    assert len(places.ENGLISH) == 56
    assert set(places.ENGLISH) >= places.TERRITORIES


def test_every_status_can_be_said_and_spanish_guesses_no_gender():
    for status in wording.STATUSES:
        assert wording.statement(status, "en")
        assert not re.search(r"\b\w+ad[oa]s?\b", wording.statement(status, "es"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"office": "mayor"}, "office 'mayor' is not one of house, senate"),
        ({"state": "ZZ"}, "state 'ZZ' is not one of"),
        ({"district": -1}, "district -1 is not a district"),
        ({"precision": "hour"}, "precision 'hour' is not one of"),
    ],
)
def test_facts_that_cannot_be_said_are_refused(change, said):
    facts = replace(FACTS, **change)
    with pytest.raises(ValueError, match=said):
        (wording.office_name(facts, "en"), wording.place_name(facts, "en"), wording.since(facts, "en"))


@pytest.mark.parametrize(
    ("district", "label", "etiqueta", "english", "spanish"),
    [
        (3, "Ohio, 3rd District, special election", "Ohio, distrito 3, elección especial",
         "running for the U.S. House in Ohio’s 3rd District in the special election",
         "aspira a la Cámara de Representantes de EE. UU. por el distrito 3 de Ohio en la elección especial"),
        (None, "Ohio, special election", "Ohio, elección especial",
         "running for the U.S. Senate in Ohio in the special election",
         "aspira al Senado de EE. UU. por Ohio en la elección especial"),
    ],
)  # fmt: skip
def test_a_special_election_is_named(
    district: int | None, label: str, etiqueta: str, english: str, spanish: str
) -> None:
    office = "senate" if district is None else "house"
    facts = replace(FACTS, state="OH", district=district, office=office, special=True)
    assert (wording.place_name(facts, "en"), wording.place_name(facts, "es")) == (label, etiqueta)
    assert (wording.seeking(facts, "en"), wording.seeking(facts, "es")) == (english, spanish)
