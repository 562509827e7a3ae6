"""What the account shows, read back: receipts, and the search for a post of ours by its marker."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from publisher.channels.base import Live, Receipt, Unknown
from publisher.channels.instagram_graph_client import Graph, GraphError
from publisher.channels.marker import CLOCK_SLACK, bears

PAGE = 50
MAX_PAGES = 12
FIELDS = "id,caption,permalink,timestamp"

Item = Mapping[str, Any]


def receipt(item: Item) -> Receipt:
    """The receipt in a media object, which has an id."""
    return Receipt(str(item["id"]), str(item.get("permalink") or ""), appeared(item) or datetime.now(UTC))


def appeared(item: Item) -> datetime | None:
    """When Instagram says the post appeared (UTC)."""
    try:
        return datetime.fromisoformat(str(item.get("timestamp"))).astimezone(UTC)
    except ValueError:
        return None


def described(graph: Graph, media: str) -> Live:
    """What stands there now. The official API does not tell a picture's size: 0 by 0."""
    item = graph.get(media, fields=f"{FIELDS},alt_text,children{{alt_text}}")
    if str(item.get("id")) != media:
        raise GraphError(HTTPStatus.OK)
    children = (item.get("children") or {}).get("data") or []
    alt = item.get("alt_text") or (children[0].get("alt_text") if children else "")
    return Live(
        text=str(item.get("caption") or ""),
        alt=str(alt or ""),
        width=0,
        height=0,
        slides=len(children) or 1,
        at=appeared(item) or datetime.now(UTC),
    )


def find(graph: Graph, user: str, code: str, since: datetime) -> Item | None:
    """The post with that marker not older than `since`; None after everything back to then was looked at.

    Never the newest one because it is the newest: people post on the same account. Raises Unknown and GraphError.
    """
    earliest = since - CLOCK_SLACK
    recent = (item for item in items(graph, user, earliest) if (at := appeared(item)) is None or at >= earliest)
    return next((item for item in recent if bears(str(item.get("caption") or ""), code)), None)


def items(graph: Graph, user: str, earliest: datetime) -> Iterator[Item]:
    """The account's posts, newest first, until the last one of a page is older than `earliest`."""
    query = {"fields": FIELDS, "limit": str(PAGE)}
    for _ in range(MAX_PAGES):
        answer = graph.get(f"{user}/media", **query)
        page = answer.get("data")
        if not isinstance(page, list) or not all(isinstance(item, dict) and item.get("id") for item in page):
            raise Unknown("Instagram's list has no posts in it, not even none, so it proves nothing.")
        yield from page
        oldest = appeared(page[-1]) if page else None
        paging = answer.get("paging") or {}
        if not paging.get("next") or (oldest and oldest < earliest):
            return
        query["after"] = str((paging.get("cursors") or {}).get("after") or "")
    raise Unknown("The account's posts could not be read back to the time of the post, so they prove nothing.")
