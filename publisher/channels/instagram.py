"""Instagram through instagrapi: upload (invisible, repeatable), then one request that makes it visible."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from instagrapi.exceptions import ClientNotFoundError, MediaUnavailable

from publisher.channels import instagram_errors as errors
from publisher.channels import instagram_feed as feed
from publisher.channels.base import (
    Channel,
    Health,
    Live,
    NeedsHuman,
    Post,
    Prepared,
    Receipt,
    Refused,
    Session,
    TryLater,
    Unknown,
)
from publisher.channels.instagram_client import Connection, InstagramSecrets, open_connection
from publisher.channels.instagram_fit import refuse_unfit
from publisher.channels.instagram_post import configure, upload

T = TypeVar("T")


class Instagram(Channel):
    """An Instagram account as instagrapi's Android app. See `Channel` for what each call promises."""

    name = "instagram"
    label = "Instagram"
    acts = ("post", "delete")
    max_text = 2200
    max_slides = 10
    sizes = ("1080x1350", "1080x1080")
    absence_is_proof = False
    Secrets = InstagramSecrets
    _open: Connection | None = None

    @classmethod
    def identity(cls, secrets: Any, session: Session | None) -> str:
        """Instagram's number of the account once it is logged in: one may log in with a name, an address or a phone."""
        kept = session or {}
        known = ((kept.get(part) or {}).get("ds_user_id") for part in ("authorization_data", "cookies"))
        number = next(filter(None, known), None)
        return f"id {number}" if number else str(secrets.username).strip().removeprefix("@").casefold()

    @classmethod
    def page(cls, secrets: Any, session: Session | None) -> str:  # noqa: ARG003 - the session names a number only
        """By the username; one who logs in with an address or a phone does not tell."""
        name = str(secrets.username).strip().removeprefix("@").casefold()
        return "" if "@" in name or name.lstrip("+").isdigit() else f"instagram.com/{name}"

    def check(self) -> Health:
        """One request: does Instagram still know the session, and is it this account's?"""
        try:
            answer = self._look(lambda c: c.client.private_request("accounts/current_user/?edit=true"))
        except NeedsHuman as error:
            return Health(False, error.reason, error.todo)
        except (TryLater, Refused, Unknown) as error:
            return Health(False, str(error), "Nothing: it is tried again by itself.")
        username = str((answer.get("user") or {}).get("username") or "")
        wanted = self.secrets.username.strip()
        if "@" not in wanted and username.casefold() != wanted.casefold():  # one may log in with an address
            return Health(False, f"The session belongs to {username or 'nobody'}.", "Connect the account again.")
        return Health(True)

    def connect(self) -> Session:
        """Log in with the password on the device that is already known, if any."""
        try:
            self._log_in()
        except Exception as error:  # noqa: BLE001  # instagrapi raises far more than its own classes
            raise errors.before(error) from None
        return self._connection().session()

    def prepare(self, post: Post, checkpoint: Mapping[str, Any]) -> Prepared:
        """Upload the pictures under ids that the checkpoint fixes; logs in first where that is needed."""
        refuse_unfit(post, self)
        stored = self.session
        upload_id = str(checkpoint.get("upload_id") or int(time.time() * 1000))
        try:
            if self._connection().client.user_id is None:
                self._log_in()
            try:
                upload(self._connection().client, post, upload_id)
            except Exception as error:
                if not errors.session_ended(error):
                    raise
                self._log_in()
                upload(self._connection().client, post, upload_id)
        except Exception as error:  # noqa: BLE001
            raise errors.before(error) from None
        self.session = self._connection().session()
        renewed = self.session if self.session != stored else None
        return Prepared({**checkpoint, "upload_id": upload_id}, renewed)

    def send(self, prepared: Prepared, post: Post) -> Receipt:
        """The one visible request, over a connection of its own, never repeated by anything below."""
        self.session = prepared.session or self.session
        connection = self._connection()
        if connection.client.user_id is None:
            raise TryLater("The post was not prepared: there is no session.", timedelta(minutes=1))
        connection.once.arm()
        try:
            answer = configure(connection.client, post, str(prepared.checkpoint["upload_id"]))
        except Exception as error:  # noqa: BLE001
            if connection.once.may_have_left:
                raise errors.after(error) from None
            raise TryLater(f"Instagram could not be reached ({type(error).__name__}).", timedelta(minutes=2)) from None
        done = feed.receipt(answer.get("media"), self._site) if answer.get("status") == "ok" else None
        if done is None:
            raise Unknown("The post was sent, but Instagram's answer does not name it.")
        return done

    def find(self, post: Post, checkpoint: Mapping[str, Any], since: datetime) -> Receipt | None:
        """Search the account's raw feed; never logs in."""
        found = self._look(lambda c: feed.find(c.client, post, checkpoint, since))
        if found is None:
            return None
        done = feed.receipt(found, self._site)
        if done is None:
            raise Unknown("The post is in the feed, but Instagram gives it no id.")
        return done

    def read(self, receipt: Receipt) -> Live | None:
        """Ask for the post by its id; never logs in."""
        pk = receipt.remote_id.split("_")[0]
        try:
            answer = self._look(lambda c: c.client.private_request(f"media/{pk}/info/"), gone=True)
        except LookupError:
            return None
        items = answer.get("items") if isinstance(answer, dict) else None
        if not isinstance(items, list) or not items:
            raise Unknown("Instagram's answer about the post does not describe it.")
        return feed.live(items[0])

    def delete(self, receipt: Receipt) -> None:
        """Delete by id; may be repeated."""
        try:
            deleted = self._look(lambda c: c.client.media_delete(receipt.remote_id), gone=True)
        except LookupError:
            return
        if not deleted:
            raise TryLater("Instagram did not confirm that the post was deleted.", timedelta(minutes=2))

    @property
    def _site(self) -> str:
        return self.surroundings.endpoint.rstrip("/") or feed.SITE

    def _connection(self) -> Connection:
        if self._open is None:
            self._open = open_connection(self.secrets, self.session, self.surroundings)
        return self._open

    def _log_in(self) -> None:
        self._connection().log_in(self.secrets)
        self.session = self._connection().session()

    def _look(self, question: Callable[[Connection], T], gone: bool = False) -> T:
        """Ask, with failures in our words; with `gone`, LookupError when the post does not exist."""
        connection = self._connection()
        if connection.client.user_id is None:
            raise NeedsHuman("The account is not connected to Instagram.", "Connect it with its password.")
        try:
            return question(connection)
        except Exception as error:  # noqa: BLE001
            if gone and isinstance(error, MediaUnavailable | ClientNotFoundError):
                raise LookupError from None
            raise errors.reading(error) from None


CHANNEL = Instagram
