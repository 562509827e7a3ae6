"""Programs ask for readers, sign somebody up by the same mail as the form, and delete who asks for it."""

import json
from typing import Any

import pytest

from publisher.models import SignUp, Subscriber, User
from publisher.newsletter import signing_up, suppression
from tests.newsletter.mailing import people

pytestmark = pytest.mark.django_db
SOMEBODY = {"email": "ana@readers.example", "source": "the form of a partner", "rhythm": "weekly"}


def post(program: Any, path: str, body: dict[str, Any]) -> Any:
    return program.client.post(f"/api/v1/newsletter/{path}", json.dumps(body), content_type="application/json")


def test_a_sign_up_asks_the_address_and_makes_nobody_a_subscriber(program: Any) -> None:
    answer = post(program, "sign-ups", SOMEBODY | {"state": "OH", "own_state_only": True, "language": "es"})
    assert (answer.status_code, Subscriber.objects.exists()) == (202, False)
    row = SignUp.objects.get()
    assert (row.email, row.source, row.rhythm) == ("ana@readers.example", "the form of a partner", "weekly")
    assert (row.us_state, row.own_state_only, row.language) == ("OH", True, "es")


def test_the_answer_tells_nothing_about_the_address(program: Any) -> None:
    (known,) = people(1)
    suppression.suppress("gone@readers.example", "never")
    answers = [post(program, "sign-ups", SOMEBODY | {"email": email}) for email in
        (known.email, "gone@readers.example", "new@readers.example")]  # fmt: skip
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"rhythm": "hourly"},
        {"language": "fr"},
        {"state": "Ohio"},
        {"own_state_only": True},
        {"source": ""},
        {"source": "a\0form"},
        {"name": "Ana"},
    ],
)
def test_what_cannot_be_kept_is_refused(program: Any, wrong: dict[str, Any]) -> None:
    answer = post(program, "sign-ups", SOMEBODY | wrong)
    assert (answer.status_code in (400, 422), answer["Content-Type"]) == (True, "application/problem+json")
    assert not SignUp.objects.exists()


def test_a_program_that_asks_too_often_is_told_to_wait(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_up, "A_PROGRAM", signing_up.Limit("program", 2, signing_up.A_PROGRAM.within))
    codes = [post(program, "sign-ups", SOMEBODY | {"email": f"r{n}@readers.example"}).status_code for n in range(3)]
    assert codes == [202, 202, 429]


def test_how_many_readers_there_are(program: Any) -> None:
    people(2)
    people(1, rhythm="weekly")
    post(program, "sign-ups", SOMEBODY)
    document = program.get("newsletter").json()
    assert document["subscribers"] == {"at_once": 2, "weekly": 1}
    assert document["sign_ups"]["to_mail"] == 1


def test_comms_staff_delete_whoever_asks(program_of: Any, comms: User, organizer: User) -> None:
    (ana,) = people(1)
    assert post(program_of(organizer), "deletions", {"email": ana.email}).status_code == 403
    answer = post(program_of(comms), "deletions", {"email": ana.email})
    assert (answer.status_code, answer.json()) == (200, {"deleted": 1})
    ana.refresh_from_db()
    assert ana.state == "erased"


def test_nobody_without_a_token_learns_anything(client: Any) -> None:
    assert client.get("/api/v1/newsletter").status_code == 401
