"""The story's stage for tests: a tracker that changes, an account that can publish, and the steps between them."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from django.utils import timezone

from publisher import crypto, files, rendering, sweep
from publisher.accounts.opening import surroundings
from publisher.channels.base import Session, Surroundings
from publisher.channels.instagram import Instagram
from publisher.models import Account, Announcement, Delivery, Source, User
from publisher.pipeline import decide, draft, observe, sources, submit
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account as Login
from tests.remembered import Remembered

COLUMNS = ("id", "name", "office", "state", "district", "party", "status", "date", "evidence")
PEOPLE = {"oh-3": "Maxima Example", "oh-4": "Noor Placeholder", "wy-0": "Iker Sample", "tx-7": "Zoë Specimen"}
EVIDENCE = "https://news.example.org/pledge"
MANY = 60
"""Rounds of work after which a story that still goes on is taken for one that never ends."""


class Tracker:
    """A tracker in a CSV file, added as a source; every call of `says` changes one row."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.rows: dict[str, dict[str, str]] = {}
        for key, name in PEOPLE.items():
            state, _, district = key.upper().partition("-")
            self.rows[key] = dict.fromkeys(COLUMNS, "") | {
                "id": key, "name": name, "office": "House", "state": state, "district": district, "status": "pending",
            }  # fmt: skip
        self.save()

    def save(self) -> None:
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows(self.rows.values())
        self.file.write_text(text.getvalue())

    def says(self, key: str, status: str = "signed", **cells: str) -> None:
        """The row `key` (a new one if unknown) says `status`, with evidence unless it is pending."""
        known = self.rows.get(key) or self.rows["oh-3"] | {"id": key, "name": "Newcomer Example"}
        evidence = EVIDENCE if status != "pending" else ""
        self.rows[key] = known | {"status": status, "evidence": evidence} | cells
        self.save()

    def lose(self, key: str) -> None:
        """The row is gone."""
        del self.rows[key]
        self.save()

    def add(self, **more: Any) -> None:
        """Makes it a source, not yet read."""
        sources.add(sources.Wanted("tracker", str(self.file), **more))

    @property
    def source(self) -> Source:
        return Source.objects.get(name="tracker")

    def poll(self, **more: Any) -> observe.PollReport:
        return observe.poll(self.source.pk, **more)


@pytest.fixture
def tracker(db: None, tmp_path: Path) -> Tracker:
    """Four fictional candidates, all pending, the baseline taken."""
    made = Tracker(tmp_path / "tracker.csv")
    baseline(made)
    return made


BASELINE = Remembered()


def baseline(made: Tracker) -> None:
    """Adds it and reads it for the first time."""

    def make() -> None:
        made.add()
        made.poll()

    BASELINE(make)
    source = made.source
    if source.location != str(made.file):  # another test's file, of the same text
        source.location = str(made.file)
        source.baseline_map = observe.map_digest(source)
        source.save(update_fields=["location", "baseline_map"])


@pytest.fixture(scope="session")
def plain_jpegs() -> dict[str, bytes]:
    found = {}
    for size in rendering.SIZES:
        file = io.BytesIO()
        PIL.Image.new("RGB", tuple(map(int, size.split("x"))), "#335577").save(file, "JPEG")
        found[size] = file.getvalue()
    return found


@pytest.fixture
def quick_pictures(monkeypatch: pytest.MonkeyPatch, plain_jpegs: dict[str, bytes]) -> None:
    """Plain pictures of the right sizes instead of drawn ones: here pixels are not the point."""

    def draw(_facts: object, _brand: object, _language: str, size: str, _photo: object = None) -> str:
        width, height = map(int, size.split("x"))
        return files.keep(plain_jpegs[size], "image/jpeg", width=width, height=height).sha256

    monkeypatch.setattr(rendering, "draw", draw)


@pytest.fixture
def sandbox(settings: Any) -> Iterator[InstagramSandbox]:
    """Instagram's stand-in, to which every channel of this test is sent."""
    with InstagramSandbox(accounts={"coalition": "x", "second": "x"}) as running:
        settings.INSTAGRAM_ENDPOINT = running.url
        settings.SEND_SECONDS = 5
        yield running


