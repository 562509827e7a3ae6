from publisher.tracker.compare import compare
from publisher.tracker.values import Known, Understood
from tests.tracker.conftest import Read, candidate


def known(found: Understood) -> dict[str, Known]:
    return {row.key: Known(row.status, row.digest) for row in found.rows}


def test_nothing_is_new_in_the_same_rows_in_another_order(read: Read) -> None:
    lee, bo = candidate(), candidate(ID="bo", Name="Bo Sample")
    found = compare(known(read(lee, bo)), read(bo, lee))
    assert (found.new, found.changed, found.missing, len(found.same)) == ((), (), (), 2)


def test_rows_are_told_apart_by_what_became_of_them(read: Read) -> None:
    before = known(read(candidate(), candidate(ID="bo"), candidate(ID="gone")))
    found = compare(before, read(candidate(Status="signed"), candidate(ID="bo"), candidate(ID="new")))
    assert [row.key for row in found.new] == ["new"]
    assert [(change.before.status, change.row.status) for change in found.changed] == [("pending", "signed")]
    assert (found.missing, [row.key for row in found.same]) == (("gone",), ["bo"])


def test_a_row_that_is_held_now_is_neither_missing_nor_changed(read: Read) -> None:
    found = compare(known(read(candidate())), read(candidate(State="??", Status="signed")))
    assert (found.missing, found.changed) == ((), ())


def test_status_changes_count_new_signers_but_no_other_edits(read: Read) -> None:
    before = known(read(candidate(), candidate(ID="bo")))
    now = read(
        candidate(Status="signed"),
        candidate(ID="bo", Party="Green"),
        candidate(ID="a", Status="signed"),
        candidate(ID="b"),
    )
    assert compare(before, now).status_changes == 2
