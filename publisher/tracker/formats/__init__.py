"""One module per format of a source. A new format is a new module here with a `FORMAT`, plus its name in `FORMATS`."""

from importlib import import_module

from publisher.tracker.formats.base import Asked, Format, Limits, Unreachable, Wish, wishes
from publisher.tracker.values import FORMATS

__all__ = ["FORMATS", "Asked", "Format", "Limits", "Unreachable", "Wish", "load", "wishes"]


def load(name: str) -> Format:
    """The format of that name. Imported when it is asked for: drivers of databases take memory.

    Raises ValueError that names what there is.
    """
    if name not in FORMATS:
        raise ValueError(f"The format {name!r} cannot be read: use one of {', '.join(FORMATS)}.")
    found = import_module(f"{__name__}.{name}").FORMAT
    assert isinstance(found, Format)
    return found
