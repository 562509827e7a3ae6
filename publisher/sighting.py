"""What stands on an account beside a delivery in doubt, and which of it a person says is ours."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.utils import timezone

from publisher import files
from publisher.accounts.leasing import give_back, take_account
from publisher.accounts.opening import BY_HAND, open_channel
from publisher.accounts.pages import page_of
from publisher.accounts.pausing import stop
from publisher.channels.base import Channel, Receipt, Seen
from publisher.channels.errors import ChannelError, NotOurs, wish
from publisher.errors import Refusal
from publisher.models import Account, Delivery, Sighting
from publisher.rules.links import another_in, other_kind, post_link, same_post

log = structlog.get_logger(__name__)
BESIDE = 9
"""So many of the newest posts are shown: three rows of three."""
_HAS = {"post": "/p/ or /reel/", "story": "/stories/"}
_WORDS = 160
_JPEG = b"\xff\xd8\xff"


def lags(delivery: Delivery, now: datetime) -> str:
    """Why nobody can know yet that it is not there: feeds lag behind what was sent. Empty once they do not."""
    since = delivery.sending_at or now
    if since + timedelta(seconds=settings.AGAIN_SECONDS) <= now:
        return ""
    minutes = settings.AGAIN_SECONDS / 60
    return (
        f"It was sent at {since:%H:%M} UTC, and feeds lag: it may be there without being seen. It can be sent "
        f"again {minutes:.0f} minutes after that. Wait, look again, then decide."
    )


def unlooked(delivery: Delivery) -> str:
    """Why one in doubt is not looked for, and what a person does then; empty if it is: its account can be asked."""
    account = delivery.account
    if not (account.paused_at or account.retired_at):
        return ""
    rests = "is retired" if account.retired_at else "is paused"
    return f"It is not looked for while {account} {rests}. Look at the account, then say whether it is there."


def keep_sight(delivery: Delivery, channel: Channel) -> None:
    """Keeps the account's newest posts for whoever has to say whether it is there. What cannot be had is left out.

    Raises the ChannelErrors after which the account must rest.
    """
    try:
        posts = [_kept(channel, post) for post in channel.recent(BESIDE)]
    except ChannelError as cause:
        if wish(cause):
            raise
        log.info("the newest posts were not read", delivery=delivery.pk, cause=str(cause))
        return
    Sighting.objects.update_or_create(delivery=delivery, defaults={"at": timezone.now(), "posts": posts})


def beside(delivery: Delivery) -> list[dict[str, Any]]:
    """Those of them that may be ours, newest first: not what is known as another announcement's. None for a story."""
    seen = Sighting.objects.filter(delivery=delivery).first() if delivery.act != "story" else None
    posts: list[dict[str, Any]] = seen.posts if seen else []
    others = Delivery.objects.exclude(pk=delivery.pk)
    numbers = [post["remote_id"] for post in posts]
    known = set(others.filter(account=delivery.account, remote_id__in=numbers).values_list("remote_id", flat=True))
    ways = [way for post in posts for way in same_post(post["permalink"])]
    stand = set(others.filter(permalink__in=ways).exclude(permalink="").values_list("permalink", flat=True))
    return [one for one in posts if one["remote_id"] not in known and stand.isdisjoint(same_post(one["permalink"]))]


def other_at(delivery: Delivery, permalink: str) -> Delivery | None:
    """Another post, on whichever account, that is known to stand at that address; its comments stand there too."""
    posts = Delivery.objects.filter(target=None, permalink__in=same_post(permalink))
    return posts.exclude(pk=delivery.pk).first()


def address(text: str) -> str:
    """The address of a post as it is kept. Raises `Refusal` with what to paste."""
    stand_ins = tuple(one for one in (settings.INSTAGRAM_ENDPOINT, settings.GRAPH_ENDPOINT) if one)
    try:
        return post_link(text, stand_ins)
    except ValueError as cause:
        raise Refusal(str(cause)) from None


