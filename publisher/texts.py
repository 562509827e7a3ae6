"""What people change in a draft's texts: checked alike wherever it is typed."""

import re
from collections.abc import Mapping

from publisher import manifest as manifests
from publisher.errors import Refusal
from publisher.extras import Extras, arranged, chosen
from publisher.rules.letters import unwanted
from publisher.words import MAX_ALT, MAX_CAPTION

LONGEST = {"caption": MAX_CAPTION, "alt": MAX_ALT, "comment": MAX_CAPTION, "subject": 200}


def edited(manifest: manifests.Manifest, texts: Mapping[str, str], extras: Extras | None = None) -> manifests.Manifest:
    """The manifest with these texts and extras (None: as they are).

    Raises `Refusal`: unknown, empty, too long, unreadable, or all the same as before.
    """
    clean = {name: text.replace("\r\n", "\n").replace("\r", "\n").strip() for name, text in texts.items()}
    known = manifests.texts_of(manifest)
    for name, text in clean.items():
        role = name.split(".", 1)[0]
        if name not in known:
            raise Refusal(f"This announcement has no text called {name!r}.")
        if not any(letter.isalnum() for letter in text) and (text or role != "comment"):
            raise Refusal(f"The {name.replace('.', ', ')} must not be empty.")
        if len(text) > LONGEST[role]:
            raise Refusal(f"The {name.replace('.', ', ')} has {len(text)} characters; at most {LONGEST[role]} fit.")
        if unwanted(text):
            raise Refusal(f"The {name.replace('.', ', ')} holds an invisible control character. Type it anew.")
        if role == "subject" and len(text.splitlines()) > 1:
            raise Refusal("A mail's subject must be one line.")
        # It is the marker that a post is found again by: inside another address, or longer, it would lead elsewhere.
        if role == "caption" and not re.search(rf"(?<![^\s(]){re.escape(manifest['link'])}[.,;:!?)]*(?!\S)", text):
            raise Refusal(f"The caption must keep the announcement's address, {manifest['link']}.")
    before = chosen(manifest)
    if all(text == known[name].strip() for name, text in clean.items()) and extras in (None, before):
        raise Refusal("Nothing was changed.")
    new = arranged(manifests.with_texts(manifest, clean), extras or before)
    for act in new["acts"]:
        what = "comments" if act["act"] == "comment" else "captions"
        if len(act["text"]) > LONGEST["caption"]:
            raise Refusal(
                f"On {act['account']} the {what} stand together and have {len(act['text'])} characters; "
                f"at most {LONGEST['caption']} fit."
            )
    return new
