"""`publisher source ... --roster`: what is taken as a roster, what is refused, and what a look says of the rows."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publisher.models import Event, RosterSeat, Source
from publisher.tracker import roster
from tests.conftest import Done

Cli = Callable[..., Done]
TRACKER = """id,name,office,state,district,status
1,Ana Sample,House,OH,3,pending
2,Bo Placeholder,House,OH,4,signed
3,Cy Example,Senate,TX,,pending
"""
HEADER = "name,office,state,district\n"
GOOD = f"{HEADER}Ana Sample,H,OH,3\nBo Placeholder,H,OH,5\nCy Example,S,TX,\n"
LAYOUTS = {
    "of legislators": "last_name,first_name,full_name,type,state,district,party\n"
    "Sample,Ana,Ana Q. Sample,rep,OH,3,I\nSpecimen,Lee,,rep,AK,0,I\nExample,Cy,Cy Example,sen,TX,,I\n",
    "of the candidates' roll": "CAND_ID,CAND_NAME,CAND_ICI,CAND_OFFICE_ST,CAND_OFFICE,CAND_OFFICE_DISTRICT\n"
    '1,"SAMPLE, ANA MS.",IND,OH,H,03\n2,"SPECIMEN, LEE",IND,AK,H,00\n3,"EXAMPLE, CY",IND,TX,S,00\n',
    "semicolons, a byte order mark, CRLF": "\ufeffCandidate;Chamber;State;District\r\n"
    "Ana Sample;House;Ohio;3rd\r\n\r\nLee Specimen;Representative;AK;At-Large\r\nCy Example;Senator;Texas;\r\n",
    "a seat in one cell": "first,last,office,district,state\n"
    "Ana,Sample,House,OH-03,OH\nLee,Specimen,House,AK-AL,AK\nCy,Example,Senate,,TX\n",
}
REFUSED = {
    "no column for district": "name,office,state\nAna Sample,H,OH\n",
    "no column for name (or first and last name), office": "state,district\nOH,3\n",
    "its columns are “colour”": "colour\nred\n",
    "the column “name” twice": "name,name,office,state,district\nA,B,H,OH,3\n",
    "is empty": "",
    "it has no rows": HEADER,
    "1 of 3 rows cannot be read, such as line 3: the district “92”": f"{HEADER}Ana Sample,H,OH,3\nBo Mock,H,OH,92\n"
    "Cy Example,S,TX,\n",
    "2 cells where the header has 4": f"{HEADER}Ana Sample,H\n",
    "has no seat in the Senate": f"{HEADER}Ana Sample,S,DC,\n",
    "is no CSV file": f'{HEADER}"Ana "Sample",H,OH,3\n',
    "cannot be read, such as line 2: the name": f"{HEADER}Vacant,H,OH,3\n",
    "the name “JosÃ© Sample” has damaged letters": f"{HEADER}JosÃ© Sample,H,OH,3\n",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The roster."""
    (tmp_path / "tracker.csv").write_text(TRACKER)
    (tmp_path / "roster.csv").write_text(GOOD)
    return tmp_path / "roster.csv"


@pytest.fixture
def told(cli: Cli, file: Path) -> Callable[..., Any]:
    """The document that a command prints; the source `tracker` is there."""
    assert cli("source", "add", "tracker", str(file.parent / "tracker.csv")).code == 0
    return lambda *words: json.loads(cli(*words, "--json").out)


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_common_layouts_are_read_by_the_names_of_their_columns(told: Any, file: Path, text: str) -> None:
    file.write_text(text)
    assert told("source", "set", "tracker", "--roster", str(file))["roster"]["people"] == 3
    seats = {(one.folded, one.office, one.us_state, one.district) for one in RosterSeat.objects.all()}
    assert seats - {("ana q sample", "house", "OH", 3)} == {
        ("ana sample", "house", "OH", 3),
        ("lee specimen", "house", "AK", 0),
        ("cy example", "senate", "TX", None),
    }


