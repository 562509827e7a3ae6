"""What is done to a post that stands there may be repeated, and whatever goes wrong is said in our words."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from publisher.channels import instagram_after
from publisher.channels.base import ChannelError, NeedsHuman, Receipt, Refused, TryLater, Unknown
from publisher.sandbox.instagram_things import Account, Slide

TEXT = "More at neighbors.example/a/Q7wX #KeepThePromise"
ACTS = {"delete": ("/delete/", ()), "archive": ("/only_me/", ()), "edit": ("/edit_media/", ("Other words",))}
FAULTS = [
    ("drop", TryLater), ("drop_after", TryLater), ("http_500", TryLater), ("http_408_after", TryLater),
    ("truncate_after", TryLater), ("empty_json_after", TryLater), ("please_wait", TryLater),
    ("please_wait_after", TryLater), ("feedback_required", NeedsHuman), ("feedback_required_after", NeedsHuman),
    ("challenge_required", NeedsHuman), ("challenge_required_after", NeedsHuman), ("login_required", NeedsHuman),
]  # fmt: skip
LOST = ["drop", "reset", "truncate", "http_500", "http_408", "empty_json", "html_200",
        "please_wait", "feedback_required", "challenge_required"]  # fmt: skip


@pytest.fixture
def posted(sandbox: Any, connect: Any) -> tuple[Any, Receipt]:
    """A channel, and a post that stands there."""
    us, words = Account("coalition", "correct horse"), "Signed. neighbors.example/a/Q7wX"
    made = sandbox.store.add_post(us, words, "7", (Slide("images/none.jpg", 1080, 1350, "A card"),))
    return connect(), Receipt(f"{made.pk}_{us.user_id}", "", datetime.fromtimestamp(made.made_at, UTC))


def only(sandbox: Any) -> dict[str, Any]:
    (made,) = sandbox.state["posts"]
    return dict(made)


def outcome(made: dict[str, Any], act: str) -> bool:
    """Whether the act took effect."""
    return bool({"delete": made["deleted"], "archive": made["archived"], "edit": made["caption"] == "Other words"}[act])


@pytest.mark.parametrize("act", ACTS)
def test_it_takes_effect_and_may_be_repeated(sandbox: Any, posted: Any, act: str) -> None:
    channel, receipt = posted
    assert not outcome(only(sandbox), act)
    for _ in range(2):
        getattr(channel, act)(receipt, *ACTS[act][1])
    assert outcome(only(sandbox), act)
    assert sandbox.state["requests"] == {act: 2}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("fault", "kind"), FAULTS)
def test_a_failure_is_one_request_and_the_next_try_settles_it(
    sandbox: Any, posted: Any, act: str, fault: str, kind: type[Exception]
) -> None:
    channel, receipt = posted
    path, words = ACTS[act]
    sandbox.fault(fault, match=path)
    with pytest.raises(kind):
        getattr(channel, act)(receipt, *words)
    assert sandbox.state["requests"][act] == 1
    assert outcome(only(sandbox), act) == fault.endswith("_after")
    getattr(channel, act)(receipt, *words)
    assert outcome(only(sandbox), act)


@pytest.mark.parametrize("act", ACTS)
def test_silence_ends_at_the_time_limit(sandbox: Any, connect: Any, posted: Any, act: str) -> None:
    path, words = ACTS[act]
    sandbox.fault("hang", match=path)
    with pytest.raises(TryLater):
        getattr(connect(seconds=0.2), act)(posted[1], *words)


def test_what_is_archived_is_out_of_the_feed(sandbox: Any, posted: Any, make_post: Any) -> None:
    channel, receipt = posted
    channel.archive(receipt)
    assert channel.find(make_post(), {}, receipt.at) is None


def test_another_caption_is_what_stands_there(posted: Any) -> None:
    channel, receipt = posted
    channel.edit(receipt, "¡Corregido!\nneighbors.example/a/Q7wX")
    assert channel.read(receipt).text == "¡Corregido!\nneighbors.example/a/Q7wX"


def test_of_a_post_that_is_gone(sandbox: Any, posted: Any) -> None:
    channel, receipt = posted
    channel.delete(receipt)
    channel.archive(receipt)
    with pytest.raises(Refused, match="caption cannot be changed"):
        channel.edit(receipt, "Other words")
    with pytest.raises(Refused, match="nothing can be said"):
        channel.comment(receipt, TEXT)
    assert not only(sandbox)["archived"]


def test_an_address_that_is_not_there_is_no_post_that_is_gone(sandbox: Any, posted: Any) -> None:
    channel, receipt = posted
    sandbox.fault("http_404", match="/only_me/")
    with pytest.raises(TryLater):
        channel.archive(receipt)


def test_without_its_id_a_person_has_to_do_it(posted: Any) -> None:
    channel, receipt = posted
    for call in (lambda one: channel.comment(one, TEXT), lambda one: channel.edit(one, TEXT), channel.archive):
        with pytest.raises(Refused, match="id at Instagram"):
            call(dataclasses.replace(receipt, remote_id=""))


@pytest.mark.parametrize(
    ("text", "why"), [("x" * 2201, "2201 characters"), ("#a " * 31, "30 hashtags"), (" \n", "is empty")]
)
def test_a_comment_that_does_not_fit_is_refused(sandbox: Any, posted: Any, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        posted[0].comment(posted[1], text)
    assert "comments" not in sandbox.state["requests"]


def test_a_comment_is_said_once_however_often_it_is_asked_for(sandbox: Any, posted: Any) -> None:
    channel, receipt = posted
    assert channel.comment(receipt, TEXT) == channel.comment(receipt, TEXT)
    assert only(sandbox)["comments"] == [TEXT]
    assert sandbox.state["requests"] == {"comments": 2, "comment": 1}


def test_the_same_words_of_somebody_else_are_another_comment(sandbox: Any, posted: Any) -> None:
    channel, receipt = posted
    other = Account("maximiliana", "x")
    sandbox.store.add_account(other)
    sandbox.store.add_comment(other, int(receipt.remote_id.split("_")[0]), TEXT)
    channel.comment(receipt, TEXT)
    assert only(sandbox)["comments"] == [TEXT, TEXT]


def test_it_reads_all_comments_before_it_speaks(sandbox: Any, posted: Any, monkeypatch: Any) -> None:
    channel, receipt = posted
    channel.comment(receipt, TEXT)
    for number in range(40):
        sandbox.store.add_comment(Account("coalition", ""), int(receipt.remote_id.split("_")[0]), f"No. {number}")
    channel.comment(receipt, TEXT)
    assert only(sandbox)["comments"].count(TEXT) == 1
    assert sandbox.state["requests"]["comments"] == 1 + 3
    monkeypatch.setattr(instagram_after, "_MAX_PAGES", 2)
    with pytest.raises(Unknown, match="prove nothing"):
        channel.comment(receipt, TEXT)


@pytest.mark.parametrize("fault", ["drop", "http_500", "http_404", "http_429", "empty_json", "html_200", "no_media",
                                   "please_wait", "masked_challenge", "challenge_required"])  # fmt: skip
def test_comments_that_cannot_be_read_are_not_answered(sandbox: Any, posted: Any, fault: str) -> None:
    channel, receipt = posted
    sandbox.fault(fault, match="/comments/", times=9)
    with pytest.raises(ChannelError):
        channel.comment(receipt, TEXT)
    assert sandbox.state["requests"] == {"comments": 1}


@pytest.mark.parametrize("fault", [f"{kind}{when}" for kind in LOST for when in ("", "_after")])
def test_a_comment_whose_answer_was_lost_is_looked_for(sandbox: Any, posted: Any, fault: str) -> None:
    channel, receipt = posted
    sandbox.fault(fault, match="/comment/")
    with pytest.raises(Unknown, match="The comment was sent"):
        channel.comment(receipt, TEXT)
    assert sandbox.state["requests"]["comment"] == 1
    assert channel.comment(receipt, TEXT)
    assert only(sandbox)["comments"] == [TEXT]
    assert sandbox.state["requests"]["comment"] == 1 + (not fault.endswith("_after"))


def test_an_answer_that_blocks_the_account_says_so(sandbox: Any, posted: Any) -> None:
    channel, receipt = posted
    sandbox.fault("feedback_required_after", match="/comment/")
    with pytest.raises(Unknown) as caught:
        channel.comment(receipt, TEXT)
    assert caught.value.pauses is not None


def test_a_comment_ends_at_the_time_limit(sandbox: Any, connect: Any, posted: Any) -> None:
    sandbox.fault("hang_after", match="/comment/")
    with pytest.raises(Unknown):
        connect(seconds=0.2).comment(posted[1], TEXT)
    assert only(sandbox)["comments"] == [TEXT]
