"""`publisher take-down`: every live post of it is taken out of sight, by the channel or by hand."""

from typing import Any

from django.core.management.base import CommandParser

from publisher.errors import Refusal
from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, User
from publisher.pipeline import takedown


class Command(DecisionCommand):
    help = "Take down what is live: archive it (or delete it), and stop what has not gone out. Mail stays where it is."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--delete", action="store_true", help="delete it; without this it is archived")
        parser.add_argument(
            "--public",
            action="append",
            default=[],
            metavar="LANG=TEXT",
            help="why, for everybody, on its public page, such as en=TEXT",
        )
        parser.add_argument(
            "--by-hand", action="store_true", help="it was asked for before, and you have taken it down on the account"
        )

    def decide(self, found: Announcement, user: User, **options: Any) -> None:
        if options["by_hand"]:
            idents = _pending(found)
            if not idents:
                raise Refusal("Nobody asked for it to be taken down, or it is down already.", "conflict")
            for ident in idents:
                takedown.done_by_hand(ident, by=user)
        else:
            how = "delete" if options["delete"] else "archive"
            public = dict(_pair(text) for text in options["public"])
            takedown.take_down(found.pk, by=user, reason=options["reason"], how=how, public=public)
            asked = found.deliveries.filter(take_down__isnull=False, take_down__done_at=None)
            idents = list(asked.values_list("pk", flat=True))
        for ident in idents:
            takedown.carry_out(ident)
        for delivery in found.deliveries.filter(pk__in=idents).exclude(state="taken_down").select_related("account"):
            self.say(f"{delivery.account}: {delivery.reason} {delivery.todo}".strip())


def _pending(found: Announcement) -> list[int]:
    asked = found.deliveries.filter(state="published", take_down__isnull=False, take_down__done_at=None)
    return list(asked.values_list("pk", flat=True))


def _pair(text: str) -> tuple[str, str]:
    language, equals, words = text.partition("=")
    if not equals:
        raise Refusal(f"Write --public LANG=TEXT, such as en={text!r}.")
    return language.strip(), words
