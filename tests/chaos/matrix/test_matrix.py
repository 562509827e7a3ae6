"""Whatever becomes of the one visible request, and wherever the worker dies: at most one effect, and no untrue word.

Each cell ends published, or parked with a true sentence about why; then a person does what that asks for, and it ends
with exactly one effect. Nothing is called failed while it is live, or published while it is absent.
"""

import os
from itertools import product
from typing import Any

import pytest

from tests.chaos.matrix.cells import ACTS, CHANNELS, MOMENTS, OUTCOMES, STEPS, cells, covering
from tests.chaos.matrix.play import play_all
from tests.chaos.matrix.world import World

pytestmark = pytest.mark.chaos

FULL = os.environ.get("PUBLISHER_TEST_CHAOS") == "full"
SEED = int(os.environ.get("PUBLISHER_TEST_SEED", "6"))
EVERY = [cell for channel, act in product(CHANNELS, ACTS) for cell in cells(channel, act, SEED)]
CROSS_SECTION = covering(EVERY, str(SEED))


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_every_cell_ends_with_at_most_one_effect_and_a_true_word(
    world: World, show: Any, channel: str, act: str
) -> None:
    every = [cell for cell in EVERY if (cell.channel, cell.act) == (channel, act)]
    chosen = [cell for cell in every if FULL or cell.skipped or cell in CROSS_SECTION]
    playable = [cell for cell in chosen if not cell.skipped]
    if playable:
        world.stock(len(playable))
    title = f"{channel}, {act}" + ("" if FULL else f", a cross-section of {len(every)} by seed {SEED}")
    report = play_all(world, title, chosen)
    show(report)
    assert report.wrong == []
    assert len(report.played) == len(playable)


@pytest.mark.parametrize("seed", range(6))
def test_a_cross_section_has_each_channel_act_and_outcome_and_a_death_in_each_step(seed: int) -> None:
    some = covering(EVERY, str(seed))
    assert {(cell.step, cell.moment) for cell in some} == {("", ""), *product(STEPS, MOMENTS)}
    playable = {(cell.channel, cell.act) for cell in EVERY if not cell.skipped}
    assert {(cell.channel, cell.act) for cell in some} == playable
    assert {cell.channel for cell in some} == set(CHANNELS)
    assert {cell.act for cell in some} == set(ACTS)
    assert {cell.outcome for cell in some} > set(OUTCOMES)
    assert len(some) <= 22
