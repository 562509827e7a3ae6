"""Scripts and their typefaces: which script a cluster belongs to, and what sets it."""

from dataclasses import dataclass
from functools import lru_cache

from fontTools import unicodedata
from wcwidth import iter_graphemes

from graphics.fonts import FACES, Face

EUROPEAN = frozenset(("Latn", "Grek", "Cyrl"))  # what a typeface of the look may have itself
NEUTRAL = frozenset(("Zyyy", "Zinh", "Zzzz"))  # spaces, marks, digits, signs: of no script or of several
EMOJI = "Zsye"
IDEOGRAPHIC = frozenset(("Hani", "Hira", "Kana", "Bopo"))
# Written without spaces between words, so that a line may break between any two clusters.
SPACELESS = IDEOGRAPHIC | {"Khmr", "Laoo", "Mymr", "Thai", EMOJI}
STACKING = 9  # the combining class of a sign that puts the next letter under or into the last one


@dataclass(frozen=True, slots=True)
class Script:
    """The face of a script and the languages written in it, the likeliest first."""

    face: Face
    langs: tuple[str, ...]


def _wide(name: str, scale: float) -> Face:
    package, file = f"fontpkg_noto_sans_{name.lower()}", f"files/NotoSans{name}[wdth,wght].ttf"
    return Face(f"noto-sans-{name.lower()}", package, file, (62.5, 100), scale)


def _noto(name: str, scale: float = 1) -> Face:
    return Face(f"noto-sans-{name.lower()}", "manimgx_fonts", f"NotoSans{name}[wght].ttf", scale=scale)


def _cjk(region: str, index: int) -> Face:
    name = f"noto-sans-cjk-{region}"
    return Face(name, "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", scale=0.96, index=index)


# One ink for a name and its emoji: text is a mask with one colour, so that its contrast can be measured.
EMOJI_FACE = Face("noto-emoji", "manimgx_fonts", "NotoEmoji[wght].ttf", scale=0.85)
JAPANESE, KOREAN = _cjk("jp", 0), _cjk("kr", 1)
SIMPLIFIED, TRADITIONAL, HONG_KONG = _cjk("sc", 2), _cjk("tc", 3), _cjk("hk", 4)
SCRIPTS = {
    "Arab": Script(_wide("Arabic", 1.1), ("ar", "fa", "ur", "ps", "ckb", "ug")),
    "Armn": Script(_noto("Armenian"), ("hy",)),
    "Beng": Script(_noto("Bengali", 1.05), ("bn", "as")),
    "Bopo": Script(TRADITIONAL, ("zh-Hant",)),
    "Deva": Script(_wide("Devanagari", 1.06), ("hi", "mr", "ne")),
    "Ethi": Script(_noto("Ethiopic", 0.98), ("am", "ti")),
    "Geor": Script(_noto("Georgian"), ("ka",)),
    "Gujr": Script(_noto("Gujarati", 1.08), ("gu",)),
    "Guru": Script(_noto("Gurmukhi", 1.06), ("pa",)),
    "Hang": Script(KOREAN, ("ko",)),
    "Hani": Script(SIMPLIFIED, ("zh-Hans", "zh-Hant", "ja", "ko")),
    "Hebr": Script(_noto("Hebrew", 1.1), ("he", "yi")),
    "Hira": Script(JAPANESE, ("ja",)),
    "Kana": Script(JAPANESE, ("ja",)),
    "Khmr": Script(_wide("Khmer", 1.1), ("km",)),
    "Knda": Script(_noto("Kannada"), ("kn",)),
    "Laoo": Script(_noto("Lao", 1.05), ("lo",)),
    "Mlym": Script(_noto("Malayalam", 1.08), ("ml",)),
    "Mymr": Script(_noto("Myanmar", 1.05), ("my",)),
    "Orya": Script(_noto("Oriya"), ("or",)),
    "Sinh": Script(_noto("Sinhala", 1.05), ("si",)),
    "Taml": Script(_noto("Tamil", 1.08), ("ta",)),
    "Telu": Script(_noto("Telugu"), ("te",)),
    "Thai": Script(_noto("Thai", 1.08), ("th",)),
    EMOJI: Script(EMOJI_FACE, ("und",)),
}
# Where a sign is looked for that no face of its neighbours has.
SIGNS = (FACES["noto-sans"], _noto("Symbols"), EMOJI_FACE, SIMPLIFIED)


@lru_cache(maxsize=8192)
def script_of(cluster: str) -> str:
    """The ISO 15924 code of a cluster's script, "Zsye" for an emoji, "" for what belongs to no script."""
    if "\ufe0e" not in cluster and ("\ufe0f" in cluster or "\u20e3" in cluster or 0x1F1E6 <= ord(cluster[0]) < 0x1FB00):
        return EMOJI
    codes = (unicodedata.script(letter) for letter in cluster)
    return next((code for code in codes if code not in NEUTRAL), "")


@lru_cache(maxsize=8192)
def european(letter: str) -> bool:
    """Whether a typeface of the look may have the letter: it is of a European script, or of none."""
    code = unicodedata.script(letter)
    return code in EUROPEAN or code in NEUTRAL


def clusters(text: str) -> list[str]:
    """The text in what a reader takes for one letter: never to be parted by a line break or another face.

    Graphemes of Unicode, and letters that a stacking sign joins (Khmer, Myanmar and Indic conjuncts).
    """
    parts: list[str] = []
    for grapheme in (part for one in iter_graphemes(text) for part in _alike(one)):
        last = parts[-1].rstrip("\u200c\u200d")[-1:] if parts else ""
        if last and unicodedata.combining(last) == STACKING and script_of(grapheme) == script_of(parts[-1]):
            parts[-1] += grapheme
        else:
            parts.append(grapheme)
    return parts


def _alike(grapheme: str) -> list[str]:
    """The grapheme, parted where a mark is of another script than its letter: no face has both."""
    own = script_of(grapheme[0])
    parts = [grapheme[0]]
    for letter in grapheme[1:]:
        code = unicodedata.script(letter)
        if code in NEUTRAL or code == own:
            parts[-1] += letter
        else:
            own = code
            parts.append(letter)
    return parts


def ideographs(scripts: frozenset[str], lang: str) -> Face:
    """The face whose forms of Chinese characters a text in these scripts and this language wants."""
    tag = lang.lower().replace("_", "-")
    if "Hang" in scripts or tag.startswith("ko"):
        return KOREAN
    if scripts & {"Hira", "Kana"} or tag.startswith("ja"):
        return JAPANESE
    if tag.endswith(("-hk", "-mo")) or tag == "yue":
        return HONG_KONG
    traditional = "Bopo" in scripts or tag.startswith("zh-hant") or tag == "zh-tw"
    return TRADITIONAL if traditional else SIMPLIFIED