@pytest.fixture(scope="session")
def logged_in() -> Session:
    """What a real log-in leaves; made once, because logging in is slow."""
    with InstagramSandbox() as elsewhere:
        return Instagram(Instagram.Secrets("coalition", "x"), None, Surroundings(elsewhere.url)).connect()


Connected = Callable[..., Account]


@pytest.fixture
def connected(db: None, sandbox: InstagramSandbox, logged_in: Session) -> Connected:
    """Stores an account of the sandbox with a session that it knows: no log-in is needed."""

    def make(name: str = "coalition", languages: tuple[str, ...] = ("en",)) -> Account:
        login = Login(name, "x")
        token = {"ds_user_id": login.user_id, "sessionid": sandbox.store.open_session(login)}
        return Account.objects.create(
            channel="instagram",
            name=name,
            languages=list(languages),
            secrets=crypto.seal({"username": name, "password": "x"}),
            session=crypto.seal({**logged_in, "authorization_data": token, "shown_as": name}),
        )

    return make


@pytest.fixture
def account(connected: Connected) -> Account:
    assert surroundings("instagram").endpoint  # nothing of a test may ever reach the real service
    return connected()


def drafted(tracker: Tracker, key: str = "oh-3", status: str = "signed") -> Announcement:
    """The tracker says so, it is read and drafted: an announcement in review."""
    tracker.says(key, status)
    tracker.poll()
    return in_review(draft.draft_new()[0])


def triggered(by: User, candidate: str = "oh-3", status: str = "signed", **more: Any) -> Announcement:
    """An organizer's trigger, drafted: an announcement in review."""
    return in_review(draft.trigger(candidate, status=status, evidence_url=EVIDENCE, by=by, **more))


def in_review(announcement: Announcement) -> Announcement:
    assert submit.submit(announcement.pk)
    return fresh(announcement)


def fresh(announcement: Announcement) -> Announcement:
    """As it is stored now."""
    return Announcement.objects.select_related("revision").get(pk=announcement.pk)


def digest(announcement: Announcement) -> str:
    revision = fresh(announcement).revision
    assert revision
    return revision.digest


def approve(announcement: Announcement, by: User, **more: Any) -> Announcement:
    """Approves what stands there now."""
    return decide.approve(announcement.pk, by=by, digest=digest(announcement), **more)


def edit(announcement: Announcement, by: User, **texts: str) -> None:
    """Changes texts: `edit(a, comms, alt_en="...")`."""
    named = {name.replace("_", "."): text for name, text in texts.items()}
    submit.edit(announcement.pk, by=by, digest=digest(announcement), texts=named)


def work() -> None:
    """All that is due now."""
    for _ in range(MANY):
        if not sweep.work_once():
            return
    raise AssertionError("There is no end of it.")


def only(announcement: Announcement, act: str = "post") -> Delivery:
    """Its one delivery of this act, as it is stored now."""
    return Delivery.objects.select_related("account", "announcement", "revision").get(
        announcement=announcement, act=act
    )


def later(delivery: Delivery, **seconds: float) -> None:
    """Moves times of the stored delivery so many seconds from now: `later(d, lease_until=-1)`."""
    times = {name: timezone.now() + timedelta(seconds=value) for name, value in seconds.items()}
    Delivery.objects.filter(pk=delivery.pk).update(**times)


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that a story needs."""

    tracker: Tracker
    sandbox: InstagramSandbox
    account: Account
    approver: User

    @property
    def posts(self) -> list[dict[str, Any]]:
        """What the sandbox counted."""
        found: list[dict[str, Any]] = self.sandbox.state["posts"]
        return found

    def approved(self, key: str = "oh-3") -> Announcement:
        """An announcement that may go out now."""
        return approve(drafted(self.tracker, key), self.approver)

    def unseen(self) -> Announcement:
        """One that was posted an hour ago, of which the answer was lost and which the account's list does not show."""
        self.sandbox.media.feed_lag = 7200
        self.sandbox.fault("drop_after")
        made = self.approved()
        work()
        later(only(made), sending_at=-3600)
        return made


@pytest.fixture
def stage(quick_pictures: None, tracker: Tracker, sandbox: InstagramSandbox, account: Account, approver: User) -> Stage:
    return Stage(tracker, sandbox, account, approver)
