"""What a revision says, in pieces for a page: its posts, its languages, its mail. Values in, values out."""

from dataclasses import dataclass
from typing import Any

from publisher import manifest as manifests
from publisher.manifest import Manifest
from publisher.web.words import LIMITS, language_name


@dataclass(frozen=True, slots=True)
class Post:
    """One act that carries a caption: the text exactly as it will be published, and its slides in their order."""

    account: str
    text: str
    limit: int
    slides: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language of a revision."""

    code: str
    name: str
    caption: str
    alt: str
    mail: dict[str, str] | None
    pictures: tuple[dict[str, str], ...]


def posts_of(manifest: Manifest) -> list[Post]:
    """Every act but the mail."""
    return [
        Post(act["account"], act["text"], LIMITS["caption"], tuple(act["slides"]))
        for act in manifest["acts"]
        if act["act"] != "mail"
    ]


def tongues_of(manifest: Manifest) -> list[Tongue]:
    """Every language, in the revision's order."""
    pictures = manifests.pictures_of(manifest)
    return [
        Tongue(
            code=code,
            name=language_name(code),
            caption=manifest["words"][code]["caption"],
            alt=manifest["words"][code]["alt"],
            mail=manifests.mail_of(manifest, code),
            pictures=tuple(p for p in pictures if p["lang"] == code),
        )
        for code in manifest["languages"]
    ]


def subject_of(manifest: Manifest) -> dict[str, Any]:
    """The first subject: the one that a page is titled after."""
    first: dict[str, Any] = manifest["subjects"][0]
    return first


def size_of(picture: dict[str, str]) -> tuple[int, int]:
    """Width and height in pixels, from the name of its size."""
    width, _x, height = picture["size"].partition("x")
    return int(width), int(height)
