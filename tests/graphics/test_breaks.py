"""Where names and running text may break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphics.breaks import atoms, even, partitions


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Demo de la Cruz Candidate", ["Demo", "de la Cruz", "Candidate"]),
        ("Max Sample Jr.", ["Max", "Sample Jr."]),
        ("Max Sample, III", ["Max", "Sample, III"]),
        ("Robert C. Example", ["Robert C.", "Example"]),
        ("J. Robert Example", ["J. Robert", "Example"]),
        ("Van Example", ["Van", "Example"]),
        ("Erika von der Muster", ["Erika", "von der Muster"]),
        ("Juan Sample y Ejemplo", ["Juan", "Sample y Ejemplo"]),
        ("Xi Vi", ["Xi", "Vi"]),
        ("Ana Featherstonhaugh-Candidate", ["Ana", "Featherstonhaugh-", "Candidate"]),
    ],
)
def test_particles_suffixes_and_initials_are_glued(name, parts):
    assert [part.strip() for part in atoms(name)] == parts


@given(st.lists(st.text("abcdé-.'", min_size=1, max_size=9), min_size=1, max_size=6).map(" ".join))
def test_no_letter_of_a_name_is_lost(name):
    assert "".join(atoms(name)).split() == name.split()
    for lines in partitions(atoms(name)):
        assert "".join(lines).replace(" ", "") == name.replace(" ", "")


@given(st.lists(st.text("ab", min_size=1, max_size=12), min_size=1, max_size=20), st.integers(1, 60))
def test_running_text_keeps_its_words_and_its_column(words, column):
    lines = even(" ".join(words), len, column)
    assert " ".join(lines).split() == words
    assert all(len(line) <= column or " " not in line for line in lines)


def test_running_text_is_even():
    assert even("one two three four five six", len, 24) == ["one two three", "four five six"]


def test_a_name_of_very_many_words_has_few_ways_to_break():
    assert len(list(partitions(atoms("Sample " * 200)))) < 300


def test_a_dot_between_the_parts_of_a_list_begins_no_line():
    assert even("Ana Sample · Bo Example", len, 11) == ["Ana", "Sample ·", "Bo Example"]
    assert even("Ana · Bo · Cy", len, 6) == ["Ana ·", "Bo ·", "Cy"]
