"""A wrong state or district, found by a roster that the coalition keeps beside the tracker."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from publisher.models import Candidacy, Poll, QuarantinedRow, StatusChange, User
from publisher.pipeline import quarantine, sources
from tests.hazards.watched import Watched

# Cy Mockup, who is in no roster until a test says so, stands in the tracker for the House in California's ninth.
LEGISLATORS = "last_name,first_name,full_name,type,state,district,senate_class,party\n"
ROLL = "CAND_ID,CAND_NAME,CAND_PTY_AFFILIATION,CAND_OFFICE_ST,CAND_OFFICE,CAND_OFFICE_DISTRICT\n"
Load = Callable[[str], None]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Gives the source a roster of these lines, as a person does."""

    def act(text: str) -> None:
        (tmp_path / "roster.csv").write_text(text)
        call_command("source", "set", "tracker", "--roster", str(tmp_path / "roster.csv"))

    return act


def legislator(seat: str, name: str = "Cy Mockup") -> str:
    first, _, last = name.partition(" ")
    return f"{LEGISLATORS}{last},{first},{name},{seat},Independent\n"


ELSEWHERE = {
    "another district": (legislator("rep,CA,14,"), "U.S. House, CA-14"),
    "another state": (legislator("rep,TX,9,"), "U.S. House, TX-09"),
    "at large": (legislator("rep,AK,0,"), "U.S. House, AK at large"),
    "another chamber": (legislator("sen,CA,,1"), "U.S. Senate, CA"),
    "as rolls write it": (f'{ROLL}H1,"MOCKUP, CY MR.",IND,CA,H,14\n', "U.S. House, CA-14"),
    "of rolls, the Senate": (f'{ROLL}S1,"MOCKUP, CY",IND,CA,S,00\n', "U.S. Senate, CA"),
    "with an accent": (legislator("rep,CA,14,", "Cý Mockup"), "U.S. House, CA-14"),
    "two seats, both others": (legislator("rep,CA,14,") + "M,Cy,Cy Mockup,rep,TX,2,,I\n", "CA-14 or U.S. House, TX-02"),
}


