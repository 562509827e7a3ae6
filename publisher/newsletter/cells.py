"""Cells of a CSV that somebody opens in a spreadsheet: none of them runs as a formula, and none is changed by that.

OWASP, "CSV injection": a cell that begins with one of these letters is a formula to some program; and where commas do
not part cells, one begins after each semicolon, tab or bar. We put an apostrophe there, also before what already looks
like that, so that reading takes exactly one away again.
"""

import re

_BEGIN = r"(?:^|(?<=[;|\t\r\n]))"
_FORMULA = r"'*[=+\-@\t\r\n＝＋－＠]"
_RISKY = re.compile(f"{_BEGIN}(?={_FORMULA})")
_MADE = re.compile(f"{_BEGIN}'(?={_FORMULA})")


def harmless(cell: str) -> str:
    """The cell as it may stand in an export."""
    return _RISKY.sub("'", cell)


def meant(cell: str) -> str:
    """What a cell of an export says: `meant(harmless(cell)) == cell`, whatever it is."""
    return _MADE.sub("", cell)
