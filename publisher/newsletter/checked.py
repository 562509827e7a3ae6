"""A mail against the rules, each by its name, for people to see before they approve it."""

from dataclasses import dataclass

from publisher.newsletter.carried import message
from publisher.newsletter.compile import CompileError, HeaderError
from publisher.newsletter.lint import MAX_HTML, complaint
from publisher.words import MailWords


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: what it asks, and what is wrong and what to do about it, empty where it `passed`."""

    rule: str
    asks: str
    passed: bool
    todo: str = ""


def checks(words: MailWords) -> tuple[Check, ...]:
    """How the mail of these words keeps each rule."""
    why = complaint(words.html, words.text)
    size = len(words.html.encode())
    small = size < MAX_HTML
    return (
        _compiles(words),
        Check("parts", "Every link is in both parts, every picture has words, there is a way out.", not why, why),
        Check("size", f"The HTML has less than {MAX_HTML:,} bytes: {size:,}.", small, "" if small else "Shorten it."),
    )


def _compiles(words: MailWords) -> Check:
    asks = "The message can be made."
    try:
        message(words)
    except (CompileError, HeaderError) as cause:
        return Check("message", asks, False, str(cause))
    return Check("message", asks, True)
