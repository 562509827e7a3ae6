"""How each act is lived through: begun, worked at while time passes, helped by a person, and ended."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from publisher.accounts import resuming
from publisher.manifest import act_of
from publisher.models import Account, Announcement, Delivery
from publisher.pipeline import decide, once_more, publish, reconcile, wait
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import StoredPost
from publisher.unsent import was_given_up
from tests.chaos.matrix import deaths
from tests.chaos.matrix.cells import NO_CONTACT, Cell
from tests.chaos.matrix.cut_off import cut_off_once
from tests.chaos.matrix.named import LATE
from tests.chaos.matrix.world import World

ROUNDS = 40
LAG = 7200.0
SECONDS = 400
"""How much time passes for a delivery between two rounds: longer than anything of ours that is counted in minutes."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that everybody could see, by the sandbox's own count: its id there, and whether it stands."""

    remote_id: str
    stands: bool


class Life(ABC):
    """One cell's story. `visible` is a part of the path, with its kind, of the request that everybody sees; `act` is
    the delivery's."""

    visible: str
    act = "post"
    deaths: Mapping[tuple[str, str], Callable[[], None]]

    def __init__(self, world: World, cell: Cell) -> None:
        self.world = world
        self.cell = cell
        self.sandbox = world.sandbox(cell)
        self.account, self.doer = self.accounts()
        self.announcement = world.announcement(cell, self.account)
        self._cut = world.folder / f"cut-off-{self.account.name}"

    def accounts(self) -> tuple[Account, Account]:
        """Who posts, and who does what the cell is about."""
        mine = self.world.account(self.cell)
        return mine, mine

    @property
    def cut_offs(self) -> int:
        """How often the network was gone; also for a worker that has died."""
        return len(self._cut.read_bytes()) if self._cut.exists() else 0

    @abstractmethod
    def begin(self) -> None:
        """What goes before the act, without a fault."""

    @abstractmethod
    def go(self) -> None:
        """Works at it until it ends or only a person can go on. May be called again after a death."""

    @contextmanager
    def struck(self) -> Iterator[None]:
        """The cell's fault strikes once, or for ever; and lists lag behind what comes of it."""
        self._lists_lag()
        if self.cell.outcome == NO_CONTACT:
            with cut_off_once(self._cut):
                yield
            return
        told = {"seconds": 1.2, "meanwhile": "Lunch.", "by": self.account.name}
        times = None if self.cell.for_ever and not self.cell.look else 1
        self.sandbox.fault(self.cell.fault, match=self.cell.where or self.visible, times=times, **told)
        yield

    def _lists_lag(self) -> None:
        """Where they do, until a person is asked."""
        if isinstance(self.sandbox, InstagramSandbox | GraphSandbox):
            self.sandbox.media.feed_lag = LAG if self.cell.lags else 0

    def listed(self) -> bool:
        """Whether lists show at once what is posted."""
        return not self.cell.lags

    def mended(self) -> None:
        """A person is asked: time enough has passed that no list lags, and that whatever was for ever is over."""
        if self.cell.for_ever:
            self.sandbox.faults.clear()
        if isinstance(self.sandbox, InstagramSandbox | GraphSandbox):
            self.sandbox.media.feed_lag = 0

    @property
    def delivery(self) -> Delivery:
        """As it is stored now."""
        mine = Delivery.objects.filter(announcement=self.announcement, act=self.act)
        return mine.select_related("account", "revision").latest("pk")

    @property
    def approved(self) -> dict[str, Any]:
        """The act as the delivery's revision has it."""
        return act_of(self.delivery.revision.manifest, self.act, str(self.account))

    @property
    def posts(self) -> list[StoredPost]:
        """What of ours is or was on the account."""
        return self.world.posts(self.cell, self.account)

    def effects(self) -> list[Effect]:
        """What came of the act; deleted ones too. Nothing that was done once may be there twice."""
        return [Effect(str(post.pk), not (post.deleted or post.archived)) for post in self.posts]

    def check_words(self) -> None:
        """What stands is what was approved. Raises AssertionError."""
        (post,), act = self.posts, self.approved
        assert [slide.sha256 for slide in post.slides] == [slide["sha256"] for slide in act["slides"]], "Other bytes."
        assert post.caption == act["text"], "Other words."

    def resume(self) -> bool:
        """A person did what the pause asks for, and waited as long as it lasts; False if the account is not paused."""
        account = Account.objects.get(pk=self.doer.pk)
        if account.paused_at is None:
            return False
        Account.objects.filter(pk=account.pk, blocked_until__isnull=False).update(blocked_until=timezone.now())
        resuming.resume(account, by=self.world.approver)
        return True


