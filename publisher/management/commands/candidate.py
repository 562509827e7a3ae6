"""`publisher candidate`: how somebody's candidacy stands."""

from typing import Any

from django.core.management.base import CommandParser

from publisher.management.base import PublisherCommand, staff
from publisher.models.people import STANDINGS
from publisher.pipeline import candidacy
from publisher.truth import find


class Command(PublisherCommand):
    help = "Say that a candidate left the race, lost, switched or died; what would go out about them is held."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="standing")
        standing = actions.add_parser("standing", help="record how the candidacy stands")
        standing.add_argument("candidate", metavar="CANDIDATE", help="a tracker key, a candidacy number or a full name")
        standing.add_argument("standing", metavar="STANDING", choices=STANDINGS, help=", ".join(STANDINGS))
        standing.add_argument("--as", dest="user", metavar="USER", required=True, help="e-mail address of who says so")
        standing.add_argument("--reason", metavar="TEXT", required=True, help="how you know")

    def handle(self, *_args: Any, candidate: str, standing: str, user: str, reason: str, **_options: Any) -> None:
        by, found = staff(user), find.candidacy(candidate)
        stands = candidacy.set_standing(found.pk, standing, by=by, reason=reason)
        held = [announcement.pk for announcement in stands.held]
        text = f"{stands.candidacy}: {standing.replace('_', ' ')}."
        if held:
            text += f" Held: announcement {', '.join(map(str, held))}."
        self.out({"candidate": found.pk, "name": found.person.name, "standing": standing, "held": held}, text)
