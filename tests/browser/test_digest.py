"""An issue from queue to inbox, in a real browser on a phone without JavaScript; and its pages as axe sees them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.models import Announcement, Delivery, Issue, Subscriber, User
from publisher.newsletter import told
from publisher.pipeline import decide, digests, mailing, publish, submit, wait
from tests.browser.test_accessibility import assert_fine
from tests.newsletter.mailing import mailbox, people
from tests.web import story

__all__ = ["mailbox"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def live(approver: User, settings) -> list[Announcement]:
    """Two announcements that are out, and readers of each rhythm who have not heard them."""
    people(2, rhythm="daily", consent_at=timezone.now() - timedelta(days=1))
    found = []
    for name in ("Ana Sample", "Ben Specimen"):
        announcement = story.approved(approver, name)
        for act in ("post", "mail"):
            story.out(announcement, act)
        Delivery.objects.filter(announcement=announcement, act="mail").update(sending_at=None)
        found.append(announcement)
    Subscriber.objects.exclude(email__startswith="reader1@").exclude(email__startswith="reader2@").delete()
    story.read_well(settings)
    return found


def drafted() -> Announcement:
    digests.draft_due(timezone.now() - timedelta(days=2))
    (made,) = digests.draft_due()
    assert submit.submit(made.pk), story.fresh(made).reason
    return story.fresh(made)


def sent(digest: Announcement) -> Delivery:
    wait.promote()
    delivery = Delivery.objects.get(announcement=digest)
    publish.work_account(delivery.account_id)
    return Delivery.objects.select_related("issue").get(pk=delivery.pk)


def paused_in_the_midst(digest: Announcement, by: User, monkeypatch: pytest.MonkeyPatch) -> Issue:
    """Its issue, of which the first sub-batch is out when somebody pauses it."""
    people(30, rhythm="daily", consent_at=timezone.now() - timedelta(days=1))
    seen, write = [], told.write

    def watched(*given, **more) -> None:
        seen.append(1)
        if len(seen) == 2:
            mailing.pause(Issue.objects.get(delivery__announcement=digest).pk, by=by, reason="A word is wrong.")
        write(*given, **more)

    monkeypatch.setattr(told, "write", watched)
    return sent(digest).issue


def test_an_issue_from_queue_to_inbox(open_page, log_in, live, approver, comms, mailbox, settings, live_server):
    settings.BASE_URL = live_server.url
    digest = drafted()
    page = open_page(390, java_script_enabled=False, has_touch=True)
    log_in(page, approver)
    page.get_by_role("link", name="Daily digest: Ana Sample, Ben Specimen").tap()
    page.get_by_role("link", name="Edit the digest").tap()
    page.get_by_label("Place of Ana Sample").fill("2")
    page.get_by_label("Place of Ben Specimen").fill("1")
    page.get_by_label("Subject, English").fill("Two more signed")
    page.get_by_label("Introduction, English").fill("A good day, says <Casey>.")
    page.get_by_role("button", name="Save").tap()
    page.get_by_text("Saved. It waits for review.").wait_for()
    page.get_by_role("button", name="Send a test to me English").tap()
    page.get_by_text(f"A test is on its way to {approver.email}.").wait_for()
    (tried,) = mailbox.store.all()
    assert (tried.to, tried.subject) == (approver.email, "[Test] Two more signed")
    page.get_by_text("The rules that mails keep").first.tap()
    assert page.locator(".checks .look").count() == 0
    shown = page.frame_locator("iframe").first
    assert shown.get_by_text("A good day, says <Casey>.").is_visible()
    page.get_by_role("checkbox", name="English").check()
    page.get_by_role("checkbox", name="Spanish").check()
    page.get_by_role("button", name="Approve").tap()
    page.get_by_text("Approved. It goes out by itself").wait_for()
    assert sent(digest).state == "published", sent(digest).reason
    first, second = mailbox.store.all()[1:]
    assert first.subject == second.subject == "Two more signed"
    page.goto("/mailings/")
    page.get_by_role("link", name="Daily digest: Ben Specimen, Ana Sample").tap()
    page.get_by_text("2 of 2 copies are done").wait_for()
    html = first.message.get_body(("html",)).get_content()
    assert html.index("Ben Specimen <span") < html.index("Ana Sample <span")

    page.goto(f"{mailbox.url}/mail/{first.number}")
    reader = page.frame_locator("iframe").first if page.locator("iframe").count() else page
    assert reader.get_by_role("link", name="View in browser").count() >= 1
    page.goto(f"{live_server.url}/newsletter/archive/{digest.code}")
    assert page.get_by_text("A good day, says <Casey>.").is_visible()
    assert page.get_by_role("link", name="Unsubscribe").count() == 0
    page.get_by_role("link", name="All issues").tap()
    page.get_by_role("link", name="Two more signed").wait_for()


def test_the_pages_of_a_digest(open_page, log_in, live, approver, mailbox, settings, live_server, monkeypatch):
    settings.BASE_URL = live_server.url
    digest = drafted()
    page = open_page()
    log_in(page, approver)
    for path in ("/mailings/", f"/announcements/{digest.pk}/", f"/announcements/{digest.pk}/digest/"):
        page.goto(path)
        assert_fine(page)
    decide.approve(digest.pk, by=approver, digest=story.digest_of(digest))
    issue = paused_in_the_midst(digest, approver, monkeypatch)
    for path in (f"/mailings/{issue.pk}/", "/mailings/", f"/announcements/{digest.pk}/", "/newsletter/archive"):
        page.goto(path)
        assert_fine(page)
    live[0].deliveries.filter(act="post").update(state="taken_down")
    page.goto(f"/newsletter/archive/{digest.code}?lang=es")
    assert page.get_by_role("note").is_visible()
    assert_fine(page)
