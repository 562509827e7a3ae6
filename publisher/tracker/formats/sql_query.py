"""Lets one SELECT through. The read-only transaction is the second lock, the rights of the login are the third."""

import re

_LEADING = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*(?!!).*?\*/)*", re.DOTALL)
_READS = re.compile(r"(?:select|with|values|table)\b", re.IGNORECASE)
_WRITES_A_FILE = re.compile(r"\binto\s+(?:outfile|dumpfile)\b", re.IGNORECASE)


def one_select(query: str) -> str:
    """The query without the semicolon at its end. Raises ValueError that says what to change.

    A semicolon anywhere else is refused, inside a text too: what is one statement is then the same for every dialect.
    """
    query = query.strip().removesuffix(";").rstrip()
    if not query:
        raise ValueError("There is no query: give one, --option query='SELECT name, office, state FROM candidates'.")
    if ";" in query:
        raise ValueError("The query has a semicolon inside: give one statement, and write texts without semicolons.")
    start = _LEADING.match(query)
    if not _READS.match(query, start.end() if start else 0):
        raise ValueError("The query is no SELECT: a source is only read, give one that begins with SELECT or WITH.")
    if _WRITES_A_FILE.search(query):
        raise ValueError("The query writes a file: a source is only read, leave INTO out.")
    return query
