from datetime import date

import pytest

from publisher.tracker.values import Quarantine, Rule, SourceSpec
from tests.tracker.conftest import COLUMNS, Read, candidate, without_id


def test_a_row_is_understood_field_by_field(read: Read) -> None:
    link = "https://campaign.example/lee/pledge"
    raw = candidate(Status="Signed", Date="March 12, 2026", Evidence=link, Handle="@lee.placeholder")
    row = read(raw).rows[0]
    assert (row.key, row.name, row.office, row.state, row.district) == ("lee", "Lee Placeholder", "house", "OH", 3)
    assert (row.party, row.status, row.said_at, row.precision) == ("Independent", "signed", date(2026, 3, 12), "day")
    assert (row.evidence, row.handle, row.notes, row.raw) == (link, "lee.placeholder", (), raw)


def test_the_trackers_own_words_are_mapped(read: Read) -> None:
    row = read(candidate(Status=" YES\u00a0"), statuses={"Yes": "signed"}).rows[0]
    assert row.status == "signed"


def test_an_empty_status_counts_only_if_it_is_mapped(read: Read) -> None:
    assert read(candidate(Status="n/a"), statuses={"": "pending"}).rows[0].status == "pending"
    with pytest.raises(Quarantine, match="an empty cell"):
        read(candidate(Status=""))


def test_an_unknown_status_word_refuses_the_poll(read: Read) -> None:
    with pytest.raises(Quarantine, match=r"known status words, came “No”: map new words"):
        read(candidate(), candidate(ID="bo", Status="No"))


def test_a_source_may_hold_a_share_of_unknown_words_instead(read: Read) -> None:
    rows = [candidate(ID=f"c{n}") for n in range(9)]
    found = read(*rows, candidate(ID="bo", Status="Hm"), unknown_words=0.1)
    assert (len(found.rows), found.held[0].rule, found.held[0].key) == (9, Rule.VOCABULARY, "bo")
    with pytest.raises(Quarantine):
        read(*rows, *[candidate(ID=f"b{n}", Status="Hm") for n in range(2)], unknown_words=0.1)


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"State": "Ontario"}, Rule.TYPE),
        ({"District": "At-Large"}, Rule.TYPE),
        ({"Office": "Governor"}, Rule.TYPE),
        ({"Name": "lee@campaign.example"}, Rule.TYPE),
        ({"ID": " "}, Rule.TYPE),
        ({"Name": "Vacant"}, Rule.PLACEHOLDER),
        ({"Name": "JosÃ© Ejemplo"}, Rule.DAMAGED),
        ({"State": "3", "District": "Independent", "Party": "signed"}, Rule.TYPE),
    ],
)
def test_a_row_that_does_not_fit_is_held_with_its_rule_and_one_sentence(
    read: Read, cells: dict[str, str], rule: Rule
) -> None:
    found = read(candidate(**cells), candidate(ID="bo"))
    assert [row.key for row in found.rows] == ["bo"]
    assert found.held[0].rule is rule
    assert found.held[0].reason.endswith("correct the row in the tracker.")
    assert found.failing == (rule is not Rule.PLACEHOLDER)


def test_first_and_last_make_the_name(read: Read) -> None:
    columns = {"first": "First", "last": "Last", "office": "Office", "state": "State", "status": "Status"}
    raw = {"First": "Zoë", "Last": "Příklad", "Office": "senate", "State": "ME", "Status": "pending"}
    row = read(raw, columns=columns).rows[0]
    assert (row.name, row.first, row.last, row.key) == ("Zoë Příklad", "Zoë", "Příklad", "senate/ME/zoe-priklad")


def test_without_an_id_the_race_and_the_folded_name_are_the_key(read: Read) -> None:
    first, second = (
        read(candidate(Name=name), columns=without_id()).rows[0] for name in ("José  Sample", "Jose Sample")
    )
    assert first.key == second.key == "house/OH/3/jose-sample"


def test_identical_rows_collapse_and_are_counted(read: Read) -> None:
    found = read(candidate(), candidate(Name="Bo Sample", ID="bo"), candidate(), candidate())
    assert ([row.key for row in found.rows], found.repeated) == (["lee", "bo"], 2)


def test_rows_that_contradict_each_other_are_all_held(read: Read) -> None:
    found = read(candidate(), candidate(Status="signed"), candidate())
    assert (found.rows, len(found.held), found.repeated, found.failing) == ((), 2, 1, 0)
    assert {row.rule for row in found.held} == {Rule.DUPLICATE}


def test_a_row_beside_a_held_one_of_its_key_is_held_too(read: Read) -> None:
    found = read(candidate(Status="signed"), candidate(State="??"))
    assert (found.rows, len(found.held)) == ((), 2)


def test_blank_rows_are_counted_and_left_out(read: Read) -> None:
    found = read(candidate(), dict.fromkeys(candidate(), " "))
    assert (len(found.rows), found.held, found.blank) == (1, (), 1)


@pytest.mark.parametrize("evidence", ["TBD", "javascript:alert(1)", "https://lee:pw@campaign.example/", "see folder"])
def test_evidence_that_is_no_address_is_left_out_with_a_note(read: Read, evidence: str) -> None:
    row = read(candidate(Status="signed", Evidence=evidence)).rows[0]
    assert (row.evidence, len(row.notes)) == ("", 1)


@pytest.mark.parametrize("written", ["@lee.p", "lee.p", "https://www.instagram.com/lee.p/?hl=en"])
def test_a_handle_is_read_from_name_or_address(read: Read, written: str) -> None:
    assert read(candidate(Handle=written)).rows[0].handle == "lee.p"


def test_the_digest_follows_mapped_cells_only(read: Read) -> None:
    before = read(candidate()).rows[0].digest
    assert read(candidate(Updated="now")).rows[0].digest == before
    assert read(candidate(Party="Green")).rows[0].digest != before
    assert read(candidate(Status="signed")).rows[0].digest != before


def test_a_map_that_cannot_make_a_candidate_is_refused(read: Read) -> None:
    with pytest.raises(Quarantine, match=r"map for office, state, name \(or first and last\)"):
        read(candidate(), columns={"status": "Status"})


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"columns": {"nickname": "N"}}, "no field 'nickname'"),
        ({"statuses": {"Yes": "yes"}}, "mapped to 'yes'"),
        ({"format": "xls"}, "use one of csv"),
    ],
)
def test_a_source_that_makes_no_sense_cannot_be_made(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        SourceSpec("demo", "x", **({"columns": COLUMNS} | wrong))
