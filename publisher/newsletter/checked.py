"""A mail against the rules, each by its name, for people to see before they approve it."""

from dataclasses import dataclass

from publisher.newsletter.carried import message
from publisher.newsletter.compile import CompileError, HeaderError
from publisher.newsletter.lint import MAX_HTML, complaint
from publisher.words import MailWords


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: whether it is kept, and what was found."""

    name: str
    ok: bool
    detail: str


def checks(words: MailWords) -> list[Check]:
    """Every rule that this mail is held to, in the order in which people read them."""
    size = len(words.html.encode())
    return [
        _compiles(words),
        Check("Links, pictures, way out", not (why := complaint(words.html, words.text)), why),
        Check("Size", size < MAX_HTML, f"The HTML has {size:,} of at most {MAX_HTML:,} bytes."),
        Check("Subject", 0 < len(words.subject) <= 120, f"{len(words.subject)} letters; phones show about 40."),
    ]


def _compiles(words: MailWords) -> Check:
    try:
        message(words)
    except (CompileError, HeaderError) as cause:
        return Check("Can be made", False, str(cause))
    return Check("Can be made", True, "")
