"""Hazard 16, names as rolls write them: LAST, FIRST MR. JR. What is shown is the name that a person has checked."""

import pytest

from publisher.models import Announcement, Person, QuarantinedRow, User
from publisher.pipeline import quarantine
from tests.hazards.watched import Watched
from tests.pipeline.story import approve, fresh

TITLES = ("MR.", "MRS.", "MS.", "DR.", "HON.", "REV.", "")


def as_a_roll(name: str, number: int = 0) -> str:
    """The name as a roll writes it, with one of the titles."""
    first, _, last = name.partition(" ")
    return f"{last}, {first} {TITLES[number % len(TITLES)]}".upper().strip()


@pytest.fixture(params=["watched", "without_id"])
def either(request: pytest.FixtureRequest) -> Watched:
    """The tracker with its own keys, and the one that knows a row by race and name."""
    found: Watched = request.getfixturevalue(request.param)
    return found


def test_16_the_whole_tracker_is_written_like_a_roll(either: Watched) -> None:
    before = names()
    for number, (key, row) in enumerate(either.rows.items()):
        either.set(key, name=as_a_roll(row["name"], number))
    assert (either.read(2), either.held) == ([], [])
    assert either.poll.state in ("accepted", "unchanged")
    assert names() == before


def names() -> list[str]:
    """As they are shown; capitals do not tell Stand-In from Stand-in."""
    return sorted(name.replace("Stand-In", "Stand-in") for name in Person.objects.values_list("name", flat=True))


@pytest.mark.parametrize("name", ["MOCKUP, MR.", "MOCKUP, JR.", "Mockup, Dr. III"])
def test_16_a_title_is_no_first_name(watched: Watched, name: str) -> None:
    watched.sign(name=name)
    assert (watched.read(2), watched.held) == ([], ["type"])


def test_16_a_person_may_say_that_it_is_their_name(watched: Watched, comms: User) -> None:
    watched.sign(name="Mockup, Dr.")
    watched.read()
    quarantine.accept_row(QuarantinedRow.objects.get().pk, by=comms)
    assert watched.read() == ["Mockup, Dr."]


def test_16_another_name_than_people_have_checked_is_not_shown(watched: Watched, approver: User) -> None:
    watched.sign(name="MOCKUP, CY MR.")
    assert watched.read() == ["Cy Mockup"]
    made = approve(Announcement.objects.get(), approver)
    watched.set("c50", name="MOCKUP, CYRUS MR.")
    assert watched.read() == []
    assert fresh(made).state == "held"
    assert "changed the name from Cy Mockup to Cyrus Mockup" in fresh(made).reason


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("MOCKUP, CY", "Cy Mockup"),
        ("MOCKUP, CY MR.", "Cy Mockup"),
        ("MOCKUP, CY B. MR. JR.", "Cy B. Mockup Jr."),
        ("Mockup, Cy", "Cy Mockup"),
        ("CY MOCKUP", "Cy Mockup"),
    ],
)
def test_16_twin_who_signs_under_such_a_name_is_told_by_their_name(watched: Watched, written: str, shown: str) -> None:
    watched.sign(name=written)
    assert (watched.read(), watched.held) == ([shown], [])
    words = Announcement.objects.get().revision.manifest["words"]["en"]
    assert shown in words["caption"]
    assert written not in words["caption"] + words["alt"]


def test_16_twin_the_same_name_in_the_other_form_stays_approved(watched: Watched, approver: User) -> None:
    watched.sign()
    watched.read()
    made = approve(Announcement.objects.get(), approver)
    watched.set("c50", name="MOCKUP, CY MR.")
    assert (watched.read(), fresh(made).state) == ([], "approved")
