"""Dealing with what is public and no longer true: a person has done what can be done, and says what that was."""

from django.db import transaction

from publisher.approving import locked
from publisher.errors import Refusal
from publisher.models import Announcement, Role, User
from publisher.said import reason_of
from publisher.states import wholly_out
from publisher.truth import contradicted


def may_be_dealt_with(announcement: Announcement) -> bool:
    """True for what is public, with nothing left to go out, and needs a look: it is contradicted, or was held."""
    asked = announcement.state == "held" or (announcement.state == "approved" and announcement.untrue)
    return asked and wholly_out(delivery.state for delivery in announcement.deliveries.all())


def deal_with(announcement_id: int, *, by: User, reason: str, deleted: bool = False) -> Announcement:
    """It is live again and keeps the note; the trail says who dealt with it and how. Raises `Refusal`.

    `deleted`: they say that its posts are gone. That is looked at; once it is so, it is stopped, and whoever signs
    again is news again.
    The same contradiction is not brought up again; a new one is.
    """
    if not by.may(Role.COMMS):
        raise Refusal(f"Your role is {by.role}; only comms staff and above may settle this.", "forbidden")
    why = reason_of(reason, "Say what was done: the post deleted, people told, or why it may stay.")
    with transaction.atomic():
        announcement = locked(announcement_id)
        if not may_be_dealt_with(announcement):
            raise Refusal(
                "Only what is public, with nothing of it left to go out, and contradicted or held can be dealt with. "
                "Stop the rest first.",
                "conflict",
            )
        contradicted.dealt_with(announcement, why, by, deleted=deleted)
    return announcement
