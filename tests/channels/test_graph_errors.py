"""Every number that Instagram answers has a meaning, in words that hold no token."""

import pytest
import requests

from publisher.channels import instagram_graph_errors as errors
from publisher.channels.base import NeedsHuman, Refused, TryLater, Unknown
from publisher.channels.instagram_graph_client import GraphError

NUMBERS = [GraphError(400, code) for code in errors.BY_CODE] + [GraphError(400, 1, sub) for sub in errors.BY_SUBCODE]


@pytest.mark.parametrize("error", NUMBERS, ids=str)
def test_every_number_has_a_meaning_before_and_after(error: GraphError) -> None:
    told = errors.before(error)
    assert isinstance(told, TryLater | NeedsHuman | Refused)
    assert isinstance(errors.after(error), Unknown)
    assert not isinstance(errors.reading(error), Refused)
    assert str(error.subcode or error.code) in str(told)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (GraphError(400, 4, 2207051), NeedsHuman),  # the subcode is nearer than the code
        (GraphError(400, 100), Refused),
        (GraphError(400, 100, passing=True), TryLater),
        (GraphError(400, 80002), TryLater),
        (GraphError(403, 230), NeedsHuman),
        (GraphError(429), TryLater),
        (GraphError(500), TryLater),
        (GraphError(200), TryLater),
        (GraphError(404), Refused),
        (requests.ReadTimeout(), TryLater),
        (KeyError("id"), TryLater),
    ],
)
def test_what_it_means_before_the_post(error: Exception, kind: type[Exception]) -> None:
    assert type(errors.before(error)) is kind


def test_instagrams_own_words_are_passed_on() -> None:
    assert "It says: “Too fast.”" in str(errors.before(GraphError(400, 4, said="Too fast.")))


def test_an_address_with_a_token_is_not_passed_on() -> None:
    error = requests.ConnectionError("GET /refresh_access_token?access_token=IGAA-secret")
    assert "IGAA" not in str(errors.before(error)) + str(errors.after(error)) + str(errors.reading(error))
