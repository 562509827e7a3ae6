"""The values that go into a channel and come out of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from publisher.channels.errors import NeedsHuman

Session = dict[str, Any]
"""What a service remembers us by, as JSON. It is a credential: stored encrypted, never logged."""


@dataclass(frozen=True, slots=True)
class Image:
    """One slide: upright sRGB JPEG bytes as approved, its size in pixels, alt text and language.

    `address` is where a service that fetches pictures by itself gets these bytes; nobody can guess it.
    """

    data: bytes = field(repr=False)
    width: int
    height: int
    alt: str
    lang: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a post is there; `at` is when the service says it appeared (UTC)."""

    remote_id: str
    permalink: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Post:
    """What goes out. `code` is the marker: `text` ends with a link that contains `/a/CODE`.

    Accounts of the service are names without the @: a post may tag some on its first picture (`tags`) and invite some
    as `collaborators`. A story bears `link` as a sticker where the channel has stickers, and may name one, `mention`.
    `target` is the post that a comment stands under, or that gets `text` instead of its own.
    """

    act: str
    code: str
    text: str
    images: tuple[Image, ...]
    link: str
    mention: str = ""
    tags: tuple[str, ...] = ()
    collaborators: tuple[str, ...] = ()
    target: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What `send` needs: a checkpoint to store with the delivery, and a renewed session to store, if any."""

    checkpoint: dict[str, Any]
    session: Session | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Live:
    """What stands there now; alt text and size (pixels) are those of the first slide.

    `alts` has the alt text of each slide; `pictures` the address of each slide's picture as the service shows it, empty
    where it does not tell. Of the counts None means that the service does not tell.
    """

    text: str
    alt: str
    width: int
    height: int
    slides: int
    at: datetime
    alts: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    likes: int | None = None
    comments: int | None = None
    reach: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One of the account's newest posts, for a person to know ours by; `picture` is an address, perhaps empty."""

    remote_id: str
    permalink: str
    at: datetime
    text: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the account can publish now; if not, why, and what to do. When it can, `todo` is what to do in time.

    `pauses`: that answer says that the account must rest.
    """

    ok: bool
    reason: str = ""
    todo: str = ""
    pauses: NeedsHuman | None = None
