"""Another caption for what is live: which text stands there by approval, and what a new one needs.

The post stays the delivery that it was; each new caption is an `edit` of it, approved and sent like everything else.
"""

import copy

from django.db.models import QuerySet

from publisher.accounts.opening import channel_class
from publisher.acts import blank
from publisher.channels.base import Channel
from publisher.errors import Refusal
from publisher.extras import chosen
from publisher.manifest import Manifest, act_of, act_text, texts_of
from publisher.models import Announcement, Delivery, TakeDown
from publisher.truth.handles import without_unconfirmed

ON_THE_WAY = ("publishing", "uncertain")
ONLY_CAPTIONS = (
    "A part of it has gone out. Of what is live only the caption can be changed. Anything else: take it down, or "
    "correct it in public."
)


def live_posts(announcement: Announcement) -> list[Delivery]:
    """Its posts that are live, whose captions may be changed."""
    live = announcement.deliveries.filter(act="post", state="published").select_related("account", "revision")
    return list(live.order_by("id"))


def live_text(post: Delivery) -> str:
    """The caption that stands there by approval: the newest that went out."""
    newest = _edits(post).filter(state="published").order_by("-revision__number").first()
    return _text(newest or post)


def coming_texts(post: Delivery) -> list[str]:
    """Captions that are approved and may stand there already, or soon: done by hand, or in doubt."""
    return [_text(one) for one in _edits(post).exclude(state__in=("published", "stopped", "taken_down", "held"))]


def why_not(announcement: Announcement) -> str:
    """Why no caption of it can be changed now, in a sentence; empty if one can."""
    if not live_posts(announcement):
        return "No post of it is live, so there is no caption to change."
    if announcement.deliveries.filter(state__in=ON_THE_WAY).exists():
        return "Something of it is going out now, or nobody knows whether it did. Settle that first."
    if TakeDown.objects.filter(delivery__announcement=announcement, done_at=None).exists():
        return "It is being taken down."
    return ""


def by_hand(announcement: Announcement) -> list[str]:
    """The accounts (`channel/name`) whose channel cannot change a caption: a person does it there."""
    return [str(post.account) for post in live_posts(announcement) if not may_edit(post.account.channel)]


def may_edit(channel: str) -> bool:
    """Whether that channel can change a caption."""
    try:
        kind: type[Channel] = channel_class(channel)
    except Refusal:
        return False
    return "edit" in kind.acts


def recaptioned(announcement: Announcement, before: Manifest, after: Manifest) -> Manifest:
    """`after`, which differs from `before` in captions alone, with an edit of each live post that says otherwise.

    Who was tagged stays tagged, if they are still confirmed. Raises `Refusal`.
    """
    was, now = texts_of(before), texts_of(after)
    if chosen(before) != chosen(after) or any(
        was[name] != now[name] for name in was if not name.startswith("caption.")
    ):
        raise Refusal(ONLY_CAPTIONS, "conflict")
    if why := why_not(announcement):
        raise Refusal(why, "conflict")
    new = without_unconfirmed(copy.deepcopy(after))
    new["acts"] = [act for act in new["acts"] if act["act"] != "edit"]
    for post in live_posts(announcement):
        account = str(post.account)
        was_posted = act_of(post.revision.manifest, "post", account)
        text = act_text(new["words"], was_posted["languages"])
        if text != live_text(post):
            tags = [name for name in was_posted.get("user_tags", ()) if name in _named(new, account)]
            told = {"text": text, "link": new["link"], "user_tags": tags, "target": "post"}
            new["acts"].append(blank("edit", account, was_posted["languages"]) | told)
    return new


def _named(manifest: Manifest, account: str) -> list[str]:
    try:
        return list(act_of(manifest, "post", account).get("user_tags", ()))
    except KeyError:
        return []


def _edits(post: Delivery) -> QuerySet[Delivery]:
    return post.changes.filter(act="edit").select_related("revision", "account")


def _text(delivery: Delivery) -> str:
    return str(act_of(delivery.revision.manifest, delivery.act, str(delivery.account))["text"])
