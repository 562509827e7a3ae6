"""Containers: what Instagram has fetched and made ready, which nobody sees until it is published.

Why their ids are stored before anything is published: docs/decisions/0016-containers-are-stored-first.md.
"""

import hashlib
import json
import time
from datetime import timedelta
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from publisher.channels.base import Image, NeedsHuman, Post, TryLater
from publisher.channels.instagram_graph_client import Answer, Graph, GraphError
from publisher.channels.instagram_graph_errors import QUOTA_WAIT, of_container

FINISHED, IN_PROGRESS, PUBLISHED, ERROR, EXPIRED = "FINISHED", "IN_PROGRESS", "PUBLISHED", "ERROR", "EXPIRED"
STATES = (FINISHED, IN_PROGRESS, PUBLISHED, ERROR, EXPIRED)
PAUSE_SECONDS, LONGEST_PAUSE, WAIT_SECONDS = 0.5, 5.0, 45.0


def content_of(post: Post) -> str:
    """A fingerprint of what a container of this post holds. Addresses do not count: they change with the key."""
    slides = [[hashlib.sha256(image.data).hexdigest(), image.alt] for image in post.images]
    told: list[object] = [post.act, post.text, slides]
    if post.tags or post.collaborators:  # appended only then: a container made without them keeps its fingerprint
        told.append([post.tags, post.collaborators])
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def refuse_unreachable(post: Post) -> None:
    """Raise NeedsHuman when Instagram cannot possibly fetch the pictures."""
    for image in post.images:
        if not _public(image.address):
            host = urlsplit(image.address).netloc or "no address"
            raise NeedsHuman(
                f"Instagram fetches the pictures by itself, and cannot from {host}.",
                "Set PUBLISHER_BASE_URL to the address at which everybody reaches this service, "
                "then resume the account.",
            )


def create(graph: Graph, user: str, post: Post) -> str:
    """Make the container of the whole post and wait for it; returns its id.

    Raises GraphError, requests.RequestException and TryLater.
    """
    until = time.monotonic() + WAIT_SECONDS
    if post.act == "story":
        return _made(graph, user, until, _slide(post.images[0], {"media_type": "STORIES"}))
    tags, invited = _tagged(post), _invited(post)
    if len(post.images) == 1:
        return _made(graph, user, until, _slide(post.images[0], {"caption": post.text, **tags, **invited}))
    item = {"is_carousel_item": "true"}
    slides = [_slide(image, item if number else {**item, **tags}) for number, image in enumerate(post.images)]
    children = ",".join(_made(graph, user, until, slide) for slide in slides)
    whole = {"media_type": "CAROUSEL", "children": children, "caption": post.text, **invited}
    return _made(graph, user, until, whole)


def status(graph: Graph, container: str) -> tuple[str, str]:
    """One of STATES, and what Instagram says of it. Raises GraphError for any other answer."""
    answer = graph.get(container, fields="status_code,status")
    code = str(answer.get("status_code") or "")
    if code not in STATES:
        raise GraphError(HTTPStatus.OK)
    return code, str(answer.get("status") or "")


def wait(graph: Graph, container: str, until: float = 0) -> None:
    """Return once it is ready, at the latest when the monotonic clock says `until`.

    Raises TryLater when that takes too long, GraphError when it failed.
    """
    pause, until = PAUSE_SECONDS, until or time.monotonic() + WAIT_SECONDS
    while True:
        code, told = status(graph, container)
        if code == FINISHED:
            return
        if code != IN_PROGRESS:
            raise of_container(told)
        if time.monotonic() + pause > until:
            raise TryLater("Instagram is still making the post ready.", timedelta(minutes=2))
        time.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 1.5)


def refuse_over_quota(graph: Graph, user: str) -> int:
    """How many posts a day the account may make. Raise TryLater when it may make no more for now."""
    used, total = quota(graph, user)
    if used >= total:
        raise TryLater(f"The account has made {used} of the {total} posts that Instagram allows in a day.", QUOTA_WAIT)
    return total


def quota(graph: Graph, user: str) -> tuple[int, int]:
    """Posts of the last day through the API, and how many are allowed. Raises GraphError."""
    answer = graph.get(f"{user}/content_publishing_limit", fields="config,quota_usage")
    try:
        told = answer["data"][0]
        return int(told["quota_usage"]), int(told["config"]["quota_total"])
    except (KeyError, IndexError, TypeError, ValueError):
        raise GraphError(HTTPStatus.OK) from None


def _slide(image: Image, more: dict[str, str]) -> dict[str, str]:
    alt = {} if more.get("media_type") == "STORIES" else {"alt_text": image.alt}  # stories take none
    return {"image_url": image.address, **alt, **more}


def _tagged(post: Post) -> dict[str, str]:
    """On the first picture, at its foot (Meta, "IG User Media", user_tags)."""
    share = 1 / (len(post.tags) + 1)
    told = [{"username": name, "x": round(share * (n + 1), 3), "y": 0.9} for n, name in enumerate(post.tags)]
    return {"user_tags": json.dumps(told)} if told else {}


def _invited(post: Post) -> dict[str, str]:
    return {"collaborators": json.dumps(list(post.collaborators))} if post.collaborators else {}


def _made(graph: Graph, user: str, until: float, fields: dict[str, str]) -> str:
    answer: Answer = graph.post(f"{user}/media", **fields)
    made = str(answer.get("id") or "")
    if not made.isdigit():
        raise GraphError(HTTPStatus.OK)
    wait(graph, made, until)
    return made


def _public(address: str) -> bool:
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        return ip_address(host).is_global
    except ValueError:
        return parts.scheme in {"http", "https"} and "." in host and not host.endswith((".localhost", ".local"))
