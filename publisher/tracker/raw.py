"""What the two formats share about raw rows."""

from publisher.tracker.values import Quarantine

BROKEN = "(broken row)"
"""A key no tracker uses: its cell says what is wrong with the form of this row."""


def not_utf8(body: bytes) -> Quarantine:
    """The reason for bytes that are not UTF-8, with a guess at what they are."""
    came = "UTF-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "another encoding"
    return Quarantine(f"Expected text in UTF-8, came {came}: save or export the tracker as UTF-8.")
