"""What a person approves is one value, and its digest changes with every part of it."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher import manifest as manifests

WORDS = {lang: {"caption": f"caption {lang}", "alt": f"alt {lang}"} for lang in ("en", "es")}
PICTURES = [
    {"sha256": f"{lang}{size}", "lang": lang, "size": size, "alt": f"alt {lang}"}
    for lang in ("en", "es")
    for size in ("1080x1350", "1080x1080")
]
MAIL = {
    lang: {
        "subject": f"subject {lang}",
        "preheader": "p",
        "html": f'<img src="https://x.example/a/ABC234/1080x1350.{lang}.jpg" alt="alt {lang}"><img src="x" alt="Logo">',
        "text": f"Hello.\nalt {lang}\nGood bye.",
    }
    for lang in ("en", "es")
}
ACT = {"languages": ["en", "es"], "text": "", "link": "l", "slides": [], "comment": "", "collaborators": [], "mail": {}}
MANIFEST: dict[str, Any] = {
    "version": 1, "kind": "news", "code": "ABC234", "link": "https://x.example/a/ABC234", "languages": ["en", "es"],
    "words": WORDS, "pictures": PICTURES,
    "acts": [
        ACT | {"act": "post", "account": "instagram/c", "text": manifests.act_text(WORDS, ["en", "es"]),
               "slides": [PICTURES[0], PICTURES[2]], "after": "", "after_delay": 0},
        ACT | {"act": "mail", "account": "newsletter/main", "mail": MAIL, "after": "post", "after_delay": 1800},
    ],
    "subjects": [{"change": 1, "name": "Maxima Example", "evidence": [{"kind": "address", "url": "u", "sha256": ""}]}],
}  # fmt: skip


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list) and value:
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from leaves(value[key], (*path, key))
    else:
        yield path


def changed(path: tuple[Any, ...]) -> dict[str, Any]:
    other = copy.deepcopy(MANIFEST)
    place: Any = other
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = "something else"
    return other


@pytest.mark.parametrize("path", list(leaves(MANIFEST)), ids=lambda path: ".".join(map(str, path)))
def test_the_digest_changes_with_every_part(path: tuple[Any, ...]) -> None:
    assert manifests.digest(changed(path)) != manifests.digest(MANIFEST)


def test_the_order_of_slides_acts_and_subjects_counts() -> None:
    turned = copy.deepcopy(MANIFEST)
    turned["acts"][0]["slides"].reverse()
    assert manifests.digest(turned) != manifests.digest(MANIFEST)
    turned = MANIFEST | {"acts": MANIFEST["acts"][::-1]}
    assert manifests.digest(turned) != manifests.digest(MANIFEST)


def test_the_order_of_keys_and_the_store_do_not_count() -> None:
    turned = dict(reversed(list(MANIFEST.items())))
    again = json.loads(json.dumps(turned, indent=3, ensure_ascii=True))
    assert manifests.digest(again) == manifests.digest(MANIFEST)


VALUES = st.recursive(
    st.text() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=4))
def test_the_canonical_form_reads_back_as_the_same_value(value: dict[str, Any]) -> None:
    text = manifests.canonical(value)
    assert json.loads(text) == value
    assert manifests.canonical(json.loads(text)) == text


def test_every_text_can_be_read_and_put_back() -> None:
    texts = manifests.texts_of(MANIFEST)
    assert set(texts) == {f"{role}.{lang}" for role in ("caption", "alt", "subject") for lang in ("en", "es")}
    assert manifests.with_texts(MANIFEST, texts) == MANIFEST


@pytest.mark.parametrize("name", sorted(manifests.texts_of(MANIFEST)))
def test_a_text_stands_wherever_it_is_used(name: str) -> None:
    new = manifests.with_texts(MANIFEST, {name: "NEW WORDS"})
    assert manifests.texts_of(new)[name] == "NEW WORDS"
    old = manifests.texts_of(MANIFEST)[name]
    assert old not in manifests.canonical(new).decode()
    assert old in manifests.canonical(MANIFEST).decode()


def test_an_alt_text_with_an_angle_in_it_is_found_as_the_mail_writes_it() -> None:
    """Inside quotes a `>` stands as it is, once the styles are put in."""
    before = manifests.with_texts(MANIFEST, {"alt.en": "A > B"})
    for act in before["acts"]:
        if act["mail"]:
            act["mail"]["en"]["html"] = act["mail"]["en"]["html"].replace("A &gt; B", "A > B")
    mail = manifests.mail_of(manifests.with_texts(before, {"alt.en": "C"}), "en")
    assert mail
    assert 'alt="C"><img src="x" alt="Logo">' in mail["html"]


def test_a_mail_takes_an_alt_text_of_any_letters_and_changes_nothing_else() -> None:
    sharp = manifests.with_texts(MANIFEST, {"alt.en": r'"Go" <b> & \1 \g<0>'})
    mail = manifests.mail_of(sharp, "en")
    assert mail is not None
    assert r'alt="&quot;Go&quot; &lt;b&gt; &amp; \1 \g&lt;0&gt;"><img src="x" alt="Logo">' in mail["html"]
    assert mail["text"] == 'Hello.\n"Go" <b> & \\1 \\g<0>\nGood bye.'
    logo = manifests.with_texts(sharp, {"alt.en": "Logo"})
    assert manifests.with_texts(logo, {"alt.en": "alt en"}) == MANIFEST


def test_a_mail_that_an_edit_had_left_behind_catches_up() -> None:
    behind = copy.deepcopy(MANIFEST)
    behind["words"]["en"]["alt"] = "An edit that did not reach the mail."
    mail = manifests.mail_of(manifests.with_texts(behind, {"alt.en": "The newest."}), "en")
    assert mail is not None
    assert '.en.jpg" alt="The newest.">' in mail["html"]


def test_a_text_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        manifests.with_texts(MANIFEST, {"caption.fr": "x"})


def test_acts_and_mails_are_found() -> None:
    assert manifests.act_of(MANIFEST, "post", "instagram/c")["slides"][1]["lang"] == "es"
    assert manifests.mail_of(MANIFEST, "es") == MAIL["es"]
    assert manifests.mail_of(MANIFEST | {"acts": MANIFEST["acts"][:1]}, "es") is None
    with pytest.raises(KeyError):
        manifests.act_of(MANIFEST, "story", "instagram/c")
