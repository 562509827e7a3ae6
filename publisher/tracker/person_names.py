"""Names as rolls write them, as they are shown: “SAMPLE, LEE MARION MR. JR.” is Lee Marion Sample Jr.

The forms are those of the candidate master file of the Federal Election Commission. Nothing is guessed about a name
that is written in its natural order with small letters: it stays as it is.
"""

import re

_SUFFIXES = {"JR": "Jr.", "SR": "Sr.", "II": "II", "III": "III", "IV": "IV"}
"""V and I are left out: as a rule they are initials."""
_TITLES = frozenset({
    "MR", "MRS", "MS", "MISS", "DR", "HON", "HONORABLE", "REV", "REVEREND", "SEN", "SENATOR", "REP", "REPRESENTATIVE",
    "CONGRESSMAN", "CONGRESSWOMAN", "GOV", "PROF", "ESQ", "CAPT", "MAJ", "COL", "LTC", "LTCOL", "LT", "SGT", "CDR",
    "ADM", "RET", "MD", "PHD", "DDS", "DVM", "EDD", "MBA", "CPA", "RN", "FACS", "NA",
})  # fmt: skip
"""Titles, ranks and degrees; only abbreviations and words that are nobody's name."""

_WORD = re.compile(r"[^\W\d_]+(?:['’ʻ][^\W\d_]+)*")
_HONORABLE = re.compile(r"\bthe\s+hon(?:orable|\.)?(?!\w)", re.IGNORECASE)
_RETIRED = "(R)"
_INITIALS = re.compile(r"[^AEIOUY]{2}|[A-Z]J")
_NO_INITIALS = frozenset({"NG", "ST", "JR", "SR", "MR", "MS", "DR"})
_UPPER = frozenset({"II", "III", "IV"})


def shown_name(text: str) -> str:
    """The name in natural order, without titles, a suffix at its end, and no longer in capitals alone.

    Of a single word, or of what has nothing but titles after the comma, only the spaces change.
    """
    if "," not in text and not text.isupper():
        return text  # nearly every name of a tracker
    parts = [_HONORABLE.sub("", part).split() for part in text.split(",")]
    parts = [part for part in parts if part]
    loud = text.isupper() and sum(map(len, parts)) > 1
    if len(parts) < 2 or not any(_is_name(word) for part in parts[1:] for word in part):
        return _quiet(text) if loud else text
    given = [word for part in parts[1:] for word in part]
    words = [*_trimmed(given), *_trimmed(parts[0])]
    left = [_bare(word) for part in parts for word in part if word not in words]
    suffixes = [_SUFFIXES[bare] for bare in left if bare in _SUFFIXES]
    name = " ".join(words)
    return " ".join([_quiet(name) if loud else name, *suffixes[:1]])


def _trimmed(words: list[str]) -> list[str]:
    """Without titles and suffixes at both ends, and without stray marks; a name between them stays as it is."""
    kept = [word for word in words if any(letter.isalnum() for letter in word)]
    while len(kept) > 1 and not _is_name(kept[-1]):
        kept.pop()
    while len(kept) > 1 and not _is_name(kept[0]):
        kept.pop(0)
    return kept


def _is_name(word: str) -> bool:
    bare = _bare(word)
    return bool(bare) and bare not in _TITLES and bare not in _SUFFIXES


def _bare(word: str) -> str:
    return "".join(letter for letter in word.upper().replace(_RETIRED, "") if letter.isalnum())


def _quiet(text: str) -> str:
    return _WORD.sub(lambda match: _cased(match[0]), text)


def _cased(word: str) -> str:
    """A word of capitals as names write it: McSample, O'Sample, initials and Roman numbers as they are."""
    if word in _UPPER or (_INITIALS.fullmatch(word) and word not in _NO_INITIALS):
        return word
    before, mark, after = word[:1], word[1:2], word[2:]
    if mark in ("'", "’", "ʻ") and after:
        return before + mark + _cased(after)
    if word.startswith("MC") and len(word) > 3:
        return "Mc" + _cased(word[2:])
    return word[:1] + word[1:].lower()
