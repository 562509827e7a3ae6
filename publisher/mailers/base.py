"""What a campaign back end promises."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import datetime

from publisher.channels.errors import NeedsHuman, Refused
from publisher.mailers.values import Access, Found, Letter, Progress


class Mailer(ABC):
    """One service. Each call raises `ChannelError`: `TryLater`, `NeedsHuman`, `Refused`; `send` also `Unknown`."""

    name: str
    label: str
    unsubscribe = ""
    """What the service puts its own way out for; empty where it has none that is documented."""
    marks: tuple[str, ...] = ()
    """What the service would take for its own commands, and no announcement may hold."""
    needs_address = False
    pauses = False
    """Whether it can pause what it is mailing and go on from there, with no second mail to anybody."""

    def __init__(self, access: Access) -> None:
        if not access.key:
            raise NeedsHuman(f"There is no key for {self.label}.", "Set PUBLISHER_MAIL_KEY.")
        self.access = access

    @abstractmethod
    def check(self, audiences: Iterable[str]) -> str:
        """Whether all is there to mail these audiences; says what was found. Changes nothing."""

    @abstractmethod
    def find(self, marker: str, since: datetime) -> Found | None:
        """The campaign with this marker, made at `since` or later; of several one that was sent, else the first.

        None only when everything was looked at.
        """

    @abstractmethod
    def create(self, letter: Letter) -> str:
        """Makes the draft, which nobody sees, and gives its id. To be called after `find` gave None."""

    def ready(self, remote_id: str, letter: Letter) -> None:  # noqa: B027 - most have no more to do
        """Makes the draft complete, which may be repeated. Raises `Refused` with what the service misses."""

    @abstractmethod
    def send(self, remote_id: str) -> None:
        """Mails it: one request, the only one with a visible effect, never repeated.

        `TryLater` is proof that nothing was sent; `Refused` is what the service said, and is worth a look; `Unknown`:
        nobody knows.
        """

    @abstractmethod
    def progress(self, remote_id: str) -> Progress:
        """How it stands at the service."""

    @abstractmethod
    def stop(self, remote_id: str) -> None:
        """Asks the service to send no more of it, which it may not do any more."""

    def pause(self, remote_id: str) -> None:
        """Asks the service to rest in the midst of it. Only where it `pauses`; else what is stopped is stopped."""
        raise NotImplementedError

    def go_on(self, remote_id: str) -> None:
        """Asks the service to go on with what it paused, from where it was; may be repeated."""
        raise NotImplementedError

    @abstractmethod
    def leave(self, email: str, audiences: Iterable[str]) -> None:
        """Ends this address's subscription there; an address that is not there is no error."""

    @abstractmethod
    def left(self, audiences: Iterable[str], since: datetime) -> Iterator[str]:
        """Addresses that left there, or cannot be reached, since then; some before it may be among them."""

    def refuse_marks(self, letter: Letter) -> None:
        """Raises `Refused` for words that the service would take for commands."""
        for part in (letter.subject, letter.html, letter.text):
            rest = part.replace(self.unsubscribe, "") if self.unsubscribe else part
            for mark in self.marks:
                if mark in rest:
                    raise Refused(f"{self.label} would take {mark!r} in the mail for a command: take it out.")
