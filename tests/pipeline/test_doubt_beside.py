"""The question to a person has the account's newest posts beside it, and no answer to it makes a second post."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from graphics.likeness import same
from publisher import files
from publisher.channels import instagram_feed
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Delivery, Sighting
from publisher.pipeline import reconcile
from publisher.sandbox.instagram_things import Account as Login
from publisher.sandbox.instagram_things import Slide
from publisher.sighting import beside
from tests.pipeline.story import Stage, later, only, work


@pytest.fixture
def doubtful(stage: Stage) -> Announcement:
    """It was made, the line broke, and its feed does not show it yet; a person posted meanwhile."""
    sent = stage.approved("oh-4")
    work()
    assert only(sent).state == "published"
    stage.sandbox.media.feed_lag = 0
    stage.sandbox.fault("drop")
    made = stage.approved()
    work()
    by_hand = stage.posts[0]["slides"][0]["image"]
    slide = Slide(stage.sandbox.store.save_image("by-hand.jpg", Path(by_hand).read_bytes()), 1080, 1350, "By hand")
    stage.sandbox.store.add_post(Login("coalition", "x"), "A kitchen table\nwith neighbors", "0", (slide,))
    later(only(made), next_look_at=-1, sending_at=-3600)
    assert reconcile.look(only(made).pk) == "not found"
    return made


def test_the_newest_posts_are_kept_with_picture_and_first_words(stage: Stage, doubtful: Announcement) -> None:
    (post,) = beside(only(doubtful))  # and not the post of the other announcement
    assert post["text"] == "A kitchen table with neighbors"
    assert post["permalink"].startswith(stage.sandbox.url)
    assert datetime.fromisoformat(post["at"]).tzinfo
    assert same(files.read(post["picture"]), Path(stage.posts[0]["slides"][0]["image"]).read_bytes())
    assert len(Sighting.objects.get().posts) == 2


def test_the_picked_post_closes_it_with_its_id(stage: Stage, doubtful: Announcement) -> None:
    (post,) = beside(only(doubtful))
    reconcile.it_is_there(only(doubtful).pk, by=stage.approver, picked=post["remote_id"])
    delivery = only(doubtful)
    assert (delivery.state, delivery.remote_id, delivery.permalink) == (
        "published",
        post["remote_id"],
        post["permalink"],
    )


def test_a_pasted_address_of_one_that_is_shown_has_its_id_too(stage: Stage, doubtful: Announcement) -> None:
    (post,) = beside(only(doubtful))
    reconcile.it_is_there(only(doubtful).pk, by=stage.approver, permalink=post["permalink"].rstrip("/"))
    assert only(doubtful).remote_id == post["remote_id"]


def test_another_announcements_post_is_never_taken_for_it(stage: Stage, doubtful: Announcement) -> None:
    other = Delivery.objects.get(state="published")
    given = (
        other.permalink,
        other.permalink[:-1],
        f"{other.permalink}?igsh=MzRl",
        other.permalink.replace("/p/", "/reel/"),
    )
    for more in ({"picked": other.remote_id}, *({"permalink": link} for link in given)):
        with pytest.raises(Refusal, match="announcement"):
            reconcile.it_is_there(only(doubtful).pk, by=stage.approver, **more)
    assert only(doubtful).state == "uncertain"


def test_a_post_that_another_account_is_known_by_is_never_taken_for_it(stage: Stage, doubtful: Announcement) -> None:
    (post,) = beside(only(doubtful))
    press = Account.objects.create(channel="by_hand", name="press")
    Delivery.objects.filter(state="published").update(account=press, remote_id="", permalink=post["permalink"])
    assert post["remote_id"] not in [one["remote_id"] for one in beside(only(doubtful))]
    for more in ({"picked": post["remote_id"]}, {"permalink": f"{post['permalink']}?igsh=MzRl"}):
        with pytest.raises(Refusal, match="announcement"):
            reconcile.it_is_there(only(doubtful).pk, by=stage.approver, **more)
    assert only(doubtful).state == "uncertain"


def test_what_turns_up_until_it_is_sent_again_is_found_and_not_doubled(stage: Stage) -> None:
    made = stage.unseen()
    reconcile.send_again(only(made).pk, by=stage.approver, reason="I looked at the profile.")
    stage.sandbox.media.feed_lag = 0
    work()
    assert (only(made).state, len(stage.posts), stage.sandbox.state["duplicates"]) == ("published", 1, 0)
    assert only(made).remote_id.split("_")[0] == stage.posts[0]["id"]


@pytest.mark.parametrize("fault", ["http_500", "html_200", "drop", "empty"])
def test_when_nobody_can_look_right_before_the_question_is_asked_again(stage: Stage, fault: str) -> None:
    made = stage.unseen()
    before = only(made)
    reconcile.send_again(before.pk, by=stage.approver, reason="I looked at the profile.")
    stage.sandbox.fault(fault, match="/feed/user/", times=5)
    work()
    delivery = only(made)
    assert (delivery.state, len(stage.posts)) == ("uncertain", 1)
    assert (delivery.sending_at, delivery.checkpoint) == (before.sending_at, before.checkpoint)
    assert "right before" in delivery.reason


def test_after_a_day_the_word_of_whoever_looked_counts(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the account has so many posts since that its list proves nothing."""
    stage.sandbox.fault("drop")
    made = stage.approved()
    work()
    later(only(made), sending_at=-90000)
    reconcile.send_again(only(made).pk, by=stage.approver, reason="I looked at the profile.")
    monkeypatch.setattr(instagram_feed, "MAX_PAGES", 0)
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)


def test_a_stale_page_settles_nothing(stage: Stage, doubtful: Announcement) -> None:
    seen = only(doubtful).fence
    Delivery.objects.filter(pk=only(doubtful).pk).update(fence=seen + 1)
    for act in (
        lambda: reconcile.it_is_there(
            only(doubtful).pk, by=stage.approver, permalink="https://www.instagram.com/p/HANDMADE1/", fence=seen
        ),
        lambda: reconcile.send_again(only(doubtful).pk, by=stage.approver, reason="Looked.", fence=seen),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "stale"
    assert only(doubtful).state == "uncertain"


def test_what_the_machine_found_meanwhile_stands(stage: Stage, doubtful: Announcement) -> None:
    code = doubtful.code
    stage.sandbox.store.edit_post(int(stage.posts[0]["id"]), f"https://coalition.example/a/{code}")
    later(only(doubtful), next_look_at=-1)
    assert reconcile.look(only(doubtful).pk) == "found"
    with pytest.raises(Refusal, match="not in doubt: it is published"):
        reconcile.send_again(only(doubtful).pk, by=stage.approver, reason="Looked.")


def test_a_person_may_have_it_looked_for_at_once(stage: Stage, doubtful: Announcement, comms: Any) -> None:
    later(only(doubtful), next_look_at=3600)
    with pytest.raises(Refusal):
        reconcile.look_now(only(doubtful).pk, by=comms)
    reconcile.look_now(only(doubtful).pk, by=stage.approver)
    assert only(doubtful).pk in reconcile.due_looks()


def test_it_is_not_sent_again_while_somebody_looks(stage: Stage, doubtful: Announcement) -> None:
    later_account = only(doubtful).account
    type(later_account).objects.update(lease_until=datetime.max.replace(tzinfo=only(doubtful).sending_at.tzinfo))
    with pytest.raises(Refusal, match="looked for in this moment"):
        reconcile.send_again(only(doubtful).pk, by=stage.approver, reason="Looked.")
