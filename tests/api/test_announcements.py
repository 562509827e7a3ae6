"""`/api/v1/`: what it takes, what it answers, and that it never falls over."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.models import Announcement, SourceKey, StatusChange, User
from publisher.pipeline import draft, submit
from publisher.showing import show
from tests.api.conftest import EVIDENCE, URL, Program, report
from tests.cases import examples
from tests.pipeline.story import Tracker

pytestmark = pytest.mark.django_db


def document(answer: Any, status: int) -> dict[str, Any]:
    """The problem that an answer is."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    found: dict[str, Any] = answer.json()
    assert found["status"] == status
    return found


def test_a_report_becomes_an_announcement_and_answers_with_its_document(
    tracker: Tracker, program: Program, organizer: User
) -> None:
    answer = program.post(report(said_at="2026-03-12", why="At the town hall.", quotation="I signed."))
    made = Announcement.objects.get()
    assert (answer.status_code, answer["Location"]) == (201, f"{URL}/{made.pk}")
    assert answer.json() == json.loads(json.dumps(show(made)))
    change = StatusChange.objects.get()
    assert (change.origin, change.by, str(change.said_at), change.why) == (
        "person", organizer, "2026-03-12", "At the town hall.",
    )  # fmt: skip
    assert (change.evidence.get().url, change.evidence.get().note) == (EVIDENCE, "I signed.")


@pytest.mark.parametrize("by", ["name", "key", "number", "text of number"])
def test_a_candidate_is_meant_by_name_key_or_number(tracker: Tracker, program: Program, by: str) -> None:
    number = SourceKey.objects.get(key="oh-3").candidacy_id
    meant = {"name": "maxima example", "key": "oh-3", "number": number, "text of number": str(number)}[by]
    assert program.post(report(meant)).json()["subjects"][0]["candidate"]["name"] == "Maxima Example"


def test_words_are_evidence_too_and_stay_inside(tracker: Tracker, program: Program) -> None:
    answer = program.post({"candidate": "oh-3", "status": "signed", "evidence": "From: Maxima\nI signed it today."})
    assert answer.status_code == 201
    kept = StatusChange.objects.get().evidence.get()
    assert (kept.kind, kept.about["text"], kept.public) == ("note", "From: Maxima\nI signed it today.", False)


def test_files_have_no_path_for_somebody_on_another_machine(
    tracker: Tracker, quick_pictures: None, program: Program
) -> None:
    made = program.post(report()).json()["id"]
    submit.submit(made)
    images = program.get(f"announcements/{made}").json()["images"]
    assert {image["path"] for image in images} == {""}
    assert all(image["sha256"] for image in images)


def test_the_queue_and_its_states(tracker: Tracker, program: Program) -> None:
    made = program.post(report()).json()["id"]
    assert [row["id"] for row in program.get("announcements").json()] == [made]
    assert program.get("announcements?state=approved").json() == []
    assert "There is no state 'nonsense'" in document(program.get("announcements?state=nonsense"), 400)["detail"]
    document(program.get("announcements?limit=0"), 422)


def test_candidates_are_found_by_what_somebody_types(tracker: Tracker, program: Program) -> None:
    found = program.get("candidates?q=specim").json()
    assert [(row["name"], row["state"], row["district"]) for row in found] == [("Zoë Specimen", "TX", 7)]
    assert program.post(report(found[0]["id"])).status_code == 201


def test_without_a_good_token_nothing_is_said(tracker: Tracker, client: Any) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer pub_nonsense"},
        {"Authorization": "Basic eDp5"},
        {"Authorization": ""},
    ):
        for path in (URL, f"{URL}/1", "/api/v1/candidates?q=a"):
            answer = client.get(path, headers=headers)
            document(answer, 401)
            assert answer["WWW-Authenticate"] == "Bearer"


def test_refusals_are_problem_documents_with_the_sentence(tracker: Tracker, program: Program) -> None:
    assert "No candidate is called" in document(program.post(report("Nobody Atall")), 404)["detail"]
    assert "Evidence is needed" in document(program.post({"candidate": "oh-3", "status": "signed"}), 400)["detail"]
    assert "PUBLISHER_NEGATIVE_STATUSES" in document(program.post(report(status="refused")), 409)["detail"]
    assert "in the future" in document(program.post(report(said_at="2999-01-01")), 400)["detail"]
    assert "too long ago" in document(program.post(report(said_at="0026-03-12")), 400)["detail"]
    assert "Idempotency-Key is missing" in document(program.post(report(), key=None), 400)["detail"]
    assert "visible ASCII" in document(program.post(report(), key="a b"), 400)["detail"]
    assert "no announcement 7" in document(program.get("announcements/7"), 404)["detail"]
    assert not Announcement.objects.exists()
    program.post(report())
    assert "already recorded as signed" in document(program.post(report(), key="k2"), 409)["detail"]


