"""The sandbox tracker as people see it."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from publisher.rules.places import ENGLISH

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Answer:
    """How one status looks: its word on the badge, and the button that leads to it."""

    status: str
    badge: str
    button: str
    sentence: str


ANSWERS = (
    Answer("signed", "Signed", "Sign the pledge", "signed the pledge"),
    Answer("pending", "No answer yet", "Back to pending", "is back to pending"),
    Answer("refused", "Refused", "Refuse", "refused the pledge"),
    Answer("rescinded", "Took it back", "Take it back", "took the pledge back"),
)


def page(rows: list[dict[str, str]], only: str = "", done: str = "") -> bytes:
    """The whole page; `only` shows one status, `done` is the candidate whose answer was just changed."""
    answers = {answer.status: answer for answer in ANSWERS}
    shown = [row for row in rows if only not in answers or row["status"] == only]
    chambers = [
        ("U.S. Senate", [row for row in shown if row["office"] == "Senate"]),
        ("U.S. House", [row for row in shown if row["office"] != "Senate"]),
    ]
    html = _TEMPLATES.get_template("tracker.html").render(
        answers=answers,
        chambers=[(name, people) for name, people in chambers if people],
        counts={status: sum(row["status"] == status for row in rows) for status in answers},
        rows=rows,
        only=only if only in answers else "",
        done=next((row for row in rows if row["id"] == done), None),
        others=others,
        place=place,
        day=day,
    )
    return html.encode()


SAYINGS = {"pledge": "I signed the pledge", "statement": "My answer to the pledge"}
"""What a candidate's own page is called, by the end of its address."""


def evidence(row: dict[str, str], saying: str) -> bytes:
    """A candidate's own page, where they say what they answered."""
    html = _TEMPLATES.get_template("tracker_evidence.html").render(
        row=row, saying=SAYINGS[saying], place=place, day=day
    )
    return html.encode()


def others(status: str) -> list[Answer]:
    """What the quiet menu offers besides signing: one who has not signed has nothing to take back."""
    return [
        a for a in ANSWERS if a.status not in (status, "signed") and (a.status != "rescinded" or status == "signed")
    ]


def place(row: dict[str, str]) -> str:
    """Where the candidate runs, in words."""
    state = ENGLISH.get(row["state"], row["state"])
    if row["office"] == "Senate":
        return state
    return f"{state}, District {row['district']}" if row["district"].isdigit() else f"{state}, At-Large"


def day(text: str) -> str:
    """An ISO date, or year and month, as Americans write it; anything else as it is."""
    parts = text.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) < 2 or not 1 <= int(parts[1]) <= 12:
        return text
    month = _MONTHS[int(parts[1]) - 1]
    return f"{month} {int(parts[2])}, {parts[0]}" if len(parts) == 3 else f"{month} {parts[0]}"
