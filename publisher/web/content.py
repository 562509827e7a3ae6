"""What a revision says, in pieces for a page: its posts, its languages, its mail, what was decided on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from publisher import manifest as manifests
from publisher.manifest import Manifest
from publisher.models import Revision
from publisher.web.differences import Piece, between
from publisher.web.words import ACT_WORDS, LIMITS, VERDICT_WORDS, language_name, place_name


@dataclass(frozen=True, slots=True)
class Post:
    """One act on an account: the text exactly as it will be published, its slides in their order, and who is named.

    `act` is the internal name, `word` the one for people. Of `link` and `mention` a story makes stickers. `pieces`:
    what another caption changes of the one that is live.
    """

    act: str
    word: Any
    account: str
    text: str
    limit: int
    slides: tuple[dict[str, str], ...]
    tags: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    link: str = ""
    mention: str = ""
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language of a revision."""

    code: str
    name: str
    caption: str
    alt: str
    mail: dict[str, str] | None
    pictures: tuple[dict[str, str], ...]


def posts_of(manifest: Manifest, live: Mapping[str, str] | None = None) -> list[Post]:
    """Every act but the mail. `live`: the caption that stands on each account (`channel/name`) by approval."""
    return [
        Post(
            act=act["act"],
            word=ACT_WORDS[act["act"]],
            account=place_name(act["account"]),
            text=act["text"],
            limit=LIMITS["comment" if act["act"] == "comment" else "caption"],
            slides=tuple(act["slides"]),
            tags=tuple(act.get("user_tags", ())),
            invited=tuple(act.get("collaborators", ())),
            link=act["link"],
            mention=act.get("mention", ""),
            pieces=between((live or {}).get(act["account"], ""), act["text"]) if act["act"] == "edit" else (),
        )
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


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decided on a revision, in words."""

    verdict: Any
    who: str
    at: datetime
    languages: str
    reason: str


def decided(revision: Revision) -> list[Decided]:
    """The decisions on it, in one query."""
    return [
        Decided(
            verdict=VERDICT_WORDS[decision.verdict],
            who=str(decision.by),
            at=decision.at,
            languages=", ".join(language_name(code) for code in decision.languages),
            reason=decision.reason,
        )
        for decision in revision.decisions.select_related("by")
    ]
