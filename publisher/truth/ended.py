"""A candidacy that does not go on: who left, lost, runs for another seat or died is not announced by itself."""

from publisher.models import Announcement, Revision
from publisher.truth.agreement import of_revision
from publisher.truth.hold import hold


def why(revision: Revision) -> str:
    """Why nothing of this revision may go out although its statuses hold, and what to do; empty if all go on."""
    return next((found.reason for _change, found in of_revision(revision) if found.ended), "")


def hold_ended(announcement: Announcement) -> bool:
    """Holds what has just come into review if a candidacy of it has ended; True if it did. In the caller's transaction.

    A person sees it with the reason, so that a signature is not lost silently.
    """
    assert announcement.revision  # it is in review
    reason = why(announcement.revision)
    return bool(reason) and hold(announcement, reason)
