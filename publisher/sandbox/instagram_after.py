"""What is done to a post that stands there: comments, another caption, archived, deleted."""

from typing import Any

from publisher.sandbox.instagram_http import Answer, Request, as_json
from publisher.sandbox.instagram_login import Logins
from publisher.sandbox.instagram_media import GONE, LOGGED_OUT, Media, pk_of, tagged
from publisher.sandbox.instagram_store import Store
from publisher.sandbox.instagram_things import Account, Comment, StoredPost

_PAGE = 15


class Afterwards:
    """Only the account's own posts; a deleted one is gone for all of it."""

    def __init__(self, store: Store, logins: Logins, media: Media) -> None:
        self._store = store
        self._logins = logins
        self._media = media

    def delete(self, request: Request) -> Answer:
        """POST media/ID/delete/: only once."""
        account, post = self._asked(request)
        if account is None:
            return LOGGED_OUT
        if post is None or not self._store.delete_post(post.pk):
            return GONE
        return as_json({"did_delete": True, "status": "ok"})

    def archive(self, request: Request) -> Answer:
        """POST media/ID/only_me/: out of the feed, still there for its owner."""
        account, post = self._asked(request)
        if account is None:
            return LOGGED_OUT
        if post is None or not self._store.archive_post(post.pk):
            return GONE
        return as_json({"status": "ok"})

    def edit(self, request: Request) -> Answer:
        """POST media/ID/edit_media/: another caption; who is not in its tags is tagged no more."""
        account, post = self._asked(request)
        if account is None:
            return LOGGED_OUT
        told = request.signed()
        if post is None or not self._store.edit_post(post.pk, str(told.get("caption_text", "")), tagged(told)):
            return GONE
        return as_json({"media": self._media.media(self._store.post(post.pk) or post), "status": "ok"})

    def comment(self, request: Request) -> Answer:
        """POST media/ID/comment/: twice makes two, whatever its idempotence token."""
        account, post = self._asked(request)
        if account is None:
            return LOGGED_OUT
        if post is None:
            return GONE
        made = self._store.add_comment(account, post.pk, str(request.signed().get("comment_text", "")))
        return as_json({"comment": self._described(made), "status": "ok"})

    def comments(self, request: Request) -> Answer:
        """GET media/ID/comments/: newest first, in pages."""
        account, post = self._asked(request)
        if account is None:
            return LOGGED_OUT
        if post is None:
            return GONE
        limit = int(request.query.get("min_id", 0))
        rest = [one for one in self._store.comments(post.pk) if not limit or one.pk < limit]
        answer: dict[str, Any] = {
            "comments": [self._described(one) for one in rest[:_PAGE]],
            "has_more_headload_comments": len(rest) > _PAGE,
            "status": "ok",
        }
        if len(rest) > _PAGE:
            answer["next_min_id"] = str(rest[_PAGE - 1].pk)
        return as_json(answer)

    def _asked(self, request: Request) -> tuple[Account | None, StoredPost | None]:
        """Who asks, and which post of theirs that is still there."""
        account, post = self._logins.whose(request), self._store.post(pk_of(request))
        if account is None or post is None or post.gone or post.account != account.username:
            return account, None
        return account, post

    def _described(self, comment: Comment) -> dict[str, Any]:
        account = self._store.account(comment.account)
        user = {"pk": account.user_id if account else "0", "username": comment.account}
        return {"pk": str(comment.pk), "text": comment.text, "user": user, "created_at": int(comment.made_at)}
