"""Typefaces from installed packages: where they are, what they cover, how they are opened."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from fontTools.ttLib import TTFont
from PIL import ImageFont, features


class FontProblem(RuntimeError):
    """A text cannot be set on this machine or with these typefaces; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Face:
    """A variable typeface; `widths` is the range of its width axis, in percent.

    `scale` brings its letters to the height of Latin ones at the same size; `index` is its place in a
    collection of faces that share their glyphs.
    """

    name: str
    package: str
    file: str
    widths: tuple[float, float] = (100, 100)
    scale: float = 1
    index: int = 0


FACES = {
    face.name: face
    for face in (
        Face("archivo", "fontpkg_archivo", "files/Archivo[wdth,wght].ttf", (62, 125)),
        Face("public-sans", "fontpkg_public_sans", "files/PublicSans[wght].ttf"),
        Face("noto-sans", "fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf", (62.5, 100)),
    )
}
FALLBACK = FACES["noto-sans"]
# Archivo has no U+02BB; its U+2018 has the form that Hawaiian spelling wants.
STAND_INS = {"ʻ": "‘"}
# Characters that shape or join their neighbours and have no ink of their own: no face needs a glyph for them.
UNSEEN = frozenset(
    code
    for first, last in (
        (0xAD, 0xAD),
        (0x34F, 0x34F),
        (0x61C, 0x61C),
        (0x180B, 0x180F),
        (0x200B, 0x200F),
        (0x2060, 0x2064),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xE0020, 0xE007F),
        (0xE0100, 0xE01EF),
    )
    for code in range(first, last + 1)
)


@lru_cache(maxsize=64)  # up to 2 MB each; a card needs some twenty, most of them the same on every card
def load(face: Face, size: float, weight: int, width: float) -> ImageFont.FreeTypeFont:
    """The face at `size` pixels per em; raises FontProblem without its package or without libraqm."""
    require_raqm()
    font = ImageFont.truetype(file_of(face), size, face.index, layout_engine=ImageFont.Layout.RAQM)
    font.set_variation_by_axes([weight] if face.widths[0] == face.widths[1] else [weight, width])
    font.getlength(" ")  # the first text that a font measures after its axes were set may come out wrong
    return font


def require_raqm() -> None:
    """Raise FontProblem unless text is shaped by libraqm: without it kerning is silently lost."""
    if not features.check("raqm"):
        raise FontProblem(
            "Pillow cannot load libraqm, because the system has no FriBiDi: install it "
            "(Debian and Ubuntu: apt-get install libfribidi0) and start again"
        )


def missing(face: Face, text: str) -> tuple[str, ...]:
    """The characters of `text` for which the face has no glyph, each once."""
    return tuple(dict.fromkeys(letter for letter in text if ord(letter) not in _coverage(face)))


def drawn(face: Face, text: str) -> str:
    """The characters to draw for `text` in this face: stand-ins for what it has under another code."""
    return "".join(STAND_INS.get(one, one) if ord(one) not in _coverage(face) else one for one in text)


def _coverage(face: Face) -> frozenset[int]:
    return _characters(file_of(face))


@lru_cache
def _characters(path: str) -> frozenset[int]:
    with TTFont(path, fontNumber=0, lazy=True) as font:
        return UNSEEN.union(font.getBestCmap())


@lru_cache
def file_of(face: Face) -> str:
    """Where the face lies on this machine; raises FontProblem where its package is absent."""
    try:
        path = resources.files(face.package) / face.file
    except ModuleNotFoundError:
        path = None
    if path is None or not path.is_file():
        package = face.package.replace("_", "-")
        raise FontProblem(f"the typeface {face.file.rpartition('/')[2]} is not installed: run pip install {package}")
    return str(path)
