"""A JSON document and the list of rows in it."""

import json
from typing import Any

from publisher.tracker.raw import check_page, not_utf8
from publisher.tracker.text import shown
from publisher.tracker.values import Quarantine, Rule


def document(page: bytes, label: str) -> Any:
    """The page's value: numbers are texts as they were written, what is no number (NaN) is None. Raises Quarantine."""
    check_page(page, label)
    try:
        return json.loads(
            page.decode("utf-8-sig"),
            parse_int=str,
            parse_float=str,
            parse_constant=lambda _: None,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        raise not_utf8(page) from None
    except json.JSONDecodeError as error:
        raise Quarantine(
            f"Expected JSON, came something else in line {error.lineno} ({error.msg}): "
            "check that the address gives JSON, in full."
        ) from None
    except RecursionError:
        raise Quarantine("Expected a list of rows, came JSON nested too deep: check the address.") from None


def listed(document: Any, path: tuple[str, ...]) -> list[Any]:
    """The list of rows. Raises Quarantine.

    With a path, that list and no other; without, the top array, else the one list directly in the top object. Two
    lists without a path are refused, because the first may change its place.
    """
    for key in path:
        if not isinstance(document, dict) or key not in document:
            keys = ", ".join(shown(name) for name in document) if isinstance(document, dict) else "no object"
            raise Quarantine(
                f"Expected a list under {shown(key)}, came {keys}: correct the part after # in the location."
            )
        document = document[key]
    if isinstance(document, dict) and not path:
        lists = [name for name, value in document.items() if isinstance(value, list)]
        if len(lists) != 1:
            came = ", ".join(shown(name) for name in lists) or "none"
            raise Quarantine(f"Expected one list in the object, came {came}: name it after # in the location.")
        document = document[lists[0]]
    if not isinstance(document, list):
        raise Quarantine("Expected a list of rows, came a single value: name the list after # in the location.")
    return document


def twice(name: str) -> Quarantine:
    """The reason for an object with one name for two values."""
    return Quarantine(
        f"Expected every key once in an object, came {shown(name)} twice: rename one of them.", Rule.COLUMNS
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise twice(next(name for name in names if names.count(name) > 1))
    return made
