"""A process that does what a person said dies of SIGKILL: nothing is doubled or lost, and no word becomes untrue.

Then the sweeper and the workers go on. What they leave has ended, or waits with a true sentence for the person, who
says it again; then it has ended. Its account is held no longer than a lease.
"""

import random
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from publisher.accounts.leasing import give_back, take_account
from publisher.models import Account, Delivery, Reading
from publisher.pipeline import readback, reconcile
from tests.chaos.matrix import deaths
from tests.chaos.matrix.downs import DOWNS, TakeDownLive
from tests.chaos.matrix.hands import Word
from tests.chaos.matrix.said import SAID, TakeOver
from tests.chaos.matrix.test_matrix import FULL, SEED
from tests.chaos.matrix.told import Known, judge
from tests.chaos.matrix.world import World

pytestmark = pytest.mark.chaos

LATER, AT_ONCE = "said again later", "said again at once"
Death = tuple[type[Word], str, str]


def chosen(kinds: Iterable[type[Word]]) -> list[Death]:
    """Each word, cut at each of its moments, said again later or at once; in a cross-section one of each word."""
    every = {kind: [(kind, moment, course) for moment in kind.moments for course in (LATER, AT_ONCE)] for kind in kinds}
    if FULL:
        return [death for deaths in every.values() for death in deaths]
    return [random.Random(f"{SEED} {kind.__name__}").choice(deaths) for kind, deaths in every.items()]


@pytest.mark.parametrize(
    ("kind", "moment", "course"), chosen((*SAID, *DOWNS)), ids=lambda one: getattr(one, "__name__", one)
)
def test_what_a_person_said_survives_the_death_of_its_process(
    world: World, kind: type[Word], moment: str, course: str
) -> None:
    world.stock(1)
    life = kind(world)
    life.begin()
    assert deaths.worker(life.say_or_be_told, kind.moments[moment]), f"Nobody died: {moment}."
    _held_no_longer_than_a_lease(life)
    _check(life)
    if course == AT_ONCE:
        life.say_or_be_told()
        _check(life)
    life.goes_on()
    _check(life)
    life.say_or_be_told()
    life.goes_on()
    _check(life)
    now = life.delivery
    assert (now.state, len(life.effects()), now.look_since) == (life.ends, life.effects_then, None), now.reason


def test_a_look_that_kills_its_worker_each_time_comes_at_growing_intervals_and_not_for_ever(world: World) -> None:
    world.stock(1)
    life = TakeOver(world)
    life.begin()
    waits = []
    while life.delivery.next_look_at and len(waits) < 2 * reconcile.GIVE_UP_AFTER:
        life._time_passes()
        Delivery.objects.filter(pk=life.delivery.pk).update(looks=len(waits))  # time passes to the last one at once
        (due,) = reconcile.due_looks()
        assert deaths.worker(lambda due=due: reconcile.look(due), deaths.on_entering(reconcile, "find"))
        again = life.delivery.next_look_at
        waits.append(round((again - timezone.now()).total_seconds()) if again else None)
        _check(life)
    assert waits.pop() is None
    assert len(waits) == reconcile.GIVE_UP_AFTER  # and one more: what the last of them found nobody knows
    assert waits == sorted(waits)
    assert 0 < waits[0] < waits[3]
    assert life.delivery.reason.endswith("The last look for it: It was begun, and has not ended.")
    assert "say whether it is there" in life.delivery.todo
    life.goes_on()
    life.say_or_be_told()
    assert (life.delivery.state, len(life.effects())) == ("published", 1)


def test_a_reading_that_kills_its_worker_each_time_comes_at_growing_intervals(world: World) -> None:
    world.stock(1)
    life = TakeDownLive(world)
    life.live()
    Delivery.objects.filter(pk=life.delivery.pk).update(published_at=timezone.now() - timedelta(hours=1))
    waits = []
    for _ in range(4):
        Account.objects.update(lease_until=None)
        Reading.objects.update(next_at=timezone.now())
        (due,) = readback.due_readings()
        assert deaths.worker(lambda due=due: readback.read_back(due), deaths.on_entering(readback, "what_stands"))
        waits.append(round((Reading.objects.get().next_at - timezone.now()).total_seconds()))
    assert waits == sorted(waits)
    assert 0 < waits[0] < waits[-1]
    life.goes_on()
    assert (Reading.objects.get().failures, life.delivery.state, life.delivery.look_since) == (0, "published", None)


def _held_no_longer_than_a_lease(life: Word) -> None:
    account = Account.objects.get(pk=life.account.pk)
    until, lease = account.lease_until, timedelta(seconds=settings.LEASE_SECONDS)
    if until is None:
        return
    assert until <= timezone.now() + lease, "The account is held for longer than a lease."
    assert take_account(account.pk) is None, "Two are at it."
    Account.objects.filter(pk=account.pk).update(lease_until=until - lease)
    taken = take_account(account.pk)
    assert taken, "Nobody can take it when the lease is over."
    give_back(taken)
    Account.objects.filter(pk=account.pk).update(lease_until=until)  # the dead one's, as it was


def _check(life: Word) -> None:
    """No more effects than people asked for, and what is said of it is true."""
    now, stands = life.delivery, any(effect.stands for effect in life.effects())
    assert len(life.effects()) <= life.effects_then, f"{len(life.effects())} effects."
    if now.state == "published":
        assert stands or now.look_since or "counts as live" in now.reason, f"Published and absent: {now.reason!r}"
    elif now.state in ("taken_down", "stopped"):
        assert not stands, f"It is called {now.state}, and is live."
    elif now.state != "ready":  # that goes by itself
        assert now.state in ("uncertain", "by_hand"), f"It is {now.state}: {now.reason}"
        assert now.reason, f"{now.state} without a sentence."
        assert (wrong := judge(now.reason, _known(life))) == [], " ".join(wrong)
        assert now.todo, "Nobody is told what to do."


def _known(life: Word) -> Known:
    """What may be said of it. What a look has found may be older than what lists show now."""
    effects, store = life.effects(), life.sandbox.store
    return Known(
        sent=store.requests["configure"] + store.requests["publish"],
        effects=len(effects),
        stands=sum(effect.stands for effect in effects),
        listed=False,
        killed=1,
        struck=frozenset(life.sandbox.faults.struck),
    )
