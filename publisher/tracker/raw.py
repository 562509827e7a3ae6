"""What the formats share about what came."""

import re

from publisher.tracker.values import Quarantine, Rule

BROKEN = "(broken row)"
"""A key no tracker uses: its cell says what is wrong with the form of this row."""

_SOMETHING = re.compile(rb"[^ \t\r\n\0\xef\xbb\xbf]")
_PAGES = (b"<!doctype", b"<html", b"<head", b"<?xml")


def check_page(page: bytes, label: str) -> None:
    """Refuses what cannot be rows of the format called `label`: nothing at all, or a web page. Raises Quarantine."""
    if not _SOMETHING.search(page):
        raise Quarantine(
            "Expected rows, came an empty answer: look whether the tracker is up, the last rows stay.", Rule.EMPTY
        )
    if page[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
        raise Quarantine(
            f"Expected {label}, came a web page, perhaps a login or an error: "
            "check that the address is public and ends in the file itself."
        )


def not_utf8(page: bytes) -> Quarantine:
    """The reason for bytes that are not UTF-8, with a guess at what they are."""
    came = "UTF-16" if page[:2] in (b"\xff\xfe", b"\xfe\xff") else "another encoding"
    return Quarantine(f"Expected text in UTF-8, came {came}: save or export the tracker as UTF-8.")
