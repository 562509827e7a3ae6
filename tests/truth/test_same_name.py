"""Another candidate of the same name in the same state is told of, nobody else is."""

from typing import Any

import pytest

from publisher.models import Candidacy, Person
from publisher.truth.same_name import namesakes, warning


def runs(name: str, **fields: Any) -> Candidacy:
    where = {"cycle": 2026, "office": "house", "us_state": "OH", "district": 3} | fields
    person = where.pop("person", None) or Person.objects.create(name=name)
    return Candidacy.objects.create(person=person, **where)


@pytest.fixture
def lee(db: None) -> Candidacy:
    return runs("Lee Placeholder")


def test_case_accents_and_points_make_no_other_name(lee: Candidacy) -> None:
    other = runs("LEE  PLÁCEHOLDER", district=9)
    assert namesakes([lee, other]) == {lee.pk: [other], other.pk: [lee]}


@pytest.mark.parametrize(
    "fields",
    [
        {"us_state": "TX"},
        {"cycle": 2024},
        {"standing": "left_race"},
        {"name": "Leigh Placeholder"},
    ],
)
def test_who_is_elsewhere_or_gone_or_called_otherwise_is_no_namesake(lee: Candidacy, fields: dict[str, Any]) -> None:
    runs(fields.pop("name", "Lee Placeholder"), district=9, **fields)
    assert namesakes([lee])[lee.pk] == []


def test_the_same_person_in_another_race_is_nobody_else(lee: Candidacy) -> None:
    runs("Lee Placeholder", person=lee.person, office="senate", district=None)
    assert namesakes([lee])[lee.pk] == []


@pytest.mark.parametrize(
    ("seat", "said"),
    [
        ({"district": 9}, "U.S. House, OH-09"),
        ({"us_state": "AK", "district": 0}, "U.S. House, AK at large"),
        ({"office": "senate", "district": None}, "U.S. Senate, OH"),
    ],
)
def test_the_warning_names_the_others_seat(db: None, seat: dict[str, Any], said: str) -> None:
    assert warning(runs("Lee Placeholder", **seat)) == (
        f"Another candidate has the same name: Lee Placeholder, {said}. Check whose evidence this is."
    )


def test_many_are_compared_in_one_query(lee: Candidacy, django_assert_num_queries: Any) -> None:
    everybody = [lee, *(runs("Lee Placeholder", district=number) for number in range(4, 12))]
    with django_assert_num_queries(1):
        found = namesakes(everybody)
    assert len(found[lee.pk]) == 8
