"""What can be seen of a text, and what of it counts when names are compared."""

import re
import unicodedata

FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and signs by their category that are drawn as nothing: Hangul fillers, the empty Braille pattern."""
_SELECTORS = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks by their category that choose a form or join, and are never drawn (Default_Ignorable_Code_Point, UAX 44)."""
_LOOSE = frozenset({"Cs", "Co"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")
_WORDS = re.compile("[a-z0-9]+")


def seen(text: str) -> str:
    """The characters of `text` that a reader sees; "" for one that would be printed as a blank.

    Left out are separators, control and format characters, fillers, and marks: without a letter to stand on they
    are no word.
    """
    return "".join(one for one in text if one not in FILLERS and unicodedata.category(one)[0] not in "CMZ")


def unwanted(text: str) -> str:
    """The first character that no text for the public may hold, "" if there is none.

    Control characters other than line ends, halves of surrogates, private ones, and marks that turn the writing
    direction of what follows. Joiners inside words and emoji stay: some scripts cannot be written without them.
    """
    kinds = ((one, unicodedata.category(one)) for one in text)
    return next((one for one, kind in kinds if (kind == "Cc" and one != "\n") or kind in _LOOSE or one in _TURNING), "")


def joined(text: str) -> str:
    """`text` without the marks that only choose a form of the letter before."""
    return text if text.isascii() else _SELECTORS.sub("", text)


def compared(text: str) -> str:
    """`text` for comparing, never for showing: no case and no accents, and a space for whatever is no letter or digit.

    Marks that spell a vowel (as those of Devanagari and Khmer do) stay: without them two names could be one.
    """
    if text.isascii():
        return " ".join(_WORDS.findall(text.casefold()))
    plain = unicodedata.normalize("NFKD", joined(text)).casefold()
    kept = (one for one in plain if not unicodedata.combining(one))
    return " ".join("".join(one if one.isalnum() or _spells(one) else " " for one in kept).split())


def _spells(one: str) -> bool:
    return unicodedata.category(one)[0] == "M"
