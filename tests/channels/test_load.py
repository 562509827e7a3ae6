import pytest

from publisher import channels
from publisher.channels.instagram import Instagram


def test_a_channel_is_found_by_its_name() -> None:
    assert channels.load(["instagram"]) == {"instagram": Instagram}


def test_an_unknown_name_is_named() -> None:
    with pytest.raises(ValueError, match="no channel 'pigeons'"):
        channels.load(["instagram", "pigeons"])


def test_a_helper_module_is_no_channel() -> None:
    with pytest.raises(ValueError, match="no CHANNEL"):
        channels.load(["base"])
