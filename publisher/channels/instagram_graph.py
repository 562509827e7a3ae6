"""Instagram through its official API (with Instagram log-in): a container is made ready, then published."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from publisher.channels import instagram_graph_comments as comments
from publisher.channels import instagram_graph_containers as containers
from publisher.channels import instagram_graph_errors as errors
from publisher.channels import instagram_graph_feed as feed
from publisher.channels.base import (
    ChannelError,
    Health,
    Live,
    NeedsHuman,
    Post,
    Prepared,
    Receipt,
    Refused,
    Seen,
    Session,
    TryLater,
    Unknown,
)
from publisher.channels.errors import PostGone, Unlisted, wish
from publisher.channels.instagram_fit import refuse_unfit, refuse_unfit_text
from publisher.channels.instagram_graph_asking import Asking
from publisher.channels.instagram_graph_client import GraphError
from publisher.channels.instagram_graph_ready import ready
from publisher.channels.instagram_graph_token import InstagramGraphSecrets, held, introduced
from publisher.rules.as_approved import LISTS_LAG

SETTLED = timedelta(minutes=2)
"""A request of ours may be on its way for so long: until then "not published" may still change."""

_ON_ITS_OWN = "Nothing: it is tried again by itself."
_QUICK_SECONDS = 5.0


class InstagramGraph(Asking):
    """A professional account by its long-lived token. See `Channel` for what each call promises.

    A checkpoint holds `container` (its id), `content` (a fingerprint of what it holds), `made_at`, `ready_at` (when it
    was last handed out to be published), and `published` once Instagram says that the container is.
    """

    name = "instagram_graph"
    label = "Instagram (official API)"
    site = "instagram.com"
    acts = ("post", "story", "comment")
    alt_texts = ("post",)
    max_text = 2200
    max_slides = 10
    max_tags = 20
    max_collaborators = 3
    sizes = ("1080x1350", "1080x1080")
    absence_is_proof = True
    before_the_end = (
        "The next post renews it. If none is to come, or that fails: make a new long-lived token in Meta's app "
        "dashboard and connect the account again with it."
    )
    Secrets = InstagramGraphSecrets

    @classmethod
    def identity(cls, secrets: Any, session: Session | None) -> str:
        """Instagram's number of the account, once the token was used or where it was given."""
        return str((session or {}).get("user_id") or secrets.user_id).strip().casefold()

    @classmethod
    def page(cls, secrets: Any, session: Session | None) -> str:  # noqa: ARG003 - a token names nobody
        """By the username that Instagram gave with the number."""
        name = str((session or {}).get("username") or "").casefold()
        return f"instagram.com/{name}" if name else ""

    def page_now(self) -> str:
        """One request."""
        self._whose()
        return self.page(self.secrets, self.session)

    @classmethod
    def ends_at(cls, session: Session) -> datetime | None:
        """Of the token, as Meta said when it was renewed."""
        known = held(session)
        return datetime.fromisoformat(known.ends_at) if known else None

    def check(self) -> Health:
        """Whose is the token, how long is it good, and may the account post more today?"""
        before = self._held
        try:
            number = self._whose()
            used, total = self._ask(lambda graph: containers.quota(graph, number))
            self.quota = total
        except NeedsHuman as error:
            return Health(False, error.reason, error.todo, error)
        except ChannelError as error:
            return Health(False, str(error), _ON_ITS_OWN, wish(error))
        mine = self._held
        if used >= total:
            return Health(False, f"It has made the {total} posts that Instagram allows in a day.", _ON_ITS_OWN)
        if mine and mine.left < self.warn_before:
            days = max(0, mine.left.days)
            return Health(True, f"The access token ends in {days} days.", self.before_the_end)
        renamed = before and mine and before.username.casefold() != mine.username.casefold()
        return Health(True, f"It is called {mine.username} on Instagram now." if mine and renamed else "")

    def connect(self) -> Session:
        """Ask whose the token is, and renew it if it is old enough."""
        try:
            self.session = introduced(self.secrets, self.surroundings).session
        except Exception as error:  # noqa: BLE001
            raise errors.before(error) from None
        return self.session

    def prepare(self, post: Post, checkpoint: Mapping[str, Any]) -> Prepared:
        """A container that is ready: the one in the checkpoint while it is good, else a new one.

        One that Instagram published is kept, and `send` then only fetches its receipt. None takes the place of one
        that may be out until the list would have that: then TryLater.
        """
        refuse_unfit(post, self)
        if not self.surroundings.endpoint:
            containers.refuse_unreachable(post)
        try:
            renewed = self._renew()
            made, self.quota = ready(self._graph(), self._user, post, checkpoint)
        except Exception as error:  # noqa: BLE001
            raise errors.before(error) from None
        return Prepared(made, renewed)

    def send(self, prepared: Prepared, post: Post) -> Receipt:
        """Publish the container: the one visible request, never repeated by anything below."""
        self.session = prepared.session or self.session
        container = str(prepared.checkpoint.get("container") or "")
        if not container:
            raise TryLater("The post was not prepared: there is no container.", timedelta(minutes=1))
        if prepared.checkpoint.get("published"):
            return self._published_before(prepared.checkpoint, post)
        answer = self._once("post", f"{self._user}/media_publish", creation_id=container)
        media = str(answer.get("id") or "")
        if not media:
            raise Unknown("The post was sent, but Instagram's answer does not name it.")
        return self._receipt(media)

    def find(self, post: Post, checkpoint: Mapping[str, Any], since: datetime) -> Receipt | None:
        """By its marker among the account's posts; else the container's own status says whether it was published.

        None, with proof: the container is not published and no request of ours can be under way any more. A status may
        be late. If it says FINISHED, that same container is published next, which can be done once; after any other a
        new one is, so the list must have had time to show the post.
        """
        container = str(checkpoint.get("container") or "")
        listed = post.act != "story" and bool(post.code)
        if listed:
            item = self._ask(lambda graph: feed.find(graph, self._user, post.code, since))
            if item is not None:
                return feed.receipt(item)
        if not container:  # a person made it
            cannot = "No container of this post is known, so its absence proves nothing."
            raise Unlisted(cannot) if listed else Unknown(cannot)
        code, _ = self._ask(lambda graph: containers.status(graph, container))
        if code == containers.PUBLISHED:
            if post.act == "story":  # it has no text to be known by; the container's word is all there is
                return Receipt("", "", since)
            raise Unknown("Instagram says that it is published, but does not list it yet.")
        age = datetime.now(UTC) - since
        if code == containers.IN_PROGRESS or age < SETTLED:
            raise Unknown("It is not published so far, but the request may still be under way.")
        if code != containers.FINISHED and not listed:
            raise Unlisted(f"Instagram calls it {code}, and no list can tell whether it was published before that.")
        if code != containers.FINISHED and age < LISTS_LAG:
            raise Unknown(f"Instagram calls it {code}, but may have published it, and its list may not have it yet.")
        return None

    def read(self, receipt: Receipt) -> Live | None:
        """Ask for the post by its id. One that is gone is missing from the account's list too."""
        receipt = self._placed(receipt)
        try:
            return feed.described(self._graph(), receipt.remote_id)
        except Exception as error:  # noqa: BLE001
            if not errors.unclear(error):
                raise errors.reading(error) from None
        if datetime.now(UTC) - receipt.at < LISTS_LAG:
            raise Unknown("Instagram says that there is no such post, and its list may not have it yet.")
        if self._lists(receipt):
            raise Unknown("Instagram lists the post but does not show it.")
        return None

    def shows(self, receipt: Receipt) -> bool:
        """An archived post may be asked for by its id still; the account's list does not have it."""
        receipt = self._placed(receipt)
        live = self.read(receipt)
        return live is not None and self._lists(replace(receipt, at=min(receipt.at, live.at)))

    def recent(self, most: int) -> list[Seen]:
        """The newest of the account's list."""
        return self._ask(lambda graph: feed.recent(graph, self._user, most))

    def delete(self, receipt: Receipt) -> None:
        """Raise Refused: this API has no such request (Meta, "IG Media")."""
        raise Refused(
            "Instagram's official API cannot take a post down.",
            f"Delete it in the Instagram app: {receipt.permalink or 'look for it on the account'}.",
        )

    def said(self, receipt: Receipt, text: str) -> str | None:
        """Read the comments to their end. A post is gone if it is missing from the account's list too."""
        refuse_unfit_text(text, "comment", self.max_text)
        name = str((self.session or {}).get("username") or "")
        if not name:
            raise Unknown("Nobody knows who we are there, so the comments prove nothing.")
        receipt = self._placed(receipt)
        try:
            return comments.said_already(self._graph(), receipt.remote_id, name, text)
        except Exception as error:  # noqa: BLE001
            listed_by_now = datetime.now(UTC) - receipt.at > LISTS_LAG
            if not (errors.unclear(error) and listed_by_now):
                raise errors.reading(error) from None
        if self._lists(receipt):
            raise Unknown("Instagram lists the post but does not show its comments.")
        raise PostGone("The post is gone, so nothing can be said under it.")

    def comment(self, receipt: Receipt, text: str) -> str:
        """Read the comments; if it is not among them, one request over a connection of its own."""
        receipt = self._placed(receipt)
        if (said := self.said(receipt, text)) is not None:
            return said
        made = str(self._once("comment", f"{receipt.remote_id}/comments", message=text).get("id") or "")
        if not made:
            raise Unknown("The comment was sent, but Instagram's answer does not name it.")
        return made

    def _published_before(self, checkpoint: Mapping[str, Any], post: Post) -> Receipt:
        """The receipt of what an earlier request published, without a second one."""
        try:
            found = self.find(post, checkpoint, datetime.fromisoformat(str(checkpoint["made_at"])))
        except Exception as error:  # noqa: BLE001
            raise errors.after(error) from None
        if found is None:
            raise Unknown("Instagram said that it is published, and then that it is not.")
        return found

    def _receipt(self, media: str) -> Receipt:
        """With its address and time where they can be had at once: the id alone is proof enough."""
        try:
            return feed.receipt(self._graph(_QUICK_SECONDS).get(media, fields=feed.FIELDS))
        except (GraphError, requests.RequestException, KeyError):
            return Receipt(media, "", datetime.now(UTC))


CHANNEL = InstagramGraph
