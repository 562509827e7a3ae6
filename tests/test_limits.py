"""A run says how long the fault matrix took, beside what it may take."""

import re

from publisher import paths
from tests.limits import CHAOS_MINUTES, MATRIX, beside_limits


def test_the_cross_sections_work_stands_beside_its_limit() -> None:
    assert beside_limits({MATRIX: 61.2, "tests/web": 300.0}, 400.0, full=False) == [
        "matrix, a cross-section: 61 s of 120 s"
    ]


def test_the_whole_matrix_is_told_by_the_clock() -> None:
    (line,) = beside_limits({MATRIX: 1500.0}, 780.0, full=True)
    assert line == "whole matrix: 13.0 min of the 45 min of all of make chaos"


def test_a_run_without_the_matrix_says_nothing_of_it() -> None:
    assert beside_limits({"tests/web": 300.0}, 300.0, full=False) == []


def test_make_chaos_ends_with_its_minutes_of_the_same_limit() -> None:
    recipe = (paths.ROOT / "Makefile").read_text().partition("\nchaos:")[2].partition("\n\n")[0]
    assert re.search(r'echo "make chaos: .* min of (\d+) min"', recipe).group(1) == str(CHAOS_MINUTES)
    assert recipe.rstrip().endswith("exit $$status")
