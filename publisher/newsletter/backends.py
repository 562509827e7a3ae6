"""What carries the newsletter: one setting, three shapes.

`copies`: one message a recipient, drained by `drain.py` (SMTP, and django-anymail's providers). `campaign`: one object
at a service that keeps the audience itself (`campaigns.py`). `by_hand`: a person pastes it into whatever they use.
Why: docs/decisions/0024-what-carries-the-newsletter.md.
"""

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Literal, Protocol, Self

from django.conf import settings

from publisher.channels.errors import NeedsHuman
from publisher.channels.surroundings import Surroundings
from publisher.mailers import MAILERS, Mailer
from publisher.mailers.values import Access
from publisher.newsletter import dkim
from publisher.newsletter.outcomes import Letter, Outcome
from publisher.newsletter.smtp import Relay

SMTP, BY_HAND, ANYMAIL = "smtp", "by_hand", "anymail:"
Shape = Literal["copies", "campaign", "by_hand"]


class Transport(Protocol):
    """Hands over messages. Use `with`."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None: ...

    def send_each(self, letters: Iterable[Letter]) -> Iterator[Outcome]:
        """Hands over one after the other and gives what became of each, in order. Raises `Unreachable`."""
        ...


def shape(name: str) -> Shape:
    """How the back end of that name mails."""
    if name == BY_HAND:
        return "by_hand"
    return "campaign" if name in MAILERS else "copies"


def label(name: str) -> str:
    """Its name for people."""
    if name in MAILERS:
        return MAILERS[name].label
    return {SMTP: "the mail relay", BY_HAND: "by hand"}.get(name, name.removeprefix(ANYMAIL))


def signer() -> dkim.Signer | None:
    """What signs the copies; None where a provider does, or nobody. Raises `Refusal` for keys that cannot be used."""
    return dkim.signer() if settings.MAIL_BACKEND == SMTP else None


def transport() -> Transport:
    """What hands over copies now."""
    if settings.MAIL_BACKEND.startswith(ANYMAIL):
        from publisher.newsletter.provider import Provider  # an extra, which not every installation has

        return Provider(settings.MAIL_BACKEND.removeprefix(ANYMAIL))
    return Relay()


def try_provider() -> None:
    """Raises what stands in the way of the provider's settings; makes no request."""
    from publisher.newsletter.provider import opened

    opened(settings.MAIL_BACKEND.removeprefix(ANYMAIL)).close()


def mailer() -> Mailer:
    """The campaign back end of the settings; it makes no request yet. Raises `NeedsHuman`."""
    kind = MAILERS[settings.MAIL_BACKEND]
    around = Surroundings(endpoint=settings.MAIL_ENDPOINT, timeout_seconds=settings.SEND_SECONDS)
    return kind(Access(settings.MAIL_KEY, settings.MAIL_API, settings.MAIL_TEMPLATE, around))


def audiences() -> dict[str, str]:
    """The audiences at the service, each with the language that it gets; empty: the issue's first.

    `3` is one audience for all, `en=3 es=4` one for each language. Raises `NeedsHuman`.
    """
    found: dict[str, str] = {}
    for part in settings.MAIL_AUDIENCE.replace(",", " ").split():
        language, equals, audience = part.partition("=")
        found[audience if equals else part] = language if equals else ""
    if not found or "" in found:
        raise NeedsHuman(
            f"{label(settings.MAIL_BACKEND)} is not told whom to mail.", "Set PUBLISHER_MAIL_AUDIENCE: en=3 es=4."
        )
    return found


def way_out() -> str:
    """What stands in a mail where a recipient's own unsubscribe address goes. Raises `NeedsHuman`."""
    kind = MAILERS.get(settings.MAIL_BACKEND)
    if tag := settings.MAIL_UNSUBSCRIBE or (kind.unsubscribe if kind else ""):
        return tag
    raise NeedsHuman(
        f"It is not known how a mail sent with {label(settings.MAIL_BACKEND)} names its way out.",
        "Set PUBLISHER_MAIL_UNSUBSCRIBE to what that tool replaces by the unsubscribe address, such as *|UNSUB|*.",
    )
