"""A delivery about which a person says something, or asks for it, in a process that dies; and what goes on then."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from publisher import files, sweep
from publisher.accounts import pausing, resuming
from publisher.errors import Refusal
from publisher.models import Account, Delivery, Reading, TakeDown
from publisher.pipeline import by_hand
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account as Login
from publisher.sandbox.instagram_things import Slide, StoredPost
from tests.chaos.matrix.cells import Cell
from tests.chaos.matrix.lives import ROUNDS, Effect, Posting
from tests.chaos.matrix.world import World

Moments = Mapping[str, Callable[[], None]]
"""By name: what lets the process die there, called in it first."""


class Word(Posting):
    """A delivery about which a person says something in a process of its own, which dies at one of the `moments`.

    `ends`: how it ends once the person has said it again; `effects_then`, with so many visible effects.
    """

    channel = "instagram"
    moments: ClassVar[Moments]
    ends = "published"
    effects_then = 1

    def __init__(self, world: World) -> None:
        super().__init__(world, Cell(self.channel, "post", "a person's process dies", ""))

    def say(self) -> None:
        """What the person says."""
        raise NotImplementedError

    def say_or_be_told(self) -> None:
        """As on a page, where a refusal is an answer."""
        with suppress(Refusal):
            self.say()

    @property
    def standing(self) -> list[StoredPost]:
        """Everything of this announcement that is or was there, whoever posted it."""
        return [post for post in self.sandbox.store.posts() if self.announcement.code in post.caption]

    def effects(self) -> list[Effect]:
        """The same, as what everybody could see."""
        return [Effect(str(post.pk), not (post.deleted or post.archived)) for post in self.standing]

    def goes_on(self) -> None:
        """The sweeper and a worker, until nothing more happens by itself."""
        for number in range(ROUNDS):
            self._time_passes()
            sweep.work_once()
            if number and not self._by_itself():
                return
        raise AssertionError(f"It never ends: {self.delivery.state}, {self.delivery.reason}")

    def _by_itself(self) -> bool:
        """Whether anything is still to come of which no person is asked. Each thing is read back twice by then."""
        open_still = TakeDown.objects.filter(delivery=self.delivery, done_at=None, by_hand=False).exists()
        return open_still or not self._settled()

    def _time_passes(self) -> None:
        """Also for what was asked to be taken down, and for reading back. The account's lease runs as long as it is."""
        Account.objects.filter(lease_until__isnull=False).update(
            lease_until=F("lease_until") - timedelta(seconds=settings.LEASE_SECONDS)
        )
        now = timezone.now()
        super()._time_passes()
        TakeDown.objects.filter(done_at=None).update(next_at=now)
        Reading.objects.update(next_at=now)

    def _doubt(self, fault: str = "drop_after", since: timedelta = timedelta(hours=1)) -> None:
        """It was sent, the answer was lost, and the list does not show it yet."""
        if isinstance(self.sandbox, InstagramSandbox):
            self.sandbox.media.feed_lag = 7200
        self.sandbox.fault(fault, match=self.visible)
        self._approve()
        sweep.work_once()
        assert self.delivery.state == "uncertain", self.delivery.reason
        Delivery.objects.filter(pk=self.delivery.pk).update(sending_at=timezone.now() - since)

    def _listed(self) -> None:
        self.sandbox.media.feed_lag = 0

    def _rests(self) -> None:
        pausing.pause(self.account, "It is a crisis today.", "Call whoever looks after it.")

    def _awake(self) -> None:
        resuming.resume(Account.objects.get(pk=self.account.pk), by=self.world.approver)

    def _noticed(self) -> None:
        """It is read back once lists no longer lag: what stands at the link is not ours."""
        Delivery.objects.filter(pk=self.delivery.pk).update(published_at=timezone.now() - timedelta(hours=2))
        self.goes_on()
        assert self.delivery.look_since, "Nobody noticed."

    def _in_hand(self) -> None:
        """Approved on an account that rests, and opened by a person; then the account is awake again."""
        self._rests()
        self._approve()
        sweep.work_once()
        by_hand.take(self.delivery.pk, by=self.world.approver)

    def _posted_by_hand(self) -> str:
        """A person posts it in the app, as it was approved; the address."""
        store, act = self.sandbox.store, self.approved
        (slide,) = act["slides"]
        shown = Slide(store.save_image("by-hand.jpg", files.read(slide["sha256"])), 1080, 1350, slide["alt"])
        return self._address(store.add_post(Login(self.account.name, "x"), act["text"], "", (shown,)).code)

    def _strange(self) -> str:
        """The address of another account's post."""
        return self._address(self.sandbox.store.add_post(Login("nobody", "x"), "A cat.", "", ()).code)

    def _address(self, code: str) -> str:
        return f"{self.sandbox.url}/p/{code}/"