def test_a_field_that_is_not_known_or_of_another_kind_is_named(tracker: Tracker, program: Program) -> None:
    found = document(program.post(report(True, evidence_ulr="x", said_at=5)), 422)
    assert {error["where"].split(".")[1] for error in found["errors"]} == {"candidate", "evidence_ulr", "said_at"}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe", b"[]", b"null", b'"x"', b"[" * 100_000, b'{"a":' * 50_000, b"1" * 9000, b"NaN",
        b'{"candidate": NaN}', b'{"candidate": 1e999}', b"x" * 300_000, b"x" * 3_000_000,
    ],
)  # fmt: skip
def test_a_body_that_is_no_object_is_refused(tracker: Tracker, program: Program, body: bytes) -> None:
    answer = program.post(body)
    assert answer.status_code in (400, 413, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_the_same_key_gives_the_same_announcement(tracker: Tracker, program: Program) -> None:
    first, again = program.post(report()), program.post(report())
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert Announcement.objects.count() == 1


def test_the_same_key_with_other_words_is_refused(tracker: Tracker, program: Program) -> None:
    made = program.post(report()).json()["id"]
    assert f"became announcement {made}" in document(program.post(report("oh-4")), 422)["detail"]
    assert StatusChange.objects.count() == 1


def test_a_key_is_good_for_one_person_alone(tracker: Tracker, program_of: Any, program: Program, comms: User) -> None:
    program.post(report())
    assert program_of(comms).post(report("oh-4")).status_code == 201


def test_what_was_refused_may_be_put_right_under_the_same_key(tracker: Tracker, program: Program) -> None:
    assert program.post(report(evidence_url="")).status_code == 400
    assert program.post(report()).status_code == 201


def test_after_a_crash_in_between_the_key_is_as_new(tracker: Tracker, program: Program, monkeypatch: Any) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise SystemError("the process was killed here")

    with monkeypatch.context() as patched:
        patched.setattr(draft, "news", crash)
        assert program.post(report()).status_code == 500
    assert not StatusChange.objects.exists()
    assert program.post(report()).status_code == 201
    assert program.post(report()).status_code == 201
    assert Announcement.objects.count() == 1


def test_the_description_names_every_operation(client: Any) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    newsletter = {f"/api/v1/newsletter{rest}" for rest in ("", "/sign-ups", "/deletions")}
    assert set(paths) == {URL, f"{URL}/{{announcement_id}}", "/api/v1/candidates", *newsletter}
    assert set(paths[URL]) == {"get", "post"}


def test_another_address_of_the_api_is_a_problem_too(client: Any) -> None:
    for path in ("/api/", "/api/v1", "/api/v1/", "/api/v1/nonsense"):
        document(client.get(path), 404)
    document(client.post("/api/v2/announcements"), 404)


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.integers(10**30, 10**40) | st.text()
    | st.sampled_from(["signed", "oh-3", EVIDENCE, "2026-03-12", "a\0b", "\ud800", "9" * 30, "https://[", "//"])
)  # fmt: skip
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
FIELDS = st.sampled_from(["candidate", "status", "evidence_url", "evidence", "said_at", "quotation", "why", "x"])
QUICK = settings(
    max_examples=examples(80),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUICK
@given(st.dictionaries(FIELDS, VALUES) | VALUES, st.booleans())
def test_no_value_makes_it_fall_over(tracker: Tracker, program: Program, value: Any, whole: bool) -> None:
    if whole and isinstance(value, dict):
        value = report() | value
    assert program.post(json.dumps(value).encode()).status_code < 500


@QUICK
@given(st.binary(max_size=200), st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=50))
def test_no_bytes_and_no_header_make_it_fall_over(tracker: Tracker, program: Program, body: bytes, key: str) -> None:
    assert program.post(body, key=key).status_code < 500


@QUICK
@given(st.text(), st.integers(0))
def test_no_query_makes_it_fall_over(tracker: Tracker, program: Program, text: str, number: int) -> None:
    query = {"q": text.encode(errors="surrogatepass"), "state": text.encode(errors="surrogatepass"), "limit": number}
    for path in (URL, "/api/v1/candidates", f"{URL}/{number}"):
        assert program.client.get(path, query).status_code < 500
