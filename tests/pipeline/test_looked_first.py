"""Before a person posts what may be live already it is looked for, and once more after they have: nothing is there
twice unseen."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Notice, Reading, User
from publisher.not_twice import NotLooked
from publisher.pipeline import by_hand, readback, reconcile
from publisher.queueing import queue
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram_by_hand import post_by_hand
from publisher.sandbox.instagram_things import Account as Login
from publisher.sandbox.instagram_things import Slide
from tests.pipeline.story import Stage, later, only, work
from tests.pipeline.test_by_hand import closed, taken
from tests.pipeline.test_graph import approved, graph

pytestmark = pytest.mark.every_test

__all__ = ["approved", "graph"]


@pytest.fixture
def unseen(stage: Stage) -> Announcement:
    """It was posted an hour ago, the answer was lost, and the account's list lags: it does not show it."""
    made = stage.unseen()
    assert only(made).state == "uncertain"
    return made


def posted_by_hand(stage: Stage, made: Announcement, by: User) -> str:
    """They post the very kit in the app, and paste the link; gives that."""
    kit = by_hand.kit(only(made).pk, by=by)
    assert kit.post
    image = kit.post.images[0]
    picture = stage.sandbox.store.save_image(f"{made.code}.jpg", image.data)
    slide = Slide(picture, image.width, image.height, image.alt)
    theirs = stage.sandbox.store.add_post(stage.sandbox.store.account("coalition"), kit.post.text, "", (slide,))
    link = f"{stage.sandbox.url}/p/{theirs.code}/"
    closed(made, by, link)
    return link


def read(made: Announcement) -> str:
    later(only(made), published_at=-3600)
    Reading.objects.update(next_at=timezone.now())
    return readback.read_back(only(made).pk)


def shown() -> tuple[str, str]:
    row = queue()[0]
    return row.screen.value, row.reason


def test_what_is_there_by_now_is_live_and_nobody_gets_it_to_post(stage: Stage, unseen: Announcement) -> None:
    stage.sandbox.media.feed_lag = 0
    with pytest.raises(Refusal, match="It is there already: http"):
        taken(unseen, stage.approver, looked=True)
    live = only(unseen)
    assert (live.state, live.permalink != "", by_hand.opened(live)) == ("published", True, {})
    with pytest.raises(Refusal, match=f"It is live already: {live.permalink}"):
        by_hand.kit(live.pk, by=stage.approver)
    assert len(stage.posts) == 1


def test_what_is_found_by_whoever_takes_it_over_is_live_too(stage: Stage, unseen: Announcement, admin: User) -> None:
    taken(unseen, stage.approver, looked=True)
    stage.sandbox.media.feed_lag = 0
    with pytest.raises(Refusal, match="It is there already"):
        taken(unseen, admin, over=True)
    assert only(unseen).state == "published"


def test_when_it_cannot_be_looked_for_whoever_looked_themselves_goes_on(stage: Stage, unseen: Announcement) -> None:
    stage.sandbox.fault("http_500", match="/feed/user/", times=9)
    with pytest.raises(NotLooked, match="It could not be looked for") as refused:
        taken(unseen, stage.approver, looked=True)
    assert ("Look at the account once more" in str(refused.value), only(unseen).state) == (True, "uncertain")
    assert taken(unseen, stage.approver, looked=True, alone=True).state == "by_hand"


def test_a_look_that_needs_the_owner_pauses_the_account(stage: Stage, unseen: Announcement) -> None:
    stage.sandbox.fault("challenge_required", match="/feed/user/", times=9)
    with pytest.raises(NotLooked):
        taken(unseen, stage.approver, looked=True)
    assert Account.objects.get(pk=stage.account.pk).paused_at


def test_on_an_account_that_rests_the_word_of_who_looked_is_enough(stage: Stage, unseen: Announcement) -> None:
    pause(stage.account, "Crisis.", "Call.")
    before = stage.sandbox.state["requests"]
    assert taken(unseen, stage.approver, looked=True).state == "by_hand"
    assert stage.sandbox.state["requests"] == before


def test_while_another_is_at_the_account_it_is_not_taken(stage: Stage, unseen: Announcement) -> None:
    Account.objects.update(lease_until=timezone.now() + timedelta(seconds=60))
    with pytest.raises(Refusal, match="at work in this moment"):
        taken(unseen, stage.approver, looked=True)
    assert only(unseen).state == "uncertain"


