"""Uploads, posts, the feed and one post's page, as far as the client reads them."""

import io
import json
import re
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import PIL.Image

from publisher.sandbox.instagram_http import Answer, Request, as_json
from publisher.sandbox.instagram_login import Logins
from publisher.sandbox.instagram_shown import shown
from publisher.sandbox.instagram_store import Store
from publisher.sandbox.instagram_things import Account, Slide, StoredPost

LOGGED_OUT = as_json({"message": "login_required", "logout_reason": 2, "status": "fail"}, 403)
GONE = as_json({"message": "Media not found or unavailable", "status": "fail"}, 400)


class Media:
    """How posts are made and read. `feed_lag` is how many seconds a post takes to reach the feed; `likes` is how many
    each has. A picture is shown below `site`, re-encoded."""

    def __init__(self, store: Store, logins: Logins, site: Callable[[], str]) -> None:
        self._store = store
        self._logins = logins
        self._site = site
        self.feed_lag = 0.0
        self.likes = 0

    def upload(self, request: Request) -> Answer:
        """POST rupload_igphoto/...: keep a picture under its upload id; again replaces it."""
        account = self._logins.whose(request)
        if account is None:
            return LOGGED_OUT
        params = json.loads(request.headers.get("x-instagram-rupload-params", "{}"))
        upload_id = re.sub(r"\D", "", str(params.get("upload_id", "")))
        if not upload_id or len(request.body) != int(request.headers.get("x-entity-length", -1)):
            return as_json({"message": "upload incomplete", "status": "fail"}, 400)
        self._store.save_image(_upload_name(account, upload_id), request.body)
        self._store.add_upload(account, upload_id, request.body)
        return as_json({"upload_id": upload_id, "xsharing_nonces": {}, "status": "ok"})

    def configure(self, request: Request) -> Answer:
        """POST media/configure/: one photo becomes a post."""
        data = request.signed()
        return self.make(request, data, [data])

    def configure_sidecar(self, request: Request) -> Answer:
        """POST media/configure_sidecar/: several photos become a carousel."""
        data = request.signed()
        return self.make(request, data, list(data.get("children_metadata") or []))

    def feed(self, request: Request) -> Answer:
        """GET feed/user/ID/: newest first, in pages, each post only after the lag."""
        if self._logins.whose(request) is None:
            return LOGGED_OUT
        wanted = request.path.rstrip("/").split("/")[-1]
        limit, count = int(request.query.get("max_id", 0)), int(request.query.get("count", 33))
        accounts = {account.username for account in self._store.accounts() if account.user_id == wanted}
        visible = [
            post for post in self._store.posts() if post.account in accounts and post.act == "post" and self.shown(post)
        ]
        rest = [post for post in visible if not limit or post.pk < limit]
        answer: dict[str, Any] = {
            "items": [self.media(post) for post in rest[:count]],
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
            return LOGGED_OUT
        post = self._store.post(pk_of(request))
        return GONE if post is None or post.gone else as_json({"items": [self.media(post)], "status": "ok"})

    def shown(self, post: StoredPost) -> bool:
        """Whether it stands in the feed or among the stories by now."""
        return post.listed(self.feed_lag)

    def make(
        self,
        request: Request,
        data: dict[str, Any],
        children: list[dict[str, Any]],
        act: str = "post",
        stickers: tuple[dict[str, Any], ...] = (),
    ) -> Answer:
        """A post or story from pictures that were uploaded before."""
        account = self._logins.whose(request)
        if account is None:
            return LOGGED_OUT
        try:
            slides = tuple(self._slide(account, child) for child in children)
        except OSError:
            return as_json({"message": "media_needs_reupload", "error_title": "bad image input", "status": "ok"})
        upload_id = str(data.get("upload_id", ""))
        people = {
            "tags": tuple(number for child in children for number in tagged(child)),
            "invited": tuple(data.get("invite_coauthor_user_ids") or ()),
        }
        post = self._store.add_post(account, str(data.get("caption", "")), upload_id, slides, act, stickers, **people)
        return as_json({"media": self.media(post), "upload_id": upload_id, "status": "ok"})

    def _slide(self, account: Account, child: dict[str, Any]) -> Slide:
        """Raises OSError if the picture was never uploaded or is none."""
        data = (self._store.folder / "images" / _upload_name(account, str(child.get("upload_id")))).read_bytes()
        with PIL.Image.open(io.BytesIO(data)) as picture:
            width, height = picture.size
        image = self._store.save_image(f"{time.time_ns()}.jpg", data)
        alt = str(child.get("custom_accessibility_caption") or "")
        return Slide(image, width, height, alt, sha256(data).hexdigest())

    def media(self, post: StoredPost) -> dict[str, Any]:
        """A post as every answer of Instagram's describes it."""
        account = self._store.account(post.account)
        user_id = account.user_id if account else "0"
        slides = [_picture(slide, self._site()) for slide in post.slides]
        media = {
            "pk": str(post.pk),
            "id": f"{post.pk}_{user_id}",
            "code": post.code,
            "taken_at": int(post.made_at),
            "device_timestamp": int(post.upload_id or 0),
            "media_type": 1 if len(slides) == 1 else 8,
            "caption": {"text": post.caption},
            "user": {"pk": user_id, "username": post.account},
            "like_count": self.likes,
            "comment_count": len(self._store.comments(post.pk)),
            "usertags": {"in": [{"user": {"pk": number}, "position": [0.5, 0.5]} for number in post.tags]},
        }
        if post.act == "story":
            media |= {"product_type": "story", **shown_stickers(post)}
        return {**media, **slides[0]} if len(slides) == 1 else {**media, "carousel_media": slides}


def _picture(slide: Slide, site: str) -> dict[str, Any]:
    widths = (min(slide.width, 1080), 640, 240)
    sizes = [
        {"url": f"{site}/{shown(slide, width)}", "width": width, "height": round(width * slide.height / slide.width)}
        for width in widths
    ]
    return {
        "image_versions2": {"candidates": sizes},
        "original_width": slide.width,
        "original_height": slide.height,
        "accessibility_caption": slide.alt,
    }


def tagged(told: dict[str, Any]) -> tuple[str, ...]:
    """The numbers of the accounts that a request tags on one picture."""
    return tuple(str(one["user_id"]) for one in json.loads(told.get("usertags") or "{}").get("in", ()))


def _upload_name(account: Account, upload_id: str) -> str:
    return f"upload-{account.user_id}-{re.sub(r'[^0-9]', '', upload_id)}.jpg"


def shown_stickers(post: StoredPost) -> dict[str, Any]:
    """A story's stickers in the form in which they are read again."""
    links = [one for one in post.stickers if one.get("type") == "story_link"]
    mentions = [one for one in post.stickers if one.get("type") == "mention"]
    return {
        "story_link_stickers": [{"story_link": {"url": str(one.get("url"))}} for one in links],
        "reel_mentions": [{"user": {"pk": str(one.get("user_id"))}} for one in mentions],
    }


def pk_of(request: Request) -> int:
    """The number of the post in the request's path, 0 without one."""
    found = re.search(r"/media/(\d+)", request.path)
    return int(found[1]) if found else 0
