"""The frozen content of a revision as one JSON value, and its digest: what a person approves.

Version 1, keys in any order:
  version, kind, code, link, languages
  pledge     language -> {promise, url}: what was promised, as the brand said it then (older revisions have none)
  words      language -> {caption, alt}
  pictures   [{sha256, lang, size, alt}]: every rendered picture
  acts       [{act, account, languages, text, link, slides, comment, collaborators, mail, after, after_delay}]
             `slides` are ordered, each one of `pictures`; `mail` is language -> {subject, preheader, html, text};
             `after` names the act that must be live before this one, `after_delay` the seconds between them
  subjects   [{change, candidacy, name, office, state, district, special, party, from, to, said_at, precision,
             pledge_version, evidence: [{id, kind, url, note, sha256, public}], evidence_is_enough, rows}], in
             their order; a `note` is a quotation; `rows` are the tracker's as they stood: [{source, key, name,
             office, state, district}]

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


def texts_of(manifest: Manifest) -> dict[str, str]:
    """What an editor may change: `caption.en`, `alt.en`, `subject.en` and so on."""
    texts: dict[str, str] = {}
    for language in manifest["languages"]:
        texts[f"caption.{language}"] = manifest["words"][language]["caption"]
        texts[f"alt.{language}"] = manifest["words"][language]["alt"]
    for act in manifest["acts"]:
        for language, mail in (act.get("mail") or {}).items():
            texts[f"subject.{language}"] = mail["subject"]
    return texts


def with_texts(manifest: Manifest, texts: Mapping[str, str]) -> Manifest:
    """A copy with these texts, put wherever they stand. Raises `KeyError` for a name that `texts_of` does not give."""
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
        if act["act"] != "mail":
            act["text"] = act_text(new["words"], act["languages"])
        for language, mail in (act.get("mail") or {}).items():
            before, after = manifest["words"][language]["alt"], new["words"][language]["alt"]
            mail["html"] = _with_alt(mail["html"], before, after)
    return new


def _with_alt(page: str, before: str, after: str) -> str:
    """The mail's HTML with another alt text where the picture has the former one, however that is escaped."""

    def put(found: re.Match[str]) -> str:
        return f'alt="{html.escape(after)}"' if html.unescape(found[1]) == before else found[0]

    return re.sub(r'alt="([^"]*)"', put, page)


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