def test_what_was_to_be_sent_again_is_in_doubt_for_whoever_posts_it_too(
    stage: Stage, unseen: Announcement, comms: User
) -> None:
    """The account was paused before the second attempt left: the first may be live as before."""
    reconcile.send_again(only(unseen).pk, by=stage.approver, reason="I looked.")
    pause(stage.account, "Crisis.", "Call.")
    with pytest.raises(Refusal, match="Look at the account first"):
        taken(unseen, comms)
    assert taken(unseen, comms, looked=True).state == "by_hand"


def test_of_a_failed_second_attempt_the_first_is_looked_for(stage: Stage, unseen: Announcement, comms: User) -> None:
    reconcile.send_again(only(unseen).pk, by=stage.approver, reason="I looked.")
    stage.sandbox.fault("http_400", match="/rupload")
    work()
    assert only(unseen).state == "failed"
    stage.sandbox.media.feed_lag = 0
    with pytest.raises(Refusal, match="It is there already"):
        taken(unseen, comms, looked=True)
    assert (only(unseen).state, len(stage.posts)) == ("published", 1)


def test_what_turns_up_after_it_was_posted_by_hand_needs_a_look(stage: Stage, unseen: Announcement) -> None:
    taken(unseen, stage.approver, looked=True)
    theirs = posted_by_hand(stage, unseen, stage.approver)
    assert read(unseen) == "as approved"
    stage.sandbox.media.feed_lag = 0
    first = min(stage.posts, key=lambda one: int(one["id"]))
    assert read(unseen) == "differs"
    screen, reason = shown()
    assert (screen, only(unseen).permalink) == ("Needs a look", theirs)
    assert reason.startswith("It appears twice on the account: http")
    assert Notice.objects.filter(kind="drifted", text__contains=theirs).filter(text__contains="twice").exists()
    stage.sandbox.fault("http_500", match="/feed/user/", times=9)
    read(unseen)
    stage.sandbox.faults.clear()
    assert shown() == (screen, reason)  # what cannot be read ends no finding
    stage.sandbox.store.delete_post(int(first["id"]))
    assert read(unseen) == "as approved"
    assert shown()[0] == "Live"


def test_a_second_one_may_stand_if_an_approver_says_why(stage: Stage, unseen: Announcement) -> None:
    taken(unseen, stage.approver, looked=True)
    posted_by_hand(stage, unseen, stage.approver)
    stage.sandbox.media.feed_lag = 0
    assert read(unseen) == "differs"
    readback.let_stand(only(unseen).pk, by=stage.approver, reason="Both are liked.")
    assert (read(unseen), shown()[0]) == ("let stand", "Live")


def test_what_turns_up_after_it_was_sent_again_needs_a_look(stage: Stage, unseen: Announcement) -> None:
    reconcile.send_again(only(unseen).pk, by=stage.approver, reason="I looked.")
    work()
    assert (only(unseen).state, len(stage.posts)) == ("published", 2)
    stage.sandbox.media.feed_lag = 0
    assert read(unseen) == "differs"
    assert shown()[0] == "Needs a look"


def test_before_a_third_is_sent_the_first_is_looked_for_by_its_own_numbers(stage: Stage, unseen: Announcement) -> None:
    """Its caption was changed in the app, so that only what the first attempt left leads to it."""
    first = int(stage.posts[0]["id"])
    stage.sandbox.store.edit_post(first, "Signed!")
    reconcile.send_again(only(unseen).pk, by=stage.approver, reason="I looked.")
    stage.sandbox.fault("drop")
    work()
    later(only(unseen), sending_at=-1900)
    reconcile.send_again(only(unseen).pk, by=stage.approver, reason="I looked again.")
    stage.sandbox.media.feed_lag = 0
    work()
    live = only(unseen)
    assert (live.state, live.remote_id.split("_")[0], len(stage.posts)) == ("published", str(first), 1)