class Posting(Life):
    """A post or an album, through the pipeline."""

    visible = "/media/configure"
    lists = "/feed/user"
    deaths = deaths.POSTING

    def __init__(self, world: World, cell: Cell) -> None:
        super().__init__(world, cell)
        self.looked = False
        if cell.channel == "instagram_graph":
            self.visible, self.lists = "/media_publish", "/media list"

    def begin(self) -> None:
        """It is in review: the first step is part of the story."""

    def go(self) -> None:
        self._approve()
        for _ in range(ROUNDS):
            self._work()
            if self._settled():
                return
            self._time_passes()
        raise AssertionError(f"It never ends: {self.delivery.state}, {self.delivery.reason}")

    def _settled(self) -> bool:
        """Nothing more happens by itself."""
        now, account = self.delivery, Account.objects.get(pk=self.account.pk)
        if now.state == "uncertain":
            return account.paused_at is not None or now.next_look_at is None
        return now.state not in ("waiting", "ready", "publishing")

    def parked_in_doubt(self) -> bool:
        """Only a person's word goes on from here."""
        now = self.delivery
        return now.state == "uncertain" and now.next_look_at is None

    def send_again(self) -> None:
        """A person looked: it is not there, as it seems."""
        self.mended()
        Delivery.objects.filter(pk=self.delivery.pk).update(sending_at=timezone.now() - timedelta(days=1, hours=1))
        reconcile.send_again(self.delivery.pk, by=self.world.approver, reason="Looked at the account.")

    def given_up(self) -> bool:
        """It failed as often as it may, and a person can have it tried again."""
        return was_given_up(self.delivery)

    def try_now(self) -> None:
        """A person does."""
        self.mended()
        once_more.try_now(self.delivery.pk, by=self.world.approver)

    def _approve(self) -> None:
        made = Announcement.objects.select_related("revision").get(pk=self.announcement.pk)
        if made.state == "in_review":
            assert made.revision
            decide.approve(made.pk, by=self.world.approver, digest=made.revision.digest)

    def _work(self) -> None:
        wait.promote()
        publish.work_account(self.account.pk)
        reconcile.recover()
        due = Delivery.objects.filter(pk=self.delivery.pk, next_look_at__lte=timezone.now(), account__paused_at=None)
        if due.exists():
            if self.cell.look and not self.looked:
                self._strike_the_look()
            self.looked = True
            reconcile.look(self.delivery.pk)

    def _strike_the_look(self) -> None:
        if self.cell.look not in LATE:
            self.sandbox.fault(self.cell.look, match=self.lists, seconds=1.2)
            return
        self.sandbox.fault("no_posts", match=self.lists)
        # The look asks once; whoever takes it up by that asks once, and once more before it publishes the same one.
        times = 3 if self.cell.look == "status_FINISHED" else 1
        self.sandbox.fault(self.cell.look, match=" status", times=None if self.cell.for_ever else times)

    def _time_passes(self) -> None:
        """For this delivery alone: whoever worked at it is dead or done."""
        now, gone = timezone.now(), timedelta(seconds=SECONDS)
        rows = Delivery.objects.filter(pk=self.delivery.pk)
        rows.filter(state__in=("waiting", "ready")).update(not_before=now - gone)
        rows.filter(state="publishing").update(lease_until=now - gone)
        rows.filter(state="uncertain", next_look_at__isnull=False).update(next_look_at=now - gone)
        rows.filter(state="uncertain", sending_at__isnull=False).update(sending_at=F("sending_at") - gone)
        # After a look that found nothing the rest is the same again: the last is next.
        rows.filter(state="uncertain", looks__gt=0).update(looks=reconcile.GIVE_UP_AFTER - 1)
        Account.objects.filter(pk=self.account.pk, lease_until__isnull=False).update(lease_until=now - gone)
