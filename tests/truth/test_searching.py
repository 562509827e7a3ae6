"""Finding people by what somebody types with one thumb."""

from typing import Any

import pytest
from django.db import connection

from publisher.errors import Refusal
from publisher.models import Candidacy, Person
from publisher.truth import find
from publisher.truth.searching import Searched, best

LETTERS = "Abcdefghij"
NAMES = [
    "Zoë Příklad",
    "Maxima Example",
    "Noor Placeholder",
    "Bo O’Sample",
    "María de la Muestra",
    "Anna Sample",
    "Łucja Ćwik",
]


def found(text: str) -> list[str]:
    return [NAMES[number] for number in best(text, [Searched(n, name) for n, name in enumerate(NAMES)], 20)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("zoe", "Zoë Příklad"),
        ("PRIKLAD", "Zoë Příklad"),
        ("prikald", "Zoë Příklad"),
        ("priklad zoe", "Zoë Příklad"),
        ("osample", "Bo O’Sample"),
        ("maria muestra", "María de la Muestra"),
        ("delamuestra", "María de la Muestra"),
        ("maxma exmaple", "Maxima Example"),
        ("palceholder", "Noor Placeholder"),
        ("no pl", "Noor Placeholder"),
        ("luc cw", "Łucja Ćwik"),
    ],
)
def test_parts_order_accents_and_slips_do_not_matter(text: str, name: str) -> None:
    assert found(text)[0] == name


def test_what_is_typed_right_comes_before_what_resembles_it() -> None:
    assert found("anna sample")[0] == "Anna Sample"
    assert found("sampel") == ["Bo O’Sample", "Anna Sample"]


@pytest.mark.parametrize("text", ["", "  ", "'", "xyz", "zoe example", "bx", "\0", "9"])
def test_what_nobody_is_called_finds_nobody(text: str) -> None:
    assert found(text) == []


def test_a_state_and_a_district_narrow_it() -> None:
    two = [
        Searched(1, "Bo Sample", ("oh", "3")),
        Searched(2, "Bo Sample", ("oh", "4")),
        Searched(3, "Ohm Sample", ("tx", "3")),
    ]
    assert best("sample oh 4", two, 20) == [2]
    assert best("sample 3", two, 20) == [1, 3]


def test_ten_thousand_are_searched_without_reading_them_all_each_time(
    db: None, django_assert_max_num_queries: Any
) -> None:
    people = Person.objects.bulk_create(
        Person(name=f"{a}{b} {c}{d}ez") for a in LETTERS for b in LETTERS for c in LETTERS for d in LETTERS
    )
    Candidacy.objects.bulk_create(
        Candidacy(person=person, cycle=2026, office="senate", us_state="OH") for person in people
    )
    assert len(people) == 10_000
    if connection.vendor == "postgresql":  # as its own housekeeping does soon after: it planned for tables of none
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE publisher_person, publisher_candidacy")
    find.candidates("Ab Cdez")  # the first search folds the names
    with django_assert_max_num_queries(6):
        assert find.candidates("cdze ab")[0].person.name == "Ab cdez"
        assert find.candidates("nobody atall") == []
        assert len(find.candidates("a")) == 20


def test_a_seat_is_typed_as_it_is_shown(db: None) -> None:
    person = Person.objects.create(name="Maxima Example")
    seats = [
        Candidacy.objects.create(person=person, cycle=2026, office="house", us_state="OH", district=district)
        for district in (3, 4)
    ]
    assert find.candidates("Maxima OH-04") == [seats[1]]


def test_a_command_is_told_who_is_meant_and_never_guesses(db: None) -> None:
    person = Person.objects.create(name="Maxima Example")
    made = Candidacy.objects.create(person=person, cycle=2026, office="house", us_state="OH", district=3)
    assert find.candidacy("maxima ex") == made
    with pytest.raises(Refusal, match=rf"No candidate is called 'Maxima Exmaple'\. Perhaps you mean {made.pk}: Maxima"):
        find.candidacy("Maxima Exmaple")
    for text in ("oh 3", "'"):
        with pytest.raises(Refusal, match="No candidate is called"):
            find.candidacy(text)
