"""Tables, one module per group of nouns. The database is the truth; everything else carries hints."""

from publisher.models.accounts import Account
from publisher.models.afterwards import Reading, Sighting, TakeDown
from publisher.models.announcements import Announcement, Decision, Revision, Subject
from publisher.models.attempts import LogIn
from publisher.models.changes import Confirmation, Evidence, StatusChange
from publisher.models.deliveries import Delivery
from publisher.models.digests import Digest
from publisher.models.files import StoredFile
from publisher.models.handles import Handle
from publisher.models.hooks import HookHint, HookMessage, HookSecret
from publisher.models.newsletter import (
    Bounce,
    Campaign,
    Copy,
    Issue,
    IssueItem,
    MailRate,
    Subscriber,
    Suppression,
    Told,
)
from publisher.models.people import Candidacy, Merge, Person, SourceKey
from publisher.models.photos import CandidatePhoto
from publisher.models.quarantine import QuarantinedRow
from publisher.models.roster import RosterSeat
from publisher.models.sign_ups import SignUp, Tally
from publisher.models.signatories import SignatoryPage
from publisher.models.sources import Poll, RowVersion, Source
from publisher.models.staff import Notice, Role, User
from publisher.models.tokens import ApiToken
from publisher.models.trail import Event, Lease, PersonalPart, Seal
from publisher.models.triggers import TriggerKey

__all__ = [
    "Account",
    "Announcement",
    "ApiToken",
    "Bounce",
    "Campaign",
    "Candidacy",
    "CandidatePhoto",
    "Confirmation",
    "Copy",
    "Decision",
    "Delivery",
    "Digest",
    "Event",
    "Evidence",
    "Handle",
    "HookHint",
    "HookMessage",
    "HookSecret",
    "Issue",
    "IssueItem",
    "Lease",
    "LogIn",
    "MailRate",
    "Merge",
    "Notice",
    "Person",
    "PersonalPart",
    "Poll",
    "QuarantinedRow",
    "Reading",
    "Revision",
    "Role",
    "RosterSeat",
    "RowVersion",
    "Seal",
    "Sighting",
    "SignUp",
    "SignatoryPage",
    "Source",
    "SourceKey",
    "StatusChange",
    "StoredFile",
    "Subject",
    "Subscriber",
    "Suppression",
    "TakeDown",
    "Tally",
    "Told",
    "TriggerKey",
    "User",
]
