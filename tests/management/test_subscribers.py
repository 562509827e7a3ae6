"""`publisher newsletter` for whoever keeps the list: the rhythm is asked for, consent kept, deletion leaves a hash."""

import csv
import io
import json
import os
import pty
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import timezone

from publisher.models import SignUp, Subscriber, User
from publisher.newsletter import confirming, suppression
from publisher.newsletter.signing_up import EXPIRES

AGREED = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def person(email: str, **fields: object) -> Subscriber:
    given = {"rhythm": "at_once", "consent_source": "a form", "consent_at": AGREED}
    return Subscriber.objects.create(email=email, **given | fields)


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str) -> int:
    """Standard input is a terminal where somebody has typed that."""
    keys, terminal = pty.openpty()
    os.write(keys, typed.encode())
    monkeypatch.setattr(sys, "stdin", os.fdopen(terminal))
    return keys


@pytest.mark.parametrize(("typed", "rhythm"), [("weekly\n", "weekly"), ("\n", "daily")])
def test_an_import_asks_a_person_for_the_rhythm(
    cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, rhythm: str
) -> None:
    (tmp_path / "people.csv").write_text("email\nana@readers.example\n")
    keys = at_a_terminal(monkeypatch, typed)
    done = cli("newsletter", "import", str(tmp_path / "people.csv"), "--source", "a fair")
    os.close(keys)
    assert (done.code, Subscriber.objects.get().rhythm) == (0, rhythm)
    assert "at_once, daily, weekly, corrections? [daily]" in done.err


def test_a_rhythm_that_is_none_is_refused_and_nobody_is_added(
    cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "people.csv").write_text("email\nana@readers.example\n")
    keys = at_a_terminal(monkeypatch, "hourly\n")
    assert cli("newsletter", "import", str(tmp_path / "people.csv"), "--source", "a fair").code == 1
    os.close(keys)
    assert not Subscriber.objects.exists()


def test_a_program_is_not_asked_and_gets_every_line_that_names_no_rhythm(cli, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("email\nana@readers.example\n")
    done = cli("newsletter", "import", str(tmp_path / "people.csv"), "--source", "a fair", "--json")
    (refused,) = json.loads(done.out)["refused"]
    assert (refused["line"], "no rhythm" in refused["reason"]) == (2, True)


def test_whoever_moves_elsewhere_takes_choices_and_consent_along(cli, tmp_path: Path) -> None:
    person("ana@readers.example", language="es", us_state="OH", own_state_only=True, rhythm="weekly")
    person("+ben@readers.example", consent_source="=a form; at the fair, 'here'")
    before = list(Subscriber.objects.order_by("email").values_list("email", "language", "us_state", "own_state_only",
        "rhythm", "consent_source", "consent_at"))  # fmt: skip
    out = tmp_path / "out.csv"
    cli("newsletter", "export", "--out", str(out))
    Subscriber.objects.all().delete()
    report = json.loads(cli("newsletter", "import", str(out), "--source", "moved here", "--json").out)
    assert (report["added"], report["refused"]) == (2, [])
    assert list(Subscriber.objects.order_by("email").values_list("email", "language", "us_state", "own_state_only",
        "rhythm", "consent_source", "consent_at")) == before  # fmt: skip


def test_nothing_runs_where_a_semicolon_parts_cells(cli, tmp_path: Path) -> None:
    person("ana@readers.example", consent_source="form;=1+1")
    out = tmp_path / "out.csv"
    cli("newsletter", "export", "--out", str(out))
    cells = [cell for row in csv.reader(io.StringIO(out.read_text()), delimiter=";") for cell in row]
    assert len(cells) == 3
    assert not any(cell.startswith("=") for cell in cells)


def test_a_terminal_sees_a_bar_while_it_is_written(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person("ana@readers.example")
    seen, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setenv("TERM", "xterm")
        assert cli("newsletter", "export", "--out", str(tmp_path / "out.csv")).code == 0
        stream.flush()
        assert b"Writing" in os.read(seen, 100_000)
    os.close(seen)


def test_deletion_at_somebodys_request_leaves_a_hash(cli, comms: User) -> None:
    person("ana@readers.example")
    SignUp.objects.create(
        email="Ana@readers.example", language="en", rhythm="daily", source="x", expires_at=timezone.now() + EXPIRES
    )
    done = cli("newsletter", "delete", "ANA@readers.example", "--as", comms.email, "--json")
    assert (done.code, json.loads(done.out)) == (0, {"deleted": 1})
    assert (Subscriber.objects.get().email.startswith("erased:"), SignUp.objects.exists()) == (True, False)
    assert suppression.reason_of("ana@readers.example") == "asked"
    assert json.loads(cli("newsletter", "delete", "ana@readers.example", "--as", comms.email, "--json").out) == {
        "deleted": 0
    }


def test_only_comms_staff_delete_or_suppress(cli, organizer: User) -> None:
    person("ana@readers.example")
    for action in (["delete"], ["suppress", "--reason", "never"]):
        done = cli("newsletter", *action, "ana@readers.example", "--as", organizer.email)
        assert (done.code, done.err.count("\n")) == (1, 1)
    assert Subscriber.objects.get().state == "active"


def test_an_address_that_is_never_to_be_mailed_outranks_what_was_known(cli, comms: User) -> None:
    suppression.suppress("ana@readers.example", "bounce")
    assert cli("newsletter", "suppress", "ana@readers.example", "--reason", "never", "--as", comms.email).code == 0
    assert suppression.reason_of("Ana@readers.example") == "never"


def test_the_doctor_tells_of_confirmations_that_did_not_go_out(cli) -> None:
    assert "sign-ups" not in cli("doctor", "--json").out
    SignUp.objects.create(
        email="ana@readers.example",
        language="en",
        rhythm="daily",
        source="a form",
        expires_at=timezone.now() + EXPIRES,
        attempts=confirming.ATTEMPTS,
        trouble="550 no such user",
    )
    text = cli("doctor").out
    assert "1 refused" in text
    assert "550 no such user" in text
