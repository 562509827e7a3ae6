"""SIGKILL while it mails: nobody gets it twice, and whoever may have missed it is listed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from publisher.models import Copy, Issue
from publisher.newsletter.drain import sweep_copies
from publisher.sandbox.mailbox import MailboxSandbox
from publisher.tether import tethered
from tests.newsletter.mailing import frozen, received, states

PEOPLE, KILLS = 160, 6
SECONDS = 25
SLOW = 0.004
"""Seconds that the relay takes to answer a dot, so that a kill can fall between its acceptance and our record."""

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]


def database_url() -> str:
    """The database of this test, for other processes."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))


@dataclass(slots=True)
class Storm:
    """Workers that drain one issue, and the one who kills them."""

    mailbox: MailboxSandbox
    issue: Issue
    folder: Path
    hits: int = 0

    def run(self, workers: int, recover: Callable[[], Any], *, to_the_end: bool) -> None:
        """Kills until it has killed often enough, and recovers after each kill; then lets the rest go out."""
        env = os.environ | {"DATABASE_URL": database_url(), "EMAIL_URL": self.mailbox.smtp_url}
        files = [self.folder / f"worker-{number}" for number in range(workers)]
        commands = [[sys.executable, "-m", "tests.newsletter.drainer", str(self.issue.pk), str(file)] for file in files]
        running = [subprocess.Popen(tethered(*command), env=env) for command in commands]
        try:
            for _ in range(KILLS):
                self._kill(files)
                recover()
            if to_the_end:
                self._until(lambda: self._finished(recover))
        finally:
            for process in running:
                process.kill()
                process.wait()

    def _kill(self, files: list[Path]) -> None:
        goal = self._mails() + random.randint(4, 12)
        self._until(lambda: self._mails() >= goal)
        self._until(lambda: any(_killed(file) for file in random.sample(files, len(files))))
        self.hits += Copy.objects.filter(state="sending").exists()

    def _finished(self, recover: Callable[[], Any]) -> bool:
        recover()
        return not Copy.objects.filter(state__in=("queued", "claimed", "sending")).exists()

    def _mails(self) -> int:
        return len(self.mailbox.store.all())

    def _until(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < until, f"{states(self.issue)}, {self._mails()} mails"
            time.sleep(0.001)


def _killed(file: Path) -> bool:
    """Kills the child that works; False if there is none."""
    try:
        child = file.read_text()
        os.kill(int(child), signal.SIGKILL)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    until = time.monotonic() + 5
    with suppress(FileNotFoundError):  # it is gone once the child is buried
        while file.read_text() == child and time.monotonic() < until:
            time.sleep(0.001)
    return True


@pytest.fixture
def storm(mailbox: MailboxSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Storm:
    add = mailbox.store.add

    def slowly(to: str, data: bytes) -> Any:
        kept = add(to, data)
        time.sleep(SLOW)
        return kept

    monkeypatch.setattr(mailbox.store, "add", slowly)
    return Storm(mailbox, frozen(PEOPLE), tmp_path)


def sweep_everything() -> None:
    """As if every lease were over, also those of workers that live: their fences must hold."""
    sweep_copies(timezone.now() + timedelta(hours=1))


def send_again() -> None:
    """What we never do: an intent without a result is taken for not sent."""
    Copy.objects.filter(state__in=("sending", "claimed")).update(state="queued", claimed_by="", lease_until=None)


def test_after_every_kill_nobody_is_mailed_twice_and_nobody_is_lost_silently(storm: Storm) -> None:
    storm.run(2, sweep_everything, to_the_end=True)
    # The rows first: a result that is still on its way may then turn a doubt into a mail, never the reverse.
    stands = dict(Copy.objects.values_list("subscriber__email", "state"))
    got = received(storm.mailbox)
    in_doubt = {email for email, state in stands.items() if state == "uncertain"}
    assert storm.hits >= KILLS / 2
    assert storm.mailbox.state["duplicates"] == 0
    assert set(got.values()) == {1}
    assert set(stands.values()) <= {"sent", "uncertain"}
    assert set(stands) - set(got) == in_doubt - set(got)


def test_without_the_intent_there_would_be_second_copies(storm: Storm) -> None:
    """The control: else the test above proves nothing."""
    storm.run(1, send_again, to_the_end=False)
    assert storm.mailbox.state["duplicates"] > 0
