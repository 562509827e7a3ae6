import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.tracker.synonyms import WORDS, suggested
from publisher.tracker.values import FIELDS


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["Candidate", "Chamber", "State", "District", "Party Affiliation", "Signed?", "Date Signed", "Proof"],
         {"name": "Candidate", "office": "Chamber", "state": "State", "district": "District",
          "party": "Party Affiliation", "status": "Signed?", "date": "Date Signed", "evidence": "Proof"}),
        (["CAND_ID", "CAND_NAME", "CAND_PTY_AFFILIATION", "CAND_OFFICE_ST", "CAND_OFFICE", "CAND_OFFICE_DISTRICT",
          "CAND_ICI", "CAND_STATUS"],
         {"id": "CAND_ID", "name": "CAND_NAME", "party": "CAND_PTY_AFFILIATION", "state": "CAND_OFFICE_ST",
          "office": "CAND_OFFICE", "district": "CAND_OFFICE_DISTRICT"}),
        (["last_name", "first_name", "full_name", "type", "state", "district", "party", "twitter", "bioguide_id"],
         {"id": "bioguide_id", "name": "full_name", "first": "first_name", "last": "last_name", "office": "type",
          "state": "state", "district": "district", "party": "party"}),
        (["id", "title.rendered", "acf.status", "acf.office", "acf.state", "link"],
         {"id": "id", "name": "title.rendered", "status": "acf.status", "office": "acf.office", "state": "acf.state"}),
        (["Name", "name"], {"name": "Name"}),
        ([], {}),
    ],
)  # fmt: skip
def test_common_headers_are_recognized(header: list[str], found: dict[str, str]) -> None:
    assert suggested(header) == found


def test_a_column_whose_cells_are_no_offices_is_not_proposed_as_such() -> None:
    assert suggested(["type"], {"type": ["rep", "sen", ""]}) == {"office": "type"}
    assert suggested(["type"], {"type": ["primary", "general"]}) == {}
    assert suggested(["where"], {"where": ["Ohio", "ME"]}) == {"state": "where"}
    assert suggested(["where"], {"where": ["Columbus"]}) == {}


def test_a_code_of_the_seat_gives_the_state_too() -> None:
    assert suggested(["district_code"], {"district_code": ["OH-03", "AK-AL"]}) == {
        "district": "district_code",
        "state": "district_code",
    }
    assert suggested(["district_code"], {"district_code": ["3", "12"]}) == {"district": "district_code"}


def test_no_word_stands_for_two_fields() -> None:
    words = [word for field in FIELDS for word in (field, *WORDS[field])]
    assert len(words) == len(set(words))


@given(st.lists(st.text(max_size=12) | st.sampled_from([w for ws in WORDS.values() for w in ws]), max_size=12))
def test_a_proposal_names_columns_that_there_are_and_each_once(header: list[str]) -> None:
    found = suggested(header)
    assert set(found) <= set(FIELDS)
    assert set(found.values()) <= set(header)
    assert len(set(found.values())) == len(found)
