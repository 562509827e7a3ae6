"""The product's Celery app under stress: every message twice, steps that mark themselves, perhaps a part left out."""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any

from celery.signals import worker_init

from tasks.app import app
from tests.chaos import marks

__all__ = ["app"]


def twice(send: Callable[..., Any]) -> Callable[..., Any]:
    """Sends each message a second time. Hints, beats and tasks all pass through `send_task`."""

    @wraps(send)
    def sends(*args: Any, **kwargs: Any) -> Any:
        send(*args, **kwargs)
        return send(*args, **kwargs)

    return sends


def marked(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
    """The step, with its mark."""

    @wraps(act)
    def acts(*args: Any, **kwargs: Any) -> Any:
        with marks.step(name):
            return act(*args, **kwargs)

    return acts


def marked_claim(act: Callable[..., Any]) -> Callable[..., Any]:
    """A claim, marked only if there was something to claim: a process with nothing to do is no target."""

    @wraps(act)
    def claims(*args: Any, **kwargs: Any) -> Any:
        claimed = act(*args, **kwargs)
        if claimed:
            with marks.step("claim"):
                pass
        return claimed

    return claims


@worker_init.connect
def _set_the_stage(**_: object) -> None:
    """In a worker's main process, so that a child forked after a kill is at work again at once."""
    from publisher.pipeline import publish
    from tests.chaos import controls

    controls.leave_out(os.environ["PUBLISHER_TEST_CHAOS_WITHOUT"])
    for name in os.environ["PUBLISHER_TEST_CHAOS_AIM"].split(","):
        step = getattr(publish, name)
        setattr(publish, name, marked_claim(step) if name == "claim" else marked(name, step))


app.send_task = twice(app.send_task)
