"""What each service received is what was approved, byte for byte: a photo, an album and a story, by the pipeline."""

from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest

from publisher.manifest import digest
from publisher.sandbox.graph import GraphSandbox
from tests.chaos.matrix.beside import life_of
from tests.chaos.matrix.cells import CHANNELS, PLAIN, TLS, Cell
from tests.chaos.matrix.lives import Posting
from tests.chaos.matrix.test_matrix import FULL
from tests.chaos.matrix.world import World


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_approved_bytes_arrive_over_both_transports(world: World, channel: str) -> None:
    """All by both, or in a cross-section each by one of them in turn, and by the other on the other channel."""
    every = list(product(("post", "album", "story"), (PLAIN, TLS)))
    turn = CHANNELS.index(channel)
    chosen = [one for at, one in enumerate(every) if FULL or (at + at // 2 + turn) % 2 == 0]
    world.stock(len(chosen))
    for act, transport in chosen:
        life = life_of(world, Cell(channel, act, "nothing goes wrong", "", transport))
        life.begin()
        life.go()
        approved = [slide["sha256"] for slide in life.approved["slides"]]
        (post,) = life.posts
        files = [Path(life.sandbox.store.folder, slide.image).read_bytes() for slide in post.slides]
        assert [sha256(data).hexdigest() for data in files] == approved
        assert _came(life) == [slide for one in _acts(life) for slide in one]
        assert approved == _acts(life)[-1]
        assert (life.delivery.state, len(approved)) == ("published", 2 if act == "album" else 1)
        revision = life.delivery.revision
        assert [one.digest for one in revision.decisions.filter(verdict="approve")] == [digest(revision.manifest)]


def _acts(life: Posting) -> list[list[str]]:
    """The digests of each act's pictures, as approved: the post's, and the story's where there is one."""
    return [[slide["sha256"] for slide in act["slides"]] for act in life.delivery.revision.manifest["acts"]]


def _came(life: Posting) -> list[str]:
    """What came on the wire for this account, in order."""
    if isinstance(life.sandbox, GraphSandbox):
        fetched = life.sandbox.state["fetched"]
        return [one["sha256"] for one in fetched[-sum(map(len, _acts(life))) :]]
    return [one.sha256 for one in life.sandbox.store.uploads() if one.account == life.account.name]
