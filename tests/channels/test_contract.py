"""What every channel must keep. A new module with a CHANNEL is tested here without being named."""

import dataclasses
import pkgutil
import socket
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest

from publisher import channels
from publisher.channels.base import (
    Channel,
    ChannelError,
    ForAPerson,
    Health,
    Prepared,
    Receipt,
    Refused,
    Surroundings,
    TryLater,
)

NAMES = [
    found.name
    for found in pkgutil.iter_modules(channels.__path__)
    if hasattr(import_module(f"{channels.__name__}.{found.name}"), "CHANNEL")
]
CLASSES = channels.load(NAMES)
ACTS = {"post", "story", "comment", "edit", "archive", "delete", "mail"}
SECRET = "never-show-this"
NOW = datetime.now(UTC)


@pytest.fixture(params=NAMES)
def kind(request: pytest.FixtureRequest) -> type[Channel]:
    return CLASSES[request.param]


@pytest.fixture
def deserted(kind: type[Channel]) -> Channel:
    """A channel whose service is not there: nothing listens at its endpoint."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    values: dict[str, Any] = {field.name: SECRET for field in dataclasses.fields(kind.Secrets)}
    for field in dataclasses.fields(kind.Secrets):
        if field.default == "":
            values[field.name] = ""
    return kind(kind.Secrets(**values), None, Surroundings(f"http://127.0.0.1:{port}", 2))


def test_there_are_channels() -> None:
    assert {"instagram", "instagram_graph", "by_hand"} <= set(NAMES)


def test_it_is_named_after_its_module(kind: type[Channel]) -> None:
    assert CLASSES[kind.name] is kind
    assert kind.label


def test_it_knows_whose_account_it_is_by_the_secrets_alone(kind: type[Channel]) -> None:
    names = [found.name for found in dataclasses.fields(kind.Secrets)]
    mine, shouted, others = (
        kind.identity(kind.Secrets(**dict.fromkeys(names, text)), None) for text in ("ours", " OURS ", "theirs")
    )
    assert mine == shouted != others


def test_a_new_channel_need_not_say_whose_account_it_is() -> None:
    @dataclasses.dataclass
    class Secrets:
        server: str = dataclasses.field(metadata={"secret": False})
        handle: str = dataclasses.field(metadata={"secret": False})
        token: str = dataclasses.field(metadata={"secret": True})

    kind = type("New", (Channel,), {"Secrets": Secrets})
    one, same, other = (
        kind.identity(Secrets("https://social.example", *rest), {"any": 1})
        for rest in (("ours", "a"), ("Ours", "b"), ("theirs", "a"))
    )
    assert one == same != other
    assert "a" not in one.split()


def test_its_limits_are_usable(kind: type[Channel]) -> None:
    assert set(kind.acts) <= ACTS
    assert "post" in kind.acts
    assert kind.max_text > 0
    assert kind.max_slides > 0
    assert kind.sizes
    assert all(side.isdigit() for size in kind.sizes for side in size.split("x"))


@pytest.mark.parametrize("act", ["comment", "edit", "archive"])
def test_what_it_says_that_it_can_do_it_does_itself(kind: type[Channel], act: str) -> None:
    assert (act in kind.acts) == (getattr(kind, act) is not getattr(Channel, act))


@pytest.mark.parametrize(("act", "words"), [("comment", ("Hello.",)), ("edit", ("Hello.",)), ("archive", ())])
def test_what_a_new_channel_cannot_do_it_refuses(act: str, words: tuple[str, ...]) -> None:
    stubs = dict.fromkeys(Channel.__abstractmethods__, lambda *_: None)
    plain = type("New", (Channel,), {"label": "Elsewhere", **stubs})(None, None, Surroundings())
    with pytest.raises(Refused, match="Elsewhere"):
        getattr(plain, act)(Receipt("1_2", "", NOW), *words)


def test_its_secrets_make_a_form(kind: type[Channel]) -> None:
    for field in dataclasses.fields(kind.Secrets):
        assert field.type is str
        assert field.metadata["label"]
        assert isinstance(field.metadata["secret"], bool)


def test_its_secrets_do_not_print(kind: type[Channel]) -> None:
    fields = dataclasses.fields(kind.Secrets)
    secrets = kind.Secrets(**{field.name: f"value of {field.name}" for field in fields})
    hidden = [f"value of {field.name}" for field in fields if field.metadata["secret"]]
    assert not [value for value in hidden if value in repr(secrets)]


def test_check_answers_rather_than_raises(deserted: Channel) -> None:
    health = deserted.check()
    assert isinstance(health, Health)
    assert health.ok is not deserted.by_itself  # a person needs no service of ours
    assert bool(health.reason and health.todo) is deserted.by_itself


@pytest.mark.parametrize(
    "call", ["connect", "prepare", "find", "read", "delete", "find a story", "comment", "edit", "archive"]
)
def test_an_unreachable_service_is_a_plain_error(deserted: Channel, make_post: Any, make_story: Any, call: str) -> None:
    if call == "connect" and not deserted.by_itself:
        assert deserted.connect() == {}  # there is nothing to log in to
        return
    receipt = Receipt("1_2", "", NOW)
    arguments: dict[str, tuple[Any, ...]] = {
        "connect": (),
        "prepare": (make_post(), {}),
        "find": (make_post(), {"upload_id": "1"}, NOW),
        "read": (receipt,),
        "delete": (receipt,),
        "find a story": (make_story(), {"upload_id": "1"}, NOW),
        "comment": (receipt, "A word."),
        "edit": (receipt, "Other words."),
        "archive": (receipt,),
    }
    with pytest.raises(ChannelError) as caught:
        getattr(deserted, call.split()[0])(*arguments[call])
    assert "\n" not in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_send_that_never_left_may_be_tried_again(deserted: Channel, make_post: Any) -> None:
    with pytest.raises(TryLater):
        deserted.send(Prepared({"upload_id": "1"}), make_post())


def test_what_a_person_posts_is_handed_to_them_and_only_that(deserted: Channel, make_post: Any) -> None:
    with pytest.raises(ChannelError) as caught:
        deserted.prepare(make_post(), {})
    assert isinstance(caught.value, ForAPerson) is not deserted.by_itself


def test_a_session_does_not_print() -> None:
    assert SECRET not in repr(Prepared({}, {"token": SECRET}))
