"""Taking down what is live, as a cell's life: archived, or deleted."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from publisher.models import Account, Delivery, TakeDown
from publisher.pipeline import takedown
from publisher.rules.as_approved import LISTS_LAG
from tests.chaos.matrix import deaths
from tests.chaos.matrix.cells import Cell
from tests.chaos.matrix.lives import ROUNDS, SECONDS, Posting
from tests.chaos.matrix.world import World


class Archiving(Posting):
    """Taking down what is live, through the pipeline."""

    deaths = deaths.ARCHIVING
    how, path = "archive", "/only_me/"

    def begin(self) -> None:
        super().go()
        assert self.delivery.state == "published"
        self.visible = self.path
        if not self.cell.young:
            Delivery.objects.filter(pk=self.delivery.pk).update(published_at=timezone.now() - 2 * LISTS_LAG)

    def go(self) -> None:
        if not TakeDown.objects.filter(delivery=self.delivery).exists():
            takedown.take_down(self.announcement.pk, by=self.world.approver, reason="They asked us to.", how=self.how)
        for _ in range(ROUNDS):
            Account.objects.filter(pk=self.doer.pk, paused_at=None).update(lease_until=None)
            TakeDown.objects.filter(delivery=self.delivery, done_at=None).update(next_at=timezone.now())
            takedown.carry_out(self.delivery.pk)
            paused = Account.objects.get(pk=self.doer.pk).paused_at is not None
            if paused or self.delivery.state == "taken_down":
                return
            self._time_passes()
        raise AssertionError(f"It never ends: {self.delivery.state}, {self.delivery.reason}")

    def _time_passes(self) -> None:
        """What was posted grows older; whoever worked at it is dead or done."""
        older = F("published_at") - timedelta(seconds=SECONDS)
        Delivery.objects.filter(pk=self.delivery.pk, state="published").update(published_at=older)


class Deleting(Archiving):
    """The same, for good."""

    deaths = deaths.DELETING
    how, path = "delete", "/delete/"


class Across(Archiving):
    """What the official API posted; it has no such request, so the account of the app's own API beside it does it."""

    def __init__(self, world: World, cell: Cell) -> None:
        super().__init__(world, cell)
        self.how, self.path = cell.act, Deleting.path if cell.act == "delete" else Archiving.path

    def accounts(self) -> tuple[Account, Account]:
        """Who posts, and who takes down."""
        app = self.world.account(self.cell)
        self.world.settings.POSTS_BY = "instagram_graph"
        return self.world.official(app.name, ["en"]), app
