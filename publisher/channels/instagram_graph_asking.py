"""Instagram's official API as one account asks it: with its token, under its number, in our words when it fails."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from publisher.channels import instagram_graph_errors as errors
from publisher.channels import instagram_graph_feed as feed
from publisher.channels.base import Channel, NeedsHuman, Receipt, Refused, Session, TryLater
from publisher.channels.instagram_graph_client import Answer, Graph
from publisher.channels.instagram_graph_token import Held, held, whose
from publisher.channels.scrub import secret_words
from publisher.rules.as_approved import BY_HAND_WITHIN
from publisher.rules.links import is_story

T = TypeVar("T")

_NO_STORIES = "Instagram's official API lists no stories, so only people can look at what a person posted."


class Asking(Channel):
    """What the channel of the official API is made of: ask, or do it once."""

    @property
    def _held(self) -> Held | None:
        return held(self.session)

    @property
    def _user(self) -> str:
        return self._held.user_id if self._held else self.secrets.user_id.strip() or "me"

    def _graph(self, seconds: float = 0) -> Graph:
        token = self._held.token if self._held else self.secrets.token.strip()
        return Graph(token, self.surroundings, seconds, secret_words(self.secrets, self.session))

    def _renew(self) -> Session | None:
        mine = self._held
        if mine is None or not mine.due:
            return None
        self.session = mine.renew(self.surroundings).session
        return self.session

    def _whose(self) -> str:
        """The number of the token's account; its name of now is kept in the session, since accounts are renamed.

        Raises NeedsHuman if that is another account than the one that was connected.
        """
        found, mine = self._ask(whose), self._held
        if mine and found["user_id"] != mine.user_id:
            raise NeedsHuman(f"The token belongs to {found['username']}.", "Connect the account again.", "token")
        if mine and found["username"]:
            self.session = replace(mine, username=found["username"]).session
        return found["user_id"]

    def _once(self, what: str, path: str, **fields: str) -> Answer:
        """The one request that makes something visible. Raises TryLater if nothing left, else Unknown."""
        graph = self._graph()
        try:
            return graph.post_once(path, **fields)
        except Exception as error:  # noqa: BLE001
            if graph.may_have_left:
                raise errors.after(error, what) from None
            raise TryLater(f"Instagram could not be reached ({type(error).__name__}).", timedelta(minutes=2)) from None

    def _ask(self, question: Callable[[Graph], T]) -> T:
        try:
            return question(self._graph())
        except Exception as error:  # noqa: BLE001
            raise errors.reading(error) from None

    def _placed(self, receipt: Receipt) -> Receipt:
        """The same with its id: what a person posted is known by its address alone, and the account's list has both.

        Raises Refused for a story: no list has one, however often it is asked.
        """
        if receipt.remote_id:
            return receipt
        if is_story(receipt.permalink) and self.page(self.secrets, self.session):  # else nobody knows whose it is
            raise Refused(_NO_STORIES)
        since = receipt.at - BY_HAND_WITHIN
        return replace(receipt, remote_id=self._ask(lambda g: feed.at(g, self._user, receipt.permalink, since)))

    def _lists(self, receipt: Receipt) -> bool:
        since = receipt.at - BY_HAND_WITHIN  # of what a person posted that is when they told us
        return receipt.remote_id in self._ask(lambda g: {str(item["id"]) for item in feed.items(g, self._user, since)})
