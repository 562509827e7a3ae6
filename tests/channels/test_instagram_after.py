"""What is done to a post that stands there may be repeated, and whatever goes wrong is said in our words."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

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
GONE = ["http_404", "media_unavailable"]
HOUR = timedelta(hours=1)
LOST = ["drop", "reset", "truncate", "http_500", "http_408", "empty_json", "html_200",
        "please_wait", "feedback_required", "challenge_required"]  # fmt: skip


@pytest.fixture
def posted(sandbox: Any, connect: Any) -> tuple[Any, Receipt]:
    """A channel, and a post that stands there since an hour, by its receipt: no list lags behind it any more."""
    us, words = Account("coalition", "correct horse"), "Signed. neighbors.example/a/Q7wX"
    made = sandbox.store.add_post(us, words, "7", (Slide("images/none.jpg", 1080, 1350, "A card"),))
    return connect(), Receipt(f"{made.pk}_{us.user_id}", "", datetime.fromtimestamp(made.made_at, UTC) - HOUR)


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
    getattr(channel, act)(receipt, *ACTS[act][1])
    assert (outcome(only(sandbox), act), sandbox.state["requests"]) == (True, {act: 1})
    getattr(channel, act)(receipt, *ACTS[act][1])
    looked = {"info": 1, "feed": 1, "reel": 1} if act == "delete" else {}
    assert (outcome(only(sandbox), act), sandbox.state["requests"]) == (True, {act: 2, **looked})


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


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("fault", GONE)
def test_an_answer_that_there_is_no_such_post_is_no_proof_that_it_is_gone(
    sandbox: Any, posted: Any, act: str, fault: str
) -> None:
    channel, receipt = posted
    path, words = ACTS[act]
    for looked in ("nothing else", "/info/"):
        sandbox.fault(fault, match=path)
        sandbox.fault(fault, match=looked)
        with pytest.raises(TryLater, match=r"no such post|lists the post"):
            getattr(channel, act)(receipt, *words)
        assert not outcome(only(sandbox), act)
    getattr(channel, act)(receipt, *words)
    assert outcome(only(sandbox), act)


@pytest.mark.parametrize("fault", GONE)
def test_nor_that_its_comments_are_gone_with_it(sandbox: Any, posted: Any, fault: str) -> None:
    channel, receipt = posted
    sandbox.fault(fault, match="/comments/")
    with pytest.raises(Unknown, match="not its comments"):
        channel.comment(receipt, TEXT)
    assert only(sandbox)["comments"] == []


@pytest.mark.parametrize("act", ACTS)
def test_of_a_young_post_no_list_proves_that_it_is_gone(sandbox: Any, posted: Any, act: str) -> None:
    channel, receipt = posted
    young = dataclasses.replace(receipt, at=datetime.now(UTC))
    sandbox.store.delete_post(int(receipt.remote_id.split("_")[0]))
    with pytest.raises(TryLater, match="may not have it yet"):
        getattr(channel, act)(young, *ACTS[act][1])
    with pytest.raises(Unknown, match="may not have it yet"):
        channel.read(young)
    assert "feed" not in sandbox.state["requests"]


def test_what_is_archived_and_called_unknown_is_out_of_sight(sandbox: Any, posted: Any) -> None:
    channel, receipt = posted
    sandbox.store.archive_post(int(receipt.remote_id.split("_")[0]))
    sandbox.fault("media_unavailable", match="/only_me/")
    channel.archive(receipt)
    sandbox.fault("media_unavailable", match="/delete/")
    with pytest.raises(TryLater, match="no such post"):
        channel.delete(receipt)


def test_a_post_whose_id_nobody_kept_is_looked_for_further_back(sandbox: Any, posted: Any) -> None:
    """A person says later that they posted it: then it may be days older than its receipt."""
    channel, receipt = posted
    with time_machine.travel(receipt.at + 48 * HOUR, tick=True):
        for _ in range(40):
            us = Account("coalition", "correct horse")
            sandbox.store.add_post(us, "Lunch.", "8", (Slide("images/none.jpg", 1080, 1350, "Lunch"),))
        address = next(one["code"] for one in sandbox.state["posts"] if one["caption"].startswith("Signed."))
        told = Receipt("", f"{sandbox.url}/p/{address}/", receipt.at + 47 * HOUR)
        sandbox.fault("http_404", match="/info/")
        with pytest.raises(Unknown, match="lists the post"):
            channel.read(told)


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
    looked = {"info": 1} if fault == "http_404" else {}
    assert sandbox.state["requests"] == {"comments": 1, **looked}


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