def test_before_a_third_is_sent_nothing_leaves_while_nobody_can_tell(stage: Stage, unseen: Announcement) -> None:
    """The first was sent long ago: no list lags that long. The second was not."""
    later(only(unseen), sending_at=-90000)
    reconcile.send_again(only(unseen).pk, by=stage.approver, reason="I looked.")
    stage.sandbox.fault("drop_after")
    work()
    later(only(unseen), sending_at=-1900)
    second = only(unseen).sending_at
    reconcile.send_again(only(unseen).pk, by=stage.approver, reason="I looked again.")
    stage.sandbox.fault("http_500", match="/feed/user/", times=9)
    work()
    assert (only(unseen).state, only(unseen).sending_at, len(stage.posts)) == ("uncertain", second, 2)
    stage.sandbox.faults.clear()
    stage.sandbox.media.feed_lag = 0
    later(only(unseen), next_look_at=-1)
    work()
    assert (only(unseen).state, len(stage.posts)) == ("published", 2)


def test_the_link_of_the_first_attempt_itself_is_no_second_post(stage: Stage, unseen: Announcement) -> None:
    taken(unseen, stage.approver, looked=True)
    stage.sandbox.media.feed_lag = 0
    closed(unseen, stage.approver, f"{stage.sandbox.url}/p/{stage.posts[0]['code']}/")
    assert (read(unseen), shown()[0]) == ("as approved", "Live")


def test_what_was_never_in_doubt_costs_no_look(stage: Stage) -> None:
    made = stage.approved()
    work()
    lists = stage.sandbox.state["requests"].get("feed", 0)
    assert read(made) == "as approved"
    assert stage.sandbox.state["requests"].get("feed", 0) - lists <= 1


def test_on_the_official_api_a_second_one_needs_a_look_too(
    graph: GraphSandbox, approved: Announcement, approver: User
) -> None:
    """Its account was paused: nobody could look before the other one was posted."""
    graph.fault("drop_after", match="media_publish")
    work()
    later(only(approved), sending_at=-3600)
    account = Account.objects.get(channel="instagram_graph")
    pause(account, "Crisis.", "Call.")
    taken(approved, approver, looked=True)
    text = only(approved).revision.manifest["acts"][0]["text"]
    theirs = post_by_hand(graph.store, Login("coalition", "x"), text)
    closed(approved, approver, f"{graph.url}/p/{theirs.code}/")
    resume(account, by=approver)
    assert read(approved) == "differs"
    assert "It appears twice on the account: http" in shown()[1]


def test_on_the_official_api_what_is_there_is_live(graph: GraphSandbox, approved: Announcement, approver: User) -> None:
    graph.fault("drop_after", match="media_publish")
    work()
    later(only(approved), sending_at=-3600)
    with pytest.raises(Refusal, match="It is there already"):
        taken(approved, approver, looked=True)
    assert (only(approved).state, len(graph.state["posts"])) == ("published", 1)


# The page


def test_the_page_says_what_is_looked_at_and_where_it_is(stage: Stage, unseen: Announcement, client: Client) -> None:
    client.force_login(stage.approver)
    page = f"/deliveries/{only(unseen).pk}/by-hand/"
    assert "The program looks too when you take it" in client.get(page).content.decode()
    stage.sandbox.media.feed_lag = 0
    answer = client.post(f"{page}take/", {"looked": "yes"})
    html = answer.content.decode()
    assert (answer.status_code, "It is there already: http" in html, "I post it now" in html) == (409, True, False)
    assert f'href="{only(unseen).permalink}"' in html


def test_the_page_asks_for_a_second_look_where_the_program_could_not(
    stage: Stage, unseen: Announcement, client: Client
) -> None:
    client.force_login(stage.approver)
    page = f"/deliveries/{only(unseen).pk}/by-hand/"
    stage.sandbox.fault("http_500", match="/feed/user/", times=9)
    assert 'name="alone"' not in client.get(page).content.decode()
    answer = client.post(f"{page}take/", {"looked": "yes"})
    assert (answer.status_code, 'name="alone"' in answer.content.decode()) == (409, True)
    assert client.post(f"{page}take/", {"looked": "yes", "alone": "yes"}).status_code == 303
    assert only(unseen).state == "by_hand"


def test_the_page_says_that_nobody_looks_while_the_account_rests(
    stage: Stage, unseen: Announcement, client: Client
) -> None:
    pause(stage.account, "Crisis.", "Call.")
    client.force_login(stage.approver)
    html = client.get(f"/deliveries/{only(unseen).pk}/by-hand/").content.decode()
    assert "The program cannot look while the account rests" in html
