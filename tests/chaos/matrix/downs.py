"""Taking down, in a worker that dies at it."""

from django.utils import timezone

from publisher import sweep
from publisher.channels.instagram import Instagram
from publisher.models import Delivery, TakeDown
from publisher.pipeline import reconcile, takedown
from publisher.rules.as_approved import LISTS_LAG
from tests.chaos.matrix.deaths import after, in_the_transaction, on_entering
from tests.chaos.matrix.hands import Word


class TakeDownLive(Word):
    """A worker takes down what is live (`takedown.carry_out`)."""

    how = "archive"
    moments = {
        "the account is taken": after(takedown, "take_account"),
        "the service has done it": on_entering(takedown, "_down"),
        "it is being called down": in_the_transaction("taken_down"),
        "what belongs to it is to follow": on_entering(takedown, "_with_it"),
        "the trigger is being told": on_entering(takedown.notices, "tell_trigger"),
        "it is called down": on_entering(takedown, "give_back"),
    }
    ends = "taken_down"

    def begin(self) -> None:
        self.live()
        self._asked()

    def live(self) -> None:
        """It went out, so long ago that a list which lacks it tells something."""
        self._approve()
        sweep.work_once()
        assert self.delivery.state == "published", self.delivery.reason
        Delivery.objects.filter(pk=self.delivery.pk).update(published_at=timezone.now() - 2 * LISTS_LAG)

    def _asked(self) -> None:
        takedown.take_down(self.announcement.pk, by=self.world.approver, reason="They asked us to.", how=self.how)

    def say(self) -> None:
        TakeDown.objects.filter(delivery=self.delivery, done_at=None).update(next_at=timezone.now())
        takedown.carry_out(self.delivery.pk)


class TakeDownDeleted(TakeDownLive):
    """The same, deleted: that cannot be done a second time."""

    how = "delete"


class TakeDownBoth(TakeDownLive):
    """It is there twice, since a person had it sent again while the list lagged: both go."""

    moments = {
        "one of two is archived": after(Instagram, "archive", always=True),
        "both are archived": on_entering(takedown, "_down"),
        "it is being called down": in_the_transaction("taken_down"),
    }
    effects_then = 2

    def begin(self) -> None:
        self._doubt()
        reconcile.send_again(self.delivery.pk, by=self.world.approver, reason="Looked at the account.")
        sweep.work_once()
        assert (self.delivery.state, len(self.effects())) == ("published", 2)
        self._listed()
        self._asked()


class TakeDownByWord(TakeDownLive):
    """A person archived it themselves while its account rests, and says so: their word counts."""

    moments = {
        "it is being called down": in_the_transaction("taken_down"),
        "what belongs to it is to follow": on_entering(takedown, "_with_it"),
        "it is called down": after(takedown, "_down"),
    }

    def begin(self) -> None:
        super().begin()
        self._rests()
        sweep.work_once()
        self.sandbox.store.archive_post(self.posts[0].pk)
        takedown.done_by_hand(self.delivery.pk, by=self.world.approver)


DOWNS: tuple[type[Word], ...] = (TakeDownLive, TakeDownDeleted, TakeDownBoth, TakeDownByWord)
