"""axe finds nothing on any page that people meet, on a phone and on a desk, light and dark."""

from collections.abc import Iterable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from publisher.accounts.pausing import pause
from publisher.extras import Extras
from publisher.models import Account, Candidacy, Person
from publisher.pipeline import decide, draft, handles, submit, wait
from publisher.tracker.values import Rule
from tests.web import held, story
from tests.web.conftest import going
from tests.web.test_copies import mailed
from tests.web.test_mail_alone import asked

__all__ = ["asked", "going", "mailed"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Axe()
VIEWS = ((390, "light"), (1280, "dark"))
AS_WIDE = """(width) => new Promise((done) => {
  let frames = 0;
  const fits = () => innerWidth === width;
  const look = () => fits() || (frames += 1) > 300 ? done(fits()) : requestAnimationFrame(look);
  look();
})"""
"""A window takes its width a moment after it was asked for."""
PAINTED = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(async () => {
  await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)));
  done(true);
})))"""
TOO_SMALL = """[...document.querySelectorAll("main a, main button, main input, main textarea, main summary, nav a")]
  .filter((one) => one.type !== "hidden" && one.offsetParent)
  .filter((one) => {
    const target = one.type === "radio" ? one.closest("label") : one;
    const types = one.type !== "radio" && one.matches("input, textarea");
    return target.offsetHeight < 44 || (types && parseFloat(getComputedStyle(one).fontSize) < 16);
  })
  .map((one) => one.outerHTML)"""


def each(page: Page, views: Iterable[tuple[int, str]] = VIEWS) -> Iterator[None]:
    """The page as it stands, in windows of these widths and schemes one after the other."""
    for width, scheme in views:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate(AS_WIDE, width)
        page.evaluate(PAINTED)
        yield


def assert_fine(page: Page) -> None:
    """On a phone and on a desk, light and dark."""
    for _view in each(page):
        assert_nothing_found(page)


def assert_nothing_found(page: Page) -> None:
    found = AXE.run(page).response["violations"]  # injected anew: it remembers the colours of another scheme
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []
    sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not sideways, "the page is wider than its window"


def test_the_login(open_page, organizer):
    page = open_page()
    page.goto("/accounts/login/")
    assert_fine(page)
    page.get_by_role("link", name="Mail me a code").click()
    assert_fine(page)
    page.get_by_label("Email").fill(organizer.email)
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("Code").wait_for()
    assert_fine(page)


def test_the_queue_and_the_review(open_page, log_in, approver, comms):
    waiting = story.in_review("Lee Placeholder")
    story.out(story.approved(approver, "Zoë Příklad"), "post", state="uncertain", reason="It broke off.")
    going = story.approved(approver, "Bo Sample")
    page = open_page()
    log_in(page, approver)
    assert_fine(page)
    for path in (f"/announcements/{waiting.pk}/", f"/announcements/{going.pk}/"):
        page.goto(path)
        assert_fine(page)


def test_the_other_staff_pages(open_page, log_in, approver):
    candidacy = story.candidate()
    story.places()
    page = open_page()
    log_in(page, approver)
    for path in ("/announce/?q=lee", f"/announce/?candidate={candidacy.pk}", "/sources/", "/places/", "/me/"):
        page.goto(path)
        assert_fine(page)


def test_an_account_that_rests(open_page, log_in, approver):
    story.approved(approver, "Bo Sample")
    wait.promote()
    account = Account.objects.get(channel="instagram")
    pause(account, "Instagram blocked this action for the account.", "Wait.", kind="feedback")
    page = open_page()
    log_in(page, approver)
    page.goto(f"/accounts/{account.pk}/resume/")
    assert_fine(page)


def test_the_organizers_form_is_made_for_a_thumb(open_page, log_in, organizer, settings):
    settings.NEGATIVE_STATUSES = True
    sent = story.in_review("Bo Sample", by=organizer)
    page = open_page()
    log_in(page, organizer)
    for path in ("/announce/", f"/announce/?candidate={story.candidate().pk}", f"/announce/sent/{sent.pk}/"):
        page.goto(path)
        for _view in each(page, [(320, "light"), (390, "light"), (1280, "light")]):
            assert_nothing_found(page)
            assert page.evaluate(TOO_SMALL) == []


def test_copies_in_doubt(open_page, log_in, approver, mailed):
    page = open_page()
    log_in(page, approver)
    page.goto(f"/deliveries/{mailed.delivery_id}/copies/")
    for summary in page.locator("summary").all():
        summary.click()
    assert_fine(page)


def test_a_mail_that_waits_for_a_person(open_page, log_in, approver, asked):
    page = open_page()
    log_in(page, approver)
    page.goto(f"/announcements/{asked.pk}/")
    page.locator("summary", has_text="Send the mail without the post").click()
    assert_fine(page)


def test_the_quarantine(open_page, log_in, comms):
    row = held.row(Rule.SAME_PERSON, name="Leigh Placeholder", candidacy=held.known(), before="No")
    other = held.row(Rule.TYPE)
    poll = held.poll([held.pair("Lee Placeholder", "Yes", "No"), held.pair("Bo Sample", "", "Yes")], more=2)
    page = open_page()
    log_in(page, comms)
    rows = [f"/quarantine/rows/{one.pk}/" for one in (row, other)]
    for path in ("/quarantine/", *rows, f"/quarantine/polls/{poll.pk}/", "/sources/"):
        page.goto(path)
        for summary in page.locator("summary").all():
            summary.click()
        assert_fine(page)


def test_a_candidate_and_a_map(open_page, log_in, admin, tmp_path):
    story.in_review()
    candidacy = story.candidate("Lee Placeholder", district=9)
    held.row(Rule.DUPLICATE, candidacy=candidacy)
    source = held.source("other")
    source.location = str(tmp_path / "tracker.csv")
    source.save()
    (tmp_path / "tracker.csv").write_text(",".join(held.raw()) + "\n" + ",".join(held.raw().values()) + "\n")
    page = open_page()
    log_in(page, admin)
    for path in (f"/candidates/{candidacy.pk}/", "/sources/new/", f"/sources/{source.pk}/map/"):
        page.goto(path)
        assert_fine(page)


def test_the_page_for_everybody(open_page, approver):
    live = story.approved(approver)
    story.out(live, "post")
    page = open_page()
    page.goto(f"/a/{live.code}")
    assert_fine(page)


def test_accounts_stories_and_captions_of_what_is_live(open_page, log_in, organizer, comms, approver):
    story.places()
    lee = story.candidate()
    Person.objects.update(handle="lee.placeholder")
    page = open_page()
    log_in(page, approver)
    page.goto(f"/candidates/{lee.pk}/")
    page.get_by_text("Confirm an account").click()
    assert_fine(page)
    handles.confirm(Candidacy.objects.get(), "lee.placeholder", by=organizer, own=True)
    made = draft.news(story.change_of(lee))
    submit.submit(made.pk)
    more, texts = Extras(story=True, tag=True, mention=True, invite=True), {"comment.en": "Ask the others too."}
    submit.edit(made.pk, by=comms, digest=story.digest_of(made), texts=texts, besides=more)
    for path in (f"/announcements/{made.pk}/", f"/announcements/{made.pk}/edit/"):
        page.goto(path)
        assert_fine(page)
    page.get_by_label("A story too").uncheck()
    page.get_by_role("button", name="See what changes").click()
    assert_fine(page)
    decide.approve(made.pk, by=approver, digest=story.digest_of(made))
    story.out(made, "post", permalink="https://instagram.example/p/x/", remote_id="1_2")
    page.goto(f"/announcements/{made.pk}/edit/")
    assert_fine(page)
    texts = {"caption.en": f"Corrected. {story.fresh(made).revision.manifest['link']}"}
    submit.edit(made.pk, by=comms, digest=story.digest_of(made), texts=texts)
    decide.approve(made.pk, by=approver, digest=story.digest_of(made))
    story.out(made, "edit", state="failed", reason="It cannot change what is live.", todo="Change it by hand.")
    page.goto(f"/announcements/{made.pk}/")
    assert_fine(page)
