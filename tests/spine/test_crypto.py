"""Secrets at rest."""

from typing import Any

import pytest

from publisher import crypto


def test_a_secret_comes_back_and_is_not_to_be_seen() -> None:
    sealed = crypto.seal({"password": "correct horse"})
    assert crypto.unseal(sealed) == {"password": "correct horse"}
    assert "horse" not in sealed


def test_each_sealing_is_another_text() -> None:
    assert crypto.seal({"a": 1}) != crypto.seal({"a": 1})


def test_nothing_is_an_empty_value() -> None:
    assert crypto.unseal("") == {}


def test_a_new_key_before_the_old_one_opens_both(settings: Any) -> None:
    settings.SECRET_WORDS = ["old"]
    sealed = crypto.seal({"a": 1})
    settings.SECRET_WORDS = ["new", "old"]
    assert crypto.unseal(sealed) == {"a": 1}
    again = crypto.seal({"a": 2})
    settings.SECRET_WORDS = ["new"]
    assert crypto.unseal(again) == {"a": 2}
    with pytest.raises(crypto.SealBroken, match="connect the account again"):
        crypto.unseal(sealed)


def test_a_changed_text_does_not_open() -> None:
    sealed = crypto.seal({"a": 1})
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(sealed[:-4] + "AAAA")