@pytest.mark.parametrize(("said", "text"), REFUSED.items(), ids=REFUSED)
def test_what_is_no_roster_is_refused_in_one_line_that_says_why(
    cli: Cli, told: Any, file: Path, said: str, text: str
) -> None:
    told("source", "set", "tracker", "--roster", str(file))
    before = Source.objects.values().get()
    file.write_text(text)
    done = cli("source", "set", "tracker", "--every", "300", "--roster", str(file))
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert said in done.err
    assert str(file) in done.err
    assert (Source.objects.values().get(), RosterSeat.objects.count()) == (before, 3)


def test_other_bytes_and_other_files_are_refused(cli: Cli, told: Any, file: Path, monkeypatch: Any) -> None:
    file.write_bytes("name,office\nJosé,H\n".encode("latin-1"))
    os.mkfifo(file.parent / "pipe")
    for name, said in ((file, "not text in UTF-8"), (file.parent / "pipe", "no file"), ("/no/such", "no file")):
        assert said in cli("source", "set", "tracker", "--roster", str(name)).err
    assert "no file" in cli("source", "set", "tracker", "--roster", "https://roster.example/all.csv").err
    file.write_text(GOOD)
    monkeypatch.setattr(roster, "MOST_PEOPLE", 2)
    assert "has 3 people, at most 2" in cli("source", "set", "tracker", "--roster", str(file)).err
    monkeypatch.setattr(roster, "MOST_BYTES", 20)
    assert "more than 20 bytes" in cli("source", "set", "tracker", "--roster", str(file)).err
    assert not RosterSeat.objects.exists()


def test_a_few_rows_that_cannot_be_read_are_counted_and_named(cli: Cli, told: Any, file: Path) -> None:
    people = "".join(f"Ana Sample{'abcdefghijklmnopqrst'[n]},H,TX,{n + 1}\n" for n in range(20))
    file.write_text(f"{HEADER}{people}Bo Placeholder,H,OH,92\n")
    done = cli("source", "set", "tracker", "--roster", str(file), "--json")
    assert "1 row of the roster could not be read, such as line 22: the district “92” does not fit OH" in done.err
    assert json.loads(done.out)["roster"]["people"] == 20


def test_a_source_is_added_with_its_roster_and_the_list_shows_it(cli: Cli, told: Any, file: Path) -> None:
    where = str(file.parent / "tracker.csv")
    added = told("source", "add", "second", where, "--roster", str(file))
    assert (added["roster"]["people"], bool(added["roster"]["loaded_at"])) == (3, True)
    assert [one["roster"] for one in told("source", "list")] == [added["roster"], None]


def test_another_roster_takes_the_place_of_the_first_and_it_can_be_taken_away(cli: Cli, told: Any, file: Path) -> None:
    told("source", "set", "tracker", "--roster", str(file))
    file.write_text(f"{HEADER}Ana Sample,H,OH,3\n")
    assert told("source", "set", "tracker", "--roster", str(file))["roster"]["people"] == 1
    assert RosterSeat.objects.count() == 1
    assert told("source", "set", "tracker", "--no-roster", "--every", "300")["roster"] is None
    assert (RosterSeat.objects.count(), Source.objects.get().every_seconds) == (0, 300)
    assert Event.objects.filter(kind="source", what="changed").count() == 4
    done = cli("source", "set", "tracker", "--no-roster", "--every", "600")
    assert (done.code, "has no roster" in done.err, Source.objects.get().every_seconds) == (1, True, 300)
    assert cli("source", "set", "tracker", "--no-roster", "--roster", str(file)).code == 2


def test_a_look_names_the_rows_in_other_seats(told: Any, file: Path) -> None:
    wanted = [
        "The roster has this name in another seat in 1 row: Expected Bo Placeholder in U.S. House, OH-05, as the "
        "roster has it, came U.S. House, OH-04: correct the tracker, or say that the row is right."
    ]
    look = told("source", "check", "tracker", "--roster", str(file))
    assert (look["ok"], look["problems"]) == (True, wanted)
    assert told("source", "check", str(file.parent / "tracker.csv"), "--roster", str(file))["problems"] == wanted
    assert (told("source", "check", "tracker")["problems"], RosterSeat.objects.exists()) == ([], False)
    told("source", "set", "tracker", "--roster", str(file))
    assert told("source", "check", "tracker")["problems"] == wanted
