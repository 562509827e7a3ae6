"""Names of one race that may be one person's, and names that are plainly two."""

import pytest

from publisher.truth.alike import perhaps_one

ONE = [
    ("Robert J. Okafor-Lindqvist", "Bobby Okafor"),
    ("Robert Okafor", "Bobby Okafor"),
    ("R. J. Okafor", "Robert Okafor"),
    ("James Robert Sample", "J. R. Sample"),
    ("J. Robert Sample", "Robert Sample"),
    ("Juan Carlos Example", "Carlos Example"),
    ("María José Muestra Ejemplo", "Maria Muestra"),
    ("Mary Specimen-Sample", "Mary Sample"),
    ("Anna Sampleton", "Ana Sample"),
    ("Ben Placeholder", "Benjamin Q. Placeholder"),
    ("Ana de la Muestra", "Ana Delamuestra"),
    ("SAMPLE ANA", "Ana Sample"),
    ("Ana Sample Jr.", "Ana Sample Sr."),
    ("Ana Sample", "Ana Sample III"),
]
TWO = [
    ("Ana Sample", "Bo Sample"),
    ("Ana Maria Sample", "Bo Maria Sample"),
    ("Daniel Example", "David Example"),
    ("John J. Sample", "Jane Sample"),
    ("Christopher Sample", "Christopher Dummy"),
    ("Mary Sample", "Mary Specimen"),
    ("Mary Sample Jones", "Ana Sample"),
    ("Juan de la Muestra", "Pedro de la Muestra"),
    ("Ana de la Muestra", "Ana de la Dummy"),
    ("Robert Okafor Sr.", "Thomas Okafor Jr."),
    ("Ana Sample", ""),
]


@pytest.mark.parametrize(("name", "other"), ONE)
def test_spellings_of_one_person(name: str, other: str) -> None:
    assert perhaps_one(name, other)
    assert perhaps_one(other, name)


@pytest.mark.parametrize(("name", "other"), TWO)
def test_relatives_and_rivals_are_two(name: str, other: str) -> None:
    assert not perhaps_one(name, other)
    assert not perhaps_one(other, name)
