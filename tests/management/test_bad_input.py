"""Bad input at every command: one clear line on standard error, an exit code that is not 0, nothing changed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from publisher.accounts.pausing import pause
from publisher.models import Account, Announcement, User
from publisher.pipeline import decide
from tests.conftest import Done
from tests.pipeline.story import EVIDENCE, Stage, digest, drafted

Cli = Callable[..., Done]
WRONG = {
    # arguments
    "source": "add|list|check",
    "source add x": "LOCATION",
    "source add x {csv} --format xml": "xml",
    "source add x {csv} --settle soon": "soon",
    "source add x {csv} --settle -5": "settle",
    "source add x {csv} --settle 99999999999": "settle",
    "source add x {csv} --cycle -4": "cycle",
    "source add x {csv} --cycle 99999": "cycle",
    "source add x {csv} --map status": "FIELD=COLUMN",
    "source add x {csv} --map party=Faction": "Faction",
    "source add x {csv} --map colour=party": "colour",
    "source add x {csv} --status yes=maybe": "maybe",
    "source add Bad! {csv}": "no name for a source",
    "source add tracker {csv}": "already a source",
    "source add x /no/such/file.csv": "no file",
    "source add x {page}": "not added",
    "source add x {empty}": "not added",
    "source add x ftp://example.org/t.csv": "http",
    "source add x http://127.0.0.1:1/t.csv": "not added",
    "source check nope": "no source 'nope'",
    "source set nope --evidence-is-enough yes": "no source 'nope'",
    "source set tracker --evidence-is-enough perhaps": "perhaps",
    "source webhook tracker": "--new",
    "source webhook nope --list": "no source 'nope'",
    "source webhook tracker --new --kind carrier-pigeon": "carrier-pigeon",
    "source webhook tracker --new --kind airtable": "macSecretBase64",
    "source webhook tracker --new --kind path --secret-file {csv}": "made here",
    "source webhook tracker --new --secret-file {csv}": "base64",
    "source webhook tracker --new --secret-file /no/such/file": "/no/such/file",
    "source webhook tracker --drop 7": "no webhook secret 7",
    "user token nobody@coalition.example": "no user",
    "user token {organizer} --revoke nope": "no token 'nope'",
    "watch --once --source nope": "no source 'nope'",
    "announce": "required",
    "announce oh-4 --status signed --evidence {url}": "--as",
    "announce oh-4 --status signed --as {organizer}": "Evidence is needed",
    "announce oh-4 --status signed --evidence-file {csv} --as {organizer}": "none of the kinds",
    "announce Nobody --status signed --evidence {url} --as {organizer}": "No candidate",
    "announce oh-4 --status maybe --evidence {url} --as {organizer}": "not announced",
    "announce oh-4 --status refused --evidence {url} --as {organizer}": "PUBLISHER_NEGATIVE_STATUSES",
    "announce oh-4 --status signed --evidence nowhere --as {organizer}": "evidence address",
    "announce oh-4 --status signed --evidence {url} --as nobody@coalition.example": "no user",
    "announce oh-3 --status signed --evidence {url} --as {organizer}": "already recorded",
    "announce oh-4 --status signed --evidence {url} --as {organizer} --date 0001-01-01": "0001-01-01 is too long ago",
    "announce oh-4 --status signed --evidence {url} --as {organizer} --date 1989-12-31": "from 1990-01-01 on",
    "announce oh-4 --status signed --evidence {url} --as {organizer} --why {long}": "1001 characters; at most 1000",
    "announce oh-4 --status signed --evidence {url} --as {organizer} --quote {long}": "text of --quote has 1001",
    "announce oh-4 --status signed --evidence {url} --as {organizer} --why x\0y": "control character",
    "announce oh-4 --status signed --evidence {url} --as {organizer} --quote x\x07y": "control character",
    "queue --state sent": "no state 'sent'",
    "queue extra": "extra",
    "show": "ID",
    "show 99": "no announcement 99",
    "show QQQQQQ": "no announcement QQQQQQ",
    "show 99999999999999999999999999": "no announcement",
    "approve {id} --as {approver}": "--digest",
    "approve {id} --as {approver} --digest 000000000000": "not the current digest",
    "approve {id} --as {approver} --digest {short}": "not the current digest",
    "approve {id} --as {comms} --digest {digest}": "approver or above",
    "approve {id} --as {approver} --digest {digest} --lang fr": "which languages",
    "approve {id} --as nobody@coalition.example --digest {digest}": "no user",
    "approve 99 --as {approver} --digest {digest}": "no announcement 99",
    "reject {id} --as {approver}": "--reason",
    "reject {id} --as {approver} --reason _": "Say why",
    "reject {id} --as {comms} --reason No": "approver or above",
    "reject {id} --as {approver} --reason No --digest 0123456789ab": "not the current digest",
    "hold {id} --as {comms} --reason _": "Say why",
    "hold {id} --as {organizer} --reason No": "comms or above",
    "hold {id} --as {comms} --reason No --digest deadbeefdeadbeef": "not the current digest",
    "review-again {id} --as {comms} --digest deadbeefdeadbeef": "not the current digest",
    "hold 99 --as {comms} --reason No": "no announcement 99",
    "request-changes {id} --as {comms}": "--reason",
    "request-changes {id} --as {organizer} --reason No": "comms or above",
    "stop {id} --as {comms}": "stopped",
    "stop {id} --as {organizer}": "comms or above",
    "mail-alone {id} --as {approver} --reason No": "--digest",
    "mail-alone {id} --as {approver} --digest {digest}": "--reason",
    "mail-alone {id} --as {approver} --digest {digest} --reason _": "Say why",
    "mail-alone {id} --as {comms} --digest {digest} --reason No": "only an approver",
    "mail-alone {id} --as {approver} --digest {digest} --reason No": "is in review",
    "mail-alone 99 --as {approver} --digest {digest} --reason No": "no announcement 99",
    "review-again {id} --as {comms}": "can be reviewed again",
    "dealt-with {id} --as {comms}": "--reason",
    "announce oh-4 --status signed --as {organizer} --evidence-file {large}": "larger than 20 MB",
    "announce oh-4 --status signed --as {organizer} --evidence-file /dev/zero": "/dev/zero is no file",
    "announce oh-4 --status signed --as {organizer} --evidence-file {pipe}": "pipe is no file",
    "announce oh-4 --status signed --as {organizer} --evidence-file {folder}": "Is a directory",
    "evidence add {id} --as {comms} --mail {pipe}": "pipe is no file",
    "render --name Maxima --office senate --state OH --photo /dev/zero --credit C --out {out}": "/dev/zero is no file",
    "render --name Maxima --office senate --state OH --photo {large} --credit C --out {out}": "below 40 MB",
    "render --name Maxima --office senate --state OH --photo {csv} --out {out}": "--photo needs --credit",
    "render --name Maxima --office senate --state OH --photo {csv} --credit \u3164 --out {out}": "credit has no letter",
    "render --name Maxima --office senate --state OH --photo {csv} --credit x\u202ey --out {out}": "control character",
    "render --name Maxima --office senate --state OH --credit C --out {out}": "give the photo too",
    "render --name Maxima --office senate --state OH --processes 9999 --out {out}": "9999 processes cannot draw",
    "render --name {long} --office senate --state OH --out {out}": "name has 1001 characters",
    "render --name Maxi\u202eam --office senate --state OH --out {out}": "control character",
    "render --name Maxima --office senate --state OH --photo {csv} --credit {long} --out {out}": "at most 120",
    "render --name Maxima --office senate --state OH --date tomorrow --out {out}": "'tomorrow' is no day; write it as",
    "announce oh-4 --status signed --evidence {url} --as {organizer} --date 2026-13-01": "is no day; write it as 2026",
    "render --csv {csv} --processes -3 --out {out}": "-3 processes cannot draw",
    "render --csv {csv} --photo {page} --out {out}": "--csv takes no --photo",
    "render --csv {csv} --credit C --out {out}": "--csv takes no --credit",
    "render --csv {csv} --office house --state OH --out {out}": "--csv takes no --office, --state",
    "render --csv {csv} --district 0 --out {out}": "--csv takes no --district",
    "render --csv {csv} --date 2026-03-12 --out {out}": "--csv takes no --date",
    "render --csv {csv} --name Maxima --out {out}": "not allowed with",
    "render --csv {empty} --out {out}": "is empty",
    "render --csv {binary} --out {out}": "not UTF-8",
    "render --csv {pipe} --out {out}": "pipe is no file",
    "gallery check {empty}": "is empty",
    "gallery check {csv} --processes 1000000": "1000000 processes cannot draw",
    "gallery check {pipe}": "pipe is no file",
    "dealt-with {id} --as {organizer} --reason Done": "only comms staff",
    "dealt-with {id} --as {comms} --reason Done": "Only what is public",
    "redraft {id} --as {organizer}": "comms",
    "work --until tomorrow": "tomorrow",
    "render": "required",
    "render --name Maxima --office house --state OH --district 999 --out {out}": "no district 999",
    "render --name Maxima --office senate --state OH --district 3 --out {out}": "The Senate has no districts",
    "render --name Maxima --office house --state ZZ --out {out}": "no state ZZ",
    "render --name Maxima --office mayor --state OH --out {out}": "mayor",
    "render --name Maxima --office house --state OH --out {out}": "--district",
    "render --name Maxima --office house --state OH --district -3 --out {out}": "district",
    "render --name Maxima --office house --state OH --district three --out {out}": "three",
    "render --name \U00012000 --office house --state OH --district 3 --out {out}": "Latin spelling",
    "render --name _ --office senate --state OH --out {out}": "no letter that can be seen",
    "render --name \u200b --office senate --state OH --out {out}": "no letter that can be seen",
    "render --name \u2060\xad --office senate --state OH --out {out}": "no letter that can be seen",
    "render --name \u0301\u0301 --office senate --state OH --out {out}": "no letter that can be seen",
    "render --name \u3164 --office senate --state OH --out {out}": "no letter that can be seen",
    "render --name Maxima\0 --office senate --state OH --out {out}": "control character",
    "render --name Maxima --office senate --state OH --out _": "--out",
    "render --name Maxima --office senate --state ZZ --out {out}": "ZZ",
    "render --name Maxima --office senate --state OH --lang fr --out {out}": "fr",
    "render --name Maxima --office senate --state OH --photo /no/photo.jpg --credit C --out {out}": "/no/photo.jpg",
    "render --name Maxima --office senate --state OH --photo {page} --credit C --out {out}": "web page",
    "render --name Maxima --office senate --state OH --out {csv}": "tracker.csv",
    "render --name Maxima --office senate --state OH --template stamp --out {out}": "stamp",
    "account": "connect|list",
    "account connect nowhere --name n": "not switched on",
    "account connect instagram": "--name",
    "account connect instagram --name Bad! --username coalition --password-file {right}": "no name for an account",
    "account connect instagram --name n": "needs more secrets",
    "account connect instagram --name n --username coalition --password-file /no/file": "/no/file",
    "account connect instagram --name second --username second --password-file {wrong}": "did not let us in",
    "account connect instagram --name n --username Coalition --password-file {right}": "instagram/coalition is that",
    "account connect instagram --name n --username coalition --password-file {binary}": "no text file",
    "account connect instagram --name n --username coalition --password-file {zeros}": "no text file",
    "account connect instagram --name n --username coalition --password-file {right} --totp-file {binary}": "no text",
    "account connect instagram --name n --secret password=@{binary}": "no text file",
    "account connect instagram --name n --secret password=hunter2": "FIELD=@FILE",
    "account connect instagram --name n --secret colour=@{wrong}": "colour",
    "account connect instagram --name n --lang fr --username coalition --password-file {right}": "fr",
    "account check instagram/nope": "no account",
    "account pause instagram/nope --reason x": "no account",
    "account pause instagram/coalition": "--reason",
    "account pause instagram/coalition --reason _": "Say why",
    "account resume instagram/nope": "no account",
    "account resume instagram/coalition": "not paused",
    "account pause instagram/second --reason Again": "paused already: Crisis.",
    "user add {long}@coalition.example --role comms": "at most 254",
    "user add new@coalition.example --role comms --name {long}": "name is too long",
    "up --port 99999": "'99999' is no port",
    "up --port 0": "is no port",
    "up --port -1": "is no port",
    "up --port {long}": "is no port",
    "user set {comms}": "--role",
    "user set {comms} --role boss": "boss",
    "user set {comms} --active perhaps": "perhaps",
    "user set nobody@coalition.example --role comms": "no user",
    "user add new@coalition.example --role comms --password-file {binary}": "no text file",
    "user add new@coalition.example --role comms --password-file {zeros}": "no text file",
}  # fmt: skip


def everything() -> dict[str, list[Any]]:
    """Every row of every table of ours."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("publisher").get_models()
    }


