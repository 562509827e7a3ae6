"""What the sandbox of Instagram remembers, as values."""

import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

_DAY = 24 * 60 * 60
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True, slots=True)
class Account:
    """A fictional account; `totp` is the seed of its two-factor app, `address` one to log in with; empty without."""

    username: str
    password: str = field(repr=False)
    totp: str = field(default="", repr=False)
    address: str = ""
    number: str = ""

    @property
    def user_id(self) -> str:
        """The same number for the same name, on every run; one that was renamed keeps its own."""
        return self.number or str(10**9 + int(sha256(self.username.encode()).hexdigest(), 16) % (9 * 10**9))


@dataclass(frozen=True, slots=True)
class Slide:
    """One picture of a post: a file under the folder, its size in pixels, its alt text, the SHA-256 of what came."""

    image: str
    width: int
    height: int
    alt: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """One picture as it came, whether or not it was ever posted."""

    account: str
    upload_id: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said under a post."""

    pk: int
    post: int
    account: str
    text: str
    made_at: float


@dataclass(frozen=True, slots=True)
class StoredPost:
    """A post or a story (`act`) as it is now; a sticker is what the client told of it.

    `tags` and `invited` are the numbers of accounts: tagged on a picture, asked to show it as theirs too.
    Without an `upload_id` a person made it, from the phone.
    """

    pk: int
    account: str
    caption: str
    upload_id: str
    made_at: float
    slides: tuple[Slide, ...]
    deleted: bool = False
    archived: bool = False
    act: str = "post"
    stickers: tuple[dict[str, Any], ...] = ()
    tags: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()

    @property
    def gone(self) -> bool:
        """Whether it exists no more, also for its owner: it was deleted, or is a story whose day is over."""
        return self.deleted or (self.act == "story" and self.made_at + _DAY < time.time())

    def listed(self, lag: float) -> bool:
        """Whether lists that lag so many seconds have it by now; what a person posts they have at once."""
        here = not (self.gone or self.archived)
        return here and (not self.upload_id or self.made_at + lag <= time.time())

    @property
    def code(self) -> str:
        """The short code in the post's address, made from its number as Instagram does."""
        number, code = self.pk, ""
        while number:
            number, digit = divmod(number, 64)
            code = _ALPHABET[digit] + code
        return code
