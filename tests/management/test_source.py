"""`publisher source`: kinds of trackers, what a look explains, and what may be changed afterwards."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publisher.models import Event, Poll, Source
from publisher.pipeline import observe
from tests.conftest import Done

Cli = Callable[..., Done]
ROLL = """CAND_ID,CAND_NAME,CAND_PTY_AFFILIATION,CAND_OFFICE_ST,CAND_OFFICE,CAND_OFFICE_DISTRICT,CAND_ICI
H1,"SAMPLE, ANA MS.",IND,OH,H,03,I
H2,"SPECIMEN, LEE MR. JR.",IND,AK,H,00,C
S1,"MCSAMPLE, BO",IND,ME,S,00,
H3,"EXAMPLE, KIM 1983",IND,OH,H,04,C
H4,"PLACEHOLDER, SAM",IND,OH,H,92,C
H5,"PLACEHOLDER, MAX",IND,PA,H,88,C
"""
MAP = {
    "id": "CAND_ID", "name": "CAND_NAME", "office": "CAND_OFFICE", "state": "CAND_OFFICE_ST",
    "district": "CAND_OFFICE_DISTRICT", "party": "CAND_PTY_AFFILIATION", "status": "CAND_ICI",
}  # fmt: skip
WORDS = ["--status", "I=pending", "--status", "C=pending", "--status", "=pending"]
QUERY = "SELECT id, name, office, state, district, status FROM candidates ORDER BY id"


def mapped(**more: str) -> list[str]:
    return [word for field, column in (MAP | more).items() for word in ("--map", f"{field}={column}")]


@pytest.fixture
def roll(tmp_path: Path) -> str:
    file = tmp_path / "roll.csv"
    file.write_text(ROLL)
    return str(file)


@pytest.fixture
def told(cli: Cli) -> Callable[..., Any]:
    """The document that a command prints, whatever its exit code."""
    return lambda *words: json.loads(cli(*words, "--json").out)


@pytest.fixture
def database(tmp_path: Path) -> str:
    with sqlite3.connect(tmp_path / "tracker.sqlite3") as made:
        made.execute("CREATE TABLE candidates (id, name, office, state, district, status, answer)")
        made.execute("INSERT INTO candidates VALUES (1, 'Ana Sample', 'House', 'OH', 3, 'pending', 'signed')")
    made.close()
    return f"sqlite:///{tmp_path}/tracker.sqlite3"


def test_an_empty_host_allows_nothing(cli: Cli, told: Any, roll: str) -> None:
    """A script whose variable is empty must not open redirects to anywhere."""
    added = cli("source", "add", "roll", roll, *mapped(), *WORDS, "--allow-host", "", "--allow-host", " ")
    assert (added.code, Source.objects.get().allowed_hosts) == (0, [])


def test_a_look_at_a_location_proposes_a_map_and_stores_nothing(told: Any, roll: str) -> None:
    found = told("source", "check", roll)
    assert (found["ok"], found["rows"]) == (False, 6)
    assert found["proposed_map"] == {field: column for field, column in MAP.items() if field != "status"}
    assert found["few_values"]["CAND_ICI"] == {"C": 4, "I": 1, "": 1}
    assert "The map lacks status" in found["problem"]
    assert "CAND_NAME" not in found["few_values"]
    assert not Source.objects.exists()


def test_each_kind_of_trouble_is_counted_with_an_example(told: Any, roll: str) -> None:
    found = told("source", "check", roll, *mapped(), *WORDS)
    wrong_seat, junk = found["problems"][1:]
    assert wrong_seat.startswith("A field has the wrong type in 2 rows: Row of “PLACEHOLDER, SAM”: the district “92”")
    assert junk.startswith("A field has the wrong type in 1 row: Row of “EXAMPLE, KIM 1983”")


def test_words_that_nobody_mapped_do_not_hide_what_else_is_wrong(told: Any, roll: str) -> None:
    found = told("source", "check", roll, *mapped(), *WORDS[:4])
    assert "came an empty cell" in found["problem"]
    assert found["next_poll"].startswith("quarantined:")
    assert [said.split(":")[0] for said in found["problems"][1:]] == [
        "A field has the wrong type in 2 rows",
        "A field has the wrong type in 1 row",
    ]


def test_a_roll_in_its_own_layout_is_taken_with_a_map(told: Any, roll: str) -> None:
    Path(roll).write_text("".join(ROLL.splitlines(keepends=True)[:4]))
    found = told("source", "check", roll, *mapped(), *WORDS)
    assert (found["ok"], found["problems"], found["next_poll"]) == (True, [], "a silent baseline")
    assert found["statuses"] == {"pending": 3}


def test_a_person_reads_the_same_in_plain_lines(cli: Cli, roll: str) -> None:
    done = cli("source", "check", roll)
    assert "CAND_ICI has few words: C 4, I 1, (empty) 1." in done.out
    assert f"publisher source add NAME {roll} --format csv --map id=CAND_ID" in done.out
    assert done.code == 1
    done = cli("source", "check", roll, *mapped(), *WORDS)
    assert "Words of the status column: C 4, I 1, (empty) 1." in done.out
    assert "A field has the wrong type in 2 rows" in done.out


def test_escapes_in_cells_do_not_reach_the_terminal(cli: Cli, roll: str) -> None:
    Path(roll).write_text(ROLL.replace("03,I", "03,\x1b[2JI"))
    assert "\x1b" not in cli("source", "check", roll, *mapped()).out


def test_a_name_that_is_no_source_is_not_taken_for_a_file(cli: Cli) -> None:
    assert "no source 'nope'" in cli("source", "check", "nope").err


def test_a_query_is_a_source(told: Any, database: str) -> None:
    added = told("source", "add", "tracker", database, "--option", f"query={QUERY}", "--limit", "changed_rows=50")
    assert (added["format"], added["options"], added["limits"]) == ("sql", {"query": QUERY}, {"changed_rows": 50})
    assert told("watch", "--once")["polls"][0]["baseline"] is True


def test_a_sheet_settles_for_ten_minutes_and_a_file_at_once(told: Any, roll: str) -> None:
    Path(roll).write_text("".join(ROLL.splitlines(keepends=True)[:4]))
    assert told("source", "add", "mine", roll, *mapped(), *WORDS)["settle_seconds"] == 0
    assert told("source", "set", "mine", "--settle", "900", "--every", "300")["settle_seconds"] == 900


def test_a_secret_is_sealed_and_shown_nowhere(cli: Cli, database: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2\n")
    words = ("--option", f"query={QUERY}", "--secret", f"@{tmp_path}/secret")
    done = cli("source", "add", "tracker", database, *words, "--json")
    assert done.code == 0
    source = Source.objects.get()
    assert "hunter2" not in done.out + source.secret + source.location + str(list(Event.objects.values()))
    assert source.secret
    done = cli("source", "set", "tracker", "--secret", "hunter2")
    assert (done.code, "does not belong on the command line" in done.err) == (1, True)


def test_other_options_are_tried_before_they_are_kept(cli: Cli, told: Any, database: str) -> None:
    told("source", "add", "tracker", database, "--option", f"query={QUERY}")
    for wrong in ("SELECT id FROM candidates", "SELECT nothing", "DELETE FROM candidates"):
        done = cli("source", "set", "tracker", "--option", f"query={wrong}")
        assert (done.code, done.err.count("\n")) == (1, 1)
    assert Source.objects.get().options == {"query": QUERY}


def test_another_query_is_another_baseline_although_the_map_stays(told: Any, database: str) -> None:
    told("source", "add", "tracker", database, "--option", f"query={QUERY}")
    told("watch", "--once")
    other = QUERY.replace("status", "answer AS status")
    assert told("source", "set", "tracker", "--option", f"query={other}")["options"] == {"query": other}
    report = observe.poll(Source.objects.get().pk)
    assert (report.state, report.baseline, report.changes) == ("accepted", True, [])


def test_another_separator_is_read_although_the_bytes_are_the_same(cli: Cli, told: Any, tmp_path: Path) -> None:
    file = tmp_path / "roll.csv"
    file.write_text("id,name,office,state,district,status\n1,Ana Sample,House,OH,3,pending\n")
    told("source", "add", "tracker", str(file))
    told("watch", "--once")
    assert told("source", "set", "tracker", "--option", "separator=comma")["options"] == {"separator": "comma"}
    told("watch", "--once")
    assert list(Poll.objects.order_by("pk").values_list("state", flat=True)) == ["accepted", "accepted"]
    assert told("source", "set", "tracker", "--option", "separator=")["options"] == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--limit", "changed_rows=many"], "give a number"),
        (["--limit", "colour=1"], "no limit 'colour'"),
        (["--limit", "changed_share=2"], "give 0 to 1"),
        (["--every", "-1"], "pace is -1"),
        (["--option", "colour=red"], "no option 'colour'"),
        (["--secret", "@/no/such/file"], "/no/such/file"),
        ([], "Say what to change"),
    ],
)
def test_what_cannot_be_set_is_refused_in_one_line(
    cli: Cli, told: Any, tmp_path: Path, words: list[str], said: str
) -> None:
    file = tmp_path / "t.csv"
    file.write_text("id,name,office,state,district,status\n1,Ana Sample,House,OH,3,pending\n")
    told("source", "add", "tracker", str(file))
    before = Source.objects.values().get()
    done = cli("source", "set", "tracker", *words)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert said in done.err
    assert Source.objects.values().get() == before


def test_a_secret_where_none_is_taken_is_refused(cli: Cli, roll: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2\n")
    done = cli("source", "add", "mine", roll, *mapped(), "--secret", f"@{tmp_path}/secret")
    assert (done.code, "CSV takes no secret" in done.err) == (1, True)
    done = cli("source", "add", "mine", "appAAAAAAAAAAAAAA/Candidates")
    assert (done.code, "needs a secret" in done.err) == (1, True)


def test_whoever_calls_watch_learns_from_its_exit_code_that_a_read_was_quarantined(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    good = "id,name,office,state,district,status\n1,Ana Sample,House,OH,3,pending\n"
    file.write_text(good)
    assert cli("source", "add", "tracker", str(file)).code == 0
    assert cli("watch", "--once").code == 0
    file.write_text(good.replace("name", "called"))
    read = cli("watch", "--once", "--json")
    assert (read.code, json.loads(read.out)["polls"][0]["state"]) == (1, "quarantined")
    file.write_text(good)
    assert cli("watch", "--once").code == 0
