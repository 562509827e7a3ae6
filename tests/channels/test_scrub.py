"""What is taken out of a service's words, and what is left of them."""

import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.channels.instagram_client import InstagramSecrets
from publisher.channels.scrub import scrubbed, secret_words


@pytest.mark.parametrize(
    "secret",
    [
        "Bearer abc.def",
        "IGT:2:eyJkc19pZCI6",
        "IGAAKx9876543210abcdefgh",
        "EAAGm0PX4ZCpsBAKZCabc123",
        "1234567890%3Aabcdefgh12345",
        "1234567890:abcdefgh12345",
        "#PWD_INSTAGRAM:4:17:abc",
        "x" * 60,
    ],
)
def test_what_looks_like_a_secret_goes(secret: str) -> None:
    assert scrubbed(f"It was {secret} today.").startswith("It was … today") or scrubbed(f"It was {secret} today.") == (
        "It was …"
    )


@pytest.mark.parametrize("name", ["access_token", "sessionid", "password", "enc_password", "API_KEY", "client_secret"])
def test_what_is_named_so_goes(name: str) -> None:
    assert scrubbed(f"GET /me?{name}=short&fields=id") == f"GET /me?{name}=…&fields=id"


@pytest.mark.parametrize(
    "text",
    [
        "The access token has expired: make a new one.",
        "Please wait a few minutes before you try again.",
        "Session expired on Friday, 27-Nov-26 03:00:00 PST.",
        "The image at https://coalition.example/i/3f2a.jpg could not be fetched (code 9004/2207052).",
        "EASY and IGNITE are words.",
    ],
)
def test_plain_words_stay(text: str) -> None:
    assert scrubbed(text, ["", "x"]) == text


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Wrong password: hunter2 for you", "Wrong password: … for you"),
        ("Wrong password=hunter2 for you", "Wrong password=… for you"),
        ('{"access_token":"abc", "id": 7}', '{"access_token":"…", "id": 7}'),
        ('{"password": "two words", "id": 7}', '{"password": "…", "id": 7}'),
        (r'"{\"access_token\":\"abc\",\"id\":7}"', r'"{\"access_token\":\"…\",\"id\":7}"'),
        ("{&quot;access_token&quot;:&quot;abc&quot;}", "{&quot;access_token&quot;:&quot;…&quot;}"),
        ("{'token': 'abc', 'id': 7}", "{'token': '…', 'id': 7}"),
        ("?next=%2Fme%3Faccess_token%3Dabc%26id%3D7", "?next=%2Fme%3Faccess_token%3D…"),
        ("access_token=abc&id=7", "access_token=…&id=7"),
        ("Authorization: Bearer abc", "Authorization: …"),
        ("Authorization: Basic dTpw and more", "Authorization: … and more"),
        ("Cookie: csrftoken=abc; sessionid=abc; lang=en", "Cookie: csrftoken=…; sessionid=…; lang=en"),
        ("X-Api-Key: abc", "X-Api-Key: …"),
    ],
)
def test_what_is_named_so_goes_however_it_is_written(said: str, left: str) -> None:
    assert scrubbed(said) == left


def _in_json(secret: str) -> str:
    return json.dumps(secret)[1:-1]


def _as_meta_writes_it(secret: str) -> str:
    """JSON of PHP, with its flags for a script in a page."""
    escaped = json.dumps(secret)[1:-1].replace("/", r"\/")
    return escaped.translate({ord(one): f"\\u{ord(one):04X}" for one in "<>&'"})


ENCODINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "percent": lambda secret: quote(secret, safe=""),
    "percent, slashes kept": quote,
    "percent, lower case": lambda secret: "".join(
        one if one.isalnum() and one.isascii() else "".join(f"%{byte:02x}" for byte in one.encode()) for one in secret
    ),
    "every byte": lambda secret: "".join(f"%{byte:02X}" for byte in secret.encode()),
    "form": quote_plus,
    "form, twice": lambda secret: quote_plus(quote_plus(secret)),
    "HTML": html.escape,
    "HTML by numbers": lambda secret: "".join(one if one.isalnum() else f"&#{ord(one)};" for one in secret),
    "JSON": _in_json,
    "JSON, letters kept": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "JSON of PHP": _as_meta_writes_it,
    "JSON in JSON": lambda secret: _in_json(_in_json(secret)),
    "JSON in HTML": lambda secret: html.escape(_in_json(secret)),
    "a form in JSON": lambda secret: _in_json(quote_plus(secret)),
}
NASTY = st.text(
    st.one_of(st.sampled_from("ab12&+ %\"'<>/;:=#\\"), st.characters(exclude_categories=("C", "Z"))), min_size=6
)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(secret=NASTY.map(str.strip).filter(lambda one: sum(map(str.isalnum, one)) >= 6))
def test_a_known_secret_goes_in_every_encoding(encoding: str, secret: str) -> None:
    written = ENCODINGS[encoding](secret)
    left = scrubbed(f"Instagram says: {written} is wrong.", [secret])
    assert secret not in left
    assert written not in left
    assert left.startswith("Instagram says: …")


SEED = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=16, max_size=52)


@given(seed=SEED)
def test_a_seed_goes_with_its_spaces_and_without(seed: str) -> None:
    spaced = " ".join(seed[start : start + 4] for start in range(0, len(seed), 4))
    ways = (seed, spaced, seed.lower(), spaced.lower(), quote(spaced), quote_plus(spaced))
    for kept in (seed, spaced, spaced.lower()):
        for way in ways:
            assert scrubbed(f"The key {way} is none.", [kept]) == "The key … is none."


def test_a_word_inside_a_password_of_several_stays() -> None:
    assert scrubbed("The password is wrong: pass", ["pass word"]) == "The password is wrong: pass"


def test_an_accounts_own_go_also_as_they_stand_in_an_address() -> None:
    known = secret_words(
        InstagramSecrets("coalition", "pass word"), {"shown_as": "coalition", "cookies": {"sessionid": "17%3Aabcdef"}}
    )
    assert scrubbed("coalition pass%20word 17:abcdef 17%3Aabcdef", known) == "coalition … … …"


def test_a_key_with_spaces_goes_in_every_writing_of_a_space() -> None:
    key = "ABCD EFGH IJKL MNOP"
    for space in ("", " ", "+", "%20", "&#32;", "&#x20;", r"\u0020"):
        assert scrubbed(f"It was {key.replace(' ', space)} today.", [key]) == "It was … today."
