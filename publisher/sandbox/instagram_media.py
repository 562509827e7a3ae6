"""Uploads, posts, the feed and deletion, as far as the client reads them."""

import io
import json
import re
import time
from typing import Any

import PIL.Image

from publisher.sandbox.instagram_http import Answer, Request, as_json
from publisher.sandbox.instagram_login import Logins
from publisher.sandbox.instagram_store import Account, Slide, Store, StoredPost

_LOGGED_OUT = as_json({"message": "login_required", "logout_reason": 2, "status": "fail"}, 403)
_GONE = as_json({"message": "Media not found or unavailable", "status": "fail"}, 400)


class Media:
    """What an account can do with posts. `feed_lag` is how many seconds a post takes to reach the feed."""

    def __init__(self, store: Store, logins: Logins) -> None:
        self._store = store
        self._logins = logins
        self.feed_lag = 0.0

    def upload(self, request: Request) -> Answer:
        """POST rupload_igphoto/...: keep a picture under its upload id; again replaces it."""
        account = self._logins.whose(request)
        if account is None:
            return _LOGGED_OUT
        params = json.loads(request.headers.get("x-instagram-rupload-params", "{}"))
        upload_id = re.sub(r"\D", "", str(params.get("upload_id", "")))
        if not upload_id or len(request.body) != int(request.headers.get("x-entity-length", -1)):
            return as_json({"message": "upload incomplete", "status": "fail"}, 400)
        self._store.save_image(_upload_name(account, upload_id), request.body)
        return as_json({"upload_id": upload_id, "xsharing_nonces": {}, "status": "ok"})

    def configure(self, request: Request) -> Answer:
        """POST media/configure/: one photo becomes a post."""
        data = request.signed()
        return self._configure(request, data, [data])

    def configure_sidecar(self, request: Request) -> Answer:
        """POST media/configure_sidecar/: several photos become a carousel."""
        data = request.signed()
        return self._configure(request, data, list(data.get("children_metadata") or []))

    def feed(self, request: Request) -> Answer:
        """GET feed/user/ID/: newest first, in pages, each post only after the lag."""
        if self._logins.whose(request) is None:
            return _LOGGED_OUT
        wanted = request.path.rstrip("/").split("/")[-1]
        limit, count = int(request.query.get("max_id", 0)), int(request.query.get("count", 33))
        accounts = {account.username for account in self._store.accounts() if account.user_id == wanted}
        visible = [
            post
            for post in self._store.posts()
            if post.account in accounts and not post.deleted and post.made_at + self.feed_lag <= time.time()
        ]
        rest = [post for post in visible if not limit or post.pk < limit]
        answer: dict[str, Any] = {
            "items": [self._media(post) for post in rest[:count]],
            "num_results": len(rest[:count]),
            "more_available": len(rest) > count,
            "status": "ok",
        }
        if len(rest) > count:
            answer["next_max_id"] = str(rest[count - 1].pk)
        return as_json(answer)

    def info(self, request: Request) -> Answer:
        """GET media/ID/info/: one post, without the lag."""
        if self._logins.whose(request) is None:
            return _LOGGED_OUT
        post = self._store.post(_pk(request))
        return _GONE if post is None or post.deleted else as_json({"items": [self._media(post)], "status": "ok"})

    def delete(self, request: Request) -> Answer:
        """POST media/ID/delete/: only one's own, and only once."""
        account, post = self._logins.whose(request), self._store.post(_pk(request))
        if account is None:
            return _LOGGED_OUT
        if post is None or post.account != account.username or not self._store.delete_post(post.pk):
            return _GONE
        return as_json({"did_delete": True, "status": "ok"})

    def _configure(self, request: Request, data: dict[str, Any], children: list[dict[str, Any]]) -> Answer:
        account = self._logins.whose(request)
        if account is None:
            return _LOGGED_OUT
        try:
            slides = tuple(self._slide(account, child) for child in children)
        except OSError:
            return as_json({"message": "media_needs_reupload", "error_title": "bad image input", "status": "ok"})
        upload_id = str(data.get("upload_id", ""))
        post = self._store.add_post(account, str(data.get("caption", "")), upload_id, slides)
        return as_json({"media": self._media(post), "upload_id": upload_id, "status": "ok"})

    def _slide(self, account: Account, child: dict[str, Any]) -> Slide:
        """Raises OSError if the picture was never uploaded or is none."""
        data = (self._store.folder / "images" / _upload_name(account, str(child.get("upload_id")))).read_bytes()
        with PIL.Image.open(io.BytesIO(data)) as picture:
            width, height = picture.size
        image = self._store.save_image(f"{time.time_ns()}.jpg", data)
        return Slide(image, width, height, str(child.get("custom_accessibility_caption") or ""))

    def _media(self, post: StoredPost) -> dict[str, Any]:
        account = self._store.account(post.account)
        user_id = account.user_id if account else "0"
        slides = [_picture(slide) for slide in post.slides]
        media = {
            "pk": str(post.pk),
            "id": f"{post.pk}_{user_id}",
            "code": post.code,
            "taken_at": int(post.made_at),
            "device_timestamp": int(post.upload_id or 0),
            "media_type": 1 if len(slides) == 1 else 8,
            "caption": {"text": post.caption},
            "user": {"pk": user_id, "username": post.account},
        }
        return {**media, **slides[0]} if len(slides) == 1 else {**media, "carousel_media": slides}


def _picture(slide: Slide) -> dict[str, Any]:
    return {
        "original_width": slide.width,
        "original_height": slide.height,
        "accessibility_caption": slide.alt,
    }


def _upload_name(account: Account, upload_id: str) -> str:
    return f"upload-{account.user_id}-{re.sub(r'[^0-9]', '', upload_id)}.jpg"


def _pk(request: Request) -> int:
    found = re.search(r"/media/(\d+)", request.path)
    return int(found[1]) if found else 0
