"""The pages of digests and mailings: forms that are refused, who may do what, and every mail as it is sent."""

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.utils import timezone

from publisher.models import Announcement, Delivery, Issue, Revision, Subscriber, Told, User
from publisher.newsletter.compile import Compiled
from publisher.newsletter.finished import finished
from publisher.newsletter.issue import freeze
from publisher.pipeline import decide, digests, submit
from tests.newsletter.mailing import people
from tests.web import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(approver: User) -> list[Announcement]:
    """Two announcements that are out."""
    found = []
    for name in ("Ana Sample", "Ben Specimen"):
        announcement = story.approved(approver, name)
        for act in ("post", "mail"):
            story.out(announcement, act)
        found.append(announcement)
    return found


@pytest.fixture
def digest(live: list[Announcement], comms: User) -> Announcement:
    """A digest of both, in review, for two readers."""
    Subscriber.objects.update(state="unsubscribed")
    people(2, rhythm="daily", consent_at=timezone.now() - timedelta(days=1))
    made = digests.make("daily", by=comms)
    assert submit.submit(made.pk), story.fresh(made).reason
    return story.fresh(made)


def publishing(digest: Announcement, approver: User) -> Delivery:
    """Its delivery, as a worker holds it who has just claimed it."""
    decide.approve(digest.pk, by=approver, digest=story.digest_of(digest))
    Delivery.objects.filter(announcement=digest).update(state="publishing", fence=1)
    return Delivery.objects.get(announcement=digest)


def form(digest: Announcement, **fields: str) -> dict[str, str]:
    return {"digest": story.digest_of(digest)} | {name.replace("__", "."): text for name, text in fields.items()}


def test_the_form_takes_order_words_and_a_time_of_the_editors_own_clock(as_user, comms, digest, live) -> None:
    comms.time_zone = "America/New_York"
    comms.save()
    one, two = (news.pk for news in live)
    page = f"/announcements/{digest.pk}/digest/"
    client = as_user(comms)
    asked = form(digest, subject__es="Dos más", send_at="2126-07-04T09:30") | {f"place.{one}": "2", f"place.{two}": "1"}
    assert client.post(page, asked).status_code == 303
    manifest = story.fresh(digest).revision.manifest
    assert digests.items_of(manifest) == [two, one]
    assert manifest["acts"][0]["mail"]["es"]["subject"] == "Dos más"
    assert datetime.fromisoformat(manifest["digest"]["send_at"]) == datetime(2126, 7, 4, 13, 30, tzinfo=UTC)
    assert 'value="2126-07-04T09:30"' in client.get(page).content.decode()
    assert "Approve for Thu, Jul 4, 9:30 AM" not in client.get(f"/announcements/{digest.pk}/").content.decode()

    refused = client.post(page, form(digest, introduction__en="x" * 3000) | {f"drop.{one}": "yes"})
    html = refused.content.decode()
    assert (refused.status_code, "at most 2000 fit" in html, "x" * 3000 in html) == (400, True, True)
    assert f'name="drop.{one}" value="yes" checked' in html
    assert client.post(page, form(digest, send_at="tomorrow")).status_code == 400
    assert client.post(page, {"digest": "0" * 64}).status_code == 409
    assert client.get(f"/announcements/{live[0].pk}/digest/").status_code == 404
    assert client.post(page, form(digest) | {f"drop.{one}": "yes"}).status_code == 303
    assert f'name="add.{one}"' in client.get(page).content.decode()


def test_who_may_make_and_edit_and_what_a_second_one_says(as_user, comms, organizer, digest) -> None:
    assert as_user(organizer).get(f"/announcements/{digest.pk}/digest/").status_code == 403
    assert as_user(organizer).post("/mailings/make/", {"rhythm": "daily"}).status_code == 403
    again = as_user(comms).post("/mailings/make/", {"rhythm": "daily"})
    assert (again.status_code, "open already" in again.content.decode()) == (409, True)
    assert as_user(comms).get("/mailings/make/").status_code == 302
    queued = as_user(organizer).get("/").content.decode().partition("Daily digest: Ana Sample, Ben Specimen")[2]
    assert "pending" not in queued.partition("</article>")[0]  # it is about several changes
    listed = as_user(organizer).get("/mailings/").content.decode()
    assert "One waits for a decision." in listed
    assert "Draft it now" not in listed


