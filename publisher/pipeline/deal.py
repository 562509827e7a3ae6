"""Dealing with what is public and no longer true: a person has done what can be done, and says what that was."""

from django.db import transaction

from publisher.approving import locked
from publisher.errors import Refusal
from publisher.models import Announcement, Role, User
from publisher.said import reason_of
from publisher.truth import contradicted


def may_be_dealt_with(announcement: Announcement) -> bool:
    """True for what is wholly out and needs a look because the tracker contradicts it, or because it was held."""
    asked = announcement.state == "held" or (announcement.state == "approved" and announcement.untrue)
    return asked and contradicted.wholly_out(announcement)


def deal_with(announcement_id: int, *, by: User, reason: str) -> Announcement:
    """It is live again and keeps the note; the trail says who dealt with it and how. Raises `Refusal`.

    The same contradiction is not brought up again; a new one is.
    """
    if not by.may(Role.COMMS):
        raise Refusal(f"Your role is {by.role}; only comms staff and above may settle this.", "forbidden")
    why = reason_of(reason, "Say what was done: the post deleted, people told, or why it may stay.")
    with transaction.atomic():
        announcement = locked(announcement_id)
        if not may_be_dealt_with(announcement):
            raise Refusal("Only what is public and contradicted by the tracker can be dealt with.", "conflict")
        contradicted.dealt_with(announcement, why, by)
    return announcement
