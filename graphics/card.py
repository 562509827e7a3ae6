"""What goes in and what comes out: plain values, no fonts, no files."""

from dataclasses import dataclass, field

from graphics.faces import Face

MOST_WORDS = 12  # of a promise: what is read in passing
PICTURED = ("signed",)  # the statuses with a photo; a refusal or a withdrawal is told in words alone


@dataclass(frozen=True, slots=True)
class Photo:
    """An uploaded portrait, as its bytes came (JPEG, PNG, WebP, AVIF or HEIC), or as `prepare` made it ready.

    `focus` is the point between the eyes as fractions of the upright picture, (0, 0) = top left, set by a person;
    without it the crop follows the `face` that was found, else a rule for portraits.
    `credit` is printed after the disclaimer.
    """

    data: bytes = field(repr=False)
    focus: tuple[float, float] | None = None
    credit: str = ""
    face: Face | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """One line of a digest: who, and for which seat ("U.S. House, OH-03")."""

    name: str
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Every word that is printed, final and in one language `lang` ("en", "es"); nothing is looked up.

    `date` and `photo` may be missing, `place` and `disclaimer` may be empty. `status` picks the mood of the
    ornament: "signed" is bright, every other status is quiet. `people` makes it a digest, whose `name` is a heading
    ("Five candidates") and whose `office` may be empty. `note` is a sentence or two under the name, as a correction
    needs. Raises ValueError, naming the field, for an
    empty text or a promise of more than twelve words.
    """

    name: str
    statement: str
    office: str
    place: str
    promise: str
    wordmark: str
    address: str
    disclaimer: str
    lang: str
    date: str = ""
    status: str = "signed"
    photo: Photo | None = None
    note: str = ""
    people: tuple[Signer, ...] = ()

    def __post_init__(self) -> None:
        for text in ("name", "statement", "office", "promise", "wordmark", "address"):
            if text == "office" and self.people:
                continue
            if not getattr(self, text).strip():
                raise ValueError(f"the card has no {text}: give it one")
        words = len(self.promise.split())
        if words > MOST_WORDS:
            raise ValueError(f"the promise has {words} words: say it in at most {MOST_WORDS}")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was measured on the finished picture; `detail` says the number, or what to do.

    `number` is what was measured where that is one number: pixels per em, or a ratio of contrast.
    """

    name: str
    ok: bool
    detail: str
    number: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished JPEG of `width` x `height` pixels and what was measured on it."""

    data: bytes = field(repr=False)
    width: int
    height: int
    sha256: str
    preflight: tuple[Point, ...]

    @property
    def ok(self) -> bool:
        """Whether every point of the preflight holds; a picture that is not ok must not be published."""
        return all(point.ok for point in self.preflight)
