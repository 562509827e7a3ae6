"""Which cases of a test run: a cross-section of many by a fixed rule, or all with `PUBLISHER_TEST_CASES=all`.

`first` is for the pass on PostgreSQL: what is computed without SQL was proven on SQLite, and so was each other case,
by the same SQL.
"""

import os
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pytest

ALL = os.environ.get("PUBLISHER_TEST_CASES") == "all"
FIRST = os.environ.get("PUBLISHER_TEST_CASES") == "first"
OF_EACH_FILE = Path(__file__).parent / "pipeline"
"""On PostgreSQL one test of each file here: they tell many stories with the same statements."""


def examples(whole: int) -> int:
    """How many examples Hypothesis tries: all with `PUBLISHER_TEST_CASES=all`, else a third, with `first` a sixth."""
    return whole if ALL else max(3, whole // (6 if FIRST else 3))


def chosen(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Those that run, in their order."""
    items = list(items)
    if ALL:
        return items
    return _first(items) if FIRST else _cross_sections(items)


def _first(items: list[pytest.Item]) -> list[pytest.Item]:
    """What asks the database, and of cases that differ in values the first.

    All stay of a test that commits, or that is marked `every_case` because its SQL differs.
    """
    tests: dict[str, pytest.Item] = {}
    files: dict[Path, pytest.Item] = {}
    kept = []
    for item in items:
        fixtures, mark = set(getattr(item, "fixturenames", ())), item.get_closest_marker("django_db")
        commits = "transactional_db" in fixtures or bool(mark and mark.kwargs.get("transaction"))
        if not (commits or mark or "db" in fixtures):
            continue
        alone = tests.setdefault(item.nodeid.split("[")[0], item) is item
        if OF_EACH_FILE in item.path.parents and not item.get_closest_marker("every_test"):
            alone = alone and files.setdefault(item.path, item) is item
        if alone or commits or item.get_closest_marker("every_case"):
            kept.append(item)
    return kept


def _cross_sections(items: list[pytest.Item]) -> list[pytest.Item]:
    """Without what a test marked `cross_section` leaves out."""
    marked: dict[tuple[str, int], list[pytest.Item]] = {}
    for item in items:
        if mark := item.get_closest_marker("cross_section"):
            marked.setdefault((item.nodeid.split("[")[0], mark.args[0]), []).append(item)
    out = {item for (_, together), cases in marked.items() for item in set(cases) - set(_covering(cases, together))}
    return [item for item in items if item not in out]


def _covering(cases: list[pytest.Item], together: int) -> list[pytest.Item]:
    """So few of them that any values of so many parameters `together` that meet in a case meet in one of these.

    Greedy, and the same in every run: next is always the first of those that bring most that is new.
    """
    meets = {case: set(combinations(told := _values(case), min(together, len(told)))) for case in cases}
    wanted: set[tuple[tuple[str, int], ...]] = set().union(*meets.values())
    kept = []
    while wanted:
        best = max(cases, key=lambda case: len(meets[case] & wanted))
        kept.append(best)
        wanted -= meets[best]
    return kept


def _values(case: pytest.Item) -> list[tuple[str, int]]:
    """Each parameter with its value's identity: cases share the objects that `parametrize` was given."""
    spec = getattr(case, "callspec", None)
    return [(name, id(value)) for name, value in sorted(spec.params.items())] if spec else []
