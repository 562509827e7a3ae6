"""How long the fault matrix took, beside its limit. Told, and nothing fails by it: a busy machine is no fault."""

import os
from collections.abc import Mapping

MATRIX = "tests/chaos/matrix"
CROSS_SECTION_SECONDS = 120
CHAOS_MINUTES = 45
"""All of `make chaos`, of which the whole matrix is a part; the target's last line tells the minutes of all of it."""


def beside_limits(seconds: Mapping[str, float], clock: float, *, full: bool | None = None) -> list[str]:
    """A line for the matrix if it was played: `seconds` of work by folder, and those on the clock."""
    if MATRIX not in seconds:
        return []
    if os.environ.get("PUBLISHER_TEST_CHAOS") == "full" if full is None else full:
        return [f"whole matrix: {clock / 60:.1f} min of the {CHAOS_MINUTES} min of all of make chaos"]
    return [f"matrix, a cross-section: {seconds[MATRIX]:.0f} s of {CROSS_SECTION_SECONDS} s"]
