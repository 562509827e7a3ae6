import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from publisher.errors import Refusal
from publisher.net import Guard
from publisher.proof import attachments
from publisher.proof.attachments import from_address, from_file, from_mail, from_note, quotation, view
from tests.proof.test_mails import MAIL


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#335577").save(out, kind, **more)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("kind", "media"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_a_picture_without_metadata_is_kept_byte_for_byte_whatever_it_is_called(kind: str, media: str) -> None:
    data = picture(kind)
    proof = from_file(data, "C:\\photos\\..\\rally.txt", "I sign.")
    assert (proof.kind, proof.data, proof.media_type, proof.title, proof.quote) == (
        "file", data, media, "rally.txt", "I sign.",
    )  # fmt: skip


def test_a_pdf_is_kept_as_it_is() -> None:
    proof = from_file(b"%PDF-1.7\n/JavaScript (app.alert(1))\n%%EOF", "pledge.pdf")
    assert (proof.kind, proof.media_type) == ("file", "application/pdf")


def test_a_mail_file_is_a_mail() -> None:
    proof = from_file(MAIL, "pledge.eml")
    assert (proof.kind, proof.media_type, proof.title) == ("mail", "message/rfc822", "Pledge")
    assert proof.about == {
        "from": "Zoë Specimen <zoe@campaign.example>", "date": "2026-03-12T21:04:05-05:00", "dkim": "campaign.example",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script></html>", "none of the kinds"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "none of the kinds"),
        (b"GIF89a" + b"\0" * 100, "none of the kinds"),
        (b"PK\x03\x04" + b"\0" * 100, "none of the kinds"),
        (b"MZ" + b"\0" * 100, "none of the kinds"),
        (b"\n%PDF-1.7", "none of the kinds"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "HEIC"),
        (picture()[:-30], "damaged"),
        (picture("JPEG", (400, 400))[:600], "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (bomb(8000, 8000), "million pixels"),
        (bomb(60_000, 60_000), "million pixels"),
        (bomb(100, 100), "damaged"),
        (b"%PDF-1.7" + b"x" * attachments.MOST_BYTES, "larger than 20 MB"),
    ],
)
def test_what_is_not_kept_is_refused_with_what_to_give_instead(data: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        from_file(data, "evidence.png")


def test_the_view_of_a_picture_is_made_of_its_pixels_alone() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = "taken at home"
    data = picture("JPEG", (4000, 2000), exif=exif) + b"<script>alert(1)</script>"
    shown = view(data)
    image = Image.open(io.BytesIO(shown))
    assert image.format == "JPEG"
    assert image.size == (800, 1600)
    assert not image.getexif()
    assert b"script" not in shown
    assert b"taken at home" not in shown


def test_a_transparent_picture_has_a_view_too() -> None:
    out = io.BytesIO()
    Image.new("LA", (10, 10)).save(out, "PNG")
    assert Image.open(io.BytesIO(view(out.getvalue()))).mode == "RGB"


def test_what_is_no_picture_has_no_view() -> None:
    with pytest.raises(ValueError, match="no picture"):
        view(b"%PDF-1.7")


def test_a_note_keeps_its_lines_and_nothing_invisible() -> None:
    proof = from_note("  She said:\r\n\u202e“I  sign.”\x00\r\n ")
    assert proof.about == {"text": "She said:\n“I sign.”"}
    assert (proof.data.decode(), proof.media_type, proof.title) == ("She said:\n“I sign.”", "text/plain", "She said:")


def test_a_quotation_may_stand_alone() -> None:
    proof = from_note("", "I will not sign this.")
    assert (proof.kind, proof.quote, proof.data, proof.about) == ("note", "I will not sign this.", b"", {})


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: from_note(" \n "), "empty"),
        (lambda: from_note("x" * 20_001), "longer than 20,000"),
        (lambda: quotation("x" * 1001), "more than 1000"),
        (lambda: from_mail(b"I sign."), "No sender"),
        (lambda: from_mail(b"x" * 20_000_001), "larger than 20 MB"),
        (lambda: from_address("tbd", Guard()), "cannot be used"),
        (lambda: from_address("https://x.com/", Guard()), "only the front"),
        (lambda: from_address("https://example.org/" + "x" * 1000, Guard()), "too long"),
    ],
)
def test_what_says_nothing_or_too_much_is_refused(make: Any, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        make()
