"""The bounce mailbox: a real IMAP server, and a folder that a mail server drops into."""

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from publisher.channels.errors import NeedsHuman
from publisher.models import Copy, Issue, Lease, Subscriber
from publisher.newsletter import returns
from publisher.newsletter.drain import drain
from publisher.newsletter.handing import message_id
from publisher.pipeline import bounces
from publisher.sandbox.mailbox import MailboxSandbox
from publisher.tether import tethered
from tests.newsletter.mailing import frozen
from tests.returned.mails import A_PERSON, dsn

pytestmark = pytest.mark.django_db
USER, PASSWORD = "reader", "plum tundra"


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """pymap, on a port of its own; gives the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    where = ["--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict"]
    command = [
        sys.executable,
        "-c",
        "from pymap.main import main; main()",
        *where,
        "--demo-data",
        "--demo-user",
        USER,
        "--demo-password",
        PASSWORD,
    ]
    process = subprocess.Popen(tethered(*command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.05)
    yield port
    process.kill()
    process.wait()


def inbox(port: int) -> imaplib.IMAP4:
    connection = imaplib.IMAP4("127.0.0.1", port, timeout=10)
    connection.login(USER, PASSWORD)
    connection.select("INBOX")
    return connection


def address(port: int, password: str = "plum%20tundra", folder: str = "INBOX") -> str:
    return f"imap://{USER}:{password}@127.0.0.1:{port}/{folder}"


@pytest.fixture
def mailed(mailbox: MailboxSandbox) -> Issue:
    issue = frozen(2)
    drain(issue.pk)
    return issue


def report() -> bytes:
    return dsn("5.1.1", ours=message_id(Copy.objects.order_by("id")[0]))


def active() -> int:
    return Subscriber.objects.filter(state="active").count()


def test_a_report_in_an_imap_mailbox_is_taken_up_once_and_nothing_is_deleted(
    server: int, mailed: Issue, settings: Any
) -> None:
    settings.BOUNCE_MAILBOX = address(server)
    connection = inbox(server)
    connection.append("INBOX", "", "", report())
    connection.append("INBOX", "", "", A_PERSON)
    _, before = connection.uid("SEARCH", "ALL")
    assert (bounces.collect(), active()) == (1, 1)
    assert bounces.collect() == 0
    connection.noop()
    assert connection.uid("SEARCH", "ALL")[1] == before
    assert connection.uid("SEARCH", "UNSEEN")[1] in ([b""], [None])


def test_a_log_in_that_is_refused_and_a_folder_that_is_not_there_are_told(server: int, settings: Any) -> None:
    settings.BOUNCE_MAILBOX = address(server, password="wrong")
    with pytest.raises(NeedsHuman, match="refuses the log-in") as caught, returns.opened():
        pass
    assert "wrong" not in str(caught.value)
    settings.BOUNCE_MAILBOX = address(server, folder="Nowhere")
    with pytest.raises(NeedsHuman, match="no folder 'Nowhere'"), returns.opened():
        pass


def test_no_password_travels_in_the_open(settings: Any) -> None:
    settings.BOUNCE_MAILBOX = "imap://reader:secret@mail.example/INBOX"
    with pytest.raises(NeedsHuman, match="in the open"), returns.opened():
        pass


def test_trouble_with_the_mailbox_is_no_trouble_of_the_worker(settings: Any, db: None) -> None:
    settings.BOUNCE_MAILBOX = "imap://reader:secret@127.0.0.1:1/INBOX"
    assert bounces.collect() == 0


def test_a_report_in_a_drop_folder_is_taken_up_and_moved(mailed: Issue, settings: Any, tmp_path: Path) -> None:
    settings.BOUNCE_MAILBOX = tmp_path.as_uri()
    (tmp_path / "1.eml").write_bytes(report())
    (tmp_path / "2.eml").write_bytes(A_PERSON)
    (tmp_path / ".being-written").write_bytes(b"Subj")
    assert (bounces.collect(), active()) == (1, 1)
    assert sorted(file.name for file in (tmp_path / "done").iterdir()) == ["1.eml", "2.eml"]
    assert (tmp_path / ".being-written").exists()


def test_one_that_cannot_be_taken_up_stays_and_keeps_no_other_back(
    mailed: Issue, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BOUNCE_MAILBOX = tmp_path.as_uri()
    (tmp_path / "1.eml").write_bytes(b"broken")
    (tmp_path / "2.eml").write_bytes(report())
    take_up = bounces.bouncing.of_mail

    def of_mail(data: bytes) -> str:
        if data == b"broken":
            raise OSError("the database is away")
        return take_up(data)

    monkeypatch.setattr(bounces.bouncing, "of_mail", of_mail)
    assert bounces.collect() == 1
    assert (tmp_path / "1.eml").exists()


def test_it_is_read_every_few_minutes_and_only_where_there_is_one(settings: Any, tmp_path: Path) -> None:
    now = timezone.now()
    assert not bounces.due(now)
    settings.BOUNCE_MAILBOX = tmp_path.as_uri()
    assert bounces.due(now)
    bounces.collect()
    assert not bounces.due(timezone.now())
    Lease.objects.update(beat_at=now - timedelta(minutes=6))
    assert bounces.due(now)
