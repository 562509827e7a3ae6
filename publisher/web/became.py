"""What became of each delivery after it was sent, for its page: read back, in doubt, being taken down."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from publisher.accounts.opening import NEWSLETTER, open_channel
from publisher.accounts.pages import page_of
from publisher.channels.errors import NeedsHuman
from publisher.manifest import act_of
from publisher.models import Delivery, Reading, Sighting, TakeDown
from publisher.pipeline import once_more
from publisher.pipeline.by_hand import OPENED, opened, why_not
from publisher.pipeline.readback import may_let_stand
from publisher.pipeline.recaption import word_is_enough
from publisher.pipeline.reconcile import why_not_again
from publisher.pipeline.wrong_link import instead
from publisher.pipeline.wrong_link import why_not as wrong_link
from publisher.rules.as_approved import STORY_WATCHED
from publisher.sighting import beside, unlooked
from publisher.stopping import unwanted
from publisher.web.deliveries import Sent


@dataclass(frozen=True, slots=True)
class Beside:
    """One of the account's newest posts."""

    remote_id: str
    permalink: str
    at: datetime
    text: str
    picture: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """The one question: what stands on the account, when that was read, and why it cannot be sent again now.

    `looked`: it is looked for. `unwanted`: why it was stopped meanwhile; then it is not sent again. `target` is the
    address of the post that it belongs to: there it would stand, and no post of the account is it.
    """

    posts: tuple[Beside, ...]
    read_at: datetime | None
    profile: str
    not_again: str
    unwanted: str
    looked: bool = True
    target: str = ""


@dataclass(frozen=True, slots=True)
class Became:
    """`rests`: its link is read back once its account goes on. `let_stand`: a person may say that it may stay as it is.
    `wrong`: one may give another link of it, or say that it is not there. `instead`: others of it, one of which may
    take its place. `by_hand`: one may say that it is taken down.

    `finish`: one may post it, or give the link of what they posted. `once_more`: one may have it tried now.
    `words`: the caption or comment that a person has to put there by hand, and may say that they did; `word`: that is
    enough, and nothing is looked at.
    `paste`: a person mails it, or has.
    """

    reading: Reading | None = None
    rests: bool = False
    let_stand: bool = False
    wrong: bool = False
    instead: tuple[str, ...] = ()
    down: TakeDown | None = None
    by_hand: bool = False
    doubt: Doubt | None = None
    finish: bool = False
    once_more: bool = False
    paste: bool = False
    words: str = ""
    word: bool = False


def with_what_became(sent: Iterable[Sent]) -> list[Sent]:
    """The same deliveries; those of `deliveries_of` cost no query unless they are in doubt."""
    return [replace(one, became=_of(one.delivery)) for one in sent]


def _of(delivery: Delivery) -> Became:
    reading: Reading | None = getattr(delivery, "reading", None)
    down: TakeDown | None = getattr(delivery, "take_down", None)
    live = delivery.state == "published"
    pending = live and down is not None and down.done_at is None
    return Became(
        reading=reading if live else None,
        rests=live and _rests(delivery, reading),
        let_stand=live and may_let_stand(delivery, reading),
        wrong=bool(live and delivery.look_since and not wrong_link(delivery, reading)),
        instead=tuple(instead(delivery, reading)),
        down=down if pending else None,
        by_hand=bool(pending and delivery.look_since),
        finish=not why_not(delivery) or bool(opened(delivery) and delivery.state in OPENED),
        once_more=not once_more.why_not(delivery),
        paste=delivery.act == "mail" and (delivery.state == "by_hand" or bool(opened(delivery))),
        words=(words := _words(delivery)),
        word=bool(words) and word_is_enough(delivery),
        doubt=_doubt(delivery) if delivery.state == "uncertain" and delivery.account.channel != NEWSLETTER else None,
    )


def _rests(delivery: Delivery, reading: Reading | None) -> bool:
    """Whether what a person gave the link of is not read yet because its account rests, and is once that goes on."""
    account, since = delivery.account, delivery.published_at or timezone.now()
    over = delivery.act == "story" and since + STORY_WATCHED <= timezone.now()
    unread = reading is None or bool(reading.unsettled and reading.next_at)
    waits = delivery.only_said and delivery.target_id is None and unread and not over
    if not waits or not (account.paused_at or account.retired_at):
        return False
    page = page_of(account)
    return page is not None and page.by_itself


def _words(delivery: Delivery) -> str:
    if delivery.act not in ("edit", "comment") or delivery.state != "failed":
        return ""
    return str(act_of(delivery.revision.manifest, delivery.act, str(delivery.account))["text"])


def _doubt(delivery: Delivery) -> Doubt:
    seen = Sighting.objects.filter(delivery=delivery).first()
    return Doubt(
        posts=tuple(_post(post) for post in beside(delivery)) if delivery.target is None else (),
        read_at=seen.at if seen else None,
        profile=profile_of(delivery),
        not_again=why_not_again(delivery),
        unwanted=unwanted(delivery),
        looked=not unlooked(delivery),
        target=delivery.target.permalink if delivery.target else "",
    )


def _post(post: dict[str, Any]) -> Beside:
    return Beside(
        post["remote_id"], post["permalink"], datetime.fromisoformat(post["at"]), post["text"], post["picture"]
    )


def profile_of(delivery: Delivery) -> str:
    """Where people look at the account; empty if unknown."""
    try:
        return open_channel(delivery.account).profile()
    except (NeedsHuman, TypeError):  # switched off, or its key is lost: then there is no link
        return ""
