"""`publisher candidate`: how somebody's candidacy stands, and which account on Instagram is their own."""

from typing import Any

from django.core.management.base import CommandParser

from publisher.management.base import PublisherCommand, staff
from publisher.models import Candidacy, User
from publisher.models.people import STANDINGS
from publisher.pipeline import candidacy, handles
from publisher.truth import find


class Command(PublisherCommand):
    help = "Say that a candidate left the race, lost, switched or died, or which account on Instagram is their own."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="standing|handle")
        standing = actions.add_parser("standing", help="record how the candidacy stands")
        handle = actions.add_parser("handle", help="confirm their own account, or take it off the record")
        for action in (standing, handle):
            action.add_argument(
                "candidate", metavar="CANDIDATE", help="a tracker key, a candidacy number or a full name"
            )
            action.add_argument(
                "--as", dest="user", metavar="USER", required=True, help="e-mail address of who says so"
            )
        standing.add_argument("standing", metavar="STANDING", choices=STANDINGS, help=", ".join(STANDINGS))
        standing.add_argument("--reason", metavar="TEXT", required=True, help="how you know")
        what = handle.add_mutually_exclusive_group(required=True)
        what.add_argument("--confirm", metavar="@NAME", default="", help="or the address of the profile")
        what.add_argument("--withdraw", action="store_true", help="it is not theirs; what is approved with it is held")
        handle.add_argument("--own-account", action="store_true", help="you opened the profile, and it is their own")
        handle.add_argument("--reason", metavar="TEXT", default="", help="of --withdraw: how you know")

    def handle(self, *_args: Any, action: str, candidate: str, user: str, **options: Any) -> None:
        act = self._standing if action == "standing" else self._handle
        act(find.candidacy(candidate), staff(user), options)

    def _standing(self, found: Candidacy, by: User, options: dict[str, Any]) -> None:
        standing = options["standing"]
        stands = candidacy.set_standing(found.pk, standing, by=by, reason=options["reason"])
        held = [announcement.pk for announcement in stands.held]
        text = f"{stands.candidacy}: {standing.replace('_', ' ')}.{_held(held)}"
        self.out({"candidate": found.pk, "name": found.person.name, "standing": standing, "held": held}, text)

    def _handle(self, found: Candidacy, by: User, options: dict[str, Any]) -> None:
        document = {"candidate": found.pk, "name": found.person.name}
        if options["withdraw"]:
            held = [announcement.pk for announcement in handles.withdraw(found, options["reason"], by=by)]
            self.out(document | {"handle": "", "held": held}, f"Withdrawn: nobody is tagged any more.{_held(held)}")
            return
        made = handles.confirm(found, options["confirm"], by=by, own=options["own_account"])
        told = {"handle": made.name, "confirmed_by": str(made.confirmed_by)}
        self.out(document | told, f"Confirmed: @{made.name} is the own account of {found.person.name}.")


def _held(numbers: list[int]) -> str:
    return f" Held: announcement {', '.join(map(str, numbers))}." if numbers else ""
