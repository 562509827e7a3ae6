import pytest

from publisher.rules.brake import Counts, Limits, stop


def counts(
    before: int = 1000, now: int = 1000, missing: int = 0, changed: int = 0, held: int = 0, replaced: int = 0
) -> Counts:
    return Counts(before, now, missing, changed, held, replaced, "id 12, which was Ana Sample and is now Bo Sample")


@pytest.mark.parametrize(
    ("within", "beyond", "why"),
    [
        (counts(changed=20), counts(changed=21), "at most 20 status changes, came 21 in 1000 rows"),
        (counts(before=100, now=100, changed=10), counts(before=100, now=100, changed=11), "at most 10 status"),
        (counts(missing=10), counts(missing=11), "came without 11 of 1000"),
        (counts(before=100, missing=5), counts(before=100, missing=6), "came without 6 of 100"),
        (counts(now=950), counts(now=949), "at least 950 rows after 1000 last time, came 949"),
        (counts(held=10), counts(held=11), "at most 10 rows with wrong fields, came 11 of 1000"),
        (counts(now=1), counts(now=0), "came none"),
        (
            counts(replaced=10),
            counts(replaced=11),
            "11 of 1000 ids name somebody else than before, such as id 12, which",
        ),
        (counts(before=100, replaced=5), counts(before=100, replaced=6), "The ids look like row numbers: 6 of 100 ids"),
    ],
)
def test_each_limit_lets_through_what_is_within_it(within: Counts, beyond: Counts, why: str) -> None:
    if beyond.now:
        assert stop(within) is None
    stopped = stop(beyond)
    assert stopped is not None
    assert why in stopped.reason


@pytest.mark.parametrize(
    "small",
    [
        counts(before=12, now=12, changed=1),
        counts(before=12, now=12, changed=5),
        counts(before=12, now=13, changed=1),
        counts(before=12, now=11, missing=1),
        counts(before=12, now=12, held=1),
    ],
)
def test_a_dozen_rows_may_change_by_a_few(small: Counts) -> None:
    assert stop(small) is None


def test_the_first_read_is_a_baseline_however_many_have_signed() -> None:
    assert stop(counts(before=0, now=540, changed=400)) is None
    assert stop(counts(before=0, now=540, held=100)) is not None


def test_an_empty_tracker_stops_even_a_small_source() -> None:
    assert stop(counts(before=1, now=0, missing=1)) is not None


def test_ids_that_name_others_outweigh_what_is_counted_by_id() -> None:
    stopped = stop(counts(missing=20, changed=300, replaced=200))
    assert stopped is not None
    assert stopped.rule == "row_numbers"


def test_a_source_can_set_its_own_limits() -> None:
    wide = Limits(changed_share=0.5)
    assert stop(counts(changed=300), wide) is None
    assert stop(counts(changed=501), wide) is not None


@pytest.mark.parametrize(
    "accident",
    [
        counts(before=103, now=22, missing=81),
        counts(before=215, now=215, changed=179),
        counts(before=540, now=750, changed=210),
    ],
)
def test_the_accidents_on_record_are_stopped(accident: Counts) -> None:
    assert stop(accident) is not None
