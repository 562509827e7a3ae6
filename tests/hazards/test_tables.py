"""Hazards of the table as a whole, each with the nearest change that is news. Numbers: docs/hazards.md."""

import json

import pytest

from publisher.models import Source
from publisher.pipeline import observe
from tests.hazards.watched import Server, Watched


def test_01_a_column_that_was_renamed_or_moved(watched: Watched) -> None:
    watched.sign()
    columns = watched.columns
    watched.columns = ("id", "name", "office", "state", "district", "party", "Pledge status", "date", "evidence")
    assert watched.read() == []
    assert (watched.poll.state, watched.poll.rule) == ("quarantined", "columns")
    watched.columns = columns
    assert watched.read() == ["Cy Mockup"]  # nothing was lost meanwhile


def test_01_twin_another_order_and_a_new_column(watched: Watched) -> None:
    name = watched.sign()
    watched.columns = (*reversed(watched.columns), "remarks")
    assert watched.read() == [name]


def test_03_columns_shifted_in_some_rows(watched: Watched) -> None:
    for key in ("c20", "c21", "c22"):
        row = watched.rows[key]
        watched.set(key, state=row["district"], district=row["party"], party=row["status"], status="signed")
    watched.sign()
    assert watched.read() == []
    assert (watched.poll.state, watched.poll.rule) == ("quarantined", "type")


def test_03_twin_one_shifted_row_beside_a_signature(watched: Watched) -> None:
    watched.set("c20", state="3", district="Independent", party="pending", status="signed")
    assert watched.read() == []
    name = watched.sign()
    assert (watched.read(), watched.held) == ([name], ["type"])


def test_08_another_order_of_the_rows(watched: Watched) -> None:
    watched.rows = dict(reversed(watched.rows.items()))
    assert watched.read() == []


def test_08_twin_a_signature_in_another_order(watched: Watched) -> None:
    name = watched.sign()
    watched.rows = dict(reversed(watched.rows.items()))
    assert watched.read() == [name]


@pytest.mark.parametrize("left", [0, 30, 100])
def test_10_an_empty_or_far_shorter_list(watched: Watched, left: int) -> None:
    watched.sign()
    whole = watched.rows
    watched.rows = dict(list(whole.items())[:left]) | ({"c50": whole["c50"]} if left else {})
    assert watched.read() == []
    assert watched.poll.state == "quarantined"
    watched.rows = whole
    assert watched.read() == ["Cy Mockup"]


def test_10_twin_a_few_rows_less(watched: Watched) -> None:
    for key in ("c110", "c111", "c112"):
        del watched.rows[key]
    name = watched.sign()
    assert watched.read() == [name]


def test_11_many_additions_at_once(watched: Watched) -> None:
    for number in range(40):
        watched.sign(f"new{number}", name=f"{chr(65 + number % 26)}una Newcomer-{chr(97 + number // 26)}")
    assert watched.read() == []
    assert (watched.poll.state, watched.poll.rule) == ("quarantined", "storm")
    assert len(watched.poll.details["rows"]) == 40


def test_11_twin_three_additions(watched: Watched) -> None:
    names = [watched.sign(f"new{n}", name=name) for n, name in enumerate(["Una Nova", "Vic Fresh", "Wim Recent"])]
    assert watched.read() == names


def test_22_a_stamp_of_the_last_update(tracker: Watched) -> None:
    tracker.columns = (*tracker.columns, "last_updated")
    tracker.add()
    for row in tracker.rows.values():
        row["last_updated"] = "just now"
    assert tracker.read() == []


def test_22_twin_a_signature_under_an_old_stamp(tracker: Watched) -> None:
    tracker.columns = (*tracker.columns, "last_updated")
    for row in tracker.rows.values():
        row["last_updated"] = "2019-01-01"
    tracker.add()
    name = tracker.sign()
    assert tracker.read() == [name]


@pytest.mark.parametrize("signs", [False, True], ids=["hazard", "twin"])
def test_23_a_published_total_that_is_not_the_number_of_rows(db: None, quick_pictures: None, signs: bool) -> None:
    made, total = Watched(), 217

    def body() -> bytes:
        return json.dumps({"total_signed": total, "members": list(made.rows.values())}).encode()

    made.server = Server(body, "application/json")
    with made.server.running():
        made.add(location=f"{made.server.url}/tracker.json#members")
        total = 218
        name = made.sign() if signs else ""
        assert made.read() == ([name] if signs else [])


@pytest.mark.parametrize("encoding", ["latin-1", "mac-roman", "utf-16"])
def test_24_another_encoding(watched: Watched, encoding: str) -> None:
    watched.set("c60", name="Renée Sample")
    watched.sign()
    watched.next_bodies = [watched.text().encode(encoding)]
    assert watched.read() == []
    assert (watched.poll.state, watched.poll.rule) == ("quarantined", "form")


@pytest.mark.parametrize("name", ["JosÃ© Sample", "Jos√© Sample", "Jos\ufffd Sample"])
def test_24_damaged_letters_in_a_name(watched: Watched, name: str) -> None:
    watched.sign(name=name)
    assert (watched.read(), watched.held) == ([], ["damaged"])


@pytest.mark.parametrize("empty", ["nan", "NULL", "N/A", "–"])
def test_24_twin_a_byte_order_mark_crlf_and_words_for_nothing(watched: Watched, empty: str) -> None:
    name = watched.sign(date=empty, name="José Mockup")
    watched.next_bodies = [b"\xef\xbb\xbf" + watched.text().replace("\n", "\r\n").encode()] * 2
    assert watched.read() == [name]


def test_31_a_stale_copy_that_one_read_shows(watched: Watched) -> None:
    before = watched.text().encode()
    watched.sign()
    watched.next_bodies = [watched.text().encode(), before, before, before]
    watched.rows["c50"]["status"] = "pending"
    watched.rows["c50"]["evidence"] = ""
    assert watched.read(3) == []


def test_31_twin_two_equal_reads(watched: Watched) -> None:
    before = watched.text().encode()
    name = watched.sign()
    watched.next_bodies = [watched.text().encode(), before]
    assert watched.read() == []
    assert watched.read(2) == [name]


def test_31_with_a_settle_time_the_two_reads_lie_apart(watched: Watched) -> None:
    Source.objects.update(settle_seconds=600)
    watched.sign()
    assert watched.read(3) == []


@pytest.mark.parametrize("name", ['=HYPERLINK("http://evil.example","Lee")', "<script>alert(1)</script>", "@SUM(A1)"])
def test_33_a_formula_or_html_in_a_cell(watched: Watched, name: str) -> None:
    watched.sign(name=name)
    assert (watched.read(), watched.held) == ([], ["type"])


def test_33_twin_marks_that_names_have(watched: Watched) -> None:
    name = watched.sign(name="Cy “Stan” O'Mockup, Jr.", party="=1+1")
    assert watched.read() == [name]


def test_34_the_next_cycle(watched: Watched) -> None:
    Source.objects.update(cycle=2028)
    watched.sign()
    assert watched.read() == []
    assert watched.poll.baseline


def test_34_twin_a_signature_in_the_next_cycle(watched: Watched) -> None:
    Source.objects.update(cycle=2028)
    assert observe.poll(watched.source.pk).baseline
    name = watched.sign()
    assert watched.read() == [name]
