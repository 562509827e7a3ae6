"""Rolls of names in whatever form they come."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.gallery import roll
from publisher.gallery.roll import NoRoll, read

CSV = "CAND_NAME,CAND_OFFICE,CAND_OFFICE_ST,CAND_OFFICE_DISTRICT\n"


def seats(data: str, name: str = "roll.csv") -> list[tuple[str, str, str, int | None, str]]:
    found = read(data.encode(), name)
    return [(e.facts.name, e.facts.office, e.facts.state, e.facts.district, e.problem) for e in found]


def test_a_table_is_read_by_its_own_headers_and_names_are_shown_as_people_write_them() -> None:
    assert seats(f'{CSV}"SAMPLE, LEE MARION MR. JR.",H,TX,07\n"EXAMPLE, ANA",S,ME,00\n') == [
        ("Lee Marion Sample Jr.", "house", "TX", 7, ""),
        ("Ana Example", "senate", "ME", None, ""),
    ]


def test_first_and_last_name_stand_in_where_the_full_one_is_empty() -> None:
    text = "full_name\tfirst_name\tlast_name\tstate\n\tAna\tSample\tOH\n"
    assert [name for name, *_ in seats(text, "roll.tsv")] == ["Ana Sample"]


def test_a_seat_that_cannot_be_read_is_a_sample_seat_and_a_name_that_is_none_is_said() -> None:
    found = seats(f"{CSV}Ana Sample,H,ZZ,07\nVacant,H,OH,1\nA1B2C3 Sample99,H,OH,1\n")
    assert [(name, state) for name, _, state, *_ in found[:1]] == [("Ana Sample", "OH")]
    assert ["placeholder" in found[1][4], "does not look like a name" in found[2][4]] == [True, True]


@pytest.mark.parametrize(
    "found",
    [
        ["Ana Sample", "Bo Example"],
        [{"name": "Ana Sample"}, {"name": "Bo Example"}],
        {"x": 1, "rows": ["Ana Sample", "Bo Example"]},
    ],
)
def test_json_holds_names_or_objects(found: object) -> None:
    assert [name for name, *_ in seats(json.dumps(found), "roll.json")] == ["Ana Sample", "Bo Example"]


def test_any_other_file_is_one_name_a_line() -> None:
    entries = list(read("\ufeffAna Sample\r\n\r\nBo Example\r\n".encode(), "names.txt"))
    assert [(entry.line, entry.facts.name) for entry in entries] == [(1, "Ana Sample"), (3, "Bo Example")]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("before", ["", "sep={mark}\r\n", "\r\n"])
def test_whatever_a_spreadsheet_sets_between_the_cells(mark: str, before: str) -> None:
    text = f'{before}"Name";"State";"Seat"\r\n"Sample, Ana";OH;3\r\nBo Example;ME\r\n'.replace(";", mark)
    entries = list(read(text.format(mark=mark).encode(), "roll.csv"))
    line = 3 if before else 2
    assert [(entry.line, entry.facts.name) for entry in entries] == [(line, "Ana Sample"), (line + 1, "Bo Example")]


def test_a_number_of_any_length_is_no_name_and_nothing_worse() -> None:
    found = seats(f'["Ana Sample", {"7" * 5000}, {{"name": 3, "x": [[]]}}]', "roll.json")
    assert [bool(problem) for *_, problem in found] == [False, True, True]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"\xff\xfe", "a.csv", "not UTF-8"),
        (b"colour,shape\nred,round\n", "a.csv", "no column for the name (it has colour, shape)"),
        (b"", "a.csv", "it has nothing"),
        (b"", "a.txt", "is empty"),
        (b"{", "a.json", "is not JSON"),
        (b"3", "a.json", "holds no list"),
        (b"[]", "a.json", "holds no list of people"),
        (b"[" * 100_000, "a.json", "nested too deeply"),
        (b"name,office\n", "a.csv", "a header and nobody below it"),
        (b"name\nAna Sample\n" + b"x" * 200_000, "a.csv", "a.csv cannot be read in line 3 (field larger than"),
        (b'name,state\n"Ana Sample,OH\nBo Example,OH\n', "a.csv", "line 3 (unexpected end of data); correct the"),
        (b"c\0lour,shape\n1,2\n", "a.csv", "it has c\ufffdlour, shape"),
        (b'[{"\\ud800": 1}]', "a.json", "it has \ufffd)"),
    ],
)
def test_what_is_no_roll_says_what_it_should_be(data: bytes, name: str, said: str) -> None:
    with pytest.raises(NoRoll) as caught:
        list(read(data, name))
    assert said in str(caught.value)


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.tsv", "a.json", "a.txt"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    with suppress(NoRoll):
        assert all(isinstance(entry, roll.Entry) for entry in read(data, name))
