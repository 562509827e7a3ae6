"""`publisher announce`: an organizer's trigger."""

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from publisher import sweep
from publisher.errors import Refusal
from publisher.management.announcements import announcement
from publisher.management.base import PublisherCommand, staff
from publisher.management.given import day, read
from publisher.pipeline import draft, evidence, submit
from publisher.proof.attachments import MOST_BYTES
from publisher.showing import show
from publisher.truth.proofs import Upload

EARLIEST = date(1990, 1, 1)
MOST = 1000


class Command(PublisherCommand):
    help = "Record that a candidate changed their answer, with evidence, and draft the announcement."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("candidate", metavar="CANDIDATE", help="a name, a tracker key or a candidacy number")
        parser.add_argument("--status", required=True)
        parser.add_argument("--evidence", metavar="URL", default="", help="where the candidate says so; it is shown")
        parser.add_argument(
            "--evidence-text", metavar="TEXT", default="", help="their mail or message; it stays inside"
        )
        parser.add_argument(
            "--evidence-file",
            metavar="F",
            type=Path,
            action="append",
            default=[],
            help="a photo or a PDF; repeat for more",
        )
        parser.add_argument("--as", dest="user", metavar="USER", required=True, help="e-mail address of who triggers")
        parser.add_argument("--date", type=day, metavar="YYYY-MM-DD", help="when they said so")
        parser.add_argument("--quote", default="", metavar="TEXT", help="what the evidence says, word for word")
        parser.add_argument("--why", default="", help="what you know, for the reviewers")

    def handle(self, *_args: Any, candidate: str, **options: Any) -> None:
        check(**options)
        made = draft.trigger(
            candidate,
            status=options["status"],
            evidence_url=options["evidence"],
            evidence_text=options["evidence_text"],
            files=[Upload(file.name, read(file, MOST_BYTES)) for file in options["evidence_file"]],
            by=staff(options["user"]),
            why=options["why"],
            quotation=options["quote"],
            said_at=options["date"],
        )
        submit.submit(made.pk)
        evidence.check(made, seconds=sweep.A_LITTLE_WHILE)
        document = show(announcement(str(made.pk)))
        subject = document["subjects"][0]
        text = f"Announcement {made.pk} about {subject['candidate']['name']}: {document['screen']}."
        self.out(document, f"{text} {document['reason'] or subject['agreement']['sentence']}")


def check(**options: Any) -> None:
    """Refuses what a person cannot have meant: a day before `EARLIEST`, a text that is too long or is no text."""
    if options["date"] and options["date"] < EARLIEST:
        raise Refusal(f"{options['date']} is too long ago; give the day when they said so, from {EARLIEST} on.")
    for name in ("why", "quote"):
        text = options[name]
        if len(text) > MOST:
            raise Refusal(f"The text of --{name} has {len(text)} characters; at most {MOST} fit.")
        if any(unicodedata.category(letter) == "Cc" and letter not in "\t\r\n" for letter in text):
            raise Refusal(f"The text of --{name} has a control character; give plain text.")
