import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from publisher.sandbox.tracker import TrackerSandbox


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[TrackerSandbox]:
    with TrackerSandbox(tmp_path) as running:
        yield running


def ask(tracker: TrackerSandbox, method: str, path: str, body: str = "", **headers: str) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection(tracker.url.removeprefix("http://"), timeout=5)
    connection.request(method, path, body.encode(), {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def row(tracker: TrackerSandbox, key: str) -> dict[str, str]:
    return next(row for row in tracker.store.rows() if row["id"] == key)


def test_the_button_makes_a_candidate_sign_and_leads_back(tracker: TrackerSandbox) -> None:
    answer, _ = ask(tracker, "POST", "/candidates/lee-placeholder", "status=signed")
    assert (answer.status, answer.headers["Location"]) == (303, "/?done=lee-placeholder#lee-placeholder")
    lee = row(tracker, "lee-placeholder")
    assert (lee["status"], lee["evidence"]) == ("signed", f"{tracker.url}/evidence/lee-placeholder/pledge")
    assert len(lee["date"]) == 10


def test_the_evidence_is_a_page_of_the_candidate(tracker: TrackerSandbox) -> None:
    for person in [row for row in tracker.store.rows() if row["evidence"]]:
        answer, html = ask(tracker, "GET", person["evidence"].removeprefix(tracker.url))
        assert (answer.status, f"<title>{person['name']}: " in html) == (200, True)
    tracker.store.change("bo-sample", "signed", name="<b>Bo</b>")
    assert "<b>" not in ask(tracker, "GET", "/evidence/bo-sample/pledge")[1]


@pytest.mark.parametrize("path", ["nobody/pledge", "bo-sample/diary", "bo-sample", "bo-sample/pledge/more", ""])
def test_there_is_no_evidence_that_nobody_gave(tracker: TrackerSandbox, path: str) -> None:
    assert ask(tracker, "GET", f"/evidence/{path}")[0].status == 404


def test_going_back_to_pending_takes_date_and_evidence_away(tracker: TrackerSandbox) -> None:
    ask(tracker, "POST", "/candidates/kai-makebelieve", "status=pending")
    kai = row(tracker, "kai-makebelieve")
    assert (kai["status"], kai["date"], kai["evidence"]) == ("pending", "", "")


def test_the_page_names_everybody_and_says_that_nobody_is_real(tracker: TrackerSandbox) -> None:
    answer, html = ask(tracker, "GET", "/")
    assert answer.status == 200
    assert "Every person on this page is made up" in html
    assert all(person["name"] in html for person in tracker.store.rows())
    assert html.count('value="signed"') == sum(person["status"] != "signed" for person in tracker.store.rows())


def test_the_page_can_show_one_answer(tracker: TrackerSandbox) -> None:
    _, html = ask(tracker, "GET", "/?status=refused")
    assert "Dana Specimen" in html
    assert "Lee Placeholder" not in html


def test_a_cell_is_never_markup(tracker: TrackerSandbox) -> None:
    tracker.store.change("bo-sample", "pending", name="<script>Bo</script>")
    assert "<script" not in ask(tracker, "GET", "/")[1]


@pytest.mark.parametrize("file", ["/tracker.csv", "/tracker.json"])
def test_a_file_is_sent_once_until_it_changes(tracker: TrackerSandbox, file: str) -> None:
    etag = ask(tracker, "GET", file)[0].headers["ETag"]
    assert ask(tracker, "GET", file, If_None_Match=etag)[0].status == 304
    tracker.store.change("bo-sample", "signed")
    assert ask(tracker, "GET", file, If_None_Match=etag)[0].status == 200


def test_the_json_file_has_the_same_rows(tracker: TrackerSandbox) -> None:
    assert json.loads(ask(tracker, "GET", "/tracker.json")[1])["candidates"] == tracker.store.rows()


def test_a_program_sets_a_status_and_its_own_evidence(tracker: TrackerSandbox) -> None:
    body = '{"status": "refused", "date": "2026-03-01", "evidence": "https://campaign.example/no"}'
    answer, text = ask(tracker, "POST", "/api/candidates/bo-sample", body)
    assert (answer.status, json.loads(text)) == (200, row(tracker, "bo-sample"))
    assert row(tracker, "bo-sample")["date"] == "2026-03-01"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/candidates/nobody", '{"status": "signed"}', 404),
        ("/api/candidates/bo-sample", '{"status": "maybe"}', 400),
        ("/api/candidates/bo-sample", '{"status": "signed", "id": "x"}', 400),
        ("/api/candidates/bo-sample", "[]", 400),
        ("/api/candidates/bo-sample", "{", 400),
        ("/api/candidates/bo-sample", " " * 20_000, 400),
        ("/candidates/bo-sample", "", 400),
        ("/elsewhere", "", 404),
    ],
)
def test_bad_input_gets_one_line_and_changes_nothing(
    tracker: TrackerSandbox, path: str, body: str, status: int
) -> None:
    before = tracker.store.csv()
    answer, text = ask(tracker, "POST", path, body)
    assert (answer.status, text.count("\n"), tracker.store.csv()) == (status, 1, before)


def test_the_rows_survive_a_restart(tmp_path: Path) -> None:
    with TrackerSandbox(tmp_path) as tracker:
        tracker.store.change("bo-sample", "signed")
    with TrackerSandbox(tmp_path) as tracker:
        assert row(tracker, "bo-sample")["status"] == "signed"
