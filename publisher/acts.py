"""Which acts an announcement consists of: one post on each account, and the mail after the first post.

What goes with a post besides, a story and such, is added by `publisher.extras`.
"""

from typing import Any

from django.conf import settings

from publisher import manifest as manifests
from publisher.accounts.opening import channel_class, newsletter, to_post_on
from publisher.models import Account, Subscriber
from publisher.newsletter.backends import shape
from publisher.rendering import POST_SIZE, Content


def acts_for(content: Content, link: str, languages: list[str], accounts: list[str] | None) -> list[dict[str, Any]]:
    """The acts for `accounts` (`channel/name`; all that are to be posted on by default), posts before mail."""
    posts = [_post(a, content, link) for a in to_post_on() if accounts is None or str(a) in accounts]
    mail = str(newsletter()) if _anybody_to_mail() else ""
    if mail and (accounts is None or mail in accounts):
        return [*posts, _mail(mail, content, link, languages, after_post=bool(posts))]
    return posts


def _anybody_to_mail() -> bool:
    """Whether there are subscribers; an audience that another keeps is taken to have some."""
    return shape(settings.MAIL_BACKEND) != "copies" or Subscriber.objects.filter(state="active").exists()


def _post(account: Account, content: Content, link: str) -> dict[str, Any]:
    languages = [language for language in account.languages if language in content.words]
    slides = [p for language in languages for p in content.pictures if p["lang"] == language and p["size"] == POST_SIZE]
    return blank("post", str(account), languages) | {
        "text": manifests.act_text(content.words, languages),
        "link": link,
        "slides": slides[: channel_class(account.channel).max_slides],
    }


def _mail(account: str, content: Content, link: str, languages: list[str], *, after_post: bool) -> dict[str, Any]:
    return blank("mail", account, languages) | {
        "link": link,
        "mail": content.mail,
        "after": "post" if after_post else "",
        "after_delay": settings.MAIL_AFTER_SECONDS if after_post else 0,
    }


def blank(act: str, account: str, languages: list[str]) -> dict[str, Any]:
    """An act of which nothing is said yet, with every field that a manifest has of it."""
    return {
        "act": act,
        "account": account,
        "languages": languages,
        "text": "",
        "link": "",
        "slides": [],
        "user_tags": [],
        "collaborators": [],
        "mention": "",
        "mail": {},
        "target": "",
        "after": "",
        "after_delay": 0,
    }
