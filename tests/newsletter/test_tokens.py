"""Tokens of subscribers: in the mails alone, nowhere in the database, and good for as long as their word is kept."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher import crypto
from publisher.models import Subscriber
from publisher.newsletter.subscriptions import by_token
from tests.newsletter.mailing import people


@pytest.mark.django_db
def test_a_row_does_not_hold_what_opens_it() -> None:
    (ana,) = people(1)
    row = Subscriber.objects.values().get()
    assert all(ana.token not in str(value) for value in row.values())
    assert by_token(ana.token) == ana
    assert by_token(ana.key) is None


@pytest.mark.django_db
def test_a_token_is_good_until_its_word_is_dropped(settings: Any) -> None:
    (ana,) = people(1)
    before = ana.token
    settings.SECRET_WORDS = ["a new word", *settings.SECRET_WORDS]
    assert ana.token != before
    assert (by_token(before), by_token(ana.token)) == (ana, ana)
    settings.SECRET_WORDS = ["a new word"]
    assert by_token(before) is None


@pytest.mark.django_db
def test_links_in_mails_that_went_out_before_still_open() -> None:
    (ana,) = people(1)
    Subscriber.objects.update(former_sha256=hashlib.sha256(b"an-old-token-of-thirty-two-chars").hexdigest())
    assert by_token("an-old-token-of-thirty-two-chars") == ana
    assert by_token("") is None


@given(st.text(max_size=60))
def test_no_text_is_a_token_by_chance(text: str) -> None:
    assert crypto.key_in("subscriber", text) == ""


@given(st.sampled_from(["subscriber", "sign-up"]))
def test_a_token_is_for_one_purpose(purpose: str) -> None:
    token = crypto.token_of(purpose, crypto.new_key())
    assert [bool(crypto.key_in(one, token)) for one in ("subscriber", "sign-up")] == [
        purpose == "subscriber",
        purpose == "sign-up",
    ]
    assert len(token) == 40
