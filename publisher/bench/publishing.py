"""A process of its own that publishes on a sandbox, in a home of its own; the sandbox is another process.

`python -m publisher.bench.publishing [ROUNDS [DATABASE]]` prints, as JSON, the processor milliseconds of each round:
`whole`, a publication by the pipeline; `channel`, the channel's calls alone; `plain`, instagrapi's own client with its
two calls. All three post the same picture with the same session, over the same kind of connection.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from publisher.bench import rolls
from publisher.bench.ports import await_port

ROUNDS, WARM = 40, 2


@contextmanager
def sandbox(home: Path) -> Iterator[str]:
    """The address of a stand-in for Instagram while the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "publisher.sandbox.instagram", "--port", str(port), "--folder", str(home / "ig")]
    running = subprocess.Popen(command)  # noqa: S603
    try:
        await_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


def measure(home: Path, rounds: int) -> dict[str, list[float]]:
    """In turns, each round beginning with another; the first rounds warm up and do not count."""
    import django

    django.setup()
    from publisher import database
    from publisher.pipeline import publish

    database.set_up(upgrade=True, say=lambda _text: None)
    number = rounds + WARM
    account, deliveries = _approved(home, number)
    posts = _Posts(account.pk, deliveries[0].pk, home)
    work: dict[str, Callable[[int], object]] = {
        "whole": lambda _: publish.work_account(account.pk),
        "channel": posts.by_the_channel,
        "plain": posts.by_the_library,
    }
    found: dict[str, list[float]] = {name: [] for name in work}
    names = list(work)
    for at in range(number):
        _make_due(deliveries[at].pk)
        for name in names[at % 3 :] + names[: at % 3]:
            taken = _milliseconds(lambda name=name, at=at: work[name](at))  # type: ignore[misc]
            if at >= WARM:
                found[name].append(round(taken, 2))
    _all_are_there(deliveries)
    return found


def _approved(home: Path, number: int) -> tuple[Any, list[Any]]:
    """A connected account, and so many deliveries on it that are approved and not due."""
    from datetime import timedelta

    from django.utils import timezone

    from publisher import rendering
    from publisher.accounts import connecting
    from publisher.models import Delivery, Role, Source, User
    from publisher.pipeline import decide, draft, observe, sources, submit, wait

    account = connecting.connect("instagram", "bench", {"username": "bench", "password": "fictional"}, languages=["en"])
    approver = User.objects.create_user("avery@coalition.example", "correct horse battery", role=Role.APPROVER)
    file, drawn, draw = home / "tracker.csv", {}, rendering.draw

    def once(facts: Any, brand: Any, language: str, size: str, photo: Any = None) -> str:
        if (language, size) not in drawn:
            drawn[language, size] = draw(facts, brand, language, size, photo)
        return str(drawn[language, size])

    rendering.draw = once  # drawing is measured elsewhere: one picture of each size serves all
    file.write_bytes(rolls.as_csv(number))
    source = sources.add(sources.Wanted("bench", str(file)))
    Source.objects.update(limits={"changed_share": 1.0, "changed_rows": number})
    observe.poll(source.pk)
    file.write_bytes(rolls.as_csv(number, number))
    observe.poll(source.pk)
    for announcement in draft.draft_new():
        revision = submit.submit(announcement.pk)
        assert revision is not None
        decide.approve(announcement.pk, by=approver, digest=revision.digest)
    wait.promote()
    Delivery.objects.update(not_before=timezone.now() + timedelta(days=1))
    return account, list(Delivery.objects.order_by("pk"))


def _make_due(delivery: int) -> None:
    from django.utils import timezone

    from publisher.models import Delivery

    Delivery.objects.filter(pk=delivery).update(not_before=timezone.now())


def _all_are_there(deliveries: list[Any]) -> None:
    from publisher.models import Delivery

    states = set(Delivery.objects.filter(pk__in=[one.pk for one in deliveries]).values_list("state", flat=True))
    assert states == {"published"}, states


class _Posts:
    """The same post by other ways; what it says differs each time."""

    def __init__(self, account: int, delivery: int, home: Path) -> None:
        from publisher.models import Account, Delivery
        from publisher.posting import post_of

        self._account = Account.objects.get(pk=account)
        self._post = post_of(Delivery.objects.select_related("revision", "account").get(pk=delivery))
        self._file = home / "card.jpg"
        self._file.write_bytes(self._post.images[0].data)

    def by_the_channel(self, number: int) -> object:
        """As the pipeline does it, without the database around it."""
        from dataclasses import replace

        from publisher.accounts.opening import open_channel

        channel, post = open_channel(self._account), replace(self._post, text=f"By the channel, {number}.")
        return channel.send(channel.prepare(post, {}), post)

    def by_the_library(self, number: int) -> object:
        """A client that is restored from the same session, and its own two calls."""
        from django.conf import settings
        from instagrapi import Client

        from publisher import crypto
        from publisher.channels.instagram_transport import ToEndpoint

        client = Client(settings=crypto.unseal(self._account.session), request_timeout=0)
        client.private.trust_env = False
        client.private.mount("https://", ToEndpoint(settings.INSTAGRAM_ENDPOINT))
        made = client.photo_rupload(self._file, str(time.time_ns() // 1_000_000))
        return client.photo_configure(*made, f"By the library, {number}.")


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="publisher-bench-") as folder, sandbox(Path(folder)) as endpoint:
        os.environ |= {
            "PUBLISHER_HOME": folder,
            "DJANGO_SETTINGS_MODULE": "publisher.settings",
            "DATABASE_URL": "",
            "PUBLISHER_INSTAGRAM_ENDPOINT": endpoint,
            "PUBLISHER_INSTAGRAM_CA": "",
            "PUBLISHER_CHANNELS": "instagram",
            "PUBLISHER_UNDO_SECONDS": "0",
            "PUBLISHER_LIMITS": "instagram=off",
            "PUBLISHER_FRESH_SECONDS": "86400",
            "PUBLISHER_LOG_LEVEL": "ERROR",
        }
        if sys.argv[2:]:  # set up already
            shutil.copy(sys.argv[2], Path(folder) / "publisher.sqlite3")
        json.dump(measure(Path(folder), int(sys.argv[1]) if sys.argv[1:] else ROUNDS), sys.stdout)