def test_what_is_previewed_is_what_is_sent_byte_for_byte(as_user, comms, approver, digest) -> None:
    client, at = as_user(comms), f"/announcements/{digest.pk}/mail/en"
    source, html, text = (client.get(f"{at}/{part}").content for part in ("source/", "", "text/"))
    issue = freeze(publishing(digest, approver))
    compiled = Compiled.from_json(issue.compiled["en"])
    told = story.fresh(digest).revision.manifest["digest"]
    assert told["compiled"]["en"] == compiled.sha256
    shown = message_from_bytes(source, policy=default)
    joined = compiled.join("reader@readers.invalid", "<preview@readers.invalid>", shown["List-Unsubscribe"].strip("<>"),
                           datetime.strptime(shown["Date"], "%a, %d %b %Y %H:%M:%S %z"))  # fmt: skip
    assert source == joined
    mailed = finished(compiled, "#").html
    picture = story.fresh(digest).revision.manifest["link"] + "/1080x1350.en.jpg"
    before, _picture, after = mailed.partition(picture)
    assert html.decode().startswith(before)
    assert html.decode().endswith(after)
    assert text.decode() == finished(compiled, shown["List-Unsubscribe"].strip("<>")).text
    assert "default-src 'none'" in client.get(f"{at}/")["Content-Security-Policy"]


def test_a_mail_that_is_not_what_was_approved_does_not_leave(cli, digest, approver, settings) -> None:
    from publisher.newsletter.compile import CompileError

    delivery = publishing(digest, approver)
    settings.DEFAULT_FROM_EMAIL = "somebody-else@coalition.example"
    shown = cli("newsletter", "preview", digest.code)
    assert (shown.code, "has changed since" in shown.err) == (1, True)
    with pytest.raises(CompileError, match="has changed since"):
        freeze(delivery)
    assert not Issue.objects.filter(delivery=delivery).exists()


def test_a_mailings_page_counts_and_its_buttons_go_by_role(as_user, comms, approver, organizer, digest) -> None:
    issue = freeze(publishing(digest, approver))
    page = f"/mailings/{issue.pk}/"
    html = as_user(comms).get(page).content.decode()
    assert '<progress id="bar" value="0" max="2">' in html
    assert "Cancel the mailing" not in as_user(organizer).get(page).content.decode()
    assert as_user(organizer).post(f"{page}pause/", {"reason": "No."}).status_code == 403
    assert as_user(comms).post(f"{page}pause/", {"reason": ""}).status_code == 400
    assert as_user(comms).get(f"{page}pause/").status_code == 302
    assert as_user(comms).post(f"{page}pause/", {"reason": "A word."}).status_code == 303
    html = as_user(comms).get(page).content.decode()
    assert "Paused by a person: A word." in html
    assert "resume/" not in html
    assert as_user(comms).post(f"{page}resume/").status_code == 403
    assert as_user(approver).post(f"{page}resume/").status_code == 303
    assert as_user(comms).post(f"{page}cancel/", {"reason": "A mistake."}).status_code == 303
    assert as_user(comms).post(f"{page}cancel/", {"reason": "A mistake."}).status_code == 409
    assert as_user(comms).get("/mailings/0/").status_code == 404


