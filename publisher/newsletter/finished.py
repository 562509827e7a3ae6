"""The finished words of an issue, for who is given HTML and text instead of a message: read from the message itself."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from publisher.newsletter.compile import Compiled, CompileError

_NOBODY = "nobody@readers.invalid"
_HERE = "https://way-out.invalid/u/"


@dataclass(frozen=True, slots=True)
class Finished:
    """What was approved, as another sends it; the way out is the tag of whoever does."""

    subject: str
    html: str
    text: str


def finished(message: Compiled, way_out: str) -> Finished:
    """The words of a compiled mail. Raises `CompileError`."""
    data = message.join(_NOBODY, "<finished@readers.invalid>", _HERE, datetime.now(UTC))
    parsed = message_from_bytes(data, policy=default)
    text, html = (parsed.get_body((kind,)) for kind in ("plain", "html"))
    if text is None or html is None:
        raise CompileError("the mail has no text or no html part; approve its words anew")
    words = [part.get_content().replace(_HERE, way_out) for part in (html, text)]
    return Finished(str(parsed["Subject"]), *words)
