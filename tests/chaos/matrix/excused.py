"""The few cells that may prove less than the others, each with the reason, which is printed. No other may."""

from collections.abc import Callable

from tests.chaos.matrix.cells import BOTH, RESEND, Cell

UNSTRUCK, ALIVE, UNPOSTED, RESENT = "no fault struck", "nobody died", "nothing was posted", "it was sent again below us"

Fits = Callable[[Cell], bool]

EXCUSED: tuple[tuple[str, Fits, str], ...] = (
    (
        RESENT,
        lambda cell: cell.outcome == RESEND and (cell.act == "edit" or cell.channel == BOTH),
        "libcurl may: the same caption again, or down again, is seen by nobody, so it does not pass the gate",
    ),
    (
        UNPOSTED,
        lambda cell: cell.fault == "graph_36000_2207004" and cell.where == "/media create",
        "the service refuses the picture before anything is published: it failed, and staff are told to change it",
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
