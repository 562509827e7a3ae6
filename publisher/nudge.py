"""Hints to the workers: a task's name and an id, after the commit. Losing or doubling any of them changes nothing."""

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)


def send(task: str, ident: int | None = None) -> None:
    """Asks a worker to run `tasks.<task>` (with `ident`) once this transaction is committed.

    Never raises and never waits long: the sweeper finds what no hint told of.
    """
    transaction.on_commit(lambda: _send(task, ident), robust=True)


def _send(task: str, ident: int | None) -> None:
    from tasks.app import app, broker_at_hand  # the app reads settings: only when a hint is really sent

    if not broker_at_hand():
        return
    try:
        app.send_task(f"tasks.{task}", args=[] if ident is None else [ident], retry=False, ignore_result=True)
    except Exception as cause:  # noqa: BLE001 - whatever the broker's client raises, the row is already committed
        log.warning("hint not sent, the sweeper will find it", task=task, id=ident, cause=type(cause).__name__)
