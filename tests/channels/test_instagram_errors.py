"""Every failure of the library has a meaning, in words that hold no secrets."""

import inspect
from typing import Any

import pytest
import requests
from instagrapi import exceptions as ig

from publisher.channels import instagram_errors as errors
from publisher.channels.base import NeedsHuman, Refused, TryLater, Unknown

CLASSES = [kind for _, kind in inspect.getmembers(ig, inspect.isclass) if issubclass(kind, Exception)]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_exception_of_the_library_has_a_meaning(kind: type[Exception]) -> None:
    error = kind()
    assert isinstance(errors.before(error), TryLater | NeedsHuman | Refused)
    assert isinstance(errors.after(error), Unknown)
    assert not isinstance(errors.reading(error), Refused)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ig.LoginRequired(), NeedsHuman),
        (ig.ChallengeRequired(message="challenge_required"), NeedsHuman),
        (ig.UnknownError(message="consent_required"), NeedsHuman),
        (ig.ClientNeedsUpgradeError(), NeedsHuman),
        (ig.PleaseWaitFewMinutes(), TryLater),
        (ig.ClientThrottledError(), TryLater),
        (requests.ReadTimeout(), TryLater),
        (KeyError("items"), TryLater),
        (ig.UnknownError(message="Caption is too long"), Refused),
        (ig.ClientBadRequestError(), Refused),
    ],
)
def test_what_it_means_before_the_post(error: Exception, kind: type[Exception]) -> None:
    assert isinstance(errors.before(error), kind)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("challenge_required", NeedsHuman),
        ("feedback_required", NeedsHuman),
        ("checkpoint_required", NeedsHuman),
        ("please_wait", TryLater),
        ("http_429", TryLater),
        ("http_500", TryLater),
        ("http_408", TryLater),
        ("drop", TryLater),
        ("truncate", TryLater),
        ("http_400", Refused),
    ],
)
def test_a_refused_upload_is_told_apart(
    sandbox: Any, connect: Any, make_post: Any, fault: str, kind: type[Exception]
) -> None:
    channel = connect()
    sandbox.fault(fault, match="/rupload_igphoto/", times=9)
    with pytest.raises(kind):
        channel.prepare(make_post(), {})
    assert sandbox.state["requests"] == {"upload": 1}


def test_instagrams_own_words_are_passed_on() -> None:
    said = str(errors.before(ig.FeedbackRequired(feedback_message="We limit how often you can post.")))
    assert "It says: “We limit how often you can post.”" in said


def test_an_answer_dumped_whole_is_not_passed_on() -> None:
    error = ig.UnknownError(session="IGT:2:secret-token")
    assert "secret-token" in str(error)
    assert "secret-token" not in str(errors.before(error)) + str(errors.after(error))


def test_a_long_page_is_not_passed_on() -> None:
    assert len(str(errors.before(ig.UnknownError(message="<html>" + "x" * 5000)))) < 200
