"""Reading Instagram's own answers: receipts, and the search for a post of ours in the account's feed.

Only raw answers are used. instagrapi's `user_medias` answers [] on errors, and its Media model drops
`device_timestamp`, which carries the upload id.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from instagrapi import Client

from publisher.channels.base import Live, Post, Receipt, Seen, Unknown
from publisher.channels.marker import CLOCK_SLACK, bears
from publisher.channels.seeing import count

PAGE = 33
MAX_PAGES = 12
SITE = "https://www.instagram.com"

Item = Mapping[str, Any]


def receipt(media: object, site: str) -> Receipt | None:
    """The receipt in a `media` object; None unless it has an id."""
    if not isinstance(media, Mapping) or not media.get("id"):
        return None
    code = str(media.get("code") or "")
    return Receipt(str(media["id"]), f"{site}/p/{code}/" if code else "", taken_at(media) or datetime.now(UTC))


def taken_at(item: Item) -> datetime | None:
    """When Instagram says the post appeared (UTC)."""
    try:
        return datetime.fromtimestamp(int(item["taken_at"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def caption(item: Item) -> str:
    """The caption's text, "" without one."""
    found = item.get("caption")
    return str(found.get("text") or "") if isinstance(found, Mapping) else ""


def live(item: Item) -> Live:
    """A `media` object as what stands there now."""
    slides = item.get("carousel_media") or [item]
    first = slides[0]
    alts = tuple(str(slide.get("accessibility_caption") or "") for slide in slides)
    pictures = tuple(picture(slide) for slide in slides)
    return Live(
        text=caption(item),
        alt=alts[0],
        width=int(first.get("original_width") or 0),
        height=int(first.get("original_height") or 0),
        slides=len(slides),
        at=taken_at(item) or datetime.now(UTC),
        alts=alts,
        pictures=pictures if all(pictures) else (),
        likes=count(item.get("like_count")),
        comments=count(item.get("comment_count")),
    )


def picture(item: Item, least: int = 480) -> str:
    """The address of the smallest of its pictures that is at least so many pixels wide, else of the widest; or ""."""
    kinds = item.get("image_versions2")
    found = kinds.get("candidates") if isinstance(kinds, Mapping) else None
    known = [one for one in found or () if isinstance(one, Mapping) and isinstance(one.get("url"), str)]
    by_width = sorted(known, key=lambda one: count(one.get("width")) or 0)
    enough = [one for one in by_width if (count(one.get("width")) or 0) >= least]
    return str((enough or by_width[-1:] or [{"url": ""}])[0]["url"])


def seen(item: Item, site: str) -> Seen | None:
    """A feed item for a person to recognise; None unless it has an id."""
    found = receipt(item, site)
    if found is None:
        return None
    first = (item.get("carousel_media") or [item])[0]
    return Seen(found.remote_id, found.permalink, found.at, caption(item), picture(first))


def recent(client: Client, site: str, limit: int) -> list[Seen]:
    """The newest items of the account's own feed."""
    items = _page(client.private_request(f"feed/user/{client.user_id}/", params={"count": limit}))
    return [one for item in items[:limit] if (one := seen(item, site))]


def lists(client: Client, number: str, since: datetime) -> bool:
    """Whether the account's own feed has the post of that number, which appeared at `since`."""
    return any(number_of(str(item.get("id"))) == number for item in _items(client, since - CLOCK_SLACK))


def described(client: Client, number: str) -> Item:
    """What Instagram says of the post of that number."""
    answer = client.private_request(f"media/{number}/info/")
    items = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(items, list) or not items or not isinstance(items[0], dict):
        raise Unknown("Instagram's answer about the post does not describe it.")
    return items[0]


def number_of(remote_id: str) -> str:
    """The post's number, which is the first part of its id; the second is its account's."""
    return remote_id.split("_")[0]


def whose(item: Item) -> str:
    """The number of the account that the post is of; empty if Instagram does not say."""
    user = item.get("user")
    return str(user.get("pk") or "") if isinstance(user, Mapping) else ""


def find(client: Client, post: Post, checkpoint: Mapping[str, Any], since: datetime) -> Item | None:
    """The feed item that is this post, or None after every item back to `since` was looked at.

    Best key first: remote id, upload id, then the marker in something not older than `since` less two
    minutes for clocks that differ. Raises what instagrapi raises, and Unknown on an answer that proves nothing.
    """
    if not (checkpoint.get("remote_id") or checkpoint.get("upload_id") or post.code):
        raise Unknown("There is neither an id nor a marker to look for, so the feed proves nothing.")
    earliest = since - CLOCK_SLACK
    items = list(_items(client, earliest))
    found = by_ids(items, checkpoint)
    if found or not post.code:
        return found
    return next((item for item in not_before(items, earliest) if bears(caption(item), post.code)), None)


def by_ids(items: Iterable[Item], checkpoint: Mapping[str, Any]) -> Item | None:
    """The item that has the remote id of the checkpoint, else the one that has its upload id."""
    items = list(items)
    for key, name in (("id", "remote_id"), ("device_timestamp", "upload_id")):
        wanted = checkpoint.get(name)
        found = next((item for item in items if wanted and str(item.get(key)) == str(wanted)), None)
        if found:
            return found
    return None


def not_before(items: Iterable[Item], earliest: datetime) -> list[Item]:
    """Those that did not appear before `earliest`, as far as Instagram says when."""
    return [item for item in items if (at := taken_at(item)) is None or at >= earliest]


def _items(client: Client, earliest: datetime) -> Iterator[Item]:
    """The account's own feed, newest first, until the last item of a page is older than `earliest`."""
    params: dict[str, Any] = {"count": PAGE}
    for _ in range(MAX_PAGES):
        answer = client.private_request(f"feed/user/{client.user_id}/", params=params)
        items = _page(answer)
        yield from items
        oldest = taken_at(items[-1]) if items else None
        if not answer.get("more_available") or (oldest and oldest < earliest):
            return
        if not answer.get("next_max_id"):
            break
        params = {"count": PAGE, "max_id": answer["next_max_id"]}
    raise Unknown("The account's feed could not be read back to the time of the post, so it proves nothing.")


def _page(answer: object) -> list[Item]:
    if not isinstance(answer, dict) or answer.get("status") != "ok":
        raise Unknown("Instagram's feed answer does not say “ok”, so it proves nothing.")
    items = answer.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unknown("Instagram's feed answer has no list of posts, so it proves nothing.")
    return items
