"""Is what a digest carries still live? A news item that was held, contradicted or taken down must not be repeated."""

from publisher.models import Revision
from publisher.newsletter.carried import items_of
from publisher.newsletter.news import live_news


def gone(revision: Revision) -> str:
    """Why this digest must not go out as it stands, and what to do; empty if all of it is live, and for no digest."""
    items = [item.announcement for item in items_of(revision)]
    live = set(live_news().filter(pk__in=items).values_list("pk", flat=True)) if items else set()
    names = [
        subject["name"]
        for subject, announcement in zip(revision.manifest["subjects"], items, strict=False)
        if announcement not in live
    ]
    if not names:
        return ""
    return f"What it says of {', '.join(names)} is no longer live. Drop that from the digest, then approve it again."
