"""Bytes to raw rows: every cell is text, nothing is interpreted, nothing is evaluated."""

from publisher.tracker.parse_csv import csv_rows
from publisher.tracker.parse_json import json_rows
from publisher.tracker.values import Quarantine, SourceSpec

RawRow = dict[str, str]

_PAGES = (b"<!doctype", b"<html", b"<head", b"<?xml")


def parse(body: bytes, spec: SourceSpec) -> list[RawRow]:
    """The rows of a CSV or JSON document, column -> cell, in their order; entirely blank rows too.

    Without `spec.columns` any table comes as it is, for whoever looks for a map. A row whose form is broken has
    `raw.BROKEN` among its keys and says there what is wrong. Raises Quarantine for whatever makes the document as a
    whole unreadable: empty, not UTF-8, a web page, no such list, columns missing.
    """
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise Quarantine("Expected rows, came an empty answer: look whether the tracker is up, the last rows stay.")
    if body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
        raise Quarantine(
            f"Expected {spec.format.upper()}, came a web page, perhaps a login or an error: "
            "check that the address is public and ends in the file itself."
        )
    return csv_rows(body, spec) if spec.format == "csv" else json_rows(body, spec)
