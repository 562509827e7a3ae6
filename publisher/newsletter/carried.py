"""What a delivery mails: one announcement, or of a digest several; and the finished message of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from publisher.digest_words import only
from publisher.models import Delivery, Revision
from publisher.newsletter import sender
from publisher.newsletter.compile import Compiled, CompileError, compile_mail
from publisher.words import MailWords

CHANGED = (
    "What is mailed as the sender has changed since this was approved, or the program has: draft it anew, read it and "
    "approve it again"
)


@dataclass(frozen=True, slots=True)
class Item:
    """An announcement that a digest carries."""

    announcement: int
    us_state: str
    live_at: datetime


def items_of(revision: Revision) -> list[Item]:
    """The items of a digest in their order; none of what is not one."""
    rows = revision.manifest.get("digest", {}).get("items", [])
    return [Item(row["announcement"], row["state"], datetime.fromisoformat(row["live_at"])) for row in rows]


def announcements_of(delivery: Delivery) -> list[int]:
    """The numbers of what its readers are told by it."""
    return [item.announcement for item in items_of(delivery.revision)] or [delivery.announcement_id]


def compiled_as(revision: Revision, variants: Mapping[str, Collection[int]]) -> dict[str, Compiled]:
    """The finished message in each language, and as `LANGUAGE.VARIANT` with the items of each variant alone.

    Raises `CompileError`, for a digest also when it is not what was approved.
    """
    act = next(act for act in revision.manifest["acts"] if act["act"] == "mail")
    told = revision.manifest.get("digest", {})
    made: dict[str, Compiled] = {}
    for language, mail in act["mail"].items():
        words = MailWords(**mail)
        made[language] = message(words)
        if told and made[language].sha256 != told["compiled"][language]:
            raise CompileError(CHANGED)
        for variant, items in variants.items():
            made[f"{language}.{variant}"] = message(only(words, told["cuts"][language], set(map(str, items))))
    return made


def whole(revision: Revision) -> dict[str, Compiled]:
    """The finished message in each language, with everything."""
    return compiled_as(revision, {})


def message(words: MailWords) -> Compiled:
    """These words as we send them. Raises `CompileError`."""
    return compile_mail(words, sender.mailbox(), sender.list_id())
