"""`publisher newsletter`: who gets the mail, and how the mailings stand."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from publisher.errors import Refusal
from publisher.management import digests, mail_domain
from publisher.management.base import PublisherCommand, staff
from publisher.management.plain import plain
from publisher.management.progress import with_bar
from publisher.models import Copy, Issue
from publisher.models.newsletter import RHYTHMS
from publisher.newsletter import confirming
from publisher.newsletter.choices import DEFAULT
from publisher.newsletter.counts import status, subscribers, uncertain_copies
from publisher.newsletter.export import export_to
from publisher.newsletter.subscriber_lines import CUT_OFF
from publisher.newsletter.subscribers import ImportReport, import_csv
from publisher.newsletter.subscriptions import erase, keep_off
from publisher.newsletter.suppression import REASONS
from publisher.pipeline import campaigns, copies

LATEST = 50
"""Issues that `status` shows."""


class Command(PublisherCommand):
    help = (
        "Take subscribers over from a CSV file, hand them out as one; make and edit digests, look at a finished mail; "
        "see how mailings stand, pause them, settle copies in doubt."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        take = actions.add_parser("import", help="add or change the addresses of a CSV: email, language, state, rhythm")
        take.add_argument("file", metavar="FILE", type=Path)
        take.add_argument("--source", required=True, metavar="TEXT", help="where these people agreed to get mail")
        take.add_argument("--rhythm", default="", choices=RHYTHMS, help="for lines that name none")
        give = actions.add_parser("export", help="write the active subscribers as a CSV, without their tokens")
        give.add_argument("--out", required=True, metavar="FILE", type=Path)
        actions.add_parser("status", help="subscribers by rhythm, the latest issues, copies in doubt")
        delete = actions.add_parser("delete", help="delete all that is known of an address, at its owner's request")
        off = actions.add_parser("suppress", help="never mail an address again: it bounced, or its owner complained")
        off.add_argument("--reason", required=True, choices=REASONS, help="`never`: not even to ask for a confirmation")
        for action in (delete, off):
            action.add_argument("address", metavar="ADDRESS")
            action.add_argument(
                "--as", dest="user", metavar="USER", required=True, help="e-mail address of who decides"
            )
        arrived = actions.add_parser("arrived", help="copies in doubt that stand in the relay's log as delivered")
        again = actions.add_parser("send-again", help="mail copies in doubt again that did not arrive")
        for action in (arrived, again):
            action.add_argument("issue", metavar="ISSUE", type=int, help="its number, see `status`")
            which = action.add_mutually_exclusive_group(required=True)
            which.add_argument(
                "--copy", metavar="N", type=int, action="append", dest="copies", help="repeat for several"
            )
            which.add_argument("--all", action="store_true", help="every copy of it that is in doubt now")
            action.add_argument(
                "--as", dest="user", metavar="USER", required=True, help="e-mail address of who decides"
            )
            action.add_argument(
                "--reason", metavar="TEXT", required=action is again, default="", help="where you looked"
            )

        mail_domain.add(actions)
        campaign = actions.add_parser("campaign", help="settle a mailing in doubt at a service that keeps the audience")
        campaign.add_argument("issue", metavar="ISSUE", type=int, help="its number, see `status`")
        said = campaign.add_mutually_exclusive_group(required=True)
        said.add_argument("--went", action="store_true", help="it went out: you looked there")
        said.add_argument("--send-again", action="store_true", help="it did not: it is sent once more")
        campaign.add_argument("--audience", metavar="ID", action="append", default=[], help="repeat for several")
        campaign.add_argument("--as", dest="user", metavar="USER", required=True, help="e-mail address of who decides")
        campaign.add_argument("--reason", metavar="TEXT", default="", help="where you looked")
        digests.add_arguments(actions)

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        if action == "import":
            self.take(options["file"], options["source"], options["rhythm"])
        elif action == "export":
            number = export_to(options["out"], lambda rows: with_bar("Writing", rows, sum(subscribers().values())))
            self.out({"subscribers": number, "file": str(options["out"])}, f"Wrote {people(number)}.")
        elif action == "status":
            self.status()
        elif action == "delete":
            number = erase(options["address"], by=staff(options["user"]))
            self.out(
                {"deleted": number}, f"Deleted {people(number)}. What is left is a hash, so that nobody adds it again."
            )
        elif action == "suppress":
            keep_off(options["address"], options["reason"], by=staff(options["user"]))
            self.out({"suppressed": options["reason"]}, "It is on the suppression list.")
        elif action == "campaign":
            self.campaign(**options)
        elif action in mail_domain.ACTIONS:
            mail_domain.run(self, action, **options)
        elif action in digests.ACTIONS:
            self.out(*digests.answer(action, options))
        else:
            self.settle(action, **options)

    def take(self, path: Path, source: str, rhythm: str) -> None:
        report = read(path, source, rhythm or ("" if self.json else asked_rhythm()))
        refused = [{"line": line, "reason": reason} for line, reason in report.refused]
        self.out(
            {"added": report.added, "changed": report.changed, "same": report.same, "refused": refused},
            "\n".join([sentence(report), *(f"line {row['line']}: {row['reason']}" for row in refused)]),
        )
        if refused and str(refused[-1]["reason"]).startswith(CUT_OFF):
            raise Refusal(f"{CUT_OFF}: line {refused[-1]['line']}. Mend it, then import the whole file again.")
        if refused and not report.added + report.changed + report.same:
            raise Refusal("No line of the file could be taken. Mend them as said, then import it again.")

    def settle(self, action: str, *, issue: int, user: str, reason: str, **options: Any) -> None:
        act = copies.it_arrived if action == "arrived" else copies.send_again
        doubts = Copy.objects.filter(issue__in=Issue.objects.filter(pk=issue), state="uncertain")
        chosen = options["copies"] or list(doubts.values_list("pk", flat=True))
        settled = act(issue, chosen, by=staff(user), reason=reason)
        document = told(Issue.objects.get(pk=issue))
        done = "sent" if action == "arrived" else "queued again"
        self.out({"settled": settled} | document, f"{settled} now {done}.\n{lines(document)}")

    def campaign(self, *, issue: int, went: bool, audience: list[str], user: str, reason: str, **_options: Any) -> None:
        act = campaigns.it_went if went else campaigns.send_again
        settled = act(issue, by=staff(user), reason=reason, audiences=audience)
        document = told(Issue.objects.get(pk=issue))
        done = "sent" if went else "queued again"
        self.out({"settled": settled} | document, f"{settled} now {done}.\n{lines(document)}")

    def status(self) -> None:
        issues = [told(issue) for issue in Issue.objects.order_by("-id")[:LATEST]]
        readers, asked = subscribers(), confirming.status()
        heads = [
            plain(readers or ["No subscribers yet."]),
            *([plain({"sign_ups": asked})] if any(asked.values()) else []),
        ]
        self.out(
            {"subscribers": readers, "sign_ups": asked, "issues": issues}, "\n".join([*heads, *map(lines, issues)])
        )


def asked_rhythm() -> str:
    """The rhythm for lines that name none, asked of a person at a terminal; in a pipe nobody is asked, and it is empty.

    Nobody gets more mail than they asked for because of a default that the person who imports did not see.
    """
    if not sys.stdin.isatty():
        return ""
    sys.stderr.write(f"How often do they get mail whose line names no rhythm: {', '.join(RHYTHMS)}? [{DEFAULT}] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() or DEFAULT


def read(path: Path, source: str, rhythm: str) -> ImportReport:
    """Imports the file, with a bar on a terminal."""
    columns = (TextColumn("Reading {task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    terminal = Console(file=sys.stderr)
    with (
        Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as bar,
        bar.open(path, "r", encoding="utf-8-sig", newline="", description=path.name) as file,
    ):
        return import_csv(file, source=source, default_rhythm=rhythm)


def sentence(report: ImportReport) -> str:
    """What an import did, in a line."""
    refused = len(report.refused)
    return f"Added {people(report.added)}, changed {report.changed}, {report.same} as before, {refused} refused."


def told(issue: Issue) -> dict[str, Any]:
    """An issue as a document."""
    return status(issue) | {"uncertain": uncertain_copies(issue)}


def lines(issue: dict[str, Any]) -> str:
    """An issue as text: where its copies stand, and what to do about those in doubt."""
    copies = ", ".join(f"{number} {state}" for state, number in issue["copies"].items()) or (
        "nobody to mail" if not issue["campaigns"] else "no copies of ours"
    )
    about = ", ".join(map(str, issue["announcements"]))
    text = [f"Issue {issue['issue']} (announcement {about}): {issue['state']}. {copies}."]
    if issue["uncertain"]:
        text.append("  In doubt; look for these Message-IDs in the mail relay's log:")
    for row in issue.get("campaigns", []):
        mailed = f"{row['mailed']} of {row['addressed']}" if row["mailed"] >= 0 else "nothing told"
        text.append(
            f"  {issue['backend']} {row['audience']} ({row['language']}): {row['state']}, {mailed}. {row['reason']}"
        )
        text.append(f"    It bears the name {row['marker']}.")
    text += [f"  copy {copy['copy']}  {copy['message_id']}  {copy['reason']}" for copy in issue["uncertain"]]
    if issue["uncertain"]:
        text.append(
            f"  Then say so: `publisher newsletter arrived {issue['issue']} --copy N --as USER`, or `send-again`."
        )
    return "\n".join(text)


def people(number: int) -> str:
    """`1 subscriber`, `3 subscribers`."""
    return f"{number} subscriber{'' if number == 1 else 's'}"
