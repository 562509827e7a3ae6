"""Instagram through instagrapi: upload (invisible, repeatable), then one request that makes it visible.

What is done to a post afterwards may be repeated, but a comment is looked for before it is sent again.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from publisher.channels import instagram_after as afterwards
from publisher.channels import instagram_errors as errors
from publisher.channels import instagram_feed as feed
from publisher.channels import instagram_login as login
from publisher.channels import instagram_story as story
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
from publisher.channels.errors import NotOurs, PostGone, wish
from publisher.channels.instagram_asking import NO_SUCH_POST, Asking, number_of
from publisher.channels.instagram_client import SHOWN_AS, InstagramSecrets, open_connection
from publisher.channels.instagram_fit import refuse_unfit, refuse_unfit_text
from publisher.channels.instagram_post import configure, ready
from publisher.rules.as_approved import LISTS_LAG

_BY_HAND = "Do it in the Instagram app, then say here that it is done."


class Instagram(Asking):
    """An Instagram account as instagrapi's Android app. See `Channel` for what each call promises."""

    name = "instagram"
    label = "Instagram"
    site = "instagram.com"
    acts = ("post", "story", "comment", "edit", "archive", "delete")
    max_text = 2200
    max_slides = 10
    max_tags = 20
    max_collaborators = 5
    stickers = True
    sizes = ("1080x1350", "1080x1080")
    absence_is_proof = False
    Secrets = InstagramSecrets

    @classmethod
    def identity(cls, secrets: Any, session: Session | None) -> str:
        """Instagram's number of the account once it is logged in: one may log in with a name, an address or a phone."""
        kept = session or {}
        known = ((kept.get(part) or {}).get("ds_user_id") for part in ("authorization_data", "cookies"))
        number = next(filter(None, known), None)
        return f"id {number}" if number else str(secrets.username).strip().removeprefix("@").casefold()

    @classmethod
    def page(cls, secrets: Any, session: Session | None) -> str:
        """By the username that Instagram said last; else by the one to log in with, if that is no address or phone."""
        name = str((session or {}).get(SHOWN_AS) or _typed(secrets)).casefold()
        return f"{cls.site}/{name}" if name else ""

    def page_now(self) -> str:
        """One request."""
        self._named()
        return self.page(self.secrets, self.session)

    def check(self) -> Health:
        """One request: does Instagram still know the session, and is it this account's, perhaps under a new name?"""
        known = str((self.session or {}).get(SHOWN_AS) or "")
        try:
            name = self._named("" if known else _typed(self.secrets))
        except NeedsHuman as error:
            return Health(False, error.reason, error.todo, error)
        except ChannelError as error:
            return Health(False, str(error), "Nothing: it is tried again by itself.", wish(error))
        renamed = known and name and known.casefold() != name.casefold()
        return Health(True, f"It is called {name} on Instagram now." if renamed else "")

    def connect(self) -> Session:
        """Log in with the password on the device that is already known, if any."""
        self._log_in()
        return self._introduced()

    def connect_on(self, kept: Mapping[str, Any], code: str = "") -> Session:
        """With the code alone; after a confirmation by the session, or else by the password once more."""
        self._open = open_connection(self.secrets, kept["settings"], self.surroundings)
        login.go_on(self._open, self.secrets, kept, code)
        return self._introduced()

    def adopt(self, session: Session) -> Session:
        """One request: does Instagram know it, as this account's?"""
        self._open = open_connection(self.secrets, login.importable(session), self.surroundings)
        try:
            self._named(_typed(self.secrets))
        except ChannelError as error:
            why = error.reason if isinstance(error, NeedsHuman) else str(error)
            raise Refused(f"The session does not work. {why}", "Make a new one, or log in here.") from None
        return self._introduced()

    def prepare(self, post: Post, checkpoint: Mapping[str, Any]) -> Prepared:
        """Upload the pictures under ids that the checkpoint fixes; logs in where that is needed, once at most."""
        refuse_unfit(post, self)
        if post.act == "story" and not post.link:
            raise Refused("A story has a link to its announcement, and this one has none.")
        stored = self.session
        upload_id = str(checkpoint.get("upload_id") or int(time.time() * 1000))
        try:
            entered = self._connection().client.user_id is None
            if entered:
                self._log_in()
            try:
                learnt = ready(self._connection().client, post, upload_id)
            except Exception as error:
                if entered or not errors.session_ended(error):
                    raise
                self._log_in()
                learnt = ready(self._connection().client, post, upload_id)
        except Exception as error:  # noqa: BLE001
            raise errors.before(error, self._connection().hide) from None
        self.session = self._connection().session()
        renewed = self.session if self.session != stored else None
        return Prepared({**checkpoint, "upload_id": upload_id, **learnt}, renewed)

    def send(self, prepared: Prepared, post: Post) -> Receipt:
        """The one visible request, over a connection of its own, never repeated by anything below."""
        self.session = prepared.session or self.session
        if self._connection().client.user_id is None:
            raise TryLater("The post was not prepared: there is no session.", timedelta(minutes=1))
        answer = self._once("post", lambda client: configure(client, post, prepared.checkpoint))
        done = _receipt(post, answer.get("media"), self._site) if answer.get("status") == "ok" else None
        if done is None:
            raise Unknown("The post was sent, but Instagram's answer does not name it.")
        return done

    def find(self, post: Post, checkpoint: Mapping[str, Any], since: datetime) -> Receipt | None:
        """Search the account's raw feed, or its stories; never logs in."""
        search = story.find if post.act == "story" else feed.find
        found = self._look(lambda c: search(c.client, post, checkpoint, since))
        if found is None:
            return None
        done = _receipt(post, found, self._site)
        if done is None:
            raise Unknown("The post is in the feed, but Instagram gives it no id.")
        return done

    def read(self, receipt: Receipt) -> Live | None:
        """Ask for the post by its id; never logs in. One that is gone is missing from the account's list too."""
        try:
            item = self._item(receipt)
        except LookupError:
            return None
        return feed.live(item)

    def shows(self, receipt: Receipt) -> bool:
        """Archived posts still exist for the account itself, and are missing from its feed."""
        live = self.read(receipt)
        if live is None:
            return False
        since = min(receipt.at, live.at)  # a person says later that they posted it
        return self._look(lambda c: feed.lists(c.client, number_of(receipt), since))

    def recent(self, most: int) -> list[Seen]:
        """One page of the account's raw feed; never logs in."""
        return self._look(lambda c: feed.recent(c.client, self._site, most))

    def delete(self, receipt: Receipt) -> None:
        """Delete by id; may be repeated."""
        try:
            media_id = self._id(receipt)
            deleted = self._look(lambda c: c.client.media_delete(media_id), NO_SUCH_POST)
        except LookupError:
            self._refuse_while(self.read, receipt)
            return
        if not deleted:
            raise TryLater("Instagram did not confirm that the post was deleted.", timedelta(minutes=2))

    def said(self, receipt: Receipt, text: str) -> str | None:
        """Read the comments to their end; never logs in."""
        if not text.strip():
            raise Refused("The comment is empty.")
        refuse_unfit_text(text, "comment", afterwards.MAX_COMMENT)
        try:
            media_id = self._id(receipt)
            return self._look(lambda c: afterwards.said_already(c.client, media_id, text), NO_SUCH_POST)
        except LookupError:
            if self.read(receipt) is not None:
                raise Unknown("Instagram shows the post, but not its comments.") from None
            raise PostGone("The post is gone, so nothing can be said under it.") from None

    def comment(self, receipt: Receipt, text: str) -> str:
        """Read the comments; if it is not among them, one request over a connection of its own."""
        if (said := self.said(receipt, text)) is not None:
            return said
        media_id = self._id(receipt)
        answer = self._once("comment", lambda client: afterwards.comment(client, media_id, text))
        made = answer.get("comment") if answer.get("status") == "ok" else None
        if not isinstance(made, dict) or not made.get("pk"):
            raise Unknown("The comment was sent, but Instagram's answer does not name it.")
        return str(made["pk"])

    def edit(self, receipt: Receipt, text: str, tags: Sequence[str] = ()) -> None:
        """One request, besides asking who is tagged; may be repeated."""
        refuse_unfit_text(text, "caption", self.max_text)
        try:
            media_id = self._id(receipt)
            self._change("the caption was changed", lambda client: afterwards.edit(client, media_id, text, tags))
        except LookupError:
            self._refuse_while(self.read, receipt)
            raise PostGone("The post is gone, so its caption cannot be changed.") from None

    def archive(self, receipt: Receipt) -> None:
        """One request; may be repeated."""
        try:
            media_id = self._id(receipt)
            self._change("the post was archived", lambda client: afterwards.archive(client, media_id))
        except LookupError:  # what is gone is out of sight; of a young post no list tells that it is
            listed = datetime.now(UTC) - receipt.at > LISTS_LAG
            self._refuse_while(self.shows if listed else self.read, receipt)

    def _item(self, receipt: Receipt) -> feed.Item:
        """What Instagram says of it; LookupError when it is gone. Raises Refused for what is not ours."""
        if not (number := number_of(receipt)):
            raise Refused("Nobody knows this post's id at Instagram.", _BY_HAND)
        try:
            item = self._look(lambda c: feed.described(c.client, number), NO_SUCH_POST)
        except LookupError:
            self._refuse_unless_gone(receipt)
            raise
        if not receipt.remote_id and feed.whose(item) != str(self._connection().client.user_id):
            raise NotOurs(f"What stands at {receipt.permalink} is not this account's post.", _BY_HAND)
        return item

    def _id(self, receipt: Receipt) -> str:
        return receipt.remote_id or str(self._item(receipt)["id"])


def _typed(secrets: Any) -> str:
    """The username to log in with, in lower case; empty for an address or a phone."""
    name = str(secrets.username).strip().removeprefix("@").casefold()
    return "" if "@" in name or name.lstrip("+").isdigit() else name


def _receipt(post: Post, media: object, site: str) -> Receipt | None:
    return story.receipt(media, site) if post.act == "story" else feed.receipt(media, site)


CHANNEL = Instagram
