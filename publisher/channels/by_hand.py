"""By hand: a person posts what was approved. Nothing here ever sends, looks or reads by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NoReturn

from publisher.channels.base import (
    Channel,
    ForAPerson,
    Health,
    Live,
    Post,
    Prepared,
    Receipt,
    Refused,
    Session,
    TryLater,
)

TODO = "Open what to post on its page, post it in the app, then paste its link there."
_ONLY_THEY_KNOW = "A person posted it, so nothing of ours can look at it"


@dataclass(frozen=True, slots=True)
class ByHandSecrets:
    """Nothing is logged in to, so there is no secret."""

    username: str = field(
        default="",
        metadata={"label": "Username", "help": "Of the account that people post on, without the @.", "secret": False},
    )


class ByHand(Channel):
    """Instagram by the hand of a person. See `Channel` for what each call promises."""

    name = "by_hand"
    label = "Instagram by hand"
    by_itself = False
    site = "instagram.com"
    acts = ("post", "story")
    max_text = 2200
    max_slides = 10
    max_tags = 20
    max_collaborators = 5
    stickers = True
    sizes = ("1080x1350", "1080x1080")
    absence_is_proof = False
    Secrets = ByHandSecrets

    @classmethod
    def page(cls, secrets: Any, session: Session | None) -> str:  # noqa: ARG003 - there is no session
        """By the username, where it is known."""
        name = str(secrets.username).strip().removeprefix("@").casefold()
        return f"instagram.com/{name}" if name else ""

    def check(self) -> Health:
        """A person can always post."""
        return Health(True)

    def connect(self) -> Session:
        """There is nothing to log in to: an empty session."""
        return {}

    def prepare(self, post: Post, checkpoint: Mapping[str, Any]) -> NoReturn:  # noqa: ARG002
        """Raise ForAPerson: that is all there is to prepare."""
        raise ForAPerson("A person posts this by hand.", TODO)

    def send(self, prepared: Prepared, post: Post) -> Receipt:  # noqa: ARG002
        """Raise TryLater, with the best of proofs: nothing is ever sent."""
        raise TryLater("A person posts this by hand; nothing was sent.", timedelta(days=1))

    def find(self, post: Post, checkpoint: Mapping[str, Any], since: datetime) -> Receipt | None:  # noqa: ARG002
        """Raise Refused: only who posted it knows."""
        raise Refused(f"{_ONLY_THEY_KNOW}.", "Look at the account, then paste the link of the post.")

    def read(self, receipt: Receipt) -> Live | None:  # noqa: ARG002
        """Raise Refused: whether it is there can never be told, so nobody may call it gone."""
        raise Refused(f"{_ONLY_THEY_KNOW}: look for yourself now and then.")

    def delete(self, receipt: Receipt) -> None:
        """Raise Refused: who posted it has to take it down."""
        raise Refused("A person posted it, so a person has to take it down.", f"It stands at {receipt.permalink}.")


CHANNEL = ByHand
