from publisher.tracker.compare import Comparison, compare
from publisher.tracker.understand import understand
from publisher.tracker.understood import LastGood
from tests.tracker.at_hand import Rows
from tests.tracker.conftest import SPEC, TODAY, candidate

Cells = dict[str, str]


def last(*rows: Cells) -> LastGood:
    """These rows as the last good read."""
    found = understand(Rows(rows, SPEC.columns), SPEC, today=TODAY)
    return {row.digest: (row.key, row.status) for row in found.rows}


def beside(before: LastGood, *rows: Cells, gone: tuple[str, ...] = ()) -> Comparison:
    return compare(before, understand(Rows(rows, SPEC.columns), SPEC, before, today=TODAY), gone)


def test_nothing_is_new_in_the_same_rows_in_another_order() -> None:
    lee, bo = candidate(), candidate(ID="bo", Name="Bo Sample")
    found = beside(last(lee, bo), bo, lee)
    assert (list(found.new), list(found.changed), found.missing, found.understood.same) == ([], [], [], 2)


def test_rows_are_told_apart_by_what_became_of_them() -> None:
    before = last(candidate(), candidate(ID="bo"), candidate(ID="gone"))
    found = beside(before, candidate(Status="signed"), candidate(ID="bo"), candidate(ID="new"))
    assert [row.key for row in found.new] == ["new"]
    assert [(change.before.status, change.row.status) for change in found.changed] == [("pending", "signed")]
    assert (found.missing, found.understood.same, found.known) == (["gone"], 1, 3)


def test_a_row_that_is_held_now_is_neither_missing_nor_changed() -> None:
    found = beside(last(candidate()), candidate(State="??", Status="signed"))
    assert (found.missing, list(found.changed)) == ([], [])


def test_status_changes_count_new_signers_but_no_other_edits() -> None:
    found = beside(
        last(candidate(), candidate(ID="bo")),
        candidate(Status="signed"),
        candidate(ID="bo", Party="Green"),
        candidate(ID="a", Status="signed"),
        candidate(ID="b"),
    )
    assert found.status_changes == 2


def test_what_was_gone_before_is_not_missing_again_and_may_come_back() -> None:
    rows = candidate(), candidate(ID="bo"), candidate(ID="cy")
    found = beside(last(*rows), candidate(), candidate(ID="cy", Party="Green"), gone=("bo", "cy"))
    assert (found.missing, found.back, found.known) == ([], ["cy"], 1)
    assert beside(last(*rows), *rows, gone=("bo",)).back == ["bo"]


def test_an_unchanged_row_beside_another_of_its_key_is_a_contradiction() -> None:
    found = beside(last(candidate()), candidate(), candidate(Status="signed"))
    assert [row.key for row in found.understood.held] == ["lee"]
    assert (list(found.changed), found.missing) == ([], [])


def test_the_same_row_twice_is_one_row() -> None:
    found = beside(last(candidate()), candidate(), candidate())
    assert (found.understood.same, found.understood.repeated) == (1, 1)
