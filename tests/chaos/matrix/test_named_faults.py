"""Every named fault of either service, once on plain HTTP and once over TLS: one post at most, and no untrue word."""

from typing import Any

import pytest

from tests.chaos.matrix.cells import CHANNELS, cross_section
from tests.chaos.matrix.named import named
from tests.chaos.matrix.play import play_all
from tests.chaos.matrix.test_matrix import FULL, SEED
from tests.chaos.matrix.world import World

pytestmark = pytest.mark.chaos
MOST = 3


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_named_fault_ends_with_at_most_one_post_and_a_true_word(world: World, show: Any, channel: str) -> None:
    every = named(channel)
    chosen = every if FULL else cross_section(every, f"{SEED} {channel}", MOST)
    world.stock(len(chosen))
    report = play_all(world, f"{channel}, named faults, plain and TLS: {len(every)}, seed {SEED}", chosen)
    show(report)
    assert report.wrong == []
    assert len(report.played) == len(chosen)
