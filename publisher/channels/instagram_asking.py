"""One connection to Instagram, opened when it is needed, and the three ways to ask something over it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from instagrapi import Client
from instagrapi.exceptions import ClientNotFoundError, MediaUnavailable

from publisher.channels import instagram_errors as errors
from publisher.channels import instagram_feed as feed
from publisher.channels import instagram_login as login
from publisher.channels import instagram_story as story
from publisher.channels.base import Channel, ChannelError, NeedsHuman, Receipt, Session, TryLater, Unknown
from publisher.channels.instagram_client import SHOWN_AS, Connection, open_connection
from publisher.rules.as_approved import BY_HAND_WITHIN, LISTS_LAG
from publisher.rules.links import is_story, number_at

T = TypeVar("T")

NO_SUCH_POST = (MediaUnavailable, ClientNotFoundError)
"""Instagram answers so for what is gone. It alone proves nothing: it has answered so for what stands there."""
_SOON = timedelta(minutes=2)


class Asking(Channel):
    """What the Instagram channel is made of: look, do what may be repeated, or do it once."""

    _open: Connection | None = None

    @property
    def _site(self) -> str:
        return self.surroundings.endpoint.rstrip("/") or feed.SITE

    def _connection(self) -> Connection:
        if self._open is None:
            self._open = open_connection(self.secrets, self.session, self.surroundings)
        return self._open

    def _log_in(self) -> None:
        login.enter(self._connection(), self.secrets)
        self.session = self._connection().session()

    def _introduced(self) -> Session:
        """The session, with the username as Instagram says it; who cannot be asked has the one that let us in."""
        known = self._connection().known
        known.pop(SHOWN_AS, None)
        with suppress(ChannelError):
            known[SHOWN_AS] = self._look(Connection.whose)
        self.session = self._connection().session()
        return self.session

    def _named(self, wanted: str = "") -> str:
        """The username of now, kept in the session. Raises NeedsHuman if it is not the `wanted` one (empty: any)."""
        name = self._look(Connection.whose)
        if wanted and wanted != name.casefold():
            raise NeedsHuman(f"The session belongs to {name or 'nobody'}.", "Connect the account again.", "session")
        if name:
            self._connection().known[SHOWN_AS] = name
            self.session = {**(self.session or {}), SHOWN_AS: name}
        return name

    def _look(self, question: Callable[[Connection], T], gone: tuple[type[Exception], ...] = ()) -> T:
        """Ask, with failures in our words; LookupError for those in `gone`, which say that there is no such post."""
        connection = self._connected()
        try:
            return question(connection)
        except Exception as error:  # noqa: BLE001
            if isinstance(error, gone):
                raise LookupError from None
            raise errors.reading(error, connection.hide) from None

    def _change(self, done: str, request: Callable[[Client], bool]) -> None:
        """Do what may be repeated; LookupError when Instagram says that there is no such post."""
        connection = self._connected()
        try:
            confirmed = request(connection.client)
        except NO_SUCH_POST:
            raise LookupError from None
        except Exception as error:  # noqa: BLE001
            raise errors.before(error, connection.hide) from None
        if not confirmed:
            raise TryLater(f"Instagram did not confirm that {done}.", _SOON)

    def _refuse_unless_gone(self, receipt: Receipt) -> None:
        """What Instagram called gone is missing from the account's own list too, read back to before it appeared.

        Raises Unknown if the list has it or may lag behind it, and what else looking raises.
        """
        if datetime.now(UTC) - receipt.at < LISTS_LAG:
            raise Unknown("Instagram says that there is no such post, and its list may not have it yet.")
        if self._look(lambda c: _lists(c.client, receipt)):
            raise Unknown("Instagram lists the post but does not show it.")

    def _refuse_while(self, stands: Callable[[Receipt], object], receipt: Receipt) -> None:
        """Instagram called it gone when something was to be done to it. Raises TryLater if it `stands` or may stand."""
        try:
            there = stands(receipt)
        except Unknown as cause:
            raise TryLater(str(cause), _SOON, cause.pauses) from None
        if there:
            raise TryLater("Instagram says that there is no such post, and shows it.", _SOON)

    def _once(self, what: str, request: Callable[[Client], T]) -> T:
        """The one request that makes something visible. Raises TryLater if nothing left, else Unknown."""
        connection = self._connected()
        connection.once.arm()
        try:
            return request(connection.client)
        except Exception as error:  # noqa: BLE001
            if connection.once.may_have_left:
                raise errors.after(error, what, connection.hide) from None
            raise TryLater(f"Instagram could not be reached ({type(error).__name__}).", timedelta(minutes=2)) from None
        finally:
            connection.once.disarm()

    def _connected(self) -> Connection:
        """The connection, if there is a session. Sends nothing."""
        connection = self._connection()
        if connection.client.user_id is None:
            raise NeedsHuman("The account is not connected to Instagram.", "Connect it with its password.")
        return connection


def number_of(receipt: Receipt) -> str:
    """The post's number; of what a person posted, the one in its address."""
    return feed.number_of(receipt.remote_id) or number_at(receipt.permalink)


def _lists(client: Client, receipt: Receipt) -> bool:
    """Whether the account's posts have it, or its stories; both are read where no address tells which it is."""
    number, since = number_of(receipt), receipt.at - BY_HAND_WITHIN  # a person says later that they posted it
    if not is_story(receipt.permalink) and feed.lists(client, number, since):
        return True
    return (is_story(receipt.permalink) or not receipt.permalink) and story.lists(client, number)
