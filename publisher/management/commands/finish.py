"""`publisher finish`: a person posted it by hand; this is its link."""

from typing import Any

from django.core.management.base import CommandParser

from publisher.errors import Refusal
from publisher.management.announcements import DecisionCommand
from publisher.models import Announcement, Delivery, User
from publisher.pipeline import by_hand


class Command(DecisionCommand):
    help = "Say that you posted it by hand: give the link of the post, and what comes after it goes out."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--link", required=True, metavar="URL", help="the post's address on Instagram")
        parser.add_argument("--account", metavar="CHANNEL/NAME", default="", help="where there are several")

    def decide(self, found: Announcement, user: User, **options: Any) -> None:
        finished = by_hand.finish(_open(found, options["account"]), by=user, link=options["link"])
        if finished.warning:
            self.say(f"IT IS PUBLIC, AND IT SHOULD NOT BE: {finished.warning} Take it down, or see to it on its page.")


def _open(found: Announcement, account: str) -> int:
    """The delivery that is meant. Raises `Refusal` where that is none or not clear."""
    posts: list[Delivery] = list(found.deliveries.exclude(act="mail").select_related("account").order_by("id"))
    still = [one for one in posts if one.state not in ("published", "taken_down")] or posts
    meant = [one for one in still if not account or str(one.account) == account]
    if len(meant) == 1:
        return meant[0].pk
    places = ", ".join(str(one.account) for one in still) or "none"
    raise Refusal(f"Say with --account which post it is. Its accounts: {places}.", "missing")
