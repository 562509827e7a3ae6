"""One page by both channels: what one of them posted the other takes down, or a person where neither can."""

from typing import Any

import pytest
from django.utils import timezone

from publisher.models import Account, TakeDown
from publisher.pipeline import takedown
from tests.chaos.matrix.cells import BOTH, Cell, across, cross_section
from tests.chaos.matrix.play import play_all
from tests.chaos.matrix.taking import Archiving
from tests.chaos.matrix.test_matrix import FULL, SEED
from tests.chaos.matrix.told import Known, judge
from tests.chaos.matrix.world import World

pytestmark = pytest.mark.chaos


def test_what_the_official_api_posted_is_taken_down_by_the_other(world: World, show: Any) -> None:
    every = across()
    chosen = every if FULL else cross_section(every, f"{SEED} across", 2)
    world.stock(len(chosen))
    report = play_all(world, f"{BOTH}: {len(every)}, seed {SEED}", chosen)
    show(report)
    assert report.wrong == []
    assert len(report.played) == len(chosen)


def test_what_the_app_posted_is_taken_down_by_a_person_where_only_the_official_api_is_left(world: World) -> None:
    world.stock(1)
    life = Archiving(world, Cell(BOTH, "archive", "its account is retired", ""))
    life.begin()
    now = timezone.now()
    Account.objects.filter(pk=life.account.pk).update(retired_at=now, paused_at=now)
    world.settings.POSTS_BY = "instagram_graph"
    world.official(life.account.name, ["en"])
    life.go()
    assert life.delivery.state == "published"
    assert judge(life.delivery.reason, Known(effects=1, stands=1)) == []
    assert "is paused or retired" in life.delivery.reason
    assert "then say here that it is done" in life.delivery.todo
    (post,) = life.posts
    assert not post.archived, "Something of ours archived it."
    life.sandbox.store.archive_post(post.pk)
    takedown.done_by_hand(life.delivery.pk, by=world.approver)
    takedown.carry_out(life.delivery.pk)
    assert life.delivery.state == "taken_down"
    assert TakeDown.objects.get(delivery=life.delivery).done_at
