"""The few cells that may prove less than the others, each with the reason, which is printed. No other may."""

from collections.abc import Callable

from tests.chaos.matrix.cells import RESEND, TAKING_DOWN, Cell

UNSTRUCK, ALIVE, UNPOSTED, RESENT = "no fault struck", "nobody died", "nothing was posted", "it was sent again below us"

Fits = Callable[[Cell], bool]

EXCUSED: tuple[tuple[str, Fits, str], ...] = (
    (
        RESENT,
        lambda cell: cell.outcome == RESEND and cell.act in ("edit", *TAKING_DOWN),
        "libcurl may: the same caption again, or down again, is seen by nobody, so it does not pass the gate",
    ),
    (
        RESENT,
        lambda cell: cell.fault == "h2_refused",
        "libcurl may: the server says of a refused stream that it has not looked at it (RFC 9113, 8.7)",
    ),
)


def excuse(what: str, cell: Cell) -> str:
    """Why that is right in this cell; empty where it is wrong."""
    return next((why for kind, fits, why in EXCUSED if kind == what and fits(cell)), "")
