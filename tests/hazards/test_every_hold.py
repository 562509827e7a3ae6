"""Every hold names its rule in plain words, what was expected and what came, and clears with two taps.

The list of rules is the code's own: a new one needs words, and an entry here that brings it about through `watch`.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from publisher.models import Poll, QuarantinedRow, Source, User
from publisher.pipeline import sources
from publisher.quarantined import items
from publisher.tracker.roster import Entry, Roster
from publisher.tracker.values import RULE_WORDS, Rule
from tests.hazards.watched import Watched

Act = Callable[[Watched], object]


@dataclass(frozen=True, slots=True)
class Hold:
    """How a hold comes about; what its page says was expected and came; a button that fits.

    `after`: what the next read then brings, as new announcements. `keys`: the tracker has a column of keys.
    """

    rule: Rule
    kind: str
    comes: Act
    expected: str
    came: str
    button: str
    after: tuple[str, ...] = ()
    keys: bool = True

    def __str__(self) -> str:
        return f"{self.rule} of a {self.kind}"


def sign(**cells: str) -> Act:
    return lambda tracker: tracker.sign(**cells)


def shifted(tracker: Watched) -> None:
    for key in ("c20", "c21", "c22"):
        row = tracker.rows[key]
        tracker.set(key, state=row["district"], district=row["party"])


def other_words(tracker: Watched) -> None:
    for row in tracker.rows.values():
        row["status"] = "Yes" if row["status"] == "signed" else "No"


def twice(tracker: Watched) -> None:
    tracker.rows["again"] = tracker.rows["c50"] | {"status": "signed"}


def flips(tracker: Watched) -> None:
    for status in ("pending", "signed"):
        tracker.set("c0", status=status)
        tracker.read()


def shorter(tracker: Watched, by: int = 20) -> None:
    tracker.rows = dict(list(tracker.rows.items())[:-by])


def fewer(tracker: Watched) -> None:
    Source.objects.update(limits={"missing_rows": 50})
    shorter(tracker)


def storm(tracker: Watched) -> None:
    for number in range(12):
        tracker.sign(f"c{60 + number}")


def renumbered(tracker: Watched) -> None:
    """The ids are the numbers of the rows: each stands for whom the next one stood for."""
    rows = list(tracker.rows.values())
    ids = [row["id"] for row in rows]
    for row, key in zip([*rows[1:], rows[0]], ids, strict=True):
        row["id"] = key


def renamed(tracker: Watched) -> None:
    tracker.columns = tuple("Pledge" if name == "status" else name for name in tracker.columns)


def serves(body: bytes) -> Act:
    def act(tracker: Watched) -> None:
        tracker.next_bodies = [body] * 9

    return act


def in_roster(tracker: Watched) -> None:
    """The coalition's roster has the candidate in another district of the state."""
    sources.set_roster(tracker.source, Roster((Entry("Cy Mockup", "house", "CA", 14),), 1))
    tracker.sign()


def cut_off(_tracker: Watched) -> None:
    Source.objects.update(location="http://127.0.0.1:9/tracker.csv")


