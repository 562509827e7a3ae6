"""Addresses that must never be mailed again are kept without being readable."""

from typing import Any

import pytest

from publisher.models import Suppression
from publisher.newsletter.suppression import address_hash, suppress, suppressed
from tests.newsletter.mailing import people

pytestmark = pytest.mark.django_db


def test_a_suppressed_subscriber_ends() -> None:
    (person,) = people(1)
    suppress(f" {person.email.upper()} ", "bounce")
    person.refresh_from_db()
    assert (person.state, person.ended_at is not None) == ("suppressed", True)


def test_suppressing_twice_is_one_entry() -> None:
    for reason in ("bounce", "complaint"):
        suppress("ana@readers.example", reason)
    assert Suppression.objects.get().reason == "bounce"


def test_the_list_tells_who_is_on_it_only_if_asked_for_an_address() -> None:
    suppress("ana@readers.example", "bounce")
    assert suppressed(["Ana@Readers.example", "ben@readers.example"]) == {"Ana@Readers.example"}
    assert "ana" not in Suppression.objects.get().address_hash


def test_a_hash_depends_on_our_secret(settings: Any) -> None:
    before = address_hash("ana@readers.example")
    settings.SECRET_WORDS = ["another word"]
    assert address_hash("ana@readers.example") != before


def test_a_new_word_before_the_old_one_forgets_nobody(settings: Any) -> None:
    suppress("ana@readers.example", "bounce")
    settings.SECRET_WORDS = ["a new word", *settings.SECRET_WORDS]
    suppress("ben@readers.example", "bounce")
    assert suppressed(["ana@readers.example", "ben@readers.example"]) == {"ana@readers.example", "ben@readers.example"}
