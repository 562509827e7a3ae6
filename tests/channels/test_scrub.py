"""What is taken out of a service's words, and what is left of them."""

import pytest

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


def test_an_accounts_own_go_also_as_they_stand_in_an_address() -> None:
    known = secret_words(
        InstagramSecrets("coalition", "pass word"), {"shown_as": "coalition", "cookies": {"sessionid": "17%3Aabcdef"}}
    )
    assert scrubbed("coalition pass%20word 17:abcdef 17%3Aabcdef", known) == "coalition … … …"