ACCEPT, IGNORE = "Accept as it is", "Ignore"
HOLDS = [
    Hold(Rule.TYPE, "row", sign(state="??"), "expected a code such as OH", "the state “??”", IGNORE),
    Hold(Rule.TYPE, "row", sign(name="Cy Mockup 22"), "look like a name", "“Cy Mockup 22”", ACCEPT, ("Cy Mockup 22",)),
    Hold(Rule.DAMAGED, "row", sign(name="JosÃ© Mockup"), "Expected readable text", "“JosÃ© Mockup”", IGNORE),
    Hold(Rule.PLACEHOLDER, "row", sign(name="Vacant"), "a placeholder, not a candidate", "“Vacant”", IGNORE),
    Hold(Rule.VOCABULARY, "row", sign(status="Firmó"), "is not in the vocabulary", "the status “Firmó”", IGNORE),
    Hold(Rule.DUPLICATE, "row", twice, "Expected one row for Cy Mockup", "came several", ACCEPT, ("Cy Mockup",)),
    Hold(
        Rule.SAME_PERSON,
        "row",
        lambda tracker: tracker.set("c0", name="Anna Sampleton"),
        "Expected a new candidate",
        "came Anna Sampleton, who may be Ana Sample",
        "It is Ana Sample (same person)",
        keys=False,
    ),
    Hold(
        Rule.OTHER_PERSON,
        "row",
        sign(name="Wim Recent"),
        "Expected Cy Mockup",
        "came Wim Recent",
        "It is somebody else",
        ("Wim Recent",),
    ),
    Hold(
        Rule.ROSTER,
        "row",
        in_roster,
        "Expected Cy Mockup in U.S. House, CA-14, as the roster has it",
        "came U.S. House, CA-09",
        ACCEPT,
        ("Cy Mockup",),
    ),
    Hold(Rule.FLIP, "row", flips, "to stay pending for a day", "came signed again", ACCEPT, ("Ana Sample",)),
    Hold(Rule.TYPE, "poll", shifted, "at most 1 rows with wrong fields", "3 of 120", IGNORE),
    Hold(Rule.VOCABULARY, "poll", other_words, "Expected one of 4 known status words", "came “No”, “Yes”", IGNORE),
    Hold(Rule.COLUMNS, "poll", renamed, "Expected the column “status” for status", "came “Pledge”", IGNORE),
    Hold(Rule.FORM, "poll", serves(b"<html>Log in</html>"), "Expected", "came a web page", IGNORE),
    Hold(Rule.EMPTY, "poll", lambda tracker: shorter(tracker, 120), "about 120 rows", "none", IGNORE),
    Hold(Rule.FALL, "poll", fewer, "at least 114 rows after 120 last time", "100", ACCEPT),
    Hold(Rule.MISSING, "poll", shorter, "at most 5 rows to be gone", "without 20 of 120", ACCEPT),
    Hold(Rule.ROW_NUMBERS, "poll", renumbered, "look like row numbers", "of 120 ids name somebody else", ACCEPT),
    Hold(Rule.STORM, "poll", storm, "at most 10 status changes", "12 in 120 rows", ACCEPT, ("12",)),
    Hold(Rule.UNREACHABLE, "poll", cut_off, "an answer from the tracker", "none that could be read", IGNORE),
]  # fmt: skip


def test_every_rule_has_words_and_is_shown_here() -> None:
    assert set(RULE_WORDS) == set(Rule)
    assert {hold.rule for hold in HOLDS} == set(Rule)


@pytest.fixture
def open_one(request: pytest.FixtureRequest, client: Client, comms: User) -> Callable[[Hold], tuple[Watched, str]]:
    """Brings a hold about; gives the tracker, and the page that a person of comms opens from the list."""
    client.force_login(comms)

    def act(hold: Hold) -> tuple[Watched, str]:
        tracker: Watched = request.getfixturevalue("watched" if hold.keys else "without_id")
        hold.comes(tracker)
        assert tracker.read() == []
        listed = client.get("/quarantine/").content.decode()
        found = re.findall(rf'href="(/quarantine/{hold.kind}s/\d+/)"', listed)
        assert len(set(found)) == 1
        assert html.escape(RULE_WORDS[hold.rule]) in listed
        return tracker, found[0]

    return act


def tap(client: Client, page: str, button: str) -> None:
    """Opens the button with this label and presses the one within, as the page has them."""
    text = client.get(page).content.decode()
    for label, action, body in re.findall(
        r'<summary class="button[^"]*">(.*?)</summary>\s*<form method="post" action="([^"]+)">(.*?)</form>',
        text,
        re.DOTALL,
    ):
        if html.unescape(label) == button:
            sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)"', body))
            assert len(re.findall("<button", body)) == 1
            assert client.post(action, sent).status_code == 303
            return
    raise AssertionError(f"There is no button {button!r}.")


@pytest.mark.parametrize("hold", HOLDS, ids=str)
def test_a_hold_says_why_and_clears_with_two_taps(
    hold: Hold, open_one: Callable[[Hold], tuple[Watched, str]], client: Client, admin: User
) -> None:
    tracker, page = open_one(hold)
    shown = html.unescape(re.sub(r"<[^>]+>", "", client.get(page).content.decode()))
    assert RULE_WORDS[hold.rule] in shown
    assert hold.expected in shown
    assert hold.came in shown
    tap(client, page, hold.button)
    assert items.listed() == []
    again = tracker.read()
    assert len(again) == int(hold.after[0]) if hold.rule is Rule.STORM else again == [*hold.after]
    assert items.listed() == []  # the same again asks nobody again
    stands = Poll.objects.get(pk=page.split("/")[-2]) if hold.kind == "poll" else QuarantinedRow.objects.get()
    assert stands.state == ("ignored" if hold.button == IGNORE else "accepted")
