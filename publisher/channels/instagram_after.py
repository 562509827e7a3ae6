"""What is done to a post that stands there: its first comment, another caption, archiving.

The requests are built here with the library's helpers: its own calls ask the public web first and retry for seconds
(`media_edit`), or give the same comment a new token each time (`media_comment`).
"""

from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from instagrapi import Client

from publisher.channels.base import Unknown
from publisher.channels.instagram_people import as_told, number_of

MAX_COMMENT = 2200
_MAX_PAGES = 12
_MORE = ("has_more_comments", "has_more_headload_comments")


def said_already(client: Client, media_id: str, text: str) -> str | None:
    """The id of the account's own comment in these words; None after every comment was looked at.

    Raises Unknown for an answer that proves nothing.
    """
    params = {"can_support_threading": "true", "permalink_enabled": "false"}
    cursor: dict[str, str] = {}
    for _ in range(_MAX_PAGES):
        answer = client.private_request(f"media/{media_id}/comments/", params=params | cursor)
        for comment in _comments(answer):
            if _is(comment, str(client.user_id), text):
                return str(comment["pk"])
        cursor = {name: str(answer[f"next_{name}"]) for name in ("min_id", "max_id") if answer.get(f"next_{name}")}
        flags = [answer[name] for name in _MORE if name in answer]
        if not (any(flags) if flags else cursor):
            return None
        if not cursor:
            break
    raise Unknown("The comments could not be read to their end, so they prove nothing.")


def comment(client: Client, media_id: str, text: str) -> dict[str, Any]:
    """Say it. The token is the same for the same words under the same post. Returns the raw answer."""
    token = str(uuid5(NAMESPACE_URL, f"{media_id}/{text}"))
    data = {
        "delivery_class": "organic",
        "feed_position": "0",
        "container_module": "feed_timeline",
        "media_id": media_id,
        "_uid": str(client.user_id),
        "tap_source": "button",
        "is_2m_enabled": "false",
        "is_carousel_bumped_post": "false",
        "is_from_swipe": "false",
        "floating_context_items": "[]",
        "media_pct_watched": "0",
        "user_breadcrumb": client.gen_user_breadcrumb(len(text)),
        "idempotence_token": token,
        "comment_creation_key": token,
        "include_e2ee_mentioned_user_list": "true",
        "include_media_code": "true",
        "comment_text": text,
    }
    answer = client.private_request(f"media/{media_id}/comment/", client.with_action_data(data))
    return answer if isinstance(answer, dict) else {}


def edit(client: Client, media_id: str, text: str, tags: Sequence[str] = ()) -> bool:
    """Give the post this caption, with these accounts tagged; whether Instagram says that it has it."""
    numbers = {name: number_of(client, name) for name in tags}
    data = {
        "caption_text": text,
        "container_module": "edit_media_info",
        "feed_position": "0",
        "location": "{}",
        "usertags": as_told(tags, numbers),
        "is_carousel_bumped_post": "false",
    }
    return _ok(client.private_request(f"media/{media_id}/edit_media/", client.with_default_data(data)))


def archive(client: Client, media_id: str) -> bool:
    """Take the post out of everybody's sight but the account's own; whether Instagram says that it did."""
    data = client.with_action_data({"media_id": media_id})
    return _ok(client.private_request(f"media/{media_id}/only_me/", data))


def _ok(answer: object) -> bool:
    return isinstance(answer, dict) and answer.get("status") == "ok"


def _comments(answer: Any) -> list[dict[str, Any]]:
    comments = answer.get("comments") if _ok(answer) else None
    if not isinstance(comments, list) or not all(isinstance(one, dict) for one in comments):
        raise Unknown("Instagram's answer has no list of comments, so it proves nothing.")
    return comments


def _is(comment: dict[str, Any], user_id: str, text: str) -> bool:
    whose = str((comment.get("user") or {}).get("pk") or "")
    return whose == user_id and str(comment.get("text") or "").split() == text.split() and bool(comment.get("pk"))
