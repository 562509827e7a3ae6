"""The comments under a post of ours, through the official API (Meta, "IG Media Comments")."""

from publisher.channels.base import Unknown
from publisher.channels.instagram_graph_client import Graph

PAGE = 50
MAX_PAGES = 12


def said_already(graph: Graph, media: str, username: str, text: str) -> str | None:
    """The id of the account's own comment in these words; None after every comment was looked at.

    Raises GraphError, and Unknown for an answer that proves nothing.
    """
    query = {"fields": "id,text,username", "limit": str(PAGE)}
    for _ in range(MAX_PAGES):
        answer = graph.get(f"{media}/comments", **query)
        page = answer.get("data")
        if not isinstance(page, list) or not all(isinstance(one, dict) for one in page):
            raise Unknown("Instagram's answer has no list of comments, so it proves nothing.")
        for one in page:
            ours = str(one.get("username") or "").casefold() == username.casefold()
            if ours and one.get("id") and str(one.get("text") or "").split() == text.split():
                return str(one["id"])
        paging = answer.get("paging") or {}
        after = str((paging.get("cursors") or {}).get("after") or "")
        if not paging.get("next") or not after:
            return None
        query["after"] = after
    raise Unknown("The comments could not be read to their end, so they prove nothing.")
