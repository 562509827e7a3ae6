"""What staff see of a mailing."""

import pytest

from publisher.models import Copy
from publisher.newsletter.counts import status, subscribers, uncertain_copies
from publisher.newsletter.drain import drain
from publisher.newsletter.handing import message_id
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import frozen, people

pytestmark = pytest.mark.django_db


def test_the_status_counts_every_copy_where_it_stands(mailbox: MailboxSandbox) -> None:
    issue = frozen(4)
    for kind, to in (("drop_after_dot", "reader2@"), ("451", "reader3@"), ("550", "reader4@")):
        mailbox.fault(kind, to=to)
    drain(issue.pk)
    seen = status(issue)
    assert seen["copies"] == {"failed": 1, "queued": 1, "sent": 1, "uncertain": 1}
    assert (seen["state"], seen["tried_again_later"]) == ("sending", 1)
    assert seen["announcements"] == [issue.items.get().announcement_id]


def test_a_copy_in_doubt_is_listed_with_what_the_relays_log_calls_it(mailbox: MailboxSandbox) -> None:
    issue = frozen(2)
    mailbox.fault("drop_after_dot", to="reader2@")
    drain(issue.pk)
    (doubt,) = uncertain_copies(issue)
    copy = Copy.objects.get(state="uncertain")
    assert (doubt["copy"], doubt["message_id"], doubt["at"]) == (copy.pk, message_id(copy), copy.done_at)
    assert doubt["message_id"] in {mail["message_id"] for mail in mailbox.state["mails"]}
    assert "did not answer" in doubt["reason"]
    assert "@readers" not in str(doubt)


def test_subscribers_are_counted_by_rhythm() -> None:
    people(2)
    people(1, rhythm="daily")
    people(1, state="unsubscribed")
    assert subscribers() == {"at_once": 2, "daily": 1}
