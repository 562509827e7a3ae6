"""What each service received is what was approved, byte for byte: a photo, an album and a story, by the pipeline."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from publisher.models import StoredFile
from publisher.sandbox.graph import GraphSandbox
from tests.chaos.matrix.cells import CHANNELS, PLAIN, TLS, Cell
from tests.chaos.matrix.lives import life_of
from tests.chaos.matrix.world import World


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_approved_bytes_arrive_over_both_transports(world: World, request: Any, channel: str) -> None:
    world.stock(6)
    for act in ("post", "album", "story"):
        if act == "story":
            request.getfixturevalue("stories")
        for transport in (PLAIN, TLS):
            life = life_of(world, Cell(channel, act, "nothing goes wrong", "", transport))
            life.go()
            (planned,) = life.delivery.revision.manifest["acts"]
            approved = [slide["sha256"] for slide in planned["slides"]]
            (post,) = world.posts(life.cell, life.account)
            files = [Path(life.sandbox.store.folder, slide.image).read_bytes() for slide in post.slides]
            assert [sha256(data).hexdigest() for data in files] == approved
            assert _came(life) == approved
            assert (life.delivery.state, len(approved)) == ("published", 2 if act == "album" else 1)
            assert StoredFile.objects.filter(sha256__in=approved).exists()


def _came(life: Any) -> list[str]:
    """What came on the wire for this post, in order."""
    if isinstance(life.sandbox, GraphSandbox):
        fetched = life.sandbox.state["fetched"]
        return [one["sha256"] for one in fetched[-len(life.delivery.revision.manifest["acts"][0]["slides"]) :]]
    return [one.sha256 for one in life.sandbox.store.uploads() if one.account == life.account.name]
