"""The official API as far as the channel asks: who, containers, publishing, what is there, quota, tokens."""

import io
import json
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import PIL.Image

from publisher.sandbox.faults import graph_error
from publisher.sandbox.graph_containers import Container, Containers, NotFetched
from publisher.sandbox.instagram_http import Answer, Request, as_json
from publisher.sandbox.instagram_shown import shown
from publisher.sandbox.instagram_store import Store
from publisher.sandbox.instagram_things import Account, Slide, StoredPost


class GraphMedia:
    """What a token can do. `feed_lag` is how many seconds a post takes to reach the list, `quota` how many posts a day
    may have, `renewable` whether tokens count as older than a day, `likes` how many each post has, `reach` how many
    accounts saw it; without the permission to ask for that it is None."""

    def __init__(self, store: Store, containers: Containers, tokens: Mapping[str, str], site: Any) -> None:
        self._store = store
        self._containers = containers
        self._tokens = dict(tokens)
        self._site = site
        self.feed_lag = 0.0
        self.quota = 100
        self.renewable = True
        self.renewed = 0
        self.likes = 0
        self.reach: int | None = None

    def me(self, request: Request) -> Answer:
        """GET me."""
        account = self._whose(request)
        return as_json(_named(account)) if account else _refused(190)

    def create(self, request: Request) -> Answer:
        """POST ID/media: fetch the picture and make a container of it, or of earlier ones."""
        account = self._whose(request)
        if account is None:
            return _refused(190)
        try:
            made = self._containers.make(account.username, request.form())
        except NotFetched:
            return _refused(9004, 2207052)
        except KeyError:
            return _refused(24, 2207006)
        return as_json({"id": made.number})

    def publish(self, request: Request) -> Answer:
        """POST ID/media_publish. A container is used up by it: a second time is refused, whatever its status says."""
        account = self._whose(request)
        container = self._containers.get(request.form().get("creation_id", ""))
        if account is None:
            return _refused(190)
        if container is None or container.account != account.username:
            return _refused(24, 2207006)
        if container.published:
            return _refused(24, 2207006)
        if container.state != "FINISHED":
            return _refused(-2, 2207020) if container.expired else _refused(9007, 2207027)
        if self._used(account) >= self.quota:
            return _refused(9, 2207042)
        slides = tuple(self._slide(one) for one in container.children or (container,))
        told = container.fields
        act, caption = ("story", "") if told.get("media_type") == "STORIES" else ("post", told.get("caption", ""))
        tagged = [one for part in (container.children or (container,)) for one in _listed(part.fields, "user_tags")]
        tags = tuple(str(one["username"]) for one in tagged)
        invited = tuple(map(str, _listed(told, "collaborators")))
        post = self._store.add_post(account, caption, container.number, slides, act, tags=tags, invited=invited)
        container.published += 1
        return as_json({"id": str(post.pk)})

    def status_or_post(self, request: Request) -> Answer:
        """GET NUMBER: a container's status, or a post."""
        account, number = self._whose(request), request.path.rsplit("/", 1)[-1]
        container = self._containers.get(number)
        if account is None:
            return _refused(190)
        if container is not None:
            container.asked += 1
            failed = f"Error: Media upload has failed with error code {container.failure}"
            said = failed if container.state == "ERROR" else container.state.title()
            return as_json({"id": number, "status_code": container.state, "status": said})
        post = self._store.post(int(number))
        return _refused(100, 33) if post is None or post.gone else as_json(self._described(post))

    def insights(self, request: Request) -> Answer:
        """GET POST/insights: its reach, with the permission for it."""
        post = self._store.post(int(request.path.split("/")[-2]))
        if self._whose(request) is None:
            return _refused(190)
        if post is None or post.gone:
            return _refused(100, 33)
        if self.reach is None:
            return _refused(10)
        return as_json({"data": [{"name": "reach", "period": "lifetime", "values": [{"value": self.reach}]}]})

    def list(self, request: Request) -> Answer:
        """GET ID/media: newest first, in pages, each post only after the lag; stories are not in it."""
        account = self._whose(request)
        if account is None:
            return _refused(190)
        limit, after = int(request.query.get("limit", 25)), request.query.get("after", "")
        shown = [
            post
            for post in self._store.posts()
            if post.account == account.username
            and post.act != "story"
            and post.listed(self.feed_lag)
            and (not after or post.pk < int(after))
        ]
        page = shown[:limit]
        answer: dict[str, Any] = {"data": [self._described(post) for post in page]}
        if page:
            more = {"next": f"{self._site()}{request.path}"} if len(shown) > limit else {}
            answer["paging"] = {"cursors": {"after": str(page[-1].pk)}, **more}
        return as_json(answer)

    def comments(self, request: Request) -> Answer:
        """GET POST/comments: newest first, in pages."""
        account, post = self._whose(request), self._store.post(int(request.path.split("/")[-2]))
        if account is None:
            return _refused(190)
        if post is None or post.gone:
            return _refused(100, 33)
        limit, after = int(request.query.get("limit", 25)), request.query.get("after", "")
        rest = [one for one in self._store.comments(post.pk) if not after or one.pk < int(after)]
        answer: dict[str, Any] = {
            "data": [{"id": str(one.pk), "text": one.text, "username": one.account} for one in rest[:limit]]
        }
        if rest:
            more = {"next": f"{self._site()}{request.path}"} if len(rest) > limit else {}
            answer["paging"] = {"cursors": {"after": str(rest[:limit][-1].pk)}, **more}
        return as_json(answer)

    def comment(self, request: Request) -> Answer:
        """POST POST/comments: twice makes two."""
        account, post = self._whose(request), self._store.post(int(request.path.split("/")[-2]))
        if account is None:
            return _refused(190)
        if post is None or post.gone:
            return _refused(100, 33)
        return as_json({"id": str(self._store.add_comment(account, post.pk, request.form().get("message", "")).pk)})

    def limit(self, request: Request) -> Answer:
        """GET ID/content_publishing_limit."""
        account = self._whose(request)
        if account is None:
            return _refused(190)
        config = {"quota_total": self.quota, "quota_duration": 86400}
        return as_json({"data": [{"quota_usage": self._used(account), "config": config}]})

    def renew(self, request: Request) -> Answer:
        """GET refresh_access_token: another token, as good as the old one."""
        account = self._whose(request)
        if account is None:
            return _refused(190)
        if not self.renewable:
            return _refused(100)
        token = f"renewed-{secrets.token_hex(8)}"
        self._tokens[token] = account.username
        self.renewed += 1
        return as_json({"access_token": token, "token_type": "bearer", "expires_in": 5183944})

    def add_token(self, name: str, token: str) -> None:
        """Another account may use the API."""
        self._tokens[token] = name

    def end_tokens(self) -> None:
        """Every token ends, as after a change of password."""
        self._tokens.clear()

    def _whose(self, request: Request) -> Account | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        name = self._tokens.get(token or request.query.get("access_token", ""))
        return self._store.account(self._store.now_called(name)) if name else None

    def _used(self, account: Account) -> int:
        day_ago = time.time() - 86400
        return sum(post.account == account.username and post.made_at > day_ago for post in self._store.posts())

    def _slide(self, container: Container) -> Slide:
        with PIL.Image.open(io.BytesIO(container.image)) as picture:
            width, height = picture.size
        image = self._store.save_image(f"{time.time_ns()}.jpg", container.image)
        came = sha256(container.image).hexdigest()
        return Slide(image, width, height, container.fields.get("alt_text", ""), came)

    def _described(self, post: StoredPost) -> dict[str, Any]:
        at = datetime.fromtimestamp(post.made_at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
        media = {
            "id": str(post.pk),
            "caption": post.caption,
            "permalink": f"{self._site()}/p/{post.code}/",
            "timestamp": at,
            "media_type": "IMAGE" if len(post.slides) == 1 else "CAROUSEL_ALBUM",
            "media_url": f"{self._site()}/{shown(post.slides[0], 1080)}",
            "like_count": self.likes,
            "comments_count": len(self._store.comments(post.pk)),
        }
        if len(post.slides) == 1:
            return {**media, "alt_text": post.slides[0].alt}
        children = [
            {"id": f"{post.pk}{place}", "alt_text": slide.alt, "media_url": f"{self._site()}/{shown(slide, 1080)}"}
            for place, slide in enumerate(post.slides)
        ]
        return {**media, "children": {"data": children}}


def _listed(fields: Mapping[str, str], name: str) -> list[Any]:
    return list(json.loads(fields.get(name) or "[]"))


def _named(account: Account) -> dict[str, str]:
    return {"user_id": account.user_id, "username": account.username, "id": account.user_id[::-1]}


def _refused(code: int, subcode: int = 0) -> Answer:
    return as_json(graph_error(code, subcode, f"The sandbox refuses with {code}."), 400)