@pytest.fixture
def names(
    stage: Stage, connected: Callable[..., Account], organizer: User, comms: User, tmp_path: Path
) -> dict[str, str]:
    made = drafted(stage.tracker)
    pause(connected("second"), "Crisis.", "Call.")
    files = {"page": "<html>Log in</html>", "empty": "", "wrong": "wrong\n", "right": "x\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    nothing_to_read = {"binary": b"\x89PNG\r\n\x1a\n\xff\xfe", "zeros": bytes(40)}
    for name, data in nothing_to_read.items():
        (tmp_path / name).write_bytes(data)
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(1 << 40)  # a hole: nothing of it lies on the disk
    return {
        "pipe": str(tmp_path / "pipe"), "large": str(tmp_path / "large"), "folder": str(tmp_path),
        **{name: str(tmp_path / name) for name in (*files, *nothing_to_read)},
        "csv": str(stage.tracker.file), "out": str(tmp_path / "out"), "url": EVIDENCE, "id": str(made.pk),
        "digest": digest(made), "short": digest(made)[:8], "organizer": organizer.email, "comms": comms.email,
        "approver": stage.approver.email, "long": "x" * 1001,
    }  # fmt: skip


@pytest.mark.parametrize("command", dict.fromkeys(line.split()[0] for line in WRONG))
def test_it_is_refused_in_one_line(cli: Cli, names: dict[str, str], command: str) -> None:
    """Every line of one command on the same installation, since none of them changes it."""
    before = everything()
    for line, said in WRONG.items():
        if line.split()[0] == command:
            words = ["" if word == "_" else word.format(**names) for word in line.split()]
            done = cli(*words, "--json")
            assert (done.code in (1, 2), done.out, done.err.count("\n")) == (True, "", 1), (line, done.err)
            assert said.lower() in done.err.lower(), (line, done.err)
            assert everything() == before, line


def test_deciding_twice_is_refused(cli: Cli, names: dict[str, str], stage: Stage) -> None:
    words = ["approve", names["id"], "--as", names["approver"], "--digest", names["digest"], "--json"]
    assert cli(*words).code == 0
    before = everything()
    done = cli(*words)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert everything() == before


@pytest.mark.parametrize("digits", [1, 30, 5000])
def test_a_long_number_is_never_cut_to_another_announcements(cli: Cli, comms: User, digits: int) -> None:
    other = Announcement.objects.create(pk=123456789012345678, state="in_review")
    done = cli("hold", f"{other.pk}{'0' * digits}", "--as", comms.email, "--reason", "Wait.")
    assert (done.code, "There is no announcement" in done.err) == (1, True)
    assert Announcement.objects.get().state == "in_review"


def test_watching_without_a_source_says_what_to_do(cli: Cli, db: None) -> None:
    done = cli("watch", "--once")
    assert (done.code, done.out) == (1, "")
    assert "publisher source add" in done.err


def test_what_somebody_else_moved_is_one_line(cli: Cli, names: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from publisher import workflow

    def moved(*_: Any, **__: Any) -> None:
        raise workflow.Moved("news ABC234 was changed by somebody else meanwhile. Read it again.")

    monkeypatch.setattr(decide, "hold", moved)
    done = cli("hold", names["id"], "--as", names["comms"], "--reason", "Wait.")
    assert (done.code, done.err.count("\n"), "Read it again" in done.err) == (1, 1, True)
