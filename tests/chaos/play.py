"""The course of a storm: start everything, kill, wait until all is settled, count, settle doubts by hand."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from publisher import database
from publisher.accounts import resuming
from publisher.errors import Refusal
from publisher.models import Account, Delivery, Event
from publisher.pipeline import reconcile
from publisher.sandbox.instagram import InstagramSandbox
from tests.chaos import app, cast, tally
from tests.chaos.killer import Killer
from tests.chaos.plan import LEASE_SECONDS, Outcome, Plan
from tests.chaos.stage import Stage

HEAD_START = 1.25
"""Kills run ahead of deliveries, so that all have happened when four fifths of the deliveries are done."""

__all__ = ["app", "play"]  # with the app imported, this process too sends every hint twice


class TookTooLong(Exception):
    """Something did not settle in time; the text says what."""


def play(plan: Plan, home: Path, sandbox: InstagramSandbox) -> Outcome:
    """Seeds, storms, settles and counts. Raises `TookTooLong`."""
    began = time.monotonic()
    database.set_up(upgrade=False, say=lambda _: None)
    cast.enter(home, plan.deliveries, apart=plan.apart)
    sandbox.media.feed_lag, sandbox.control.delay = plan.lag, 0.02
    sandbox.fault("drop_after", match="/media/configure", times=plan.sure)
    sandbox.fault("drop_after", probability=plan.drop, seed=plan.seed)
    for kind in plan.faults:
        sandbox.fault(kind, match="/", probability=plan.share / len(plan.faults), seconds=1.5 * plan.send)
    stage = Stage(home)
    killer = Killer(stage, plan.aim, plan.early)
    until = began + plan.seconds
    try:
        stage.start()
        _await(until, lambda: _over(plan, stage, killer, sandbox.url))
        uncertain = [tally.name(delivery) for delivery in tally.in_doubt(sandbox.url)]
        parked = tally.parked(sandbox.url)
        resent = 0 if plan.without or plan.faults else _settle_by_hand(stage, sandbox.url, until)
        found = tally.count(sandbox.url, killer, uncertain, resent, time.monotonic() - began)
        return replace(found, parked=parked, resumed=Event.objects.filter(kind="account", what="resumed").count())
    finally:
        stage.stop()


def _storm(plan: Plan, stage: Stage, killer: Killer) -> bool:
    """One round: restarts what fell, kills if it is time; True when all kills are done."""
    _tend(stage)
    done = Delivery.objects.filter(state__in=("published", "uncertain")).count() / plan.deliveries
    wanted = killer.kills < plan.kills or (plan.kills and killer.missed)
    if wanted and killer.kills < 1 + done * HEAD_START * plan.kills:
        killer.strike()
    return killer.kills >= plan.kills or done == 1


def _over(plan: Plan, stage: Stage, killer: Killer, endpoint: str) -> bool:
    """After one more round: all is settled; or a control run has shown what it is to show."""
    struck = _storm(plan, stage, killer)
    return bool(plan.without and tally.duplicates(endpoint)) or (struck and tally.settled(endpoint))


def _settle_by_hand(stage: Stage, endpoint: str, until: float) -> int:
    """A person finds that these posts are not there and sends them again; gives how many they were."""
    missing = tally.in_doubt(endpoint)
    if not missing:
        return 0
    # A person may not say so sooner: feeds lag.
    stamped = max(delivery.sending_at for delivery in missing if delivery.sending_at)
    time.sleep(max(0.0, 2 * LEASE_SECONDS - (timezone.now() - stamped).total_seconds()))
    for delivery in missing:
        _await(until, lambda delivery=delivery: _sent_again(delivery))
    _await(until, lambda: _tend(stage) and tally.settled(endpoint))
    return len(missing)


def _sent_again(delivery: Delivery) -> bool:
    """False while it is being looked for in this moment: the person loads the page again."""
    try:
        reconcile.send_again(delivery.pk, by=cast.approver(), reason="Looked at the account: it is not there.")
    except Refusal as refusal:
        if "Load the page again" not in str(refusal):
            raise
        return False
    return True


def _tend(stage: Stage) -> bool:
    stage.tend()
    _let_time_pass()
    for account in Account.objects.filter(paused_at__isnull=False):
        with suppress(Refusal):
            resuming.resume(account, by=cast.approver())  # a person did what its page asks for
    return True


def _let_time_pass() -> None:
    """What is due in minutes is due soon: intervals grow, and nobody wants to wait for them here."""
    now = timezone.now()
    soon = now + timedelta(seconds=2)
    Delivery.objects.filter(state="ready", not_before__gt=soon).update(not_before=soon)
    Delivery.objects.filter(state="uncertain", next_look_at__gt=soon).update(next_look_at=soon)
    Account.objects.filter(blocked_until__gt=now).update(blocked_until=now)


def _await(until: float, ready: Callable[[], bool]) -> None:
    while not ready():
        if time.monotonic() > until:
            raise TookTooLong(f"Not settled in time:\n{tally.what_is_open()}")
        time.sleep(0.1)
