"""Cleaning of cells. The raw row keeps the original for the record."""

import re
import unicodedata

from publisher.rules.letters import compared, joined

# What pandas, databases and spreadsheets write for "nothing". "Null" is a surname and stays.
_NOTHING = frozenset({"nan", "NaN", "NAN", "null", "NULL", "none", "None", "n/a", "N/A", "#N/A", "-", "–", "—"})
_INVISIBLE = {"Cf", "Cc", "Cs", "Co"}
# Joiners belong to the spelling between letters of scripts from Arabic on; between others they are litter.
_JOINERS = re.compile("(?<![\u0600-\u1cff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u1cff])")
_KEPT = "\u200c\u200d"
_UNJOINED = dict.fromkeys(map(ord, _KEPT))
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-"})

# UTF-8 that was read as Windows-1252 or Mac Roman shows as these pairs.
_MOJIBAKE = re.compile("\ufffd|[ÃÂ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|√[\u0080-\uffff]")


def clean(text: str) -> str:
    """`text` as it is shown: NFC, plain single spaces, nothing invisible, and empty if it only says "nothing"."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(c for c in text if c.isspace() or c in _KEPT or unicodedata.category(c) not in _INVISIBLE)
        text = _JOINERS.sub("", text)
        text = unicodedata.normalize("NFC", text)
    text = " ".join(text.split())
    return "" if text in _NOTHING else text


def word(text: str) -> str:
    """`text` as a key into a vocabulary: cleaned, NFKC, straight quotes and hyphens, casefolded."""
    text = clean(text)
    if not text.isascii():
        text = joined(text).translate(_UNJOINED)
        text = " ".join(unicodedata.normalize("NFKC", text).translate(_STRAIGHT).split())
    return text.casefold()


def folded(name: str) -> str:
    """`name` for comparing people: letters and digits only, without accents, joined by hyphens."""
    return compared(word(name)).replace(" ", "-")


def is_damaged(text: str) -> bool:
    """True if `text` was decoded wrongly somewhere, or holds what no database stores."""
    return not text.isascii() and _MOJIBAKE.search(text) is not None


def storable(text: str) -> str:
    """`text` with NUL and lone surrogates replaced by U+FFFD, which `is_damaged` finds."""
    if "\0" not in text and (text.isascii() or not _has_surrogate(text)):
        return text
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)


def shown(text: str, longest: int = 40) -> str:
    """`text` quoted for a message, shortened."""
    text = clean(text)
    return f"“{text[: longest - 1]}…”" if len(text) > longest else f"“{text}”"


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
