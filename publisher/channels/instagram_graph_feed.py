"""What the account shows, read back: receipts, and the search for a post of ours by its marker."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import requests

from publisher.channels.base import Live, Receipt, Seen, Unknown
from publisher.channels.errors import Unlisted
from publisher.channels.instagram_graph_client import Graph, GraphError
from publisher.channels.marker import CLOCK_SLACK, bears
from publisher.channels.seeing import count
from publisher.rules.links import is_post, same_post

PAGE = 50
MAX_PAGES = 12
FIELDS = "id,caption,permalink,timestamp"
_SLIDE = "alt_text,media_url"

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
    item = graph.get(media, fields=f"{FIELDS},like_count,comments_count,{_SLIDE},children{{{_SLIDE}}}")
    if str(item.get("id")) != media:
        raise GraphError(HTTPStatus.OK)
    slides = (item.get("children") or {}).get("data") or [item]
    alts = tuple(str(slide.get("alt_text") or "") for slide in slides)
    pictures = tuple(str(slide.get("media_url") or "") for slide in slides)
    return Live(
        text=str(item.get("caption") or ""),
        alt=alts[0],
        width=0,
        height=0,
        slides=len(slides),
        at=appeared(item) or datetime.now(UTC),
        alts=alts,
        pictures=pictures if all(pictures) else (),
        likes=count(item.get("like_count")),
        comments=count(item.get("comments_count")),
        reach=_reach(graph, media),
    )


def _reach(graph: Graph, media: str) -> int | None:
    """How many accounts saw it. It needs a permission that posting does not: without it nothing is said."""
    try:
        answer = graph.get(f"{media}/insights", metric="reach")
        return count(answer["data"][0]["values"][0]["value"])
    except (GraphError, requests.RequestException, LookupError, TypeError):
        return None


def recent(graph: Graph, user: str, limit: int) -> list[Seen]:
    """The account's newest posts."""
    answer = graph.get(f"{user}/media", fields=f"{FIELDS},media_url,thumbnail_url", limit=str(limit))
    found = ((receipt(item), item) for item in _page(answer)[:limit])
    return [
        Seen(known.remote_id, known.permalink, known.at, str(item.get("caption") or ""), _view(item))
        for known, item in found
    ]


def _view(item: Item) -> str:
    return str(item.get("thumbnail_url") or item.get("media_url") or "")


def find(graph: Graph, user: str, code: str, since: datetime) -> Item | None:
    """The post with that marker not older than `since`; None after everything back to then was looked at.

    Never the newest one because it is the newest: people post on the same account. Raises Unknown and GraphError.
    """
    earliest = since - CLOCK_SLACK
    recent = (item for item in items(graph, user, earliest) if (at := appeared(item)) is None or at >= earliest)
    return next((item for item in recent if bears(str(item.get("caption") or ""), code)), None)


def at(graph: Graph, user: str, link: str, earliest: datetime) -> str:
    """The id of the account's post at that address. Raises as `find`; Unlisted if its list back to then has none."""
    told = "Instagram's id of the post is not known: its list has none at that address."
    if not is_post(link):  # no list has a story
        raise Unknown(told)
    ways = same_post(link)
    known = next((str(item["id"]) for item in items(graph, user, earliest) if item.get("permalink") in ways), "")
    if not known:
        raise Unlisted(told)
    return known


def items(graph: Graph, user: str, earliest: datetime) -> Iterator[Item]:
    """The account's posts, newest first, until the last one of a page is older than `earliest`."""
    query = {"fields": FIELDS, "limit": str(PAGE)}
    for _ in range(MAX_PAGES):
        answer = graph.get(f"{user}/media", **query)
        page = _page(answer)
        yield from page
        oldest = appeared(page[-1]) if page else None
        paging = answer.get("paging") or {}
        if not paging.get("next") or (oldest and oldest < earliest):
            return
        query["after"] = str((paging.get("cursors") or {}).get("after") or "")
    raise Unknown("The account's posts could not be read back to the time of the post, so they prove nothing.")


def _page(answer: Item) -> list[Item]:
    page = answer.get("data")
    if not isinstance(page, list) or not all(isinstance(item, dict) and item.get("id") for item in page):
        raise Unknown("Instagram's list has no posts in it, not even none, so it proves nothing.")
    return page
