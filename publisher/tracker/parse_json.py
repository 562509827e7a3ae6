"""A JSON array of objects: at the top, under the keys named after # in the location, or the only list in an object."""

import json
from typing import Any

from publisher.tracker import mapping
from publisher.tracker.raw import BROKEN, not_utf8
from publisher.tracker.text import clean, shown, storable
from publisher.tracker.values import Quarantine, SourceSpec


def json_rows(body: bytes, spec: SourceSpec) -> list[dict[str, str]]:
    """One dict an object, numbers as they were written, null as an empty cell; every row has every
    column of the document. Raises Quarantine.

    The rule for the list: with a path, that list and no other; without, the top array, else the one list directly in
    the top object. Two lists without a path are refused, because the first may change its place.
    """
    found = _list(_document(body), spec.path)
    rows = [_row(item, position) for position, item in enumerate(found, start=1)]
    columns = dict.fromkeys((column for row in rows if BROKEN not in row for column in row), "")
    if columns:
        mapping.check_columns(columns, spec, may_lack=mapping.OPTIONAL)
    columns |= dict.fromkeys(spec.columns.values(), "")
    return [columns | row for row in rows]


def _document(body: bytes) -> Any:
    try:
        text = body.decode("utf-8-sig")
        return json.loads(
            text, parse_int=str, parse_float=str, parse_constant=lambda _: None, object_pairs_hook=_object
        )
    except UnicodeDecodeError:
        raise not_utf8(body) from None
    except json.JSONDecodeError as error:
        raise Quarantine(
            f"Expected JSON, came something else in line {error.lineno} ({error.msg}): "
            "check that the address gives JSON, in full."
        ) from None
    except RecursionError:
        raise Quarantine("Expected a list of rows, came JSON nested too deep: check the address.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Quarantine(f"Expected every key once in an object, came {shown(twice)} twice: rename one of them.")
    return made


def _list(document: Any, path: tuple[str, ...]) -> list[Any]:
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


def _row(item: Any, position: int) -> dict[str, str]:
    if not isinstance(item, dict):
        return {BROKEN: f"entry {position} is no object", "(value)": _cell(item)}
    row = {clean(storable(name)) or "(no name)": _cell(value) for name, value in item.items()}
    if len(row) < len(item):
        row[BROKEN] = f"entry {position} has two keys that differ only in spaces"
    return row


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return storable(json.dumps(value, ensure_ascii=False))
