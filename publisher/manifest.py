"""The frozen content of a revision as one JSON value, and its digest: what a person approves.

Version 1, keys in any order:
  version, kind, code, link, languages
  pledge     language -> {promise, text, url}: what was promised, as the brand said it then (older revisions have none)
  brand      {wordmark, address, disclaimer: language -> text, template, look}: the rest of what a card takes from the
             brand, as it was then (older revisions have none)
  words      language -> {caption, alt, comment}; the comment may be empty (older revisions have none)
  pictures   [{sha256, lang, size, alt}]: every rendered picture
  photo      {id, sha256, credit} of the photo that they show; empty, or absent in older ones: none
  acts       [{act, account, languages, text, link, slides, user_tags, collaborators, mention, mail, target, after,
             after_delay}]: `slides` are ordered, each one of `pictures`; a post tags `user_tags` and invites
             `collaborators`, a story bears a sticker with the `link` and one that mentions `mention`: accounts of the
             service, without the @; `mail` is language -> {subject, preheader, html, text}; `after` names the act that
             must be live before this one, `after_delay` the seconds between them; `target` the act on the same account
             that a comment stands under and an edit changes (older revisions lack user_tags, mention and target)
  subjects   [{change, candidacy, name, office, state, district, special, party, from, to, said_at, precision,
             pledge_version, evidence: [{id, kind, url, note, sha256, public}], evidence_is_enough, rows, handle}],
             in their order; a `note` is a quotation; `handle` is the candidate's own account as a person confirmed it,
             else empty; `rows` are the tracker's as they stood: [{source, key, name,
             office, state, district}]

  digest     of an announcement of that kind alone: {rhythm, send_at (ISO 8601, or empty), said: language -> {subject,
             preheader, introduction} as an editor wrote them, items: [{announcement, code, change, state, live_at}] in
             the order of the subjects, cuts: language -> {html, text: [[item, start, end]]} where each item stands in
             the mail, compiled: language -> SHA-256 of the finished message}

The digest is SHA-256 over canonical JSON (keys sorted, no spaces, UTF-8), in the spirit of RFC 8785; the values are
strings, integers, lists and objects only, for which that rule suffices.
"""

import copy
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

VERSION = 1
Manifest = dict[str, Any]
BETWEEN_LANGUAGES = "\n\n· · ·\n\n"


def canonical(manifest: Mapping[str, Any]) -> bytes:
    """The bytes that the digest covers."""
    return json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(manifest: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(manifest)).hexdigest()


def act_text(words: Mapping[str, Mapping[str, str]], languages: Iterable[str]) -> str:
    """The text of an act in its languages: one caption each, in order."""
    return BETWEEN_LANGUAGES.join(words[language]["caption"] for language in languages)


def comment_text(words: Mapping[str, Mapping[str, str]], languages: Iterable[str]) -> str:
    """The same of the first comment, which a language may be without; empty: there is none."""
    return BETWEEN_LANGUAGES.join(said for language in languages if (said := words[language].get("comment", "")))


SAID = {"post": act_text, "edit": act_text, "comment": comment_text}
"""How the text of an act comes from the words; a story has none besides its picture."""


def texts_of(manifest: Manifest) -> dict[str, str]:
    """What an editor may change: `caption.en`, `alt.en`, `comment.en`, `subject.en` and so on."""
    texts: dict[str, str] = {}
    for language in manifest["languages"]:
        texts[f"caption.{language}"] = manifest["words"][language]["caption"]
        texts[f"alt.{language}"] = manifest["words"][language]["alt"]
        if "comment" in manifest["words"][language]:
            texts[f"comment.{language}"] = manifest["words"][language]["comment"]
    for act in manifest["acts"]:
        for language, mail in (act.get("mail") or {}).items():
            texts[f"subject.{language}"] = mail["subject"]
    return texts


def with_texts(manifest: Manifest, texts: Mapping[str, str]) -> Manifest:
    """A copy with these texts, put wherever they stand; `extras.arranged` makes an act of a new comment.

    Raises `KeyError` for a name that `texts_of` does not give.
    """
    new = copy.deepcopy(manifest)
    for name, text in texts.items():
        if name not in texts_of(manifest):
            raise KeyError(name)
        role, language = name.split(".", 1)
        if role == "subject":
            for act in new["acts"]:
                if language in (act.get("mail") or {}):
                    act["mail"][language]["subject"] = text
        else:
            new["words"][language][role] = text
    for picture in [*new["pictures"], *(slide for act in new["acts"] for slide in act["slides"])]:
        picture["alt"] = new["words"][picture["lang"]]["alt"]
    for act in new["acts"]:
        if act["act"] in SAID:
            act["text"] = SAID[act["act"]](new["words"], act["languages"])
        for language, mail in (act.get("mail") or {}).items():
            before, alt = (words["words"][language]["alt"] for words in (manifest, new))
            pictures = [f"{new['link']}/{p['size']}.{language}.jpg" for p in new["pictures"] if p["lang"] == language]
            mail["html"] = _with_alt(mail["html"], pictures, alt)
            # A template may say it in the text part too, on a line of its own.
            mail["text"] = "\n".join(alt if line == before else line for line in mail["text"].split("\n"))
    return new


def _with_alt(page: str, addresses: Iterable[str], alt: str) -> str:
    """The mail's HTML with this alt text on each picture of these addresses, whatever an older revision left there."""

    def put(image: re.Match[str]) -> str:
        if not any(f'"{address}"' in image[0] for address in addresses):
            return image[0]
        return re.sub(r'\balt="([^"]*)"', lambda at: at[0] if html.unescape(at[1]) == alt else said, image[0])

    said = f'alt="{html.escape(alt)}"'
    # A `>` may stand inside quotes: in HTML it needs no escaping there.
    return re.sub(r'<img\b(?:[^>"]|"[^"]*")*>', put, page)


def title_of(manifest: Manifest) -> str:
    """What staff call it: the names of those whom it is about; a digest by its rhythm first."""
    names = ", ".join(subject["name"] for subject in manifest["subjects"])
    return f"{manifest['digest']['rhythm'].capitalize()} digest: {names}" if "digest" in manifest else names


def pictures_of(manifest: Manifest) -> list[dict[str, str]]:
    """Every picture: sha256, lang, size, alt."""
    return list(manifest["pictures"])


def mail_of(manifest: Manifest, language: str) -> dict[str, str] | None:
    """The mail in `language`, or None when this announcement is not mailed in it."""
    for act in manifest["acts"]:
        mail = (act.get("mail") or {}).get(language)
        if mail:
            return dict(mail)
    return None


def act_of(manifest: Manifest, act: str, account: str) -> dict[str, Any]:
    """The act of that name on that account. Raises `KeyError`."""
    for entry in manifest["acts"]:
        if entry["act"] == act and entry["account"] == account:
            return dict(entry)
    raise KeyError(f"{act} on {account}")
