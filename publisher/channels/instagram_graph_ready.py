"""Which container is published next: the stored one while it is good, else a new one, but never too soon."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from publisher.channels import instagram_graph_containers as containers
from publisher.channels import instagram_graph_feed as feed
from publisher.channels.base import Post, Refused, TryLater
from publisher.channels.instagram_graph_client import Graph
from publisher.rules.as_approved import LISTS_LAG


def ready(graph: Graph, user: str, post: Post, checkpoint: Mapping[str, Any]) -> tuple[dict[str, Any], int | None]:
    """The checkpoint of a container that is ready, and the posts a day that Instagram allows, if it was asked.

    Raises GraphError and requests.RequestException; TryLater; Refused for an earlier wording that is out.
    """
    kept = {key: value for key, value in checkpoint.items() if key != "published"}
    content, container = containers.content_of(post), str(kept.get("container") or "")
    code = containers.status(graph, container)[0] if container else ""
    same = kept.get("content") == content
    good = same and code in (containers.FINISHED, containers.IN_PROGRESS)
    given_up = bool(container) and not good
    out = code == containers.PUBLISHED or (given_up and _out_after_all(graph, user, post, kept))
    if out and same:
        return {**kept, "published": True}, None
    if out:
        raise Refused(
            "Instagram has published an earlier wording of this post after all.",
            "Look at it on the account, and correct it there or by a correction.",
        )
    quota = containers.refuse_over_quota(graph, user)
    if good:
        containers.wait(graph, container)
    else:
        kept |= {"content": content, "made_at": _now()}
        kept["container"] = containers.create(graph, user, post)
    return {**kept, "ready_at": _now()}, quota


def _out_after_all(graph: Graph, user: str, post: Post, checkpoint: Mapping[str, Any]) -> bool:
    """Whether the list has a post of a container that another is to take the place of, whatever its status says.

    Raises TryLater while the list may lag behind that. No list has a story, and nothing else tells.
    """
    made_at = str(checkpoint["made_at"])
    left = datetime.fromisoformat(str(checkpoint.get("ready_at", made_at))) + LISTS_LAG - datetime.now(UTC)
    if left > timedelta():
        reason = "Instagram may have published what was made ready before, and its list may not have it yet."
        raise TryLater(f"{reason} It is looked for before anything else is made.", left)
    if post.act == "story" or not post.code:
        return False
    return feed.find(graph, user, post.code, datetime.fromisoformat(made_at)) is not None


def _now() -> str:
    return datetime.now(UTC).isoformat()
