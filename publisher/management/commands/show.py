"""`publisher show`: everything about one announcement."""

from typing import Any

from django.core.management.base import CommandParser

from publisher.management.announcements import announcement
from publisher.management.base import PublisherCommand
from publisher.management.plain import piece, plain
from publisher.showing import show


class Command(PublisherCommand):
    help = "Show an announcement: facts, texts, pictures, deliveries, decisions and the trail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", metavar="ID", help="its number or code")

    def handle(self, *_args: Any, id: str, **_options: Any) -> None:
        document = show(announcement(id))
        self.out(document, as_text(document))


def told(fault: dict[str, str]) -> str:
    """A point that a picture failed."""
    return plain("{size}, {lang}, {point}: {detail}.".format(**fault))


def as_text(document: dict[str, Any]) -> str:
    """The same for people, without the trail."""
    lines = [f"{document['id']}  {document['screen']}  ({document['shown'].replace('_', ' ')})  {document['link']}"]
    if document["reason"]:
        lines.append(document["reason"])
    for subject in document["subjects"]:
        change = subject["change"]
        lines.append(
            f"\n{subject['candidate']['name']}: {change['from']} -> {change['to']}. {subject['agreement']['sentence']}"
        )
        lines += [f"  evidence: {piece(item)}" for item in change["evidence"]] or ["  no evidence yet"]
    lines += [f"\nWarning: {warning['sentence']}" for warning in document["warnings"] + document["same_seat"]]
    for name, text in document["texts"].items():
        lines.append(f"\n[{name}]\n{text}")
    lines += [f"\npicture {image['size']} {image['lang']}: {image['path']}" for image in document["images"]]
    lines += [f"  not fit to publish: {fault}" for fault in map(told, document["faults"])]
    for delivery in document["deliveries"]:
        tail = delivery["permalink"] or delivery["reason"] or delivery["waits_note"] or f"due {delivery['due']}"
        lines.append(
            f"\n{delivery['act']} on {delivery['account']}: {delivery['state']}. {tail} {delivery['todo']}".rstrip()
        )
        lines += [f"  {line}" for line in _read_back(delivery["reading"])]
    lines.append(f"\ndigest: {document['digest']}")
    return "\n".join(lines)


def _read_back(reading: dict[str, Any]) -> list[str]:
    """How the live post stood when it was read back; nothing before."""
    if not reading.get("read_at"):
        return [f"not read back yet: {reading['trouble']}"] if reading.get("trouble") else []
    counts = [f"{reading[name]} {name}" for name in ("likes", "comments", "reach") if reading[name] is not None]
    approved = "its words are as approved" if reading["uncompared"] else "as approved"
    stands = "gone" if reading["gone_at"] else " ".join(reading["differs"]) or approved
    lines = [f"read back {reading['read_at']}: {stands}" + (f" ({', '.join(counts)})" if counts else "")]
    said = "" if reading["uncompared"] else "could not be read the last time: "
    return [*lines, f"{said}{reading['trouble']}"] if reading["trouble"] else lines
