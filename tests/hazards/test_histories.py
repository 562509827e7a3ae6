"""Whole histories with every hazard among them: no announcement without a true change, one for each true change."""

import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.models import Announcement, Poll, QuarantinedRow, Source
from publisher.pipeline import draft, observe, sources
from tests.cases import examples
from tests.hazards.watched import COLUMNS, EVIDENCE, Cells, Watched, people

Act = Callable[["History", random.Random], None]


class History:
    """A tracker in a file, what truly happened, and what was announced."""

    def __init__(self, file: Path, columns: tuple[str, ...]) -> None:
        self.file, self.columns = file, columns
        self.watched = Watched(columns)
        self.watched.server.server.server_close()
        self.rows = self.watched.rows = people()
        self.signed: list[str] = []
        self.write(self.watched.text())
        Source.objects.all().delete()
        self.source = sources.add(sources.Wanted("tracker", str(file)))
        self.read()

    def write(self, text: str) -> None:
        self.file.write_text(text)

    def read(self) -> None:
        observe.poll(self.source.pk)
        draft.draft_new()

    def show(self, text: str | None = None) -> None:
        """One reading of the tracker as it is, or of `text` in its place."""
        self.write(self.watched.text() if text is None else text)
        self.read()

    def pending(self, by: random.Random) -> str:
        return by.choice([key for key, row in self.rows.items() if row["status"] == "pending"])

    def anybody(self, by: random.Random) -> str:
        return by.choice(list(self.rows))

    def announced(self) -> list[str]:
        """The keys of the rows that the announcements are about."""
        made = Announcement.objects.order_by("pk")
        return [a.subjects.get().change.candidacy.party for a in made]


# What truly happens. The party cell holds the key, so that a row is known again whatever else becomes of it.


def signs(history: History, by: random.Random) -> None:
    key = history.pending(by)
    history.rows[key] |= {"status": "signed", "evidence": EVIDENCE}
    history.signed.append(key)
    history.show()


def joins(history: History, by: random.Random) -> None:
    key = f"new{len(history.rows)}"
    first = by.choice("BDFKLMNPRSTVWZ") + by.choice(["ovan", "irel", "amuk", "estor", "ullic", "yndra"])
    name = f"{first} {by.choice(LETTERS)}{key[3:]}"
    name = "".join(DIGITS.get(c, c) for c in name)
    history.rows[key] = history.rows["c50"] | {
        "id": key,
        "name": name,
        "status": "pending",
        "evidence": "",
        "party": key,
    }
    history.show()


LETTERS = ["Qu", "Ty", "Xo", "Zy", "Ja", "Wu"]
DIGITS = {str(n): letter for n, letter in enumerate("abcdefghij")}


# What only looks like it.


def respelled(history: History, by: random.Random) -> None:
    row = history.rows[history.anybody(by)]
    first, _, last = row["name"].partition(" ")
    row["name"] = by.choice(
        [f"{first} {last.upper()}", f"{first} Q. {last}", f"{first} {last} Jr.", f" {first}  {last} "]
    )
    history.show()


def moved(history: History, by: random.Random) -> None:
    row = history.rows[history.anybody(by)]
    row["district"] = str(by.randint(1, 15))
    history.show()


def promised(history: History, by: random.Random) -> None:
    history.rows[history.pending(by)]["status"] = by.choice(["pending", "Promised", "LIKELY", "expected"])
    history.show()
    for row in history.rows.values():
        if row["status"] in ("Promised", "LIKELY", "expected"):
            row["status"] = "pending"


def reordered(history: History, by: random.Random) -> None:
    keys = list(history.rows)
    by.shuffle(keys)
    history.rows = history.watched.rows = {key: history.rows[key] for key in keys}
    history.show()


def lost_for_a_while(history: History, by: random.Random) -> None:
    gone = by.sample(list(history.rows), 3)
    history.watched.rows = {key: row for key, row in history.rows.items() if key not in gone}
    history.show()
    history.watched.rows = history.rows
    history.show()


def flickers(history: History, by: random.Random) -> None:
    row = history.rows[history.anybody(by)]
    if row["status"] == "signed":
        row["status"] = "pending"
        history.show()
        row["status"] = "signed"
    history.show()


def one_wrong_reading(history: History, by: random.Random) -> None:
    good = history.watched.text()
    header = ",".join(history.columns)
    history.show(
        by.choice(
            [
                "",
                header + "\n",
                "<html>Log in</html>",
                good.replace("status", "answer", 1),
                good.replace(",pending,", ",signed,"),
                good.replace(",signed,", ",refused,").replace(",pending,", ",No,"),
                "\n".join(good.split("\n")[: by.randint(2, 60)]) + "\n",
                good.replace("House", "3"),
            ]
        )
    )


