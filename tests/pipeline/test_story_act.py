"""A story with the post: chosen, frozen, sent once, found again by its link, and taken down with the post."""

from typing import Any

import pytest
from django.test import Client

from publisher.errors import Refusal
from publisher.extras import Extras
from publisher.models import Announcement, Candidacy, Sighting, User
from publisher.pipeline import handles, reconcile, submit, takedown
from publisher.sandbox.instagram_by_hand import post_by_hand
from publisher.sandbox.instagram_things import Account as Login
from tests.pipeline.story import Connected, Stage, approve, digest, drafted, fresh, later, only, work


@pytest.fixture
def stories(settings: Any) -> None:
    settings.STORIES = True


def acts(made: Announcement) -> list[str]:
    return [act["act"] for act in fresh(made).revision.manifest["acts"]]  # type: ignore[union-attr]


def by_act(stage: Stage) -> dict[str, dict[str, Any]]:
    assert len({post["act"] for post in stage.posts}) == len(stage.posts)
    return {post["act"]: post for post in stage.posts}


def test_there_is_none_unless_it_is_switched_on(stage: Stage) -> None:
    made = drafted(stage.tracker)
    assert acts(made) == ["post"]


def test_it_goes_out_once_with_its_link_and_its_alt_text(stage: Stage, stories: None) -> None:
    made = stage.approved()
    work()
    work()
    story = by_act(stage)["story"]
    assert (story["width"], story["height"], story["tags"]) == (1080, 1920, [])
    assert [one["url"] for one in story["stickers"]] == [f"http://127.0.0.1:8000/a/{made.code}"]
    assert story["alt"] == fresh(made).revision.manifest["words"]["en"]["alt"]  # type: ignore[union-attr]
    assert (only(made, "story").state, len(stage.posts)) == ("published", 2)


def test_it_mentions_whom_somebody_confirmed(stage: Stage, stories: None, organizer: User) -> None:
    stage.sandbox.store.add_account(Login("maxima.example", "x"))
    handles.confirm(Candidacy.objects.get(person__name="Maxima Example"), "maxima.example", by=organizer, own=True)
    stage.approved()
    work()
    mentions = [one for one in by_act(stage)["story"]["stickers"] if one["type"] == "mention"]
    assert [str(one["user_id"]) for one in mentions] == [Login("maxima.example", "").user_id]


def test_an_editor_adds_it_and_takes_it_off(stage: Stage, comms: User) -> None:
    made = drafted(stage.tracker)
    for wanted in (True, False):
        before = digest(made)
        submit.edit(made.pk, by=comms, digest=before, texts={}, besides=Extras(story=wanted))
        assert (("story" in acts(made)), digest(made) != before) == (wanted, True)
    with pytest.raises(Refusal, match="Nothing was changed"):
        submit.edit(made.pk, by=comms, digest=digest(made), texts={}, besides=Extras())


def test_taken_off_after_an_approval_it_stays_here(stage: Stage, stories: None, comms: User, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    submit.edit(made.pk, by=comms, digest=digest(made), texts={}, besides=Extras())
    settings.UNDO_SECONDS = 0
    approve(made, stage.approver)
    work()
    assert (only(made, "story").state, [post["act"] for post in stage.posts]) == ("stopped", ["post"])


def test_in_the_accounts_first_language(stage: Stage, stories: None, connected: Connected) -> None:
    connected("second", ("es", "en"))
    made = drafted(stage.tracker)
    stories_of = [act for act in fresh(made).revision.manifest["acts"] if act["act"] == "story"]  # type: ignore[union-attr]
    assert [[slide["lang"] for slide in act["slides"]] for act in stories_of] == [["en"], ["es"]]


def test_a_lost_answer_is_found_by_the_link_and_never_sent_twice(stage: Stage, stories: None) -> None:
    stage.sandbox.fault("drop_after", match="configure_to_story")
    made = stage.approved()
    work()
    assert only(made, "story").state == "uncertain"
    later(only(made, "story"), next_look_at=-1)
    assert reconcile.look(only(made, "story").pk) == "found"
    assert (only(made, "story").state, len(stage.posts)) == ("published", 2)


def test_it_is_deleted_when_the_post_is_archived(stage: Stage, stories: None) -> None:
    made = stage.approved()
    work()
    takedown.take_down(made.pk, by=stage.approver, reason="The candidate asked us to.", how="archive")
    work()
    assert {only(made, act).state for act in ("post", "story")} == {"taken_down"}
    assert (by_act(stage)["story"]["deleted"], by_act(stage)["post"]["archived"]) == (True, True)


def test_no_post_can_be_picked_for_one_in_doubt(stage: Stage, stories: None, client: Client) -> None:
    theirs = post_by_hand(stage.sandbox.store, Login("coalition", "x"), "A cat.")
    stage.sandbox.fault("drop", match="configure_to_story")
    made = stage.approved()
    work()
    later(only(made, "story"), next_look_at=-1, sending_at=-3600)
    assert reconcile.look(only(made, "story").pk) == "not found"
    client.force_login(stage.approver)
    page = client.get(f"/announcements/{made.pk}/").content.decode()
    assert "Stories are in no list here: open the account." in page
    assert 'name="picked"' not in page
    (seen,) = (one for one in Sighting.objects.get().posts if theirs.code in one["permalink"])
    with pytest.raises(Refusal, match="not among those shown"):
        reconcile.it_is_there(only(made, "story").pk, by=stage.approver, picked=seen["remote_id"])
    assert only(made, "story").state == "uncertain"
