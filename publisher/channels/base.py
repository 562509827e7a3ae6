"""What every channel promises. No Django, no database."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, ClassVar

from publisher.channels.errors import (
    ChannelError,
    CodeNeeded,
    ConfirmationNeeded,
    ForAPerson,
    NeedsHuman,
    Refused,
    TryLater,
    Unknown,
)
from publisher.channels.seeing import fetched
from publisher.channels.surroundings import Surroundings
from publisher.channels.values import Health, Image, Live, Post, Prepared, Receipt, Seen, Session

__all__ = [
    "Channel",
    "ChannelError",
    "CodeNeeded",
    "ConfirmationNeeded",
    "ForAPerson",
    "Health",
    "Image",
    "Live",
    "NeedsHuman",
    "Post",
    "Prepared",
    "Receipt",
    "Refused",
    "Seen",
    "Session",
    "Surroundings",
    "TryLater",
    "Unknown",
]


class Channel(ABC):
    """One account of one service, used by one worker at a time. Making it sends nothing.

    `session` holds the newest session after every call, also after one that raised: a log-in that was
    followed by a failure is not to be repeated.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    by_itself: ClassVar[bool] = True
    """False where every post is made by a person: then `prepare` raises ForAPerson, and nothing is ever sent."""
    acts: ClassVar[tuple[str, ...]]
    """What it can do: "post" and perhaps "story" are sent; "comment", "edit", "archive" and "delete" are methods."""
    alt_texts: ClassVar[tuple[str, ...]] = ("post", "story")
    """Acts whose pictures it sends with their alt text; of others none is looked for when they are read back."""
    max_text: ClassVar[int]
    max_slides: ClassVar[int]
    max_tags: ClassVar[int] = 0
    max_collaborators: ClassVar[int] = 0
    stickers: ClassVar[bool] = False
    """Whether a story can bear a link and a mention."""
    sizes: ClassVar[tuple[str, ...]]
    absence_is_proof: ClassVar[bool]
    """Whether `find` returning None proves that nothing was posted. False where feeds lag."""
    site: ClassVar[str] = ""
    """Where its pages are, such as `instagram.com`: two channels of one site may lead to the same page."""
    Secrets: ClassVar[type]
    """A dataclass of strings; `metadata` has label, help and whether the field is secret."""

    before_the_end: ClassVar[str] = ""
    """What to do before a log-in ends that ends by itself."""
    warn_before: ClassVar[timedelta] = timedelta(days=14)

    quota: int | None = None
    """How many posts the service allows in 24 hours, where it has said so in a call before."""

    def __init__(self, secrets: Any, session: Session | None, surroundings: Surroundings) -> None:
        self.secrets = secrets
        self.session = session
        self.surroundings = surroundings

    @classmethod
    def identity(cls, secrets: Any, session: Session | None) -> str:  # noqa: ARG003 - for those who know more
        """Whose account that is at the service: the same text for two log-ins of one account, empty if unknown.

        Without a session by the secrets alone, else also by what the service answered. Here: the secrets' fields that
        are not secret, whatever their case.
        """
        shown = [one.name for one in fields(cls.Secrets) if one.metadata.get("secret") is False]
        return " ".join(str(getattr(secrets, name)).strip() for name in shown).casefold()

    @classmethod
    def page(cls, secrets: Any, session: Session | None) -> str:  # noqa: ARG003 - for those who know more
        """What the public sees it as, in lower case, such as `instagram.com/name`; empty if unknown.

        Two channels that lead to the same page would show everything twice there. Here: empty.
        """
        return ""

    def page_now(self) -> str:
        """The same as the service calls it in this moment, kept in `session`: accounts are renamed. Asks; raises all.

        Here: as it is known.
        """
        return self.page(self.secrets, self.session)

    @classmethod
    def ends_at(cls, session: Session) -> datetime | None:  # noqa: ARG003 - for those whose log-in has an end
        """When this log-in ends by itself, as the service said; None where it has no known end. Asks nobody."""
        return None

    @abstractmethod
    def check(self) -> Health:
        """Ask whether the account can publish now. Changes nothing, never raises a ChannelError."""

    @abstractmethod
    def connect(self) -> Session:
        """Log in and return the session to store. Raises NeedsHuman (also as CodeNeeded) or TryLater."""

    def connect_on(self, kept: Mapping[str, Any], code: str = "") -> Session:  # noqa: ARG002 - for those that ask
        """Go on with a log-in that raised CodeNeeded, on the same device; `code` is empty after a confirmation."""
        raise Refused(f"{self.label} asks for no code.")

    def adopt(self, session: Session) -> Session:  # noqa: ARG002 - for those that can
        """Take over a session that another program made, once it works; no log-in. Raises all but Unknown."""
        raise Refused(f"{self.label} takes over no session from elsewhere.")

    @abstractmethod
    def prepare(self, post: Post, checkpoint: Mapping[str, Any]) -> Prepared:
        """Do all that can fail and that nobody sees; may be repeated. Raises all but Unknown."""

    @abstractmethod
    def send(self, prepared: Prepared, post: Post) -> Receipt:
        """Make the post visible with exactly one request.

        Raises TryLater only with proof that nothing left this machine, otherwise Unknown.
        """

    @abstractmethod
    def find(self, post: Post, checkpoint: Mapping[str, Any], since: datetime) -> Receipt | None:
        """Look for the post: by remote id, upload id, or marker in what is not older than `since`.

        None means "I looked at everything and it is not there"; "cannot tell" is raised.
        """

    @abstractmethod
    def read(self, receipt: Receipt) -> Live | None:
        """What stands there now; None if it is gone. "Cannot tell" is raised: Refused if this channel never can."""

    def shows(self, receipt: Receipt) -> bool:
        """Whether everybody can see the post; False also for one that was put out of sight and still exists.

        "Cannot tell" is raised, as by `read`. Not for a post that is minutes old: lists lag.
        """
        return self.read(receipt) is not None

    def recent(self, most: int) -> list[Seen]:  # noqa: ARG002 - for those that can
        """The account's newest posts, newest first, at most `most`. Raises all; Refused where there is no list."""
        raise Refused(f"{self.label} gives no list of its posts.")

    def profile(self) -> str:
        """Where people look at the account, at the stand-in if there is one; empty if unknown."""
        if self.surroundings.endpoint:
            return f"{self.surroundings.endpoint.rstrip('/')}/"
        page = self.page(self.secrets, self.session)
        return f"https://{page}/" if page else ""

    def picture(self, address: str) -> bytes:
        """The picture at an address that `read` or `recent` gave. Raises Unknown."""
        return fetched(address, self.surroundings.endpoint)

    @abstractmethod
    def delete(self, receipt: Receipt) -> None:
        """Take the post down; a post that is already gone is a success. May be repeated."""

    def said(self, receipt: Receipt, text: str) -> str | None:  # noqa: ARG002 - for those that have comments
        """The id of the account's own comment in these words under the post; None after all of them were read.

        "Cannot tell" is raised; Refused if the post is gone, and by channels without comments.
        """
        raise Refused(f"There are no comments on {self.label}.")

    def comment(self, receipt: Receipt, text: str) -> str:  # noqa: ARG002 - for those that can
        """Say `text` under the post, unless the account has said it there already; gives the comment's id.

        May be repeated: it looks before it sends. Raises Unknown once it was sent and no answer came, then look again
        by calling it again. For channels that have the act "comment"; Refused by all others, as the next two.
        """
        raise Refused(f"There are no comments on {self.label}.")

    def edit(self, receipt: Receipt, text: str, tags: Sequence[str] = ()) -> None:  # noqa: ARG002
        """Give the post this text instead; `tags` are the accounts that stay tagged, others are no longer.

        May be repeated; raises all but Unknown.
        """
        raise Refused(f"A text cannot be changed on {self.label}.")

    def archive(self, receipt: Receipt) -> None:  # noqa: ARG002
        """Take the post out of sight without deleting it; one that is gone is out of sight. May be repeated.

        Raises all but Unknown.
        """
        raise Refused(f"Nothing can be archived on {self.label}.")
