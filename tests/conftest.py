"""What every test may use: staff, the command line, a database without the trail's guard."""

import gc
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from publisher.__main__ import run
from publisher.models import Role, User, guard
from tests.cases import chosen, examples
from tests.chromium import chromium
from tests.databases import database_file, django_db_keepdb, empty_by_delete, first_home, prepared_database
from tests.limits import beside_limits

__all__ = ["chromium", "database_file", "django_db_keepdb", "first_home", "prepared_database"]

# A busy machine is no fault of what is tested.
hypothesis.register_profile(
    "ours", max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.load_profile("ours")

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def no_name_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks the internet: every name but this machine's own is unknown at once."""
    real, ours = socket.getaddrinfo, {"localhost", socket.gethostname(), ""}

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if name in ours or ":" in name or name[:1].isdigit():  # a number needs nobody who knows names
            return real(host, *rest, **more)
        raise socket.gaierror(socket.EAI_NONAME, f"{name} is unknown to the tests")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.fixture(autouse=True)
def everybody_reads_english() -> None:
    """A page that an earlier test read in Spanish leaves that behind in the thread, as no request of a server does."""
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The trail refuses DELETE, and so would every test that empties its tables: off, but see `guarded_trail`.

    Nor are Django's own permissions, which nobody asks for here, made anew each time the tables were emptied.
    """
    post_migrate.receivers.clear()
    post_migrate.sender_receivers_cache.clear()
    with django_db_blocker.unblock():
        guard.remove(connection)
        empty_by_delete()


@pytest.fixture
def guarded_trail(transactional_db: None) -> Iterator[None]:
    """The append-only triggers as in real life."""
    guard.install(connection)
    yield
    guard.remove(connection)


def _staff(role: Role, name: str) -> User:
    first, last = name.split()
    email = f"{first.lower()}@coalition.example"
    return User.objects.create_user(email, PASSWORD, role=role, first_name=first, last_name=last)


@pytest.fixture
def organizer(db: None) -> User:
    return _staff(Role.ORGANIZER, "Olive Organizer")


@pytest.fixture
def comms(db: None) -> User:
    return _staff(Role.COMMS, "Casey Comms")


@pytest.fixture
def approver(db: None) -> User:
    return _staff(Role.APPROVER, "Avery Approver")


@pytest.fixture
def second_approver(db: None) -> User:
    return _staff(Role.APPROVER, "Blake Approver")


@pytest.fixture
def admin(db: None) -> User:
    return _staff(Role.ADMIN, "Ada Admin")


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def cli(db: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Runs `publisher ...` in this process: `cli("user", "list", "--json")`."""

    def call(*arguments: str) -> Done:
        capsys.readouterr()
        code = run(list(arguments))
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return call


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`PUBLISHER_TEST_CASES` says which run."""
    kept = chosen(items)
    config.hook.pytest_deselected(items=list(set(items) - set(kept)))
    items[:] = kept


def pytest_collection_finish() -> None:
    """What is imported by now stays: the cycle collector need not walk it again and again."""
    gc.freeze()


_seconds: dict[str, float] = defaultdict(float)
_began = time.monotonic()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    folder = Path(report.nodeid.split("::")[0]).parent
    _seconds[str(folder)] += report.duration


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Seconds of work per folder (more than the clock's when several processes share it), and limits beside them."""
    clock = time.monotonic() - _began
    terminalreporter.section("seconds per folder")
    for folder, seconds in sorted(_seconds.items(), key=lambda item: -item[1]):
        terminalreporter.write_line(f"{seconds:8.1f}  {folder}")
    terminalreporter.write_line(f"{clock:8.1f}  on the clock")
    for line in beside_limits(_seconds, clock):
        terminalreporter.write_line(line)
