"""Objects inside objects as columns of their own: `title.rendered`."""

from typing import Any

from publisher.tracker.formats.documents import twice
from publisher.tracker.formats.objects import text_of

_DEEPEST = 20


def flattened(item: dict[str, Any]) -> dict[str, Any]:
    """`item` without inner objects, its lists of single values as one text. Raises Quarantine if two names meet."""
    found: dict[str, Any] = {}
    _into(found, item, "", _DEEPEST)
    return found


def _into(found: dict[str, Any], item: dict[str, Any], before: str, deeper: int) -> None:
    for key, value in item.items():
        name = before + key
        if isinstance(value, dict) and deeper:
            _into(found, value, f"{name}.", deeper - 1)
            continue
        if name in found:
            raise twice(name)
        found[name] = _joined(value)


def _joined(value: Any) -> Any:
    if isinstance(value, list) and not any(isinstance(part, dict | list) for part in value):
        return ", ".join(map(text_of, value))
    return value
