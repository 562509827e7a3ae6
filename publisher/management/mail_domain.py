"""`publisher newsletter checkdns` and `dkim-key`: the records of the domain we mail from, and the keys we sign with."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from publisher.errors import Refusal
from publisher.management.base import PublisherCommand
from publisher.newsletter import dkim_keys
from publisher.newsletter.dns import checkup
from publisher.newsletter.dns.record import Record, all_there
from publisher.newsletter.dns.resolver import Names

ACTIONS = ("checkdns", "dkim-key")
MARKS = {"found": "ok ", "missing": "NOT", "wrong": "NOT", "unknown": " ? "}
NO_KEYS = (
    "Nothing is signed here. `publisher newsletter dkim-key --make FILE` makes a key; then set "
    "PUBLISHER_DKIM_KEYS=SELECTOR=FILE, such as news2026=/etc/publisher/news2026.pem."
)
LONGEST = 255
"""Bytes of one string of a TXT record (RFC 1035, 3.3.14); a longer value is written as several."""


def add(actions: Any) -> None:
    """The two actions' arguments."""
    ask = actions.add_parser("checkdns", help="SPF, DKIM, DMARC and MX of the sender's domain: what is missing there")
    ask.add_argument("--nameserver", metavar="HOST[:PORT]", default="", help="ask this one, a number, and no other")
    key = actions.add_parser("dkim-key", help="the DNS records of the keys that we sign with")
    key.add_argument("--make", metavar="FILE", type=Path, help="write a new key to this file first")
    key.add_argument("--kind", choices=("rsa", "ed25519"), default="rsa", help="of the new key")


def run(command: PublisherCommand, action: str, **options: Any) -> None:
    """Does one of the two."""
    if action == "checkdns":
        _checkdns(command, options["nameserver"] or settings.NAMESERVER)
    elif options["make"]:
        _made(command, options["make"], options["kind"])
    else:
        _keys(command)


def _checkdns(command: PublisherCommand, nameserver: str) -> None:
    """Exit code 1 when something that Gmail, Yahoo or Outlook.com require is not as it should be."""
    records = checkup.check(Names(nameserver))
    whole = all_there(records)
    domain = checkup.from_domain()
    command.out({"ok": whole, "domain": domain, "records": [asdict(one) for one in records]}, _lines(records))
    if not whole:
        command.say(f"{domain} lacks what mailbox providers ask of who mails many.")
        raise SystemExit(1)


def _lines(records: tuple[Record, ...]) -> str:
    lines = []
    width = max(len(record.what) for record in records)
    for record in records:
        mark = "-- " if record.state in ("missing", "wrong") and not record.required else MARKS[record.state]
        lines.append(f"{mark}  {record.what.ljust(width)}  {record.name}: {record.said}")
        lines += [f"{'':{width + 7}}{text}" for text in (record.value, record.todo) if text]
    return "\n".join(lines)


def _keys(command: PublisherCommand) -> None:
    rows = [_row(key) for key in dkim_keys.configured()]
    command.out({"keys": rows}, "\n\n".join(f"{row['name']}  TXT\n{row['zone']}" for row in rows) or NO_KEYS)


def _made(command: PublisherCommand, path: Path, kind: str) -> None:
    selector = dkim_keys.selector_of(path.stem)
    try:
        dkim_keys.make(path, kind)
    except FileExistsError as cause:
        raise Refusal(f"{path} is there already; a key that signs is never written over. Name another file.") from cause
    key = dkim_keys.read(selector, path)
    row = _row(key)
    told = f"Set PUBLISHER_DKIM_KEYS={selector}={path.absolute()} once this record is there:"
    command.out({"keys": [row]}, f"{told}\n\n{row['name']}  TXT\n{row['zone']}")


def _row(key: dkim_keys.Key) -> dict[str, str]:
    """A key's record: its name, its value, and the value in the strings that a zone file takes."""
    value = key.record()
    zone = " ".join(f'"{value[start : start + LONGEST]}"' for start in range(0, len(value), LONGEST))
    name = f"{key.selector}._domainkey.{dkim_keys.domain()}"
    return {"selector": key.selector, "kind": key.kind, "name": name, "value": value, "zone": zone}
