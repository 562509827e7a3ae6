"""`publisher photo`: a candidate's photo with its rights, where its focus is, and taking it away again."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from graphics.upload import MAX_BYTES
from publisher.management.base import PublisherCommand, staff
from publisher.management.given import read
from publisher.models import Candidacy, CandidatePhoto
from publisher.pipeline import photos
from publisher.showing import iso
from publisher.truth.find import candidacy


class Command(PublisherCommand):
    help = "Put a candidate's photo on record with credit, licence and permission, move its focus, or withdraw it."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="add|focus|remove")
        add = actions.add_parser("add", help="cards show it from their next draft on")
        move = actions.add_parser("focus", help="say where the eyes are, or let the face decide again")
        remove = actions.add_parser("remove", help="withdraw it, and hold what is approved with it")
        for action in (add, move, remove):
            action.add_argument("candidate", metavar="CANDIDATE", help="a name, a source's key or a number")
            action.add_argument(
                "--as", dest="user", metavar="USER", required=True, help="e-mail address of who does it"
            )
        add.add_argument(
            "--file", type=Path, metavar="F", required=True, help="JPEG, PNG, WebP, AVIF; with the extra heic HEIC"
        )
        add.add_argument("--credit", metavar="TEXT", required=True, help="as it is printed on the card")
        add.add_argument("--licence", metavar="TEXT", required=True)
        add.add_argument("--permission", metavar="TEXT", required=True, help="from whom, when and how")
        where = move.add_mutually_exclusive_group(required=True)
        where.add_argument("--at", nargs=2, type=float, metavar=("X", "Y"), help="percent from the left and the top")
        where.add_argument("--face", action="store_true", help="where the face is")
        remove.add_argument("--reason", metavar="TEXT", required=True)

    def handle(self, *_args: Any, action: str, candidate: str, user: str, **options: Any) -> None:
        found, by = candidacy(candidate), staff(user)
        if action == "remove":
            held = [announcement.pk for announcement in photos.withdraw(found, options["reason"], by=by)]
            told = f" Held: {', '.join(map(str, held))}." if held else ""
            self.out({"candidate": found.pk, "held": held}, f"Withdrawn: the photo of {found.person.name}.{told}")
            return
        if action == "add":
            rights = photos.Rights(options["credit"], options["licence"], options["permission"])
            photo = photos.add(found, read(options["file"], MAX_BYTES), rights, by=by)
        else:
            to = (options["at"][0] / 100, options["at"][1] / 100) if options["at"] else None
            photo = photos.focus(found, to, by=by)
        self.out(as_json(photo, found), f"On record: the photo of {found.person.name}. {crop_of(photo)}")


def crop_of(photo: CandidatePhoto) -> str:
    """How cards crop it, in a sentence."""
    if photo.focus_x is not None and photo.focus_y is not None:
        return f"The crop follows the focus at {photo.focus_x:.0%} from the left and {photo.focus_y:.0%} from the top."
    return photo.note[:1].upper() + photo.note[1:] + "."


def as_json(photo: CandidatePhoto, found: Candidacy) -> dict[str, Any]:
    """The record."""
    fields = ("id", "credit", "licence", "permission", "focus_x", "focus_y", "face", "note")
    about = {"candidate": found.pk, "sha256": photo.file_id, "added_at": iso(photo.added_at)}
    return {name: getattr(photo, name) for name in fields} | about