@pytest.mark.parametrize(("roster", "seat"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_25_a_signer_whom_the_roster_has_in_another_seat(watched: Watched, load: Load, roster: str, seat: str) -> None:
    load(roster)
    watched.sign()
    assert (watched.read(2), watched.held) == ([], ["roster"])
    assert not StatusChange.objects.exists()
    reason = QuarantinedRow.objects.get().reason
    assert reason.startswith("Expected Cy Mockup in U.S. ")
    assert f"{seat}, as the roster has it, came U.S. House, CA-09" in reason


FITTING = {
    "the right district": legislator("rep,CA,9,"),
    "written as rolls do": f'{ROLL}H1,"MOCKUP, CY MR.",IND,CA,H,09\n',
    "two of the name, one of them here": legislator("rep,CA,14,") + "Mockup,Cy,Cy Mockup,rep,CA,9,,Independent\n",
    "a namesake elsewhere, and a fuller name here": legislator("rep,TX,4,") + "Mockup,Cy B.,Cy B. Mockup,rep,CA,9,,I\n",
    "nobody of the name": legislator("rep,CA,9,", "Somebody Else"),
    "the son of the name elsewhere": legislator("rep,TX,4,", "Cy Mockup Jr."),
}


@pytest.mark.parametrize("roster", FITTING.values(), ids=FITTING)
def test_25_twin_the_roster_says_nothing_against_it(watched: Watched, load: Load, roster: str) -> None:
    load(roster)
    watched.sign()
    assert (watched.read(), watched.held) == (["Cy Mockup"], [])


def test_25_twin_a_district_that_is_corrected_as_the_roster_has_it(watched: Watched, load: Load) -> None:
    load(legislator("rep,CA,14,"))
    watched.sign()
    assert (watched.read(), watched.held) == ([], ["roster"])
    watched.set("c50", district="14")
    assert (watched.read(), watched.held) == (["Cy Mockup"], [])
    assert QuarantinedRow.objects.get().state == "healed"
    assert StatusChange.objects.get().candidacy.district == 14


def test_25_a_new_row_in_another_seat_waits_before_anybody_knows_them(watched: Watched, load: Load) -> None:
    load(legislator("rep,CA,14,", "Wim Recent"))
    watched.set("new", name="Wim Recent", district="3")
    assert (watched.read(2), watched.held) == ([], ["roster"])
    assert not Candidacy.objects.filter(person__name="Wim Recent").exists()
    watched.sign("new", district="14")
    assert (watched.read(), watched.held) == (["Wim Recent"], [])


def test_25_a_row_without_an_id_that_moves_to_another_district(without_id: Watched, load: Load) -> None:
    load(legislator("rep,CA,9,"))
    without_id.set("c50", district="14")
    assert (without_id.read(), without_id.held) == ([], ["roster"])
    assert QuarantinedRow.objects.get().candidacy == Candidacy.objects.get(person__name="Cy Mockup")
    name = without_id.sign(district="9")
    assert (without_id.read(), without_id.held) == ([name], [])


def test_25_who_is_known_and_did_not_change_waits_for_nothing(watched: Watched, load: Load) -> None:
    load(legislator("rep,CA,14,"))
    watched.set("c50", party="Another", evidence="https://news.example.org/other")
    watched.sign("c51")
    assert (watched.read(), watched.held) == (["Dee Mockup"], [])
    assert Candidacy.objects.get(person__name="Cy Mockup").party == "Another"


def test_25_a_row_that_moves_away_from_the_roster_waits_and_keeps_its_seat(watched: Watched, load: Load) -> None:
    load(legislator("rep,CA,9,"))
    watched.set("c50", district="14")
    assert (watched.read(), watched.held) == ([], ["roster"])
    assert Candidacy.objects.get(person__name="Cy Mockup").district == 9


def test_25_what_a_person_accepted_stays_accepted_for_that_seat(watched: Watched, load: Load, comms: User) -> None:
    load(legislator("rep,CA,14,"))
    watched.sign()
    watched.read()
    quarantine.accept_row(QuarantinedRow.objects.get().pk, by=comms)
    assert (watched.read(), watched.held) == (["Cy Mockup"], [])
    watched.days_pass()
    watched.set("c50", status="rescinded")
    watched.read(2)
    assert (watched.held, StatusChange.objects.count()) == ([], 2)
    watched.set("c50", district="20")
    watched.read()
    assert watched.held == ["roster"]  # another seat is another question


def test_25_without_the_roster_it_is_announced_after_all(watched: Watched, load: Load) -> None:
    load(legislator("rep,CA,14,"))
    watched.sign()
    watched.read()
    call_command("source", "set", "tracker", "--no-roster")
    assert (watched.read(), watched.held) == (["Cy Mockup"], [])


def test_25_the_first_read_is_silent_and_holds_nothing(tracker: Watched, load: Load) -> None:
    tracker.add()
    load(legislator("rep,CA,14,"))
    sources.change(tracker.source, options={"separator": "comma"})  # another silent baseline
    tracker.set("c50", party="Another")
    assert (tracker.read(), tracker.held, Poll.objects.latest("pk").baseline) == ([], [], True)


def test_25_its_page_shows_the_rosters_entry_beside_the_row(
    watched: Watched, load: Load, client: Client, comms: User
) -> None:
    load(legislator("rep,TX,14,"))
    watched.sign()
    watched.read()
    client.force_login(comms)
    html = client.get(f"/quarantine/rows/{QuarantinedRow.objects.get().pk}/").content.decode()
    panel = html.partition('id="roster"')[2].partition("</section>")[0]
    assert "U.S. House, TX-14" in panel
    assert ["<del>TX</del>" in panel, "<ins>CA</ins>" in panel] == [True, True]
    assert ["<del>14</del>" in panel, "<ins>9</ins>" in panel] == [True, True]
    assert panel.count("differs</span>") == 2  # the chamber is the same
    assert "Accept as it is" in html
