"""What freezing writes down: who gets a copy, in which language, once; and when it must not."""

from typing import Any

import pytest

from publisher import workflow
from publisher.models import Announcement, Copy, Delivery, Issue, Subscriber, Told
from publisher.newsletter.compile import CompileError
from publisher.newsletter.issue import compiled_of, freeze
from tests.newsletter.mailing import approved, claimed, people, revise, words

pytestmark = pytest.mark.django_db


def recipients(issue: Issue) -> set[int]:
    return set(Copy.objects.filter(issue=issue, state="queued").values_list("subscriber_id", flat=True))


def test_active_people_who_want_it_at_once_get_a_copy() -> None:
    wanted = people(2)
    for rhythm in ("daily", "weekly", "corrections"):
        people(1, rhythm=rhythm)
    for state in ("unsubscribed", "suppressed"):
        people(1, state=state)
    issue = freeze(claimed())
    assert issue.state == "sending"
    assert recipients(issue) == {person.pk for person in wanted}


def test_who_wants_only_their_own_state_gets_only_that() -> None:
    (near,) = people(1, us_state="OH", own_state_only=True)
    people(1, us_state="TX", own_state_only=True)
    (anywhere,) = people(1, us_state="TX")
    assert recipients(freeze(claimed(approved(place="OH")))) == {near.pk, anywhere.pk}


def test_each_gets_their_language_or_the_first_there_is() -> None:
    for language in ("es", "en", "fr"):
        people(1, language=language)
    issue = freeze(claimed(approved({"en": words(), "es": words()})))
    assert list(Copy.objects.filter(issue=issue).order_by("subscriber").values_list("language", flat=True)) == [
        "es",
        "en",
        "en",
    ]


def test_who_was_told_before_gets_no_copy() -> None:
    first, second = people(2)
    announcement = approved()
    other = Issue.objects.create(compiled={})
    Told.objects.create(subscriber=first, announcement=announcement, issue=other)
    assert recipients(freeze(claimed(announcement))) == {second.pk}


def test_freezing_again_changes_nothing() -> None:
    people(3)
    delivery = claimed()
    issue = freeze(delivery)
    people(1)
    assert freeze(delivery) == issue
    assert Copy.objects.count() == 3


def test_nobody_to_mail_is_an_empty_issue() -> None:
    assert recipients(freeze(claimed())) == set()


@pytest.mark.parametrize("change", [{"state": "stopped"}, {"state": "held"}, {"fence": 2}])
def test_what_was_stopped_held_or_taken_over_is_not_mailed(change: dict[str, Any]) -> None:
    people(1)
    delivery = claimed()
    Delivery.objects.filter(pk=delivery.pk).update(**change)
    with pytest.raises(workflow.Moved):
        freeze(delivery)
    assert not Issue.objects.exists()


def test_only_what_is_approved_as_it_stands_is_mailed() -> None:
    announcement = approved()
    delivery = claimed(announcement)
    revise(announcement, {"en": words()})
    with pytest.raises(workflow.Moved):
        freeze(delivery)


def test_a_stopped_issue_that_is_claimed_anew_is_not_revived_by_the_old_claim() -> None:
    people(1)
    delivery = claimed()
    workflow.move(freeze(delivery), "cancelled")
    Delivery.objects.filter(pk=delivery.pk).update(fence=2)
    with pytest.raises(workflow.Moved):
        freeze(delivery)
    assert Issue.objects.get().state == "cancelled"


def test_after_a_hold_the_newly_approved_words_go_out() -> None:
    people(1)
    announcement = approved()
    delivery = claimed(announcement)
    workflow.move(freeze(delivery), "paused")
    revise(announcement, {"en": words("New")})
    Delivery.objects.filter(pk=delivery.pk).update(revision=announcement.revision)
    issue = freeze(delivery)
    assert issue.state == "sending"
    assert [b"Subject: New" in mail.pieces[1] for mail in compiled_of(issue).values()] == [True]


def test_a_mail_that_must_not_go_out_freezes_nothing() -> None:
    with pytest.raises(CompileError, match="unsubscribe"):
        freeze(claimed(approved({"en": words() | {"html": "<p>no way out</p>"}})))
    assert not Issue.objects.exists()


def test_what_was_stored_is_checked_before_it_is_used() -> None:
    issue = freeze(claimed())
    issue.compiled["en"]["pieces"][0] += "X-Added: by hand\r\n"
    with pytest.raises(CompileError, match="hash differs"):
        compiled_of(issue)


def test_its_work_does_not_grow_with_the_number_of_people(django_assert_max_num_queries: Any) -> None:
    many = people(1)[0]
    Subscriber.objects.bulk_create(
        Subscriber(
            email=f"crowd{n}@readers.example", rhythm="at_once", consent_source="test", consent_at=many.consent_at
        )
        for n in range(1000)
    )
    delivery = claimed()
    with django_assert_max_num_queries(16):
        issue = freeze(delivery)
    assert Copy.objects.filter(issue=issue).count() == 1001


def correction(of: Announcement, place: str = "OH") -> Delivery:
    """A claimed mail that corrects that announcement."""
    made = approved(place=place)
    Announcement.objects.filter(pk=made.pk).update(kind="correction", corrects=of)
    made.refresh_from_db()
    return claimed(made)


@pytest.mark.every_case
@pytest.mark.parametrize("rhythm", ["at_once", "daily", "weekly", "corrections"])
def test_a_correction_reaches_everybody_who_was_told_whatever_they_chose_since(rhythm: str) -> None:
    (told, _other) = people(2, rhythm=rhythm, us_state="TX", own_state_only=True)
    first = approved()
    Told.objects.create(subscriber=told, announcement=first, issue=Issue.objects.create(compiled={}))
    assert recipients(freeze(correction(first))) == {told.pk}


def test_a_correction_reaches_those_who_want_corrections_and_nobody_who_has_left() -> None:
    (anywhere,) = people(1, rhythm="corrections")
    (near,) = people(1, rhythm="corrections", us_state="OH", own_state_only=True)
    people(1, rhythm="corrections", us_state="TX", own_state_only=True)
    people(1, rhythm="corrections", state="unsubscribed")
    people(1)
    (gone,) = people(1, state="unsubscribed")
    first = approved()
    Told.objects.create(subscriber=gone, announcement=first, issue=Issue.objects.create(compiled={}))
    assert recipients(freeze(correction(first))) == {anywhere.pk, near.pk}
