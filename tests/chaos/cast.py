"""Who is in it: fictional candidates on a tracker, five accounts, and announcements approved through the pipeline."""

import csv
from collections.abc import Callable, Iterator
from itertools import cycle, islice, product
from pathlib import Path

from graphics import Photo
from publisher import rendering
from publisher.accounts import connecting
from publisher.brand import Brand
from publisher.models import Announcement, Delivery, Role, Source, User
from publisher.pipeline import decide, draft, observe, sources, submit
from publisher.rules.wording import Facts

Draw = Callable[[Facts, Brand, str, str, Photo | None], str]

BUSY = "busy"
OTHERS = ("north", "south", "east", "west")

_FIRST = ("Ada", "Bea", "Cleo", "Dora", "Enid", "Fay", "Gwen", "Hope", "Iris", "June")
_LAST = (
    "Placeholder",
    "Sample",
    "Example",
    "Specimen",
    "Fictional",
    "Invented",
    "Imagined",
    "Pretend",
    "Madeup",
    "Mock",
)
_MIDDLE = ("", "Ann ", "Bee ", "Coe ", "Dee ", "Eve ", "Flo ", "Gay ", "Hal ", "Ivy ")
_STATES = tuple("OH TX CA NY FL WA GA IL PA MI NC NJ VA AZ TN IN MA MD CO MO".split())  # noqa: SIM905
_COLUMNS = ("id", "name", "office", "state", "district", "party", "status", "date", "evidence")


def approver() -> User:
    """Whoever approves, and later says of a post that it is not there."""
    found = User.objects.filter(role=Role.APPROVER).first()
    return found or User.objects.create_user("avery@coalition.example", "correct horse battery", role=Role.APPROVER)


def enter(home: Path, deliveries: int, *, apart: bool = False) -> None:
    """So many deliveries, approved and due: half of them on one account, the rest in turn on four others.

    `apart`: each of an announcement of its own, in turn on all five.
    """
    for name in (BUSY, *OTHERS):
        languages = ["en", "es"] if name == OTHERS[0] else ["en"]  # one account posts carousels
        connecting.connect("instagram", name, {"username": name, "password": "fictional"}, languages=languages)
    sign(home, deliveries if apart else deliveries // 2)
    rendering.draw = _drawn_once(rendering.draw)
    by = approver()
    for announcement, other in zip(draft.draft_new(), cycle((BUSY, *OTHERS) if apart else OTHERS), strict=False):
        accounts = [f"instagram/{name}" for name in dict.fromkeys((other,) if apart else (BUSY, other))]
        revision = submit.submit(announcement.pk, accounts=accounts)
        assert revision is not None, Announcement.objects.get(pk=announcement.pk).reason
        decide.approve(announcement.pk, by=by, digest=revision.digest)
    planned = Delivery.objects.count()
    assert planned == deliveries, f"{planned} deliveries were planned, not {deliveries}."


def sign(home: Path, people: int) -> None:
    """A tracker on which everybody was pending, and then everybody signed: at most a thousand."""
    tracker = home / "tracker.csv"
    _write(tracker, people, "pending")
    source = sources.add(sources.Wanted("tracker", str(tracker)))
    Source.objects.filter(pk=source.pk).update(limits={"changed_rows": people})
    observe.poll(source.pk)
    _write(tracker, people, "signed")
    report = observe.poll(source.pk)
    assert len(report.changes) == people, report


def _write(tracker: Path, people: int, status: str) -> None:
    with tracker.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(_COLUMNS)
        for number, (name, state, district) in enumerate(islice(_candidates(), people)):
            evidence = f"https://candidate.example/{number}" if status == "signed" else ""
            date = "2026-03-12" if status == "signed" else ""
            table.writerow([f"row-{number}", name, "house", state, district, "Independent", status, date, evidence])


def _candidates() -> Iterator[tuple[str, str, int]]:
    for number, (middle, last, first) in enumerate(product(_MIDDLE, _LAST, _FIRST)):
        yield f"{first} {middle}{last}", _STATES[number % 20], 1 + number // 20


def _drawn_once(draw: Draw) -> Draw:
    """Drawing takes most of the time and is not what is tested: one picture of each size and language does."""
    drawn: dict[tuple[str, str], str] = {}

    def draws(facts: Facts, brand: Brand, language: str, size: str, photo: Photo | None = None) -> str:
        if (language, size) not in drawn:
            drawn[language, size] = draw(facts, brand, language, size, photo)
        return drawn[language, size]

    return draws
