"""How the other kinds of cards are said: a list of people, a correction, and what a candidate may share themselves."""

from publisher.rules.places import TERRITORIES
from publisher.rules.wording import Facts, office_name, place_name, statement

_NUMBERS = {
    "en": ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"],
    "es": ["Una", "Dos", "Tres", "Cuatro", "Cinco", "Seis", "Siete", "Ocho", "Nueve", "Diez", "Once", "Doce"],
}
_CANDIDATES = {"en": ("candidate", "candidates"), "es": ("candidatura", "candidaturas")}
_OF_ALL = {
    "es": {
        "signed": "firmaron el compromiso",
        "refused": "rehusaron firmar el compromiso",
        "rescinded": "retiraron su firma del compromiso",
    }
}
_CORRECTION = {"en": "Correction", "es": "Corrección"}
_SHARED = {"en": "I signed the pledge", "es": "Firmé el compromiso"}
_HOUSE = {"en": "U.S. House", "es": "Cámara de EE. UU."}


def heading(number: int, lang: str) -> str:
    """How many there are, as a digest's heading: `Four candidates`, `13 candidates`, `Una candidatura`."""
    words = _NUMBERS[lang]
    count = words[number - 1] if 0 < number <= len(words) else str(number)
    return f"{count} {_CANDIDATES[lang][number != 1]}"


def statement_of(status: str, lang: str, number: int) -> str:
    """What `number` people did, after their heading: `signed the pledge`, `firmaron el compromiso`."""
    of_all = _OF_ALL.get(lang, {}) if number != 1 else {}
    return of_all.get(status) or statement(status, lang)


def and_more(number: int, lang: str) -> str:
    """The last line of a list that is longer than a card: `and 3 more`."""
    return f"y {number} más" if lang == "es" else f"and {number} more"


def seat_name(facts: Facts, lang: str) -> str:
    """Office and place as short as a line of a list needs: `U.S. House, OH-03`, `U.S. House, AK at large`."""
    if facts.office != "house" or facts.state in TERRITORIES:
        return f"{office_name(facts, lang)}, {place_name(facts, lang)}"
    at_large = "distrito único" if lang == "es" else "at large"
    where = f"{facts.state}-{facts.district:02}" if facts.district else f"{facts.state} {at_large}"
    return f"{_HOUSE[lang]}, {where}"


def correction(lang: str) -> str:
    """What stands in the place of the statement on a correction's card."""
    return _CORRECTION[lang]


def was_wrong(facts: Facts, *, said: str, lang: str) -> str:
    """A correction's sentences: the status `said` that was published, and how it is by `facts`.

    They stand below the name, so they do not repeat it; quoted, so that nobody takes the wrong words for the right.
    """
    wrote, is_so = statement(said, lang), statement(facts.status, lang)
    if lang == "es":
        return f"Publicamos «{wrote}». No era cierto. Lo cierto: «{is_so}»."
    return f"We wrote “{wrote}.” That was wrong. The truth: “{is_so}.”"


def shared(lang: str) -> str:
    """What candidates who signed say of themselves, on a card that they may share."""
    return _SHARED[lang]