def test_the_archive_shows_what_somebody_has_and_marks_what_has_changed(client, digest, approver, live) -> None:
    at = f"/newsletter/archive/{digest.code}"
    issue = freeze(publishing(digest, approver))
    assert client.get(at).status_code == client.get(f"{at}/1080x1350.en.jpg").status_code == 404
    assert "Nothing was mailed yet." in client.get("/newsletter/archive").content.decode()
    issue.copies.filter(pk=issue.copies.first().pk).update(state="sent")
    answer = client.get(at, headers={"Accept-Language": "en"})
    html = answer.content.decode()
    assert "script" not in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert "way-out" not in html
    assert "unsubscribe" not in html.casefold()
    assert "Since this was mailed:" not in html
    body = finished(Compiled.from_json(issue.compiled["en"]), "").html.partition("<body")[2].partition("<table")[2]
    assert body.partition('<p class="quiet')[0][:3000] in html
    picture = client.get(f"{at}/1080x1350.en.jpg")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert client.get(f"/a/{digest.code}")["Location"] == at
    assert digest.code in client.get("/newsletter/archive/").content.decode()
    assert "/newsletter/archive" in client.get("/newsletter").content.decode()
    assert client.get(f"{at}?lang=es").content.decode().count("El compromiso hoy") >= 1

    one, two = live
    Announcement.objects.filter(pk=two.pk).update(contradiction="No.")
    correction = Announcement.objects.create(kind="correction", corrects=one, state="approved")
    Delivery.objects.create(
        announcement=correction, revision=one.revision, account=issue.delivery.account, act="post", state="published",
        not_before=timezone.now(), planned_at=timezone.now(), published_at=timezone.now(),
    )  # fmt: skip
    html = client.get(at).content.decode()
    assert f"/a/{correction.code}" in html
    assert "Ben Specimen: our source says otherwise now." in html


def test_the_commands_do_what_the_pages_do(cli, comms, approver, digest, live) -> None:
    def asked(*arguments: str) -> dict:
        done = cli("newsletter", *arguments, "--json")
        assert done.code == 0, done.err
        return json.loads(done.out)

    one, two = (news.pk for news in live)
    listed = asked("digests")
    assert listed["next"]["daily"] == {"readers": 2, "news": [], "open": digest.pk}
    assert listed["digests"][0]["items"] == [one, two]
    sha = story.digest_of(digest)
    edited = asked(
        "edit", str(digest.pk), "--digest", sha, "--items", f"{two},{one}", "--subject", "en=Two = more",
        "--at", "2126-07-04T09:30-04:00", "--as", comms.email,
    )  # fmt: skip
    assert (edited["items"], edited["subject"]["en"]) == ([two, one], "Two = more")
    assert edited["send_at"] == "2126-07-04T13:30:00Z"
    kept = asked("edit", str(digest.pk), "--digest", edited["digest"], "--at", "approval", "--as", comms.email)
    assert (kept["items"], kept["send_at"], kept["subject"]["en"]) == ([two, one], None, "Two = more")
    seen = asked("preview", digest.code, "--language", "es")
    assert seen["sha256"] == story.fresh(digest).revision.manifest["digest"]["compiled"]["es"]
    assert all(rule["passed"] for rule in seen["checks"])
    assert "El compromiso hoy" in cli("newsletter", "preview", digest.code, "--language", "es").out
    for wrong in (["--at", "soon"], ["--at", "2126-07-04T09:30"], ["--items", "x"], ["--subject", "fr=Non"]):
        now = story.digest_of(digest)
        done = cli("newsletter", "edit", str(digest.pk), "--digest", now, *wrong, "--as", comms.email)
        assert (done.code, done.err.count("\n")) == (1, 1)
    issue = freeze(publishing(digest, approver))
    paused = asked("pause", str(issue.pk), "--reason", "A word.", "--as", comms.email)
    assert (paused["state"], paused["copies"]) == ("paused", {"queued": 2})
    assert asked("cancel", str(issue.pk), "--reason", "A mistake.", "--as", comms.email)["state"] == "cancelled"
    assert not Told.objects.filter(issue=issue).exists()
    assert asked("make", "daily", "--as", comms.email)["items"] == [one, two]  # what was stopped comes again
    assert cli("newsletter", "make", "daily", "--as", comms.email).code == 1


def test_every_rule_is_shown_as_kept_or_broken_with_what_to_do(as_user, comms, digest) -> None:
    page = f"/announcements/{digest.pk}/"
    assert "broken</span>" not in as_user(comms).get(page).content.decode()
    manifest = story.fresh(digest).revision.manifest
    manifest["acts"][0]["mail"]["es"]["text"] = "Nada."
    Revision.objects.filter(pk=digest.revision_id).update(manifest=manifest)
    html = as_user(comms).get(page).content.decode()
    assert html.count("broken</span>") >= 1
    assert "The text part lacks the link" in html