def chosen(delivery: Delivery, remote_id: str) -> Receipt:
    """The post that a person picked of those. Raises `Refusal` if it is none of them, or another announcement's."""
    post = next((post for post in beside(delivery) if post["remote_id"] == remote_id), None)
    if post is None:
        raise Refusal("That post is not among those shown, or it is another announcement's. Look again.", "conflict")
    return Receipt(post["remote_id"], post["permalink"], datetime.fromisoformat(post["at"]))


def pasted(delivery: Delivery, text: str) -> Receipt:
    """The post at that address; its id is known if it was among those. Raises `Refusal`: no post's, or another's."""
    if not text.strip():
        raise Refusal("Pick the post, or paste its link: in the app, Share, then Copy link.")
    permalink = address(text)
    if other := other_at(delivery, permalink):
        raise Refusal(f"That is the post of announcement {other.announcement_id}.", "conflict")
    same = (post for post in beside(delivery) if post["permalink"] in same_post(permalink))
    post = next(same, None)
    return chosen(delivery, post["remote_id"]) if post else Receipt("", permalink, timezone.now())


def refuse_strange(delivery: Delivery, permalink: str) -> None:
    """Raises `Refusal` for an address that cannot be it: of another kind of thing, or another account's.

    Whose post it is is looked at where that can be done now. Else the person's word counts until it is read back: an
    account that rests, that is busy or that does not answer proves nothing, nor does one whose list lags. A story's
    address names its account, which may have been renamed: one that can be asked is, else what was known last counts.
    """
    if other := other_kind(permalink, delivery.act):
        wanted = "post" if other == "story" else "story"
        has = f"its link has {_HAS[wanted]} in it"
        raise Refusal(
            f"That is the link of a {other}, and this is a {wanted}: {has}. In the app, Share, then Copy link."
        )
    page = _looked_at(delivery, permalink)
    if other := another_in(permalink, page):
        name = page.rpartition("/")[2]
        raise Refusal(
            f"That is the link of a story of {other}, and {delivery.account} is {name}. Paste the link of the story on "
            f"{name}. {_renamed(delivery.account)}",
            "conflict",
        )


def _looked_at(delivery: Delivery, permalink: str) -> str:
    """The account's page, as its service calls it now where it can be asked. Raises `Refusal` for another's post."""
    page = known.name if (known := page_of(delivery.account)) else ""
    account = take_account(delivery.account_id)
    if account is None:
        return page
    try:
        channel = open_channel(account)
        if another_in(permalink, page):
            page = channel.page_now()
        channel.read(Receipt("", permalink, timezone.now()))
    except NotOurs as cause:
        raise Refusal(f"{cause} Paste the link of the post on {account}.", "conflict") from None
    except Exception as cause:  # noqa: BLE001 - whatever kept us from looking proves nothing
        stop(account, cause)
        log.info("a link was not looked at", delivery=delivery.pk, cause=str(cause))
    finally:
        give_back(account)
    return page


def _renamed(account: Account) -> str:
    """What to do where the name that is known is an old one; people tell the name of the account that they post on."""
    learn = "connect it again with its new name" if account.channel == BY_HAND else "Places, Check now"
    return f"If it was renamed: {learn}, then paste it again."


def _kept(channel: Channel, post: Seen) -> dict[str, Any]:
    words = " ".join(post.text.split())
    return {
        "remote_id": post.remote_id,
        "permalink": post.permalink,
        "at": post.at.isoformat(),
        "text": words[:_WORDS] + ("…" if len(words) > _WORDS else ""),
        "picture": _picture(channel, post.picture),
    }


def _picture(channel: Channel, address: str) -> str:
    """The SHA-256 under which its picture is stored; empty without one."""
    if not address:
        return ""
    try:
        data = channel.picture(address)
    except ChannelError as cause:
        log.info("a picture was not fetched", cause=str(cause))
        return ""
    return files.keep(data, "image/jpeg").sha256 if data.startswith(_JPEG) else ""
