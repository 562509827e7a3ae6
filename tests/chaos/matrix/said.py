"""What a person says of what is in doubt, in hand or at a wrong link; each with the moments at which it can be cut."""

from publisher import not_twice, nudge, sighting
from publisher.models import Delivery
from publisher.pipeline import by_hand, decide, reconcile, wrong_link
from tests.chaos.matrix.deaths import after, in_the_transaction, on_entering
from tests.chaos.matrix.hands import Moments, Word

LOST_HINT = on_entering(nudge, "send")
LOOKING: Moments = {
    "the account is taken": after(sighting, "take_account"),
    "it was looked at": on_entering(sighting, "give_back"),
    "the account is given back": after(sighting, "give_back", always=True),
}
"""Where a person pastes a link (`sighting._looked_at`)."""


class TakeOver(Word):
    """Before a person posts what is in doubt it is looked for, and found (`not_twice.look_first`)."""

    moments = {
        "the account is taken": after(not_twice, "take_account"),
        "it was found": on_entering(not_twice, "give_back"),
        "the account is given back": after(not_twice, "give_back", always=True),
        "it is being settled": in_the_transaction("published"),
        "it is settled": after(not_twice, "_live_after_all", always=True),
    }

    def begin(self) -> None:
        self._doubt()
        self._listed()

    def say(self) -> None:
        by_hand.take(self.delivery.pk, by=self.world.approver, looked=True)


class TakeOverGivenUp(TakeOver):
    """The same, of what nobody looks for by itself any more."""

    def begin(self) -> None:
        super().begin()
        Delivery.objects.filter(pk=self.delivery.pk).update(
            looks=reconcile.GIVE_UP_AFTER, next_look_at=None, todo=reconcile._NO_LONGER
        )


class TakeOverFromHand(TakeOver):
    """The same, of what another person has opened meanwhile: no worker looks for it."""

    def begin(self) -> None:
        self._doubt()
        by_hand.take(self.delivery.pk, by=self.world.approver, looked=True)
        self._listed()

    def say(self) -> None:
        by_hand.take(self.delivery.pk, by=self.world.approver, looked=True, over=True)


class TakeOverAbsent(Word):
    """It is looked for and not found, and whoever took it posts it then."""

    moments = {
        "it was looked for": on_entering(not_twice, "give_back"),
        "the account is given back": after(not_twice, "give_back", always=True),
        "it is being taken": in_the_transaction("by_hand"),
        "it is taken": after(by_hand, "take"),
        "its link is being kept": in_the_transaction("published"),
    }

    def begin(self) -> None:
        self._doubt("drop")
        self._listed()

    def say(self) -> None:
        by_hand.take(self.delivery.pk, by=self.world.approver, looked=True)
        link = self._address(self.standing[0].code) if self.standing else self._posted_by_hand()
        by_hand.finish(self.delivery.pk, by=self.world.approver, link=link)


class Paste(Word):
    """Whoever posted it by hand pastes the link, and what stands there is looked at."""

    moments = {
        **LOOKING,
        "it is being closed": in_the_transaction("published"),
        "it is closed": after(by_hand, "finish"),
    }

    def begin(self) -> None:
        self._in_hand()
        self._awake()
        self.link = self._posted_by_hand()

    def say(self) -> None:
        by_hand.finish(self.delivery.pk, by=self.world.approver, link=self.link)


class Found(Word):
    """Whoever found it on the account pastes the link."""

    moments = {
        **LOOKING,
        "it is being settled": in_the_transaction("published"),
        "it is settled": after(reconcile, "settle", always=True),
    }

    def begin(self) -> None:
        self._doubt()

    def say(self) -> None:
        (post,) = self.posts
        reconcile.it_is_there(self.delivery.pk, by=self.world.approver, permalink=self._address(post.code))


class Mend(Word):
    """The link that a person gave leads to another's post, and an approver gives the right one."""

    moments = {
        **LOOKING,
        "the link is being put right": in_the_transaction("link_mended"),
        "the hint to read it back is lost": LOST_HINT,
        "the link is right": after(wrong_link, "mend"),
    }

    def begin(self) -> None:
        self._in_hand()
        self.link = self._posted_by_hand()
        by_hand.finish(self.delivery.pk, by=self.world.approver, link=self._strange())
        self._awake()
        self._noticed()

    def say(self) -> None:
        wrong_link.mend(self.delivery.pk, by=self.world.approver, link=self.link)


class NotAtTheLink(Word):
    """Nothing is at the link that a person gave of what was in doubt; then it turns up by itself."""

    moments = {
        "it is being said": in_the_transaction("uncertain"),
        "the hint to look is lost": LOST_HINT,
        "it is said": after(wrong_link, "not_there"),
    }

    def begin(self) -> None:
        self._doubt()
        self._rests()
        reconcile.it_is_there(self.delivery.pk, by=self.world.approver, permalink=self._strange())
        self._awake()
        self._noticed()
        self._listed()

    def say(self) -> None:
        wrong_link.not_there(self.delivery.pk, by=self.world.approver, reason="It is a cat.")


class SendAgain(Word):
    """It is not there, an approver says so, and it is sent again (`settling.not_there`)."""

    moments = {
        "it is being said": in_the_transaction("ready"),
        "the hint to send is lost": LOST_HINT,
        "it is said": after(reconcile, "not_there", always=True),
    }

    def begin(self) -> None:
        self._doubt("drop")
        self._listed()

    def say(self) -> None:
        reconcile.send_again(self.delivery.pk, by=self.world.approver, reason="Looked at the account.")


class StopAbsent(Word):
    """It was stopped while it was in doubt, and an approver says that it is not there."""

    moments = {
        "it is being said": in_the_transaction("said_absent"),
        "the hint to look is lost": LOST_HINT,
        "it is said": after(reconcile, "not_there", always=True),
    }
    ends = "stopped"
    effects_then = 0

    def begin(self) -> None:
        self._doubt("drop")
        decide.stop(self.announcement.pk, by=self.world.comms, reason="The family asked us to.")
        self._listed()

    def say(self) -> None:
        reconcile.send_again(self.delivery.pk, by=self.world.approver, reason="Looked at the account.")


class ProvenAbsent(Word):
    """The official API proves that it is not there, to a worker that looks."""

    channel = "instagram_graph"
    moments = {
        "it was looked for": on_entering(reconcile, "give_back"),
        "it is being made ready": in_the_transaction("ready"),
        "the hint to send is lost": LOST_HINT,
        "it is ready": after(reconcile, "not_there", always=True),
    }

    def begin(self) -> None:
        self._doubt("drop")

    def say(self) -> None:
        reconcile.look(self.delivery.pk)


SAID: tuple[type[Word], ...] = (
    TakeOver, TakeOverGivenUp, TakeOverFromHand, TakeOverAbsent, Paste, Found, Mend, NotAtTheLink, SendAgain,
    StopAbsent, ProvenAbsent,
)  # fmt: skip
