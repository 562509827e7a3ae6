"""Whatever comes, it is refused as a whole or every row of it is accounted for."""

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from publisher.tracker.understand import understand
from publisher.tracker.values import Quarantine, SourceSpec
from tests.tracker.at_hand import Rows, parse
from tests.tracker.conftest import COLUMNS, SPEC, TODAY, candidate

JSON_SPEC = SourceSpec("demo", "tracker.json", "json", COLUMNS)
CELLS = st.sampled_from(
    [
        "",
        " ",
        "lee",
        "bo",
        "House",
        "Senate",
        "OH",
        "3",
        "signed",
        "pending",
        "2026-03-12",
        "nan",
        "Vacant",
        "\0",
        "JosÃ©",
    ]
)
ROWS = st.lists(
    st.builds(
        lambda cells: candidate() | cells, st.dictionaries(st.sampled_from(list(candidate())), CELLS | st.text())
    ),
    max_size=8,
)


def settle(body: bytes, spec: SourceSpec) -> None:
    """Every raw row is a row, held, blank or a repetition; nothing but Quarantine is raised."""
    try:
        raw = parse(body, spec)
        found = understand(Rows(raw, spec.columns), spec, today=TODAY)
    except Quarantine:
        return
    rows, held = list(found.rows), list(found.held)
    assert len(raw) == len(rows) + len(held) + found.blank + found.repeated
    assert (len({row.key for row in rows}), len(held)) == (len(rows), found.held_count)
    repr((rows, held)).encode()


@given(st.binary(max_size=300))
def test_any_bytes(body: bytes) -> None:
    settle(body, SPEC)
    settle(body, JSON_SPEC)


@given(st.text(alphabet='a,"\n\r\0 \ufeff√', max_size=60))
def test_any_rows_under_a_good_header(text: str) -> None:
    settle((",".join(COLUMNS.values()) + "\n" + text).encode(), SPEC)


@given(ROWS)
def test_any_cells_in_csv(rows: list[dict[str, str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(candidate()))
    writer.writeheader()
    writer.writerows(rows)
    settle(out.getvalue().encode("utf-8", "replace"), SPEC)


@given(ROWS)
def test_any_cells_in_json(rows: list[dict[str, str]]) -> None:
    settle(json.dumps(rows).encode(), JSON_SPEC)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json(document: object) -> None:
    settle(json.dumps(document).encode(), JSON_SPEC)
