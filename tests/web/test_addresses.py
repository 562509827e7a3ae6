"""Addresses that lead nowhere."""

import re

import pytest
from django.urls import get_resolver

HUGE = (2**63 - 1, 2**63, 10**30)
NUMBERED = sorted(
    re.sub(r"<int:\w+>", "{number}", str(pattern.pattern)).replace("<str:language>", "en")
    for pattern in get_resolver("publisher.web.urls").url_patterns
    if "<int:" in str(pattern.pattern)
)


@pytest.mark.parametrize("number", HUGE)
def test_a_number_that_no_row_has_is_not_found_however_large(as_user, admin, number: int) -> None:
    client = as_user(admin)
    for address in NUMBERED:
        path = "/" + address.format(number=number)
        assert client.get(path, follow=True).status_code in (404, 405), path
        assert client.post(path, {"reason": "No.", "looked": "yes"}).status_code == 404, path


def test_a_number_longer_than_any_integer_is_not_found(as_user, admin) -> None:
    assert as_user(admin).get(f"/announcements/{'9' * 5000}/").status_code == 404
