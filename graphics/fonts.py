"""Typefaces from installed packages: where they are, what they cover, how they are opened."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from unicodedata import normalize

from fontTools.ttLib import TTFont
from PIL import ImageFont, features


class FontProblem(RuntimeError):
    """A text cannot be set on this machine or with these typefaces; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Face:
    """A variable typeface; `widths` is the range of its width axis, in percent."""

    name: str
    package: str
    file: str
    widths: tuple[float, float] = (100, 100)


FACES = {
    face.name: face
    for face in (
        Face("archivo", "fontpkg_archivo", "Archivo[wdth,wght].ttf", (62, 125)),
        Face("public-sans", "fontpkg_public_sans", "PublicSans[wght].ttf"),
        Face("noto-sans", "fontpkg_noto_sans", "NotoSans[wdth,wght].ttf", (62.5, 100)),
    )
}
FALLBACK = FACES["noto-sans"]
# Archivo has no U+02BB; its U+2018 has the form that Hawaiian spelling wants.
STAND_INS = {"ʻ": "‘"}


@lru_cache(maxsize=256)
def load(face: Face, size: float, weight: int, width: float) -> ImageFont.FreeTypeFont:
    """The face at `size` pixels per em; raises FontProblem without its package or without libraqm."""
    require_raqm()
    font = ImageFont.truetype(_path(face), size, layout_engine=ImageFont.Layout.RAQM)
    font.set_variation_by_axes([weight] if face.widths[0] == face.widths[1] else [weight, width])
    return font


def require_raqm() -> None:
    """Raise FontProblem unless text is shaped by libraqm: without it kerning is silently lost."""
    if not features.check("raqm"):
        raise FontProblem(
            "Pillow cannot load libraqm, because the system has no FriBiDi: install it "
            "(Debian and Ubuntu: apt-get install libfribidi0) and start again"
        )


def settle(face: Face, text: str) -> tuple[Face, str]:
    """The face that can set all of `text` (`face`, else Noto Sans) and the characters to draw.

    Raises FontProblem naming each character that neither face has: a box instead of a letter of
    somebody's name must never be published.
    """
    text = normalize("NFC", text)
    for candidate in (face, FALLBACK):
        drawn = "".join(_stand_in(candidate, letter) for letter in text)
        if not missing(candidate, drawn):
            return candidate, drawn
    letters = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in missing(FALLBACK, text))
    raise FontProblem(f"no installed typeface has {letters} of “{text}”: give its Latin spelling")


def missing(face: Face, text: str) -> tuple[str, ...]:
    """The characters of `text` for which the face has no glyph, each once."""
    return tuple(dict.fromkeys(letter for letter in text if ord(letter) not in _coverage(face)))


def _stand_in(face: Face, letter: str) -> str:
    return STAND_INS.get(letter, letter) if ord(letter) not in _coverage(face) else letter


@lru_cache
def _coverage(face: Face) -> frozenset[int]:
    with TTFont(_path(face), lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache
def _path(face: Face) -> str:
    try:
        path = resources.files(face.package) / "files" / face.file
    except ModuleNotFoundError:
        path = None
    if path is None or not path.is_file():
        package = face.package.replace("_", "-")
        raise FontProblem(f"the typeface {face.file} is not installed: run pip install {package}")
    return str(path)
