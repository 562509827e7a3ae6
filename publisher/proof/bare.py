"""A picture without what cameras and programs write beside its pixels: place, time, owner, device, earlier versions.

Not one pixel changes: the file is taken apart into its pieces, and only those are kept that a decoder needs. What is
glued to its end goes too. Of the EXIF data a single number is kept: which way up the picture is.
"""

import zlib
from collections.abc import Iterator

from PIL import Image

ORIENTATION = 0x0112
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP", b"ANIM", b"ANMF"}
_WEBP_EXIF, _WEBP_TOLD = 0x08, 0x08 | 0x04
"""Flags of VP8X: that there is EXIF; that there is EXIF or XMP."""


def bare(data: bytes, turned: int = 1) -> bytes:
    """A JPEG, PNG or WebP that can be read, without its metadata; `turned` is its EXIF orientation (1: upright).

    A file without metadata comes back as it is. Raises ValueError when it cannot be taken apart.
    """
    way = b""
    if turned in range(2, 9):
        told = Image.Exif()
        told[ORIENTATION] = turned
        way = told.tobytes().removeprefix(b"Exif\0\0")
    if data.startswith(b"\xff\xd8"):
        return b"\xff\xd8" + _jpeg_exif(way) + b"".join(_jpeg(data))
    if data.startswith(_PNG):
        return _png(data, way)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data, way)
    raise ValueError("neither JPEG nor PNG nor WebP")


def _jpeg_exif(way: bytes) -> bytes:
    if not way:
        return b""
    payload = b"Exif\0\0" + way
    return b"\xff\xe1" + (len(payload) + 2).to_bytes(2, "big") + payload


def _jpeg(data: bytes) -> Iterator[bytes]:
    """The segments that are kept, from behind the first mark to the end of the first picture."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError("no segment where one has to begin")
        mark = data[at + 1]
        if mark == 0xFF:  # filling
            at += 1
            continue
        if mark == 0xD9:
            break
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end < at + 4 or end > len(data):
            raise ValueError("a segment without its end")
        yield _segment(mark, data[at:end])
        at = end
        if mark == 0xDA:  # the pixels follow
            at = _behind_pixels(data, end)
            yield data[end:at]
    yield b"\xff\xd9"


def _segment(mark: int, segment: bytes) -> bytes:
    """The segment, or nothing: of what programs add, the density, a colour profile and Adobe's colours are kept."""
    payload = segment[4:]
    if mark == 0xE0 and payload.startswith(b"JFIF\0") and len(payload) >= 14:
        return b"\xff\xe0\0\x10" + payload[:12] + b"\0\0"  # without its small preview
    if mark == 0xE2:
        return segment if payload.startswith(b"ICC_PROFILE\0") else b""
    told = mark == 0xFE or 0xE0 <= mark <= 0xEF
    return b"" if told and not payload.startswith(b"Adobe") else segment


def _behind_pixels(data: bytes, at: int) -> int:
    """Where the next segment begins: 0xFF among pixels is followed by 0, or by a restart mark."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        else:
            return at
    return len(data)


def _png(data: bytes, way: bytes) -> bytes:
    kept = [_PNG]
    at = len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if end > len(data):
            raise ValueError("a chunk without its end")
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IHDR" and way:
            kept.append(_png_chunk(b"eXIf", way))
        at = len(data) if name == b"IEND" else end
    return b"".join(kept)


def _png_chunk(name: bytes, payload: bytes) -> bytes:
    return len(payload).to_bytes(4, "big") + name + payload + zlib.crc32(name + payload).to_bytes(4, "big")


def _webp(data: bytes, way: bytes) -> bytes:
    inside, at = b"WEBP", 12
    end_of_file = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= end_of_file:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        payload = data[at + 8 : at + 8 + size]
        if len(payload) < size:
            raise ValueError("a chunk without its end")
        if name == b"VP8X":
            payload = bytes([payload[0] & ~_WEBP_TOLD | (_WEBP_EXIF if way else 0)]) + payload[1:]
        if name in _WEBP_KEPT:
            inside += _webp_chunk(name, payload)
        at += 8 + size + size % 2
    inside += _webp_chunk(b"EXIF", way) if way else b""
    return b"RIFF" + len(inside).to_bytes(4, "little") + inside


def _webp_chunk(name: bytes, payload: bytes) -> bytes:
    return name + len(payload).to_bytes(4, "little") + payload + b"\0" * (len(payload) % 2)
