"""What a person hands over as evidence: checked by what it is, never by what it is called."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath

from PIL import Image, ImageOps

from publisher.errors import Refusal
from publisher.net import Guard
from publisher.proof.addresses import placeholder
from publisher.proof.bare import ORIENTATION, bare
from publisher.proof.mails import looks_like_mail, read_mail
from publisher.proof.text import lines, plain

MOST_BYTES = 20_000_000
MOST_PIXELS = 50_000_000
"""Above what a phone takes (48 million), below what a picture made to fill the memory needs."""

LONGEST_ADDRESS, LONGEST_NOTE, LONGEST_QUOTE, LONGEST_TITLE = 1000, 20_000, 1000, 300
VIEW = (1600, 1600)
FORMATS = ("PNG", "JPEG", "WEBP")
_PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "MPO": "image/jpeg"}
_HEIC = (b"ftypheic", b"ftypheix", b"ftypheim", b"ftyphevc", b"ftypmif1", b"ftypmsf1")
WHAT = "Give a photo or screenshot (PNG, JPEG or WebP), a PDF, or a mail as an .eml file."


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence: a `kind` of the table, and what belongs to it. `quote`: what was said, word for word.

    `about` is what the piece says of itself: of a mail its sender, date and whether it is signed; of a note its text.
    """

    kind: str
    url: str = ""
    data: bytes = b""
    media_type: str = ""
    title: str = ""
    quote: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


def from_address(url: str, guard: Guard, quote: str = "") -> Proof:
    """A link. Raises `Refusal` for one that stands in for an address, or is too long to be kept."""
    url = url.strip()
    if why := placeholder(url, guard):
        raise Refusal(f"The evidence address cannot be used. {why}")
    if len(url) > LONGEST_ADDRESS:
        raise Refusal(f"The evidence address is too long: at most {LONGEST_ADDRESS} characters are kept.")
    return Proof("address", url=url, quote=quotation(quote))


def from_file(data: bytes, name: str, quote: str = "") -> Proof:
    """A picture without its metadata, or a PDF or a mail byte for byte. Raises `Refusal`: what to give instead.

    Cameras write into a picture where somebody was; what is kept, hashed and handed on has its pixels alone.
    """
    if not data:
        raise Refusal(f"The file is empty. {WHAT}")
    if len(data) > MOST_BYTES:
        raise Refusal(f"The file is larger than {MOST_BYTES // 1_000_000} MB. {WHAT}")
    title = plain(PurePosixPath(name.replace("\\", "/")).name, 120)
    if data.startswith(b"%PDF-"):
        return Proof("file", data=data, media_type="application/pdf", title=title, quote=quotation(quote))
    if kind := _picture(data):
        return Proof("file", data=_bare(data), media_type=kind, title=title, quote=quotation(quote))
    if looks_like_mail(data):
        return from_mail(data, quote)
    raise Refusal(f"This file is none of the kinds that are kept. {WHAT}")


def from_note(text: str, quote: str = "") -> Proof:
    """Pasted words. They are kept as a file too, so that what was approved can be proved."""
    said = lines(text, LONGEST_NOTE + 1)
    if not said and not quote.strip():
        raise Refusal("The note is empty: paste what was said, and where.")
    if len(said) > LONGEST_NOTE:
        raise Refusal(f"The note is longer than {LONGEST_NOTE:,} characters: attach it as a PDF.")
    kept = {"text": said} if said else {}
    title = plain(said.partition("\n")[0], 120)
    return Proof("note", data=said.encode(), media_type="text/plain", title=title, quote=quotation(quote), about=kept)


def from_mail(data: bytes, quote: str = "") -> Proof:
    """A mail with its headers, pasted or as a file. Raises `Refusal` when no sender stands in it."""
    if len(data) > MOST_BYTES:
        raise Refusal(f"The mail is larger than {MOST_BYTES // 1_000_000} MB: attach a screenshot or a PDF of it.")
    said = read_mail(data)
    if not said["from"]:
        raise Refusal("No sender stands in this mail: paste it with its headers (in most programs “Show original”).")
    return Proof(
        "mail",
        data=data,
        media_type="message/rfc822",
        title=said["subject"],
        quote=quotation(quote),
        about={name: said[name] for name in ("from", "date", "dkim")},
    )


def quotation(text: str) -> str:
    """What was said, word for word. Raises `Refusal` when it is too long to be one."""
    said = lines(text, LONGEST_QUOTE + 1)
    if len(said) > LONGEST_QUOTE:
        raise Refusal(f"The quotation has more than {LONGEST_QUOTE} characters: quote the sentence that says it.")
    return said


def view(data: bytes) -> bytes:
    """A picture as it may be shown in a page: decoded, turned upright, shrunk, and written anew as a JPEG.

    Raises `ValueError` when it is none.
    """
    with _opened(data) as image:
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail(VIEW)
        out = BytesIO()
        shown = upright.convert("RGB")
        shown.info.clear()  # a comment would be written anew with the pixels
        shown.save(out, "JPEG", quality=85)
    return out.getvalue()


def _picture(data: bytes) -> str:
    """The media type of a picture, after every pixel of it was read; empty for what is no picture."""
    if data[4:12] in _HEIC:
        raise Refusal("HEIC pictures cannot be read here: take a screenshot of it, or send it as a JPEG.")
    try:
        with _opened(data) as image:
            return _PICTURES[str(image.format)]
    except _TooLarge:
        raise Refusal(
            f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels: make it smaller."
        ) from None
    except ValueError:
        if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"RIFF")):
            raise Refusal("The picture is damaged: send it again, or take a screenshot of it.") from None
        return ""


def _bare(data: bytes) -> bytes:
    """The same picture without its metadata; looked at once more, so that what is kept can be read."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            turned = image.getexif().get(ORIENTATION, 1)
        kept = bare(data, turned)
        _opened(kept)
    except Exception as cause:
        raise Refusal("The picture is built in an odd way: take a screenshot of it, and give that.") from cause
    return kept


class _TooLarge(ValueError):
    pass


def _opened(data: bytes) -> Image.Image:
    """The decoded picture. Raises `_TooLarge`, and `ValueError` for what is none or damaged."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            image = Image.open(BytesIO(data), formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise _TooLarge
        if image.format in ("JPEG", "MPO"):
            image.draft("RGB", VIEW)  # every byte is read all the same, with a fraction of the memory
        image.load()
    except _TooLarge:
        raise
    except Image.DecompressionBombError:
        raise _TooLarge from None
    except Exception as cause:
        raise ValueError("no picture that can be read") from cause
    return image
