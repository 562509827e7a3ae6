"""How a status change is said, in English and Spanish: office, place, statement and date.

Plain and neutral: the same words whatever the party, no adjective that praises or blames. The Spanish avoids every
form that would guess at a person's gender, and sets no comma before the last item of a list (USAGov style guide).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from publisher.rules.places import ARTICLES, NAMES, TERRITORIES

T = TypeVar("T")

LANGUAGES = ("en", "es")
STATUSES = ("pending", "signed", "refused", "rescinded")

_READERS_DAY = ZoneInfo("America/New_York")
# A change seen at 9 pm in Washington is already tomorrow in UTC; a date in the future would read as a mistake.


@dataclass(frozen=True, slots=True)
class Facts:
    """One status change, as values: everything that a caption, a card or a mail may say about it."""

    name: str
    office: str  # house | senate
    state: str  # the two letters of the Postal Service
    district: int | None  # 0 is at large; None where a seat has no district
    status: str
    said_at: date | None
    precision: str  # day | month | year | unknown: how much of `said_at` is known
    seen_at: datetime  # UTC
    evidence_url: str
    code: str
    link: str  # the public page of the announcement, /a/CODE
    origin: str = "tracker"  # tracker | person: who told us first
    special: bool = False  # a special election, perhaps beside the regular one for the same seat


@dataclass(frozen=True, slots=True)
class _Seat:
    title: str
    seeking: str  # the words that lead from a person's name to the place


_SEATS = {
    "en": {
        "house": _Seat("U.S. House", "running for the U.S. House in"),
        "senate": _Seat("U.S. Senate", "running for the U.S. Senate in"),
        "delegate": _Seat("Delegate to the U.S. House", "running for Delegate to the U.S. House from"),
        "commissioner": _Seat("Resident Commissioner", "running for Resident Commissioner of"),
    },
    "es": {
        "house": _Seat("Cámara de Representantes de EE. UU.", "aspira a la Cámara de Representantes de EE. UU. por"),
        "senate": _Seat("Senado de EE. UU.", "aspira al Senado de EE. UU. por"),
        "delegate": _Seat(
            "Delegación ante la Cámara de Representantes",
            "aspira a la Delegación ante la Cámara de Representantes por",
        ),
        "commissioner": _Seat("Comisaría Residente", "aspira a la Comisaría Residente de"),
    },
}

_STATEMENTS = {
    "en": {
        "pending": "has not answered yet",
        "signed": "signed the pledge",
        "refused": "declined to sign the pledge",
        "rescinded": "took back a signed pledge",
    },
    "es": {
        "pending": "aún no ha respondido",
        "signed": "firmó el compromiso",
        "refused": "rehusó firmar el compromiso",
        "rescinded": "retiró su firma del compromiso",
    },
}

_SPECIAL = {"en": "special election", "es": "elección especial"}

_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio",
           "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
}  # fmt: skip


def office_name(facts: Facts, lang: str) -> str:
    """The office as a label: `U.S. House`, `Resident Commissioner`. ValueError for an office we do not know."""
    return _seat(facts, lang).title


def place_name(facts: Facts, lang: str) -> str:
    """The place as a label: `Ohio, 3rd District`, `Ohio, distrito 3`, `Guam`, `Ohio, special election`."""
    state, district = _state(facts, lang), _district(facts)
    place = state
    if district is not None and lang == "es":
        place = f"{state}, distrito {district or 'único'}"
    elif district is not None:
        place = f"{state}, {_ordinal(district)} District" if district else f"{state}, at large"
    return f"{place}, {_SPECIAL[lang]}" if facts.special else place


def seeking(facts: Facts, lang: str) -> str:
    """The same inside a sentence, after the name: `running for the U.S. House in Ohio's 3rd District`."""
    state, district = _state(facts, lang), _district(facts)
    article = ARTICLES[lang].get(facts.state)
    place = f"{article} {state}" if article else state
    if district is not None and lang == "es":
        place = f"el distrito {district or 'único'} de {state}"
    elif district is not None:
        place = f"{state}’s {f'{_ordinal(district)} District' if district else 'at-large district'}"
    if facts.special:
        place += f" en la {_SPECIAL[lang]}" if lang == "es" else f" in the {_SPECIAL[lang]}"
    # Spanish contracts de + el.
    return f"{_seat(facts, lang).seeking} {place}".replace(" de el ", " del ")


def statement(status: str, lang: str) -> str:
    """What the person did, after the name: `signed the pledge`."""
    return _known(_known(_STATEMENTS, lang, "language"), status, "status")


def said_on(facts: Facts, lang: str) -> str:
    """When it was said, as exactly as it is known: `March 12, 2026`, `March 2026`, `2026`, or nothing."""
    said = facts.said_at
    if said is None or facts.precision == "unknown":
        return ""
    if facts.precision == "day":
        return day_name(said, lang)
    month = _known(_MONTHS, lang, "language")[said.month - 1]
    if facts.precision == "month":
        return f"{month} de {said.year}" if lang == "es" else f"{month} {said.year}"
    if facts.precision == "year":
        return str(said.year)
    raise ValueError(f"precision {facts.precision!r} is not one of day, month, year, unknown")


def since(facts: Facts, lang: str) -> str:
    """When, inside a sentence: `on March 12, 2026`, `in March 2026`; if unknown, when we learned of it and how."""
    said = said_on(facts, lang)
    if not said:
        seen = day_name(facts.seen_at.astimezone(_READERS_DAY).date(), lang)
        if facts.origin == "person":  # the tracker may not have it yet, so nothing may be said of the tracker
            return f"según supimos el {seen}" if lang == "es" else f"as we learned on {seen}"
        return f"en el registro desde el {seen}" if lang == "es" else f"added to the tracker on {seen}"
    before = {"en": "on", "es": "el"} if facts.precision == "day" else {"en": "in", "es": "en"}
    return f"{before[lang]} {said}"


def _seat(facts: Facts, lang: str) -> _Seat:
    kind = facts.office
    if kind == "house" and facts.state in TERRITORIES:
        kind = "commissioner" if facts.state == "PR" else "delegate"
    return _known(_known(_SEATS, lang, "language"), kind, "office")


def _state(facts: Facts, lang: str) -> str:
    return _known(_known(NAMES, lang, "language"), facts.state, "state")


def _district(facts: Facts) -> int | None:
    """The district to be named: senators and delegates stand for the whole place."""
    if facts.office != "house" or facts.state in TERRITORIES:
        return None
    if facts.district is not None and facts.district < 0:
        raise ValueError(f"district {facts.district} is not a district: give its number, or 0 for at large")
    return facts.district


def day_name(day: date, lang: str) -> str:
    """A day as people write it: `March 12, 2026`, `12 de marzo de 2026`."""
    month = _known(_MONTHS, lang, "language")[day.month - 1]
    return f"{day.day} de {month} de {day.year}" if lang == "es" else f"{month} {day.day}, {day.year}"


def _ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else endings.get(number % 10, 'th')}"


def _known(table: dict[str, T], key: str, what: str) -> T:
    if key not in table:
        raise ValueError(f"{what} {key!r} is not one of {', '.join(table)}")
    return table[key]
