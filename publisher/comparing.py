"""Whether what is live is what was approved: its words, and its pictures by their likeness."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from graphics.likeness import same
from publisher import files
from publisher.channels.base import Channel, Live
from publisher.channels.errors import ChannelError
from publisher.manifest import act_of
from publisher.models import Delivery
from publisher.recaption import coming_texts, live_text
from publisher.rules.as_approved import differences, other_picture, picture_of, same_words

log = structlog.get_logger(__name__)
_TOLD_NONE = "It is not told where the picture is."


@dataclass(frozen=True, slots=True)
class Compared:
    """Sentences: what is not as approved; and why which picture could not be compared."""

    differs: list[str]
    uncompared: dict[str, str] = field(default_factory=dict)


def compared(channel: Channel, delivery: Delivery, live: Live, before: Sequence[str] = ()) -> Compared:
    """How a live post differs from its approved content. Only what the channel sends for that act is compared.

    `before` is how it differed when it was read before: a picture that was another one counts as that until it can be
    compared again. Raises nothing of the channel's.
    """
    act = act_of(delivery.revision.manifest, delivery.act, str(delivery.account))
    slides, alts = act["slides"], live.alts or (live.alt,)
    approved = [slide["alt"] for slide in slides]
    if delivery.act not in channel.alt_texts:
        approved, alts = [""] * len(slides), ("",) * len(alts)
    text = _text(delivery, live.text) if delivery.act == "post" else live.text
    found = Compared(differences(text, approved, live.text, alts))
    if len(alts) != len(slides):
        return found
    addresses = live.pictures if len(live.pictures) == len(slides) else ("",) * len(slides)
    for number, (slide, address) in enumerate(zip(slides, addresses, strict=True), 1):
        other = other_picture(number, len(slides))
        try:
            differs = not same(files.read(slide["sha256"]), _picture(channel, address))
        except (ChannelError, files.FileLost, ValueError) as cause:
            log.info("a picture was not compared", delivery=delivery.pk, cause=str(cause))
            found.uncompared[picture_of(number, len(slides))] = str(cause)
            differs = other in before
        if differs:
            found.differs.append(other)
    return found


def _picture(channel: Channel, address: str) -> bytes:
    if not address:
        raise ValueError(_TOLD_NONE)
    return channel.picture(address)


def _text(post: Delivery, stands: str) -> str:
    """The newest approved caption; one that is approved and not known to be there yet may be there all the same."""
    return next((text for text in coming_texts(post) if same_words(text, stands)), live_text(post))
