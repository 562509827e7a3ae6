"""Stories: made with a link sticker and mentions, and read again for a day."""

import json
from typing import Any

from publisher.sandbox.instagram_http import Answer, Request, as_json
from publisher.sandbox.instagram_login import Logins
from publisher.sandbox.instagram_media import LOGGED_OUT, Media
from publisher.sandbox.instagram_store import Store

LINK_STICKER = "link_sticker_default"


class Stories:
    """What an account can do with stories."""

    def __init__(self, store: Store, logins: Logins, media: Media) -> None:
        self._store = store
        self._logins = logins
        self._media = media

    def validate_link(self, request: Request) -> Answer:
        """POST media/validate_reel_url/: may a sticker lead there?"""
        if self._logins.whose(request) is None:
            return LOGGED_OUT
        if not str(request.signed().get("url", "")).startswith(("https://", "http://")):
            return as_json({"message": "This link can't be used.", "status": "fail"}, 400)
        return as_json({"status": "ok"})

    def user(self, request: Request) -> Answer:
        """GET users/NAME/usernameinfo/: the number of an account, for a mention."""
        if self._logins.whose(request) is None:
            return LOGGED_OUT
        found = self._store.account(request.path.rstrip("/").split("/")[-2])
        if found is None:
            return as_json({"message": "User not found", "status": "fail"}, 404)
        return as_json({"user": {"pk": found.user_id, "username": found.username}, "status": "ok"})

    def configure(self, request: Request) -> Answer:
        """POST media/configure_to_story/: one picture becomes a story; its stickers come as JSON in JSON."""
        data = request.signed()
        stickers: tuple[dict[str, Any], ...] = tuple(json.loads(data.get("tap_models") or "[]"))
        announced = str(data.get("story_sticker_ids", "")).split(",")
        if any(one.get("type") == "story_link" for one in stickers) and LINK_STICKER not in announced:
            return as_json({"message": "A link sticker was not announced.", "status": "fail"}, 400)
        return self._media.make(request, data, [data], "story", stickers)

    def reel(self, request: Request) -> Answer:
        """GET feed/user/ID/story/: the stories of the last day, or a reel that is null."""
        if self._logins.whose(request) is None:
            return LOGGED_OUT
        wanted = request.path.rstrip("/").split("/")[-2]
        accounts = {account.username for account in self._store.accounts() if account.user_id == wanted}
        items = [
            self._media.media(post)
            for post in self._store.posts()
            if post.act == "story" and post.account in accounts and self._media.shown(post)
        ]
        return as_json({"reel": {"id": wanted, "items": items} if items else None, "status": "ok"})
