"""Whose account it is: a person looks and says so; before that nobody is tagged, and then only as long as it holds."""

from typing import Any

import pytest
from django.utils import timezone

from publisher.errors import Refusal
from publisher.extras import Extras
from publisher.models import Candidacy, Event, Handle, Person, Subscriber, User
from publisher.pipeline import handles, submit
from publisher.sandbox.instagram_things import Account as Login
from tests.pipeline.story import Stage, approve, digest, drafted, edit, fresh, later, only, work


@pytest.fixture
def maxima(stage: Stage) -> Candidacy:
    """A candidate whose tracker row proposes an account, which the sandbox has."""
    stage.sandbox.store.add_account(Login("maxima.example", "x"))
    stage.sandbox.store.add_account(Login("maxima.other", "x"))
    Person.objects.filter(name="Maxima Example").update(handle="Maxima.Example")
    return Candidacy.objects.select_related("person").get(person__name="Maxima Example")


def tags(stage: Stage) -> list[str]:
    found: list[str] = stage.posts[0]["tags"]
    return found


def test_a_proposal_of_the_tracker_tags_nobody(stage: Stage, maxima: Candidacy) -> None:
    stage.approved()
    work()
    assert (tags(stage), Handle.objects.count()) == ([], 0)


def test_who_is_confirmed_is_tagged_once_they_signed(stage: Stage, maxima: Candidacy, organizer: User) -> None:
    handles.confirm(maxima, "https://www.instagram.com/Maxima.Example/", by=organizer, own=True)
    made = stage.approved()
    manifest = fresh(made).revision.manifest  # type: ignore[union-attr]
    assert manifest["acts"][0]["user_tags"] == ["maxima.example"]
    assert manifest["subjects"][0]["handle"] == "maxima.example"
    work()
    assert (tags(stage), stage.posts[0]["invited"]) == ([Login("maxima.example", "").user_id], [])
    event = Event.objects.get(what="handle_confirmed")
    assert (event.role, event.personal.fields["handle"]) == ("organizer", "maxima.example")


def test_nobody_says_so_without_having_looked(stage: Stage, maxima: Candidacy, organizer: User) -> None:
    for name, own, why in (
        ("maxima.example", False, "Open the profile first"),
        ("no name!", True, "no Instagram user name"),
        ("  ", True, "Give the name"),
    ):
        with pytest.raises(Refusal, match=why):
            handles.confirm(maxima, name, by=organizer, own=own)
    handles.confirm(maxima, "maxima.example", by=organizer, own=True)
    with pytest.raises(Refusal, match="confirmed already"):
        handles.confirm(maxima, "@Maxima.Example", by=organizer, own=True)
    assert Handle.objects.count() == 1


def test_another_name_in_the_tracker_needs_another_look(stage: Stage, maxima: Candidacy, organizer: User) -> None:
    handles.confirm(maxima, "maxima.example", by=organizer, own=True)
    made = drafted(stage.tracker)
    Person.objects.filter(pk=maxima.person_id).update(handle="maxima.other")
    with pytest.raises(Refusal, match="no longer confirmed"):
        approve(made, stage.approver)
    maxima.refresh_from_db()
    handles.confirm(Candidacy.objects.get(pk=maxima.pk), "maxima.other", by=organizer, own=True)
    submit.redraft(made.pk, by=stage.approver)
    approve(made, stage.approver)
    work()
    assert tags(stage) == [Login("maxima.other", "").user_id]


def test_what_was_approved_with_the_old_name_is_held_right_before_it_leaves(
    stage: Stage, maxima: Candidacy, organizer: User
) -> None:
    handles.confirm(maxima, "maxima.example", by=organizer, own=True)
    made = stage.approved()
    Person.objects.filter(pk=maxima.person_id).update(handle="maxima.other")
    work()
    assert (stage.posts, only(made).state, fresh(made).state) == ([], "held", "held")
    assert "@maxima.example is no longer confirmed" in fresh(made).reason


