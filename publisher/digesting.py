"""From live announcements to the content of a digest: its words in every language, its graphic, its finished mail."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings

import graphics
from publisher import card_brand, cards, digest_words, rendering, words
from publisher import manifest as manifests
from publisher.accounts.opening import newsletter
from publisher.acts import blank
from publisher.brand import Brand
from publisher.current_brand import brand
from publisher.digest_words import DigestMail, Item, Picture, Said
from publisher.errors import Refusal
from publisher.models import Announcement, StatusChange
from publisher.newsletter import carried
from publisher.newsletter.compile import CompileError, HeaderError
from publisher.newsletter.news import live_news
from publisher.rules.digests import turns

SIZE = rendering.POST_SIZE


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an editor decides besides the items: what is said of the issue, by language, and when it is sent.

    Without `send_at` it goes out when it is approved and the undo time is over.
    """

    said: Mapping[str, Said] = field(default_factory=dict)
    send_at: datetime | None = None


def wishes_of(manifest: manifests.Manifest) -> Wishes:
    """What was wished of this revision."""
    told = manifest["digest"]
    at = datetime.fromisoformat(told["send_at"]) if told["send_at"] else None
    return Wishes({language: Said(**said) for language, said in told["said"].items()}, at)


def link_of(code: str) -> str:
    """The page of an issue in the public archive."""
    return f"{settings.BASE_URL}/newsletter/archive/{code}"


def chosen(announcement: Announcement) -> list[StatusChange]:
    """The facts that a digest tells now, in their order."""
    return [subject.change for subject in announcement.subjects.select_related("change__candidacy__person")]


def build(
    announcement: Announcement, changes: Sequence[StatusChange], subjects: list[dict[str, Any]], wishes: Wishes
) -> manifests.Manifest:
    """The manifest of a digest of these changes; `subjects` are what manifests say of each.

    Raises `Refusal`: an item is not live, or the finished mail breaks a rule.
    """
    ours, link = brand(), link_of(announcement.code)
    news = _live(changes)
    items = [Item(str(n.pk), rendering.facts_of(n, change)) for n, change in zip(news, changes, strict=True)]
    pictures = {language: _picture(items, ours, language) for language in ours.languages}
    day = _day(wishes.send_at or announcement.created_at)
    mails = {
        language: _mail(items, ours, language, wishes, pictures[language], (announcement.digest.rhythm, day, link))
        for language in ours.languages
    }
    return {
        "version": manifests.VERSION,
        "kind": announcement.kind,
        "code": announcement.code,
        "link": link,
        "languages": list(ours.languages),
        "pledge": {},
        "brand": card_brand.frozen(ours),
        "words": {
            language: {"caption": "", "alt": picture["alt"], "comment": ""} for language, picture in pictures.items()
        },
        "pictures": list(pictures.values()),
        "photo": {},
        "acts": [_act(mails, ours, link)],
        "subjects": subjects,
        "digest": {
            "rhythm": announcement.digest.rhythm,
            "send_at": wishes.send_at.isoformat() if wishes.send_at else "",
            "said": {language: asdict(wishes.said.get(language, Said())) for language in ours.languages},
            "items": [_item(n, change) for n, change in zip(news, changes, strict=True)],
            "cuts": {language: mail.cuts for language, mail in mails.items()},
            "compiled": {language: _compiled(mail, language) for language, mail in mails.items()},
        },
    }


def _live(changes: Sequence[StatusChange]) -> list[Any]:
    """The live announcement of each change. Raises `Refusal` for one that has none."""
    found = live_news().filter(subjects__change__in=changes).prefetch_related("subjects")
    by_change = {subject.change_id: news for news in found for subject in news.subjects.all()}
    for change in changes:
        if change.pk not in by_change:
            name = change.candidacy.person.name
            raise Refusal(f"What we said of {name} is not live, or no longer so. Drop it from the digest.", "conflict")
    return [by_change[change.pk] for change in changes]


def _item(news: Any, change: StatusChange) -> dict[str, Any]:
    return {
        "announcement": news.pk,
        "code": news.code,
        "change": change.pk,
        "state": change.candidacy.us_state,
        "live_at": news.live_at.isoformat(),
    }


def _picture(items: Sequence[Item], ours: Brand, language: str) -> dict[str, str]:
    """One card of all who did the same; who did something else has their place in the mail alone."""
    status = "signed" if any(item.facts.status == "signed" for item in items) else items[0].facts.status
    card = cards.all_of([item.facts for item in items if item.facts.status == status], ours, language)
    return {
        "sha256": rendering.drawn(card, ours, SIZE),
        "lang": language,
        "size": SIZE,
        "alt": words.alt_of(card),
    }


def _mail(
    items: Sequence[Item],
    ours: Brand,
    language: str,
    wishes: Wishes,
    picture: dict[str, str],
    about: tuple[str, date, str],
) -> DigestMail:
    rhythm, day, link = about
    size = graphics.SIZES[SIZE]
    return digest_words.mail(
        items,
        ours,
        language,
        wishes.said.get(language, Said()),
        rhythm=rhythm,
        day=day,
        browser=link,
        picture=Picture(f"{link}/{SIZE}.{language}.jpg", size.width, size.height, picture["alt"]),
    )


def _act(mails: Mapping[str, DigestMail], ours: Brand, link: str) -> dict[str, Any]:
    return blank("mail", str(newsletter()), list(ours.languages)) | {
        "link": link,
        "mail": {language: asdict(mail.words) for language, mail in mails.items()},
    }


def _compiled(mail: DigestMail, language: str) -> str:
    """The SHA-256 of the finished message: it is a part of what people approve."""
    try:
        return carried.message(mail.words).sha256
    except (CompileError, HeaderError) as cause:
        raise Refusal(f"The mail ({language}) cannot be made: {cause}.") from cause


def _day(at: datetime) -> date:
    return at.astimezone(turns(settings.DIGESTS).zone).date()
