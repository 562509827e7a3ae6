"""Typed readers: each turns a cleaned cell into its value or raises Misfit with what was wrong."""

import re
import unicodedata

from publisher.rules.letters import FILLERS
from publisher.rules.places import ENGLISH, MOST_DISTRICTS, TERRITORIES
from publisher.tracker.person_names import shown_name
from publisher.tracker.text import shown, word
from publisher.tracker.values import Office, Rule

AT_LARGE = frozenset({"AK", "DE", "ND", "SD", "VT", "WY"}) | TERRITORIES
"""One seat in the House (apportionment of 2020)."""

_OFFICES: dict[str, Office] = {
    **dict.fromkeys(
        ("house", "us house", "u s house", "house of representatives", "us house of representatives", "representative",
         "us representative", "rep", "us rep", "h", "delegate", "resident commissioner", "congress", "us congress",
         "united states house", "united states house of representatives", "united states representative",
         "member of congress", "congressman", "congresswoman", "congressperson"), "house"),
    **dict.fromkeys(
        ("senate", "us senate", "u s senate", "senator", "us senator", "sen", "us sen", "s", "united states senate",
         "united states senator"), "senate"),
}  # fmt: skip
_STATES = {name.casefold(): code for code, name in ENGLISH.items()} | {code.casefold(): code for code in ENGLISH}
_SEAT = re.compile(r"(?!cd-)(?P<state>[a-z]{2})-(?P<district>\d{1,2}|al|at large)", re.ASCII)
_NUMBER = re.compile(r"(?:district |cd ?|cd-)?0*(\d{1,2})(?:\.0|st|nd|rd|th)?(?: district)?", re.ASCII)
_LARGE = frozenset({"al", "at large", "at-large", "atlarge", "a/l"})
_STATEWIDE = frozenset({"", "0", "00", "0.0", "sen", "senate", "statewide"}) | _LARGE

_LONGEST_NAME = 60
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 .,'\"()\-&/]+")  # nearly every name of a tracker
_SIGNS = frozenset(" .,'’‘ʻ\"“”()-‐‑–·&/־׳״\u200c\u200d")
_KINDS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No"})
_NO_NAME = re.compile(r"\d\d|\bwww\.|\.(?:com|org|net|gov|us|info)\b", re.IGNORECASE)
_PLACEHOLDERS = frozenset({
    "vacant", "vacancy", "open", "open seat", "tbd", "to be determined", "tba", "to be announced", "unknown", "nobody",
    "no one", "name", "first last", "candidate", "test", "redacted",
})  # fmt: skip


_NOBODY = re.compile(r"no candidates?\b|vacan(t|cy)\b|special election\b|open seat\b")


class Misfit(ValueError):
    """A cell that cannot be what its column says; `rule` tells which check found it."""

    def __init__(self, reason: str, rule: Rule = Rule.TYPE) -> None:
        super().__init__(reason)
        self.rule = rule


def read_name(text: str) -> str:
    """A person's name as it may be shown: letters of any script and the marks of names, at most 60 characters.

    “SAMPLE, ANA MS.” is read as Ana Sample, see `person_names`.
    """
    if not text:
        raise Misfit("the name is empty")
    folded = word(text)
    if folded in _PLACEHOLDERS or _NOBODY.match(folded):
        raise Misfit(f"the name {shown(text)} is a placeholder, not a candidate", Rule.PLACEHOLDER)
    text = shown_name(text)
    if len(text) > _LONGEST_NAME:
        raise Misfit(f"the name {shown(text)} is longer than {_LONGEST_NAME} characters")
    if not _is_spelt(text) or _NO_NAME.search(text) or not any(c.isalpha() for c in text):
        raise Misfit(f"the name {shown(text)} does not look like a name")
    if "," in text and len(text.partition(",")[0].split()) < 2:  # “SAMPLE, MR.”: what is left over is no first name
        raise Misfit(f"the name {shown(text)} has a last name alone")
    return text


def _is_spelt(text: str) -> bool:
    """Whether it is made of what names are made of; a letter that is drawn as nothing is not, nor a mark on nothing."""
    if _PLAIN_NAME.fullmatch(text):
        return True
    if unicodedata.category(text[0])[0] == "M":
        return False
    return all(one in _SIGNS or (unicodedata.category(one) in _KINDS and one not in FILLERS) for one in text)


def read_state(text: str) -> str:
    """The postal code of a state, the District of Columbia or a territory, from its code, its name or "OH-03"."""
    folded = word(text).replace(".", "")
    seat = _SEAT.fullmatch(folded)
    code = _STATES.get(seat["state"] if seat else folded) or _STATES.get(word(text))
    if code is None:
        raise Misfit(f"the state {shown(text)} is none: expected a code such as OH")
    return code


def read_office(text: str, state: str) -> Office:
    """The chamber. The District of Columbia and the territories elect nobody to the Senate."""
    office = _OFFICES.get(" ".join(word(text).replace(".", " ").split()))
    if office is None:
        raise Misfit(f"the office {shown(text)} is none: expected House or Senate")
    if office == "senate" and state in TERRITORIES:
        raise Misfit(f"{ENGLISH[state]} has no seat in the Senate")
    return office


def read_district(text: str, office: Office, state: str) -> int | None:
    """The number of the district; 0 for a seat at large; None for the Senate."""
    folded = word(text)
    if office == "senate":
        if folded in _STATEWIDE:
            return None
        raise Misfit(f"the district {shown(text)} does not fit a seat in the Senate: expected none")
    seat = _SEAT.fullmatch(folded)
    if seat and seat["state"].upper() != state:
        raise Misfit(f"the district {shown(text)} lies in another state than {state}")
    folded = seat["district"] if seat else folded
    number = 0 if folded in _LARGE or (not folded and state in AT_LARGE) else _number(folded, text)
    if state in AT_LARGE and number <= 1:
        return 0
    if state in AT_LARGE or not 1 <= number <= MOST_DISTRICTS:
        expected = "one seat at large" if state in AT_LARGE else "numbered districts"
        raise Misfit(f"the district {shown(text)} does not fit {state}, which has {expected}")
    return number


def _number(folded: str, text: str) -> int:
    match = _NUMBER.fullmatch(folded)
    if match is None and not text:
        raise Misfit("the district is empty, which only a seat at large may leave out")
    if match is None:
        raise Misfit(f"the district {shown(text)} is none: expected a number or “At-Large”")
    return int(match[1])
