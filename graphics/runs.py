"""A line as pieces, each drawn with one face in one direction."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from unicodedata import normalize

from graphics import bidi, fonts
from graphics.scripts import EMOJI_FACE, EUROPEAN, SCRIPTS, SIGNS, clusters, european, ideographs, script_of

RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur", "ps", "yi", "ckb", "ug"))


@dataclass(frozen=True, slots=True)
class Piece:
    """What one face draws: `text` in the order of reading, leftward where `level` is odd."""

    text: str
    face: fonts.Face
    lang: str
    level: int = 0
    european: bool = True


@lru_cache(maxsize=512)
def split(text: str, face: fonts.Face, lang: str, leftward: bool | None = None) -> tuple[Piece, ...]:
    """The pieces of a line from left to right; at least one. `leftward` is the direction of the text it is of.

    A text in European scripts is set whole in `face`, else whole in Noto Sans: a word in two faces is no
    word. Every other script has a face of its own; spaces, marks and signs stay with the letters before
    them, else with those after, and plain digits with the European letters.

    Raises FontProblem naming each character that no face has: a box instead of a letter of somebody's
    name must never be published.
    """
    text = normalize("NFC", text).translate(bidi.EXPLICIT)
    if all(map(european, text)):
        for candidate in (face, fonts.FALLBACK):
            drawn = fonts.drawn(candidate, text)
            if not fonts.missing(candidate, drawn):
                return (Piece(drawn, candidate, lang),)
    parts = clusters(text)
    scripts = [script_of(part) for part in parts]
    base = runs_leftward(text, lang) if leftward is None else leftward
    return _pieces(text, parts, _faces(text, parts, scripts, face, lang), lang, int(base))


def _pieces(text: str, parts: list[str], faces: list[fonts.Face], lang: str, base: int) -> tuple[Piece, ...]:
    level_of = bidi.levels(text, base)
    levels, at = [], 0
    for part in parts:
        levels.append(level_of[at])
        at += len(part)
    pieces = []
    for (face, level), group in groupby(zip(faces, levels, parts, strict=True), key=lambda one: one[:2]):
        drawn = fonts.drawn(face, "".join(part for _, _, part in group))
        own = _languages(face)
        same = next((one for one in own if one.split("-")[0] == lang.split("-")[0]), "")
        piece_lang = lang if same or not own else own[0]
        pieces.append(Piece(drawn, face, piece_lang, level, not own and face.name in fonts.FACES))
    return tuple(pieces[at] for at in bidi.visual([piece.level for piece in pieces]))


def _faces(text: str, parts: list[str], scripts: list[str], face: fonts.Face, lang: str) -> list[fonts.Face]:
    """The face of each part; raises FontProblem."""
    letters = "".join(part for part, script in zip(parts, scripts, strict=True) if script in EUROPEAN)
    latin = next((one for one in (face, fonts.FALLBACK) if _covers(one, letters)), face)
    han = ideographs(frozenset(scripts), lang)
    strong = [_face_of(script, latin, han) for script in scripts]
    after: list[fonts.Face | None] = []
    for own in reversed(strong):
        after.append(own if own and own != EMOJI_FACE else after[-1] if after else None)
    result: list[fonts.Face] = []
    lost: list[str] = []
    for part, own, following in zip(parts, strong, reversed(after), strict=True):
        before = result[-1] if result and result[-1] != EMOJI_FACE else None  # its space is very wide
        nearest = (own,) if own else (latin, before) if part.isdecimal() and part.isascii() else (before, following)
        wanted = (*nearest, latin, *SIGNS)
        found = next((one for one in wanted if one and _covers(one, part)), None)
        lost += [] if found else fonts.missing(own or latin, part)
        result.append(found or latin)
    if lost:
        names = ", ".join(f"{one} (U+{ord(one):04X})" for one in dict.fromkeys(lost))
        raise fonts.FontProblem(f"no installed typeface has {names} of “{text}”: give its Latin spelling")
    return result


def _face_of(script: str, latin: fonts.Face, han: fonts.Face) -> fonts.Face | None:
    if script in EUROPEAN:
        return latin
    if script == "Hani":
        return han
    return SCRIPTS[script].face if script in SCRIPTS else None


def _covers(face: fonts.Face, text: str) -> bool:
    return not fonts.missing(face, fonts.drawn(face, text))


def runs_leftward(text: str, lang: str, *, sentence: bool = False) -> bool:
    """Whether the text is read from right to left: its first letter is, or its language with a letter that is.

    A `sentence` may begin with somebody's name: it runs as its language does, unless every letter of it runs leftward.
    """
    if not bidi.leftward(text):
        return False
    if lang.split("-")[0] in RIGHT_TO_LEFT:
        return True
    return not bidi.rightward(text) if sentence else bidi.first_is_leftward(text)


@lru_cache
def _languages(face: fonts.Face) -> tuple[str, ...]:
    return next((script.langs for script in SCRIPTS.values() if script.face == face), ())


def missing(pieces: Iterable[Piece]) -> list[str]:
    """The characters for which their piece's face has no glyph: none, unless `split` is wrong."""
    return [letter for piece in pieces for letter in fonts.missing(piece.face, piece.text)]
