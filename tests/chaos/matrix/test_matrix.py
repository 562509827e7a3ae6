"""Whatever becomes of the one visible request, and wherever the worker dies: at most one effect, and no untrue word.

Each cell ends published, or parked with a true sentence about why; then a person does what that asks for, and it ends
with exactly one effect. Nothing is called failed while it is live, or published while it is absent.
"""

import os
from typing import Any

import pytest

from tests.chaos.matrix.cells import ACTS, CHANNELS, cells, cross_section
from tests.chaos.matrix.play import play_all
from tests.chaos.matrix.world import World

pytestmark = pytest.mark.chaos

FULL = os.environ.get("PUBLISHER_TEST_CHAOS") == "full"
SEED = int(os.environ.get("PUBLISHER_TEST_SEED", "6"))
SHARE = 2
"""Cells of each channel and act in a cross-section; which, differs from one of these to the next."""


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_every_cell_ends_with_at_most_one_effect_and_a_true_word(
    world: World, show: Any, channel: str, act: str
) -> None:
    every = cells(channel, act, SEED)
    some = cross_section(every, f"{SEED} {channel} {act}", SHARE)
    chosen = every if FULL else some + [cell for cell in every if cell.skipped]
    playable = [cell for cell in chosen if not cell.skipped]
    if playable:
        world.stock(len(playable))
    title = f"{channel}, {act}" + ("" if FULL else f", a cross-section of {len(every)} by seed {SEED}")
    report = play_all(world, title, chosen)
    show(report)
    assert report.wrong == []
    assert len(report.played) == len(playable)
