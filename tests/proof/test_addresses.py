from ipaddress import ip_network

import pytest

from publisher.net import Guard
from publisher.proof.addresses import placeholder

SANDBOX = Guard((ip_network("127.0.0.0/8"),))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/pledge",
        "https://example.com",
        "https://campaign.example/lee/pledge",
        "https://campaign.example",
        "https://news.example.org/link",
        "https://tbd.example/",
        "https://leeplaceholder.us",
        "https://www.leeplaceholder.us/",
        "https://www.instagram.com/p/C0ffee/",
        "https://x.com/leeplaceholder/status/1",
        "https://www.facebook.com/leeplaceholder",
        "https://bit.ly/3abcde",
        "https://docs.google.com/document/d/1/edit",
        "https://youtu.be/watch?v=1",
        "https://xn--priklad-k0a.us/pledge",
        "https://8.8.8.8/pledge",
    ],
)
def test_an_address_may_be_evidence(url: str) -> None:
    assert placeholder(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tbd",
        "TBA",
        "n/a",
        "link",
        "https://...",
        "https://",
        "https://tbd",
        "https://link/",
        "http://n/a",
        "https://www.tbd.com",
        "https://link.com/",
        "https://-",
        "https://localhost/pledge",
        "https://tracker.local/x",
        "https://x.com",
        "https://www.instagram.com/",
        "https://m.facebook.com/#",
        "https://twitter.com/username",
        "https://www.instagram.com/TBD/",
        "https://bit.ly/",
        "https://linktr.ee",
        "https://docs.google.com/",
        "ftp://campaign.example/x",
        "https://lee:secret@campaign.example/",
        "http://10.0.0.1/pledge",
        "http://127.0.0.1:8001/pledge",
        "http://[::1]/pledge",
    ],
)
def test_what_stands_in_for_an_address_is_none_and_says_so_in_a_sentence(url: str) -> None:
    why = placeholder(url)
    assert why
    assert why.endswith(".")


def test_a_network_that_the_operator_allows_is_a_place_like_any_other() -> None:
    assert placeholder("http://127.0.0.1:8001/evidence/lee", SANDBOX) == ""
    assert placeholder("http://10.0.0.1/evidence/lee", SANDBOX)
