"""One file per channel. A new channel is a new module here with a `CHANNEL`, plus its name in PUBLISHER_CHANNELS."""

from collections.abc import Iterable
from importlib import import_module

from publisher.channels.base import Channel


def load(names: Iterable[str]) -> dict[str, type[Channel]]:
    """The channel classes by name. Raises ValueError naming the first name that is none."""
    return {name: _channel(name) for name in names}


def _channel(name: str) -> type[Channel]:
    module_name = f"{__name__}.{name}"
    try:
        module = import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name != module_name:  # the channel is there; something that it needs is not
            raise
        raise ValueError(f"There is no channel {name!r}: {module_name} does not exist.") from None
    found = getattr(module, "CHANNEL", None)
    if not (isinstance(found, type) and issubclass(found, Channel)):
        raise ValueError(f"{module_name} is no channel: it has no CHANNEL that is a Channel.")
    return found
