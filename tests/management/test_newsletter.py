"""`publisher newsletter` takes subscribers over, hands them out, and says how the mailings stand."""

import csv
import json
import os
import pty
import stat
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from publisher.models import Announcement, Copy, Issue, IssueItem, Subscriber

HEADER = "email,language,state,rhythm\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(HEADER + "ana@readers.example,es,OH,at_once\nben@readers.example,,,\nnobody,en,,daily\n")
    return path


def person(email: str, **fields: str) -> Subscriber:
    given = {"rhythm": "at_once", "consent_source": "a form", "consent_at": timezone.now()}
    return Subscriber.objects.create(email=email, **given | fields)


def exported(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_import_says_what_it_took_and_every_line_that_it_did_not(cli, file: Path) -> None:
    done = cli("newsletter", "import", str(file), "--source", "fair 2026", "--rhythm", "daily", "--json")
    report = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert (report["added"], report["changed"], report["same"]) == (2, 0, 0)
    assert [row["line"] for row in report["refused"]] == [4]
    assert "nobody" in report["refused"][0]["reason"]
    assert set(Subscriber.objects.values_list("rhythm", "consent_source")) == {
        ("at_once", "fair 2026"),
        ("daily", "fair 2026"),
    }


def test_import_reads_a_byte_order_mark_before_a_heading_in_quotes(cli, tmp_path: Path) -> None:
    path = tmp_path / "quoted.csv"
    path.write_bytes('\ufeff"email","rhythm"\n"ana@readers.example","daily"\n'.encode())
    assert json.loads(cli("newsletter", "import", str(path), "--source", "fair", "--json").out)["added"] == 1


def test_import_tells_a_person_in_lines(cli, file: Path) -> None:
    done = cli("newsletter", "import", str(file), "--source", "fair", "--rhythm", "daily")
    first, refused = done.out.splitlines()
    assert first == "Added 2 subscribers, changed 0, 0 as before, 1 refused."
    assert refused.startswith("line 4: ")


def test_a_file_of_which_nothing_can_be_taken_is_a_failure(cli, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(HEADER + "nobody,en,,daily\n")
    done = cli("newsletter", "import", str(tmp_path / "bad.csv"), "--source", "fair")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "line 2" in done.out


@pytest.mark.parametrize("content", [b"name\nana\n", b"", b"\xff\xfe\x00", b"\x89PNG\r\n"])
def test_what_is_no_list_of_addresses_is_one_line_and_changes_nothing(cli, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.csv").write_bytes(content)
    done = cli("newsletter", "import", str(tmp_path / "bad.csv"), "--source", "fair", "--rhythm", "daily", "--json")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert not Subscriber.objects.exists()


def test_a_missing_file_is_named(cli) -> None:
    done = cli("newsletter", "import", "no-such.csv", "--source", "fair")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "no-such.csv" in done.err


def test_an_unknown_rhythm_is_refused_before_the_file_is_read(cli, file: Path) -> None:
    done = cli("newsletter", "import", str(file), "--source", "fair", "--rhythm", "hourly")
    assert (done.code, Subscriber.objects.count()) == (2, 0)


def test_a_terminal_sees_a_bar_and_a_pipe_does_not(cli, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setenv("TERM", "xterm")
        assert cli("newsletter", "import", str(file), "--source", "fair", "--rhythm", "daily").code == 0
        stream.flush()
        assert b"people.csv" in os.read(seen, 100_000)
    os.close(seen)


def test_export_hands_out_the_active_ones_without_their_tokens(cli, tmp_path: Path) -> None:
    ana = person("ana@readers.example", language="es", us_state="OH")
    person("gone@readers.example", state="unsubscribed")
    out = tmp_path / "out.csv"
    assert cli("newsletter", "export", "--out", str(out)).out == "Wrote 1 subscriber.\n"
    (row,) = exported(out)
    assert list(row.values())[:6] == ["ana@readers.example", "es", "OH", "no", "at_once", "a form"]
    assert ana.token not in out.read_text()
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_what_was_exported_can_be_imported_again(cli, tmp_path: Path) -> None:
    person("ana@readers.example", language="es", us_state="OH")
    out = tmp_path / "out.csv"
    cli("newsletter", "export", "--out", str(out))
    done = cli("newsletter", "import", str(out), "--source", "moved here", "--json")
    assert json.loads(done.out) == {"added": 0, "changed": 0, "same": 1, "refused": []}


@pytest.mark.parametrize("formula", ["=1+1@x.example", "+cmd@x.example", "-1@x.example"])
def test_no_cell_of_an_export_runs_as_a_formula(cli, tmp_path: Path, formula: str) -> None:
    person(formula, consent_source="=HYPERLINK(0)")
    out = tmp_path / "out.csv"
    cli("newsletter", "export", "--out", str(out))
    (row,) = exported(out)
    assert (row["email"], row["consent_source"]) == (f"'{formula}", "'=HYPERLINK(0)")


def test_an_export_that_cannot_be_written_is_one_line_and_leaves_nothing(cli, tmp_path: Path) -> None:
    done = cli("newsletter", "export", "--out", str(tmp_path / "no" / "out.csv"))
    assert (done.code, done.err.count("\n"), list(tmp_path.iterdir())) == (1, 1, [])


def test_status_counts_subscribers_and_copies_and_lists_those_in_doubt(cli) -> None:
    ana, ben = person("ana@readers.example"), person("ben@readers.example", rhythm="daily")
    issue = Issue.objects.create(compiled={}, state="sending")
    IssueItem.objects.create(issue=issue, announcement=Announcement.objects.create())
    Copy.objects.create(issue=issue, subscriber=ana, language="en", state="sent")
    Copy.objects.create(issue=issue, subscriber=ben, language="en", state="uncertain", reply="No answer.")
    document = json.loads(cli("newsletter", "status", "--json").out)
    assert document["subscribers"] == {"at_once": 1, "daily": 1}
    (shown,) = document["issues"]
    assert shown["copies"] == {"sent": 1, "uncertain": 1}
    (doubt,) = shown["uncertain"]
    assert (doubt["subscriber"], doubt["reason"]) == (ben.pk, "No answer.")
    text = cli("newsletter", "status").out
    assert "1 sent, 1 uncertain" in text
    assert doubt["message_id"] in text
    assert "ben@readers.example" not in text


def test_status_of_an_empty_installation(cli) -> None:
    none = {"to_confirm": 0, "to_mail": 0, "refused": 0, "in_doubt": 0}
    assert json.loads(cli("newsletter", "status", "--json").out) == {"subscribers": {}, "sign_ups": none, "issues": []}
    assert cli("newsletter", "status").out == "No subscribers yet.\n"
