"""A story: one upright picture with a link sticker to the announcement, and perhaps a mention."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from instagrapi import Client, config
from instagrapi.types import StoryMention, StorySticker, UserShort

from publisher.channels import instagram_feed as feed
from publisher.channels.base import Post, Receipt, Unknown
from publisher.channels.instagram_people import number_of
from publisher.channels.marker import CLOCK_SLACK, bears

LIFE = timedelta(hours=24)

LINK_BOX = {"x": 0.5, "y": 0.76, "width": 0.6, "height": 0.09}
MENTION_BOX = {"x": 0.5, "y": 0.68, "width": 0.5, "height": 0.05}
"""Centre and size as parts of the picture: low, but above what Instagram's own buttons cover."""

_LINK_STICKER = "link_sticker_default"


def ready(client: Client, post: Post) -> dict[str, Any]:
    """Ask what `send` must not: may the sticker lead there, and which number has the mentioned account?

    Gives what the checkpoint must keep. Raises Refused for an account that does not exist.
    """
    told = {"url": post.link, "_uid": str(client.user_id), "_uuid": str(client.uuid)}
    client.private_request("media/validate_reel_url/", told)
    return {"mention_id": number_of(client, post.mention)} if post.mention else {}


def configure(client: Client, post: Post, upload_id: str, checkpoint: Mapping[str, Any]) -> dict[str, Any]:
    """Make it visible. Returns the raw answer.

    The link travels as a sticker, in the form that the library gives it: told as a link, the library would ask about
    it once more before the one request.
    """
    image = post.images[0]
    answer = client.photo_configure_to_story(
        upload_id,
        image.width,
        image.height,
        post.text,
        mentions=_mentions(post, checkpoint),
        stickers=[_sticker(post.link)],
        extra_data={"story_sticker_ids": _LINK_STICKER, "custom_accessibility_caption": image.alt},
    )
    return answer if isinstance(answer, dict) else {}


def receipt(media: object, site: str) -> Receipt | None:
    """The receipt in a story's `media` object; None unless it has an id."""
    found = feed.receipt(media, site)
    if found is None or not isinstance(media, Mapping):
        return None
    username = str((media.get("user") or {}).get("username") or "")
    number = found.remote_id.split("_")[0]
    return Receipt(found.remote_id, f"{site}/stories/{username}/{number}/" if username else "", found.at)


def find(client: Client, post: Post, checkpoint: Mapping[str, Any], since: datetime) -> feed.Item | None:
    """The account's story that is this one: by remote id, upload id, else the sticker's address. None: it is not there.

    Raises what instagrapi raises, and Unknown for an answer that proves nothing, and once the story, had it been made
    at `since`, would be over.
    """
    if not (checkpoint.get("remote_id") or checkpoint.get("upload_id") or post.code):
        raise Unknown("There is neither an id nor a marker to look for, so the stories prove nothing.")
    items = _items(client)
    found = feed.by_ids(items, checkpoint)
    if found is None and post.code:
        recent = feed.not_before(items, since - CLOCK_SLACK)
        found = next((item for item in recent if any(bears(link, post.code) for link in links(item))), None)
    if found is None and datetime.now(UTC) - since > LIFE - CLOCK_SLACK:
        raise Unknown("A story stands for a day, and that is over: it proves nothing that it is not there now.")
    return found


def lists(client: Client, number: str) -> bool:
    """Whether the account's stories have the one of that number."""
    return any(feed.number_of(str(item.get("id"))) == number for item in _items(client))


def links(item: feed.Item) -> list[str]:
    """Where the stickers of a story lead; Instagram may wrap the address in one of its own."""
    stickers = item.get("story_link_stickers")
    found = [one.get("story_link") for one in stickers if isinstance(one, dict)] if isinstance(stickers, list) else []
    return [unquote(str(link.get("url") or "")) for link in found if isinstance(link, dict)]


def _items(client: Client) -> list[feed.Item]:
    params = {"supported_capabilities_new": json.dumps(config.SUPPORTED_CAPABILITIES)}
    answer = client.private_request(f"feed/user/{client.user_id}/story/", params=params)
    if not isinstance(answer, dict) or answer.get("status") != "ok" or "reel" not in answer:
        raise Unknown("Instagram's answer about the stories does not say “ok”, so it proves nothing.")
    reel = answer["reel"]
    if reel is None:
        return []
    items = reel.get("items") if isinstance(reel, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unknown("Instagram's answer about the stories has no list of them, so it proves nothing.")
    return items


def _sticker(link: str) -> StorySticker:
    told = {"link_type": "web", "url": link, "tap_state_str_id": _LINK_STICKER}
    return StorySticker(type="story_link", z=0, rotation=0.0, extra=told, **LINK_BOX)


def _mentions(post: Post, checkpoint: Mapping[str, Any]) -> list[StoryMention]:
    number = checkpoint.get("mention_id")
    return [StoryMention(user=UserShort(pk=str(number), username=post.mention), **MENTION_BOX)] if number else []
