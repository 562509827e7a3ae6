"""Every fault that has a name: those of instagrapi that were measured, and the codes of the official API."""

from dataclasses import replace
from itertools import product

from tests.chaos.matrix.cells import PLAIN, TLS, Cell

NAMED = "a named fault"

VISIBLE = """
    http_500 http_500_after http_502 http_502_after http_503 http_404 http_404_after http_429 http_408
    http_408_after please_wait please_wait_401 rate_limit_error challenge_legacy challenge_required
    challenge_required_after login_required suspended masked_challenge checkpoint_required consent_required
    feedback_required feedback_required_after spam_fail_200 sentry_block needs_upgrade ip_block media_needs_reupload
    transcode_202 bad_request html_200 html_200_after empty_json_after empty_after bad_media_after
    no_media_after drop drop_after reset reset_after truncate_after hang hang_after drip_after delay h2_reset_after
    h2_refused h2_goaway_after
""".split()  # noqa: SIM905
UPLOAD = """
    http_500 drop reset_after truncate_after hang login_required please_wait challenge_required
    bad_media_after empty_json_after http_408_after
""".split()  # noqa: SIM905
LOOK = """
    http_500 http_404 http_429 http_408 please_wait drop html_200 login_required feedback_required challenge_required
    sentry_block empty_json hang
""".split()  # noqa: SIM905
CODES = """
    -2_2207003 -2_2207020 -1_2207001 -1_2207032 -1_2207053 4_2207051 9_2207042 24_2207006 24_2207008
    25_2207050 36000_2207004 36001_2207005 36003_2207009 100_2207010 9007_2207027 9004_2207052 190
""".split()  # noqa: SIM905
BROKEN = """
    http_500 http_502 http_503 http_429 http_408 html_200 empty empty_json drop reset truncate hang
""".split()  # noqa: SIM905
MAKING = """
    graph_-2_2207003 graph_9004_2207052 graph_36000_2207004 graph_190 drop_after http_500
""".split()  # noqa: SIM905
LISTING = """
    http_500 http_429 html_200 empty_json drop graph_190 graph_4
""".split()  # noqa: SIM905
UNREADY = ["status_ERROR", "status_EXPIRED"]
"""What a container says of itself before it is ever ready: once, then another one is made; or of each that is made."""
LATE = ["status_FINISHED", "status_ERROR", "status_EXPIRED"]
"""What a container says of itself, while the list has no post of it yet either."""


def _instagram() -> list[tuple[str, str, str]]:
    """Fault, where it strikes (empty: what makes it visible), fault of the first look."""
    return [
        *((fault, "", "") for fault in VISIBLE),
        *((fault, "/rupload_igphoto/", "") for fault in UPLOAD),
        *(("drop_after", "", fault) for fault in LOOK),
    ]


def _graph() -> list[tuple[str, str, str]]:
    kinds = [*(f"graph_{code}" for code in CODES), *BROKEN]
    return [
        *((f"{kind}{when}", "", "") for kind in kinds for when in ("", "_after")),
        *((fault, "/media create", "") for fault in MAKING),
        *(("drop_after", "", fault) for fault in LISTING + LATE),
        ("delay", "", ""),
    ]


def named(channel: str) -> list[Cell]:
    """Each of them once on the plain transport and once over TLS, on a post."""
    found = _instagram() if channel == "instagram" else _graph()
    ways = [Cell(channel, "post", NAMED, fault, where=where, look=look) for fault, where, look in found]
    if channel == "instagram_graph":
        ways += [
            Cell(channel, "post", NAMED, fault, where=" status", for_ever=for_ever)
            for fault, for_ever in product(UNREADY, (False, True))
        ]
        ways += [Cell(channel, "post", NAMED, "drop_after", look=fault, for_ever=True, lags=True) for fault in UNREADY]
    return [replace(cell, transport=transport) for transport in (PLAIN, TLS) for cell in ways]
