"""What tests and people look at: /sandbox/state, faults and settings, and the feed as web pages."""

import json
from collections.abc import Callable
from dataclasses import asdict
from mimetypes import guess_type
from typing import Any, Protocol

from publisher.sandbox import pages
from publisher.sandbox.faults import Faults
from publisher.sandbox.instagram_by_hand import post_by_hand
from publisher.sandbox.instagram_http import Answer, Request, as_json
from publisher.sandbox.instagram_shown import encoded
from publisher.sandbox.instagram_store import Store
from publisher.sandbox.instagram_things import Account, StoredPost


class Lagging(Protocol):
    """What shows posts only after a while."""

    feed_lag: float


class Control:
    """The sandbox's own doors, which Instagram does not have."""

    def __init__(self, store: Store, media: Lagging, faults: Faults) -> None:
        self._store = store
        self._media = media
        self._faults = faults
        self.delay = 0.0

    def state(self) -> dict[str, Any]:
        """Posts and stories (newest first), pictures as they came (in order), requests by kind, what reached the wire,
        how often each kind of fault has struck, and how many say what their account had said before.
        """
        return {
            "posts": [self._described(post) for post in self._store.posts()],
            "uploads": [asdict(upload) for upload in self._store.uploads()],
            "accounts": [account.username for account in self._store.accounts()],
            "requests": dict(self._store.requests),
            "wire": self._store.wire.told(),
            "struck": dict(self._faults.struck),
            "duplicates": self._store.duplicates(),
        }

    def show_state(self, _: Request) -> Answer:
        """GET /sandbox/state."""
        return as_json(self.state())

    def set_faults(self, request: Request) -> Answer:
        """POST /sandbox/faults with one rule or a list, which are added; DELETE removes all."""
        if request.method == "DELETE":
            self._faults.clear()
            return as_json({"status": "ok"})
        return _told(request, self._add_faults)

    def set_settings(self, request: Request) -> Answer:
        """POST /sandbox/settings with `feed_lag` and `delay`, in seconds; `end_sessions` logs everybody out."""
        return _told(request, self._set)

    def add_account(self, request: Request) -> Answer:
        """POST /sandbox/accounts with username, password and perhaps totp."""
        return _told(request, lambda told: self._store.add_account(Account(**told)))

    def add_post(self, request: Request) -> Answer:
        """POST /sandbox/posts with account and caption: a person posts from the phone."""
        return _told(request, self._post)

    def feed_page(self, request: Request) -> Answer:
        """GET / and /?account=NAME: the pictures as a feed."""
        accounts = [account.username for account in self._store.accounts()]
        wanted = request.query.get("account", accounts[0] if len(accounts) == 1 else "")
        posts = [post for post in self._store.posts() if _stands(post) and (not wanted or post.account == wanted)]
        return _page(pages.feed(posts, accounts, wanted))

    def post_page(self, request: Request) -> Answer:
        """GET /p/CODE/: one post."""
        code = request.path.strip("/").split("/")[-1]
        return self._one(next((post for post in self._store.posts() if post.code == code), None))

    def story_page(self, request: Request) -> Answer:
        """GET /stories/NAME/NUMBER/: one story."""
        return self._one(self._store.post(int(request.path.rstrip("/").rsplit("/", 1)[1])))

    def image(self, request: Request) -> Answer:
        """GET /images/NAME: a posted picture."""
        name = request.path.rsplit("/", 1)[-1]
        path = self._store.folder / "images" / name
        if not path.is_file() or path.parent != self._store.folder / "images":
            return _page(pages.missing(), 404)
        kind = guess_type(name)[0] or "application/octet-stream"
        return Answer(200, path.read_bytes(), kind, {"Cache-Control": "max-age=86400"})

    def shown(self, request: Request) -> Answer:
        """GET /shown/WIDTH/NAME: a posted picture as everybody sees it."""
        _root, _shown, width, name = request.path.split("/")
        path = self._store.folder / "images" / name
        if not path.is_file() or not 0 < int(width) <= 1440:
            return _page(pages.missing(), 404)
        return Answer(200, encoded(path, int(width)), "image/jpeg", {"Cache-Control": "max-age=86400"})

    def _one(self, found: StoredPost | None) -> Answer:
        if found is None or not _stands(found):
            return _page(pages.missing(), 404)
        return _page(pages.post(found, self._store.comments(found.pk)))

    def _add_faults(self, told: Any) -> None:
        for spec in told if isinstance(told, list) else [told]:
            self._faults.add(spec)

    def _post(self, told: dict[str, Any]) -> None:
        account = self._store.account(str(told.get("account", "")))
        if account is None:
            raise ValueError("There is no such account.")
        post_by_hand(self._store, account, str(told.get("caption", "")))

    def _set(self, told: dict[str, Any]) -> None:
        if unknown := set(told) - {"feed_lag", "delay", "end_sessions"}:
            raise ValueError(f"There is no setting {', '.join(sorted(unknown))}; there are feed_lag and delay.")
        self._media.feed_lag = float(told.get("feed_lag", self._media.feed_lag))
        self.delay = float(told.get("delay", self.delay))
        if told.get("end_sessions"):
            self._store.end_sessions()

    def _described(self, post: StoredPost) -> dict[str, Any]:
        first = post.slides[0]
        return {
            "id": str(post.pk),
            "code": post.code,
            "account": post.account,
            "act": post.act,
            "caption": post.caption,
            "alt": first.alt,
            "upload_id": post.upload_id,
            "image": str(self._store.folder / first.image),
            "width": first.width,
            "height": first.height,
            "slides": [
                {"image": str(self._store.folder / slide.image), "alt": slide.alt, "sha256": slide.sha256}
                for slide in post.slides
            ],
            "stickers": list(post.stickers),
            "tags": list(post.tags),
            "invited": list(post.invited),
            "comments": [comment.text for comment in reversed(self._store.comments(post.pk))],
            "made_at": post.made_at,
            "deleted": post.deleted,
            "archived": post.archived,
        }


def _stands(post: StoredPost) -> bool:
    return not (post.gone or post.archived)


def _told(request: Request, act: Callable[[Any], object]) -> Answer:
    try:
        act(json.loads(request.body or b"{}"))
    except (ValueError, TypeError, AttributeError) as error:
        return as_json({"status": "fail", "error": str(error)}, 400)
    return as_json({"status": "ok"})


def _page(html: str, status: int = 200) -> Answer:
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
    }
    return Answer(status, html.encode(), "text/html; charset=utf-8", headers)
