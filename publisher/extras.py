"""What goes with a post besides: a story, a first comment, the candidate tagged, mentioned or invited.

An editor chooses it for all accounts at once; each account gets what its channel can do.
"""

import copy
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from publisher.accounts.opening import channel_class
from publisher.accounts.pages import beside
from publisher.acts import blank
from publisher.channels.base import Channel
from publisher.errors import Refusal
from publisher.manifest import Manifest, comment_text
from publisher.models import Account

STORY_SIZE = "1080x1920"
Act = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Extras:
    """`story`: one on each account that can. The others are about the candidates' own accounts, as confirmed:
    `tag` them on the picture, `mention` the one in the story, `invite` them as collaborators."""

    story: bool = False
    tag: bool = False
    mention: bool = False
    invite: bool = False


def usual(manifest: Manifest) -> Extras:
    """What a draft begins with: stories where the installation wants them, and who signed is named where that is so.

    Nobody is tagged on news that they refused or took something back, unless an editor says so; and nobody is invited
    by default, for an invitation asks the candidate to answer for our words.
    """
    signed = all(subject["to"] == "signed" for subject in manifest["subjects"])
    return Extras(story=settings.STORIES, tag=signed, mention=signed)


def chosen(manifest: Manifest) -> Extras:
    """What this manifest has of it."""
    acts = manifest["acts"]
    return Extras(
        story=any(act["act"] == "story" for act in acts),
        tag=any(act.get("user_tags") for act in acts),
        mention=any(act.get("mention") for act in acts),
        invite=any(act.get("collaborators") for act in acts),
    )


def possible(manifest: Manifest) -> Extras:
    """What an editor may choose here: what some account's channel can do, with somebody to name where that is it."""
    kinds = [kind for act in _posts(manifest) if (kind := _kind(act))]
    names = people(manifest)
    story = any(_story_of(manifest, act) for act in _posts(manifest))
    return Extras(
        story=story,
        tag=bool(names) and any(kind.max_tags for kind in kinds),
        mention=story and len(names) == 1 and any(_teller(act)[1].stickers for act in _posts(manifest) if _kind(act)),
        invite=bool(names) and any(kind.max_collaborators for kind in kinds),
    )


def people(manifest: Manifest) -> list[str]:
    """The accounts of those whom it is about, as they were confirmed when it was frozen, in their order."""
    return list(dict.fromkeys(name for subject in manifest["subjects"] if (name := subject.get("handle"))))


def arranged(manifest: Manifest, extras: Extras) -> Manifest:
    """A copy with these extras, and with a comment where there are words for one; posts and mail stay as they are."""
    new = copy.deepcopy(manifest)
    names = people(new)
    posts = _posts(new)
    for act in posts:
        kind = _kind(act)
        act["user_tags"] = names[: kind.max_tags] if kind and extras.tag else []
        act["collaborators"] = names[: kind.max_collaborators] if kind and extras.invite else []
    stories = [story for act in posts if extras.story and (story := _story_of(new, act))]
    for story in stories:
        kind = _kind(story)
        story["mention"] = names[0] if extras.mention and len(names) == 1 and kind and kind.stickers else ""
    comments = [comment for act in posts if (comment := _comment_of(new, act))]
    rest = [act for act in new["acts"] if act["act"] not in ("post", "story", "comment")]
    new["acts"] = [*posts, *stories, *comments, *rest]
    return new


def _posts(manifest: Manifest) -> list[Act]:
    return [act for act in manifest["acts"] if act["act"] == "post"]


def _kind(act: Act) -> type[Channel] | None:
    """The act's channel; None where that was switched off meanwhile."""
    try:
        return channel_class(act["account"].partition("/")[0])
    except Refusal:
        return None


def _teller(post: Act) -> tuple[str, type[Channel]]:
    """Who makes the story beside this post: its own account, unless another one on that page has stickers and it not.

    The post's channel must be known.
    """
    channel, _, name = post["account"].partition("/")
    own = channel_class(channel)
    account = None if own.stickers else Account.objects.filter(channel=channel, name=name, retired_at=None).first()
    for other in beside(account) if account else ():
        kind = _kind({"account": str(other)})
        if kind and kind.stickers and "story" in kind.acts:
            return str(other), kind
    return post["account"], own


def _story_of(manifest: Manifest, post: Act) -> Act | None:
    """The upright picture in the account's first language, with a link where the channel has stickers."""
    if _kind(post) is None:
        return None
    account, kind = _teller(post)
    wanted = (STORY_SIZE, next(iter(post["languages"]), ""))
    slides = [picture for picture in manifest["pictures"] if (picture["size"], picture["lang"]) == wanted]
    if "story" not in kind.acts or not slides:
        return None
    return blank("story", account, post["languages"][:1]) | {
        "link": manifest["link"] if kind.stickers else "",
        "slides": slides[:1],
    }


def _comment_of(manifest: Manifest, post: Act) -> Act | None:
    """The first comment: it stands under the post, so it comes after that."""
    kind = _kind(post)
    text = comment_text(manifest["words"], post["languages"])
    if kind is None or "comment" not in kind.acts or not text:
        return None
    return blank("comment", post["account"], post["languages"]) | {"text": text, "target": "post", "after": "post"}