def one_wrong_row(history: History, by: random.Random) -> None:
    row = history.rows[history.pending(by)]
    wrong: Cells = by.choice(
        [
            {"status": "signd"},
            {"state": "??", "status": "signed"},
            {"name": "Vacant", "status": "signed"},
            {"name": "JosÃ© Sample", "status": "signed"},
            {"name": "call 555-0100", "status": "signed"},
        ]
    )
    right = {name: row[name] for name in wrong}
    row |= wrong
    history.show()
    row |= right
    history.show()


def twice_and_contradicting(history: History, by: random.Random) -> None:
    key = history.pending(by)
    history.rows["again"] = history.rows[key] | {"status": "signed", "evidence": EVIDENCE}
    history.show()
    del history.rows["again"]
    history.show()


def twice_alike(history: History, by: random.Random) -> None:
    history.rows["again"] = dict(history.rows[history.anybody(by)])
    history.show()
    del history.rows["again"]
    history.show()


def prose(history: History, by: random.Random) -> None:
    history.watched.extra = [["Updated weekly."], [""] * len(history.columns)]
    history.show()
    history.watched.extra = []


TRUE: list[Act] = [signs, joins]
FALSE: list[Act] = [
    respelled, moved, promised, reordered, lost_for_a_while, flickers, one_wrong_reading, one_wrong_row,
    twice_and_contradicting, twice_alike, prose,
]  # fmt: skip


@pytest.fixture
def history(db: None, tmp_path: Path) -> Callable[[tuple[str, ...]], History]:
    """Begins a history; the database forgets it afterwards."""

    def begin(columns: tuple[str, ...]) -> History:
        return History(tmp_path / "tracker.csv", columns)

    return begin


def with_key_in_party(history: History) -> None:
    for key, row in history.rows.items():
        row["party"] = key
    history.show()


COLUMN_SETS = st.sampled_from([COLUMNS, COLUMNS[1:]])


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    columns=COLUMN_SETS,
    acts=st.lists(st.sampled_from(TRUE + FALSE * 2), min_size=3, max_size=12),
    seed=st.integers(0, 10**6),
)
def test_any_history_announces_what_is_true_and_nothing_else(history, columns, acts: list[Act], seed: int) -> None:
    with transaction.atomic():
        told, by = history(columns), random.Random(seed)
        with_key_in_party(told)
        for act in acts:
            act(told, by)
        told.show()
        told.show()
        open_rows = [row.key or row.name for row in QuarantinedRow.objects.filter(state="open")]
        announced = told.announced()
        assert len(announced) == len(set(announced))
        assert set(announced) <= set(told.signed)
        assert set(told.signed) - set(announced) == set() or open_rows
        transaction.set_rollback(True)


@settings(max_examples=examples(6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(columns=COLUMN_SETS, acts=st.lists(st.sampled_from(FALSE), min_size=5, max_size=15), seed=st.integers(0, 10**6))
def test_a_history_without_a_true_change_announces_nothing(history, columns, acts: list[Act], seed: int) -> None:
    with transaction.atomic():
        told, by = history(columns), random.Random(seed)
        for act in acts:
            act(told, by)
        assert not Announcement.objects.exists()
        transaction.set_rollback(True)


def test_caution_has_a_budget(history, capsys: pytest.CaptureFixture[str]) -> None:
    """Of true signings among ordinary edits, at most one in twenty may need a person beyond approval."""
    ordinary = [signs, signs, joins, respelled, moved, reordered, prose]
    signings = late = 0
    for seed in range(4):
        with transaction.atomic():
            told, by = history(COLUMNS[1:] if seed % 2 else COLUMNS), random.Random(seed)
            with_key_in_party(told)
            for _ in range(25):
                by.choice(ordinary)(told, by)
            announced = set(told.announced())
            assert announced <= set(told.signed)
            signings += len(told.signed)
            late += len(set(told.signed) - announced)
            for row in QuarantinedRow.objects.filter(state="open"):
                assert row.rule
                assert row.reason.startswith(("Expected", "Row of"))
            assert not Poll.objects.filter(state="quarantined").exists()
            transaction.set_rollback(True)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{late} of {signings} true signings needed a person beyond approval ({late / signings:.1%})\n"
        )
    assert late <= signings / 20
