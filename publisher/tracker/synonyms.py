"""What trackers call the columns that we know. Nothing here decides: a person confirms the map."""

import re
from collections.abc import Collection, Mapping

from publisher.tracker.fields import Misfit, read_office, read_state
from publisher.tracker.text import word
from publisher.tracker.values import FIELDS

WORDS: dict[str, tuple[str, ...]] = {
    "id": (
        "candidate id", "cand id", "fec id", "fec candidate id", "bioguide id", "bioguide", "record id", "row id",
        "uid",
    ),
    "name": (
        "candidate", "candidate name", "cand name", "full name", "candidate full name", "fullname", "title rendered",
        "member", "member name", "legislator", "politician", "who",
    ),
    "first": ("first name", "firstname", "given name", "fname", "candidate first name"),
    "last": ("last name", "lastname", "surname", "family name", "lname", "candidate last name"),
    "office": (
        "chamber", "cand office", "office sought", "candidate office", "race type", "seat type", "house or senate",
        "office type", "race", "type", "body",
    ),
    "state": (
        "cand office st", "state code", "state abbreviation", "state abbr", "state po", "state postal", "us state",
        "candidate state", "office state", "st", "where",
    ),
    "district": (
        "cand office district", "district code", "district number", "congressional district", "office district",
        "cong district", "dist", "cd", "seat",
    ),
    "party": (
        "party affiliation", "cand pty affiliation", "political party", "party name", "party code", "candidate party",
        "affiliation",
    ),
    "status": (
        "pledge status", "signed", "pledge signed", "signed pledge", "has signed", "pledge", "pledged", "answer",
        "response", "position", "stance", "commitment", "activity",
    ),
    "date": (
        "date signed", "signed date", "signed on", "signing date", "pledge date", "date of pledge", "said on",
        "signed at", "date pledged", "response date",
    ),
    "evidence": (
        "proof", "evidence url", "evidence link", "proof url", "proof link", "link to evidence", "link to proof",
        "source url", "statement url", "pledge url", "pledge link", "citation",
    ),
    "photo": ("photo url", "photo link", "image", "image url", "picture", "headshot", "portrait"),
    "handle": (
        "instagram", "instagram handle", "instagram username", "instagram account", "instagram url", "ig", "ig handle",
    ),
    "standing": ("candidacy", "candidacy status", "candidate status", "race status", "campaign status", "in the race"),
    "special": ("special election", "is special", "special race"),
}  # fmt: skip
"""Field -> headers, the surest first. What may lead elsewhere, such as `url` or `twitter`, is not among them."""

_BETWEEN = re.compile(r"[\W_]+")
_PREFIXES = ("acf ", "meta ", "fields ", "attributes ")
_ENOUGH = 0.9


def suggested(header: Collection[str], values: Mapping[str, Collection[str]] | None = None) -> dict[str, str]:
    """A map for these columns, by their names; a column feeds one field.

    `values` are cells of some columns: one whose cells are no offices, or no states, is not proposed as such.
    """
    found: dict[str, str] = {}
    by_words = {_words(column): column for column in reversed(list(header))}
    for field in FIELDS:
        for wanted in (field, *WORDS[field]):
            column = by_words.get(wanted)
            if column and column not in found.values() and _fits(field, (values or {}).get(column, ())):
                found[field] = column
                break
    seat = found.get("district")
    if "state" not in found and seat and _fits("state", cells := (values or {}).get(seat, ())) and cells:
        found["state"] = seat  # such as OH-03
    return found


def _words(column: str) -> str:
    words = " ".join(_BETWEEN.sub(" ", word(column)).split())
    for prefix in _PREFIXES:
        words = words.removeprefix(prefix)
    return words


def _fits(field: str, cells: Collection[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return field not in ("office", "state") or sum(_reads(field, cell) for cell in filled) >= _ENOUGH * len(filled)


def _reads(field: str, cell: str) -> bool:
    try:
        if field == "office":
            read_office(cell, "")
        else:
            read_state(cell)
    except Misfit:
        return False
    return True