@pytest.mark.parametrize("how", ["withdraw", "another"])
def test_what_a_person_says_holds_it_at_once(stage: Stage, maxima: Candidacy, organizer: User, how: str) -> None:
    handles.confirm(maxima, "maxima.example", by=organizer, own=True)
    made = stage.approved()
    if how == "withdraw":
        assert handles.withdraw(maxima, "It is a fan page.", by=organizer) == [made]
        assert Event.objects.get(what="handle_withdrawn").personal.fields["reason"] == "It is a fan page."
    else:
        handles.confirm(maxima, "maxima.other", by=organizer, own=True)
    assert fresh(made).state == "held"
    work()
    assert stage.posts == []


def test_a_name_that_the_tracker_knew_when_it_was_overruled_overrules_nobody(
    stage: Stage, maxima: Candidacy, organizer: User
) -> None:
    handles.confirm(maxima, "maxima.other", by=organizer, own=True)
    stage.approved()
    work()
    assert tags(stage) == [Login("maxima.other", "").user_id]


def test_it_is_withdrawn_with_a_reason_and_only_once(stage: Stage, maxima: Candidacy, organizer: User) -> None:
    handles.confirm(maxima, "maxima.example", by=organizer, own=True)
    with pytest.raises(Refusal, match="Say why"):
        handles.withdraw(maxima, " ", by=organizer)
    handles.withdraw(maxima, "Sold.", by=organizer)
    with pytest.raises(Refusal, match="No account"):
        handles.withdraw(maxima, "Sold.", by=organizer)


def test_an_account_that_instagram_does_not_have_posts_nothing(
    stage: Stage, maxima: Candidacy, organizer: User
) -> None:
    handles.confirm(maxima, "nobody.at.all", by=organizer, own=True)
    made = stage.approved()
    work()
    assert (stage.posts, only(made).state) == ([], "failed")
    assert "no account @nobody.at.all" in only(made).reason


def test_the_digest_covers_who_is_named(stage: Stage, maxima: Candidacy, organizer: User, comms: User) -> None:
    handles.confirm(maxima, "maxima.example", by=organizer, own=True)
    made = drafted(stage.tracker)
    before = digest(made)
    submit.edit(made.pk, by=comms, digest=before, texts={}, besides=Extras(tag=True, invite=True))
    assert digest(made) != before
    approve(made, stage.approver)
    work()
    number = Login("maxima.example", "").user_id
    assert (tags(stage), stage.posts[0]["invited"]) == ([number], [number])


def test_nobody_is_tagged_on_a_refusal_unless_an_editor_says_so(
    stage: Stage, maxima: Candidacy, organizer: User, settings: Any
) -> None:
    settings.NEGATIVE_STATUSES = True
    handles.confirm(maxima, "maxima.example", by=organizer, own=True)
    made = drafted(stage.tracker, status="refused")
    assert fresh(made).revision.manifest["acts"][0]["user_tags"] == []  # type: ignore[union-attr]


def test_what_is_out_with_the_name_keeps_the_mail_back_no_longer(
    stage: Stage, maxima: Candidacy, organizer: User, settings: Any
) -> None:
    settings.MAIL_AFTER_SECONDS = 1800
    Subscriber.objects.create(email="reader@example.org", consent_source="a test", consent_at=timezone.now())
    handles.confirm(maxima, "maxima.example", by=organizer, own=True)
    made = stage.approved()
    work()
    assert only(made).state == "published"
    assert handles.withdraw(maxima, "Sold.", by=organizer) == []
    later(only(made), published_at=-1801)
    later(only(made, "mail"), not_before=-1)
    work()
    assert (only(made, "mail").state, fresh(made).state) == ("published", "approved")


def test_another_caption_does_not_tag_them_again(stage: Stage, maxima: Candidacy, organizer: User, comms: User) -> None:
    handles.confirm(maxima, "maxima.example", by=organizer, own=True)
    made = stage.approved()
    work()
    for confirmed in (True, False):
        if not confirmed:
            handles.withdraw(maxima, "Sold.", by=organizer)
        edit(made, comms, caption_en=f"Corrected, {confirmed}. http://127.0.0.1:8000/a/{made.code}")
        approve(made, stage.approver)
        work()
        assert bool(tags(stage)) == confirmed
        assert f"Corrected, {confirmed}." in stage.posts[0]["caption"]
