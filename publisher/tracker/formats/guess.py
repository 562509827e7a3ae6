"""Which format a location most likely has, for whoever does not say."""

import re

_BY_PLACE = (
    (re.compile(r"https?://docs\.google\.com/spreadsheets/", re.IGNORECASE), "sheet"),
    (re.compile(r"https?://(?:api\.)?airtable\.com/|app\w{14}/", re.IGNORECASE | re.ASCII), "airtable"),
    (re.compile(r"https?://.*(?:/wp-json/|[?&]rest_route=)", re.IGNORECASE), "wordpress"),
    (
        re.compile(
            r"(?:postgres(?:ql)?|mysql|mariadb|sqlite|oracle|mssql)(?:\+\w+)?://|(?:host|port|dbname|user)\s*=",
            re.ASCII,
        ),
        "sql",
    ),
    (re.compile(r"[^?#]*\.json(?:[?#]|$)|https?://[^#]*#", re.IGNORECASE), "json"),
    (re.compile(r"[^?#]*\.(?:tsv|tab)(?:[?#]|$)", re.IGNORECASE), "tsv"),
)


def guessed(location: str) -> str:
    """The name of a format; CSV if nothing speaks for another."""
    return next((name for pattern, name in _BY_PLACE if pattern.match(location)), "csv")
