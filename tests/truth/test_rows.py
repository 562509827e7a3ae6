"""Which candidacy a row stands for, and how rows are kept."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.models import Candidacy, Person, RowVersion, SourceKey
from publisher.pipeline import observe, sources
from publisher.truth.find import candidacy
from publisher.truth.identity import folded, surname
from tests.pipeline.story import Tracker


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(text.upper()) == folded(text) or not text.isascii()


@pytest.mark.parametrize(
    ("one", "other"), [("Zoë Specimen", "ZOE  SPECIMEN"), ("O'Example", "O’Example"), ("Ana-Maria", "ana maria")]
)
def test_names_are_compared_without_their_dress(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("name", "last", "expected"),
    [
        ("Maxima Example", "", "Example"),
        ("Maxima Example Jr.", "", "Example"),
        ("Maxima Example III", "", "Example"),
        ("Maxima van Example", "van Example", "van Example"),
    ],
)
def test_the_surname_to_be_retyped(name: str, last: str, expected: str) -> None:
    assert surname(Person(name=name, last=last)) == expected


def test_a_second_source_speaks_of_the_same_people(tracker: Tracker, tmp_path: Path) -> None:
    other = Tracker(tmp_path / "other.csv")
    other.rows = {f"x-{key}": row | {"id": f"x-{key}", "name": row["name"].upper()} for key, row in other.rows.items()}
    other.save()
    source = sources.add(sources.Wanted("other", str(other.file)))
    observe.poll(source.pk)
    assert (Person.objects.count(), Candidacy.objects.count(), SourceKey.objects.count()) == (4, 4, 8)


def test_another_race_is_another_candidacy(tracker: Tracker) -> None:
    tracker.says("oh-33", "pending", name="Maxima Example", district="4")
    tracker.poll()
    assert candidacy("oh-33") != candidacy("oh-3")


def test_two_rows_of_one_name_and_race_are_two(tracker: Tracker) -> None:
    """Namesakes exist; joining them is for a person to decide."""
    tracker.says("oh-33", "pending", name="Maxima Example")
    tracker.poll()
    assert candidacy("oh-33") != candidacy("oh-3")


def test_a_row_is_kept_as_it_came_and_as_it_was_understood(tracker: Tracker) -> None:
    tracker.says("oh-3", "signed", date="March 2026", party="  Independent ")
    tracker.poll()
    version = RowVersion.objects.get(key="oh-3", last_seen=None)
    assert version.raw["party"] == "  Independent "
    assert (version.understood["party"], version.understood["precision"]) == ("Independent", "month")


def test_long_cells_do_not_stop_a_poll(tracker: Tracker) -> None:
    """A database that keeps lengths must not end the reading of everybody else."""
    tracker.says("oh-3", "signed", party="P" * 200)
    tracker.says("oh-4", "signed", evidence="https://example.org/" + "x" * 1500)
    tracker.says("tx-7" + "x" * 200, "signed")
    report = tracker.poll()
    assert (report.state, len(report.changes), report.held) == ("accepted", 2, 1)
    assert not candidacy("oh-4").changes.get().evidence.exists()
