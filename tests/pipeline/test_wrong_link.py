"""A link that a person gave and that leads elsewhere: refused where it can be looked at, else told, and put right."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from publisher import files
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.channels.base import Live, Receipt, Unknown
from publisher.channels.instagram import Instagram
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Event, Notice, Reading, User
from publisher.pipeline import by_hand, decide, readback, reconcile, wrong_link
from publisher.queueing import queue
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram_by_hand import post_by_hand
from publisher.sandbox.instagram_things import Account as Login
from publisher.sandbox.instagram_things import Slide
from tests.pipeline.story import Stage, later, only, work
from tests.pipeline.test_graph import approved, graph

__all__ = ["approved", "graph"]


def strange(stage: Stage) -> str:
    """The address of another account's post."""
    post = post_by_hand(stage.sandbox.store, Login("second", "x"), "A cat.")
    return f"{stage.sandbox.url}/p/{post.code}/"


def right(stage: Stage, made: Announcement) -> str:
    """The address of what a person posted on the account, as it was approved."""
    store, (act, *_) = stage.sandbox.store, only(made).revision.manifest["acts"]
    (slide,) = act["slides"]
    shown = Slide(store.save_image("by-hand.jpg", files.read(slide["sha256"])), 1080, 1350, slide["alt"])
    post = store.add_post(Login("coalition", "x"), act["text"], "", (shown,))
    return f"{stage.sandbox.url}/p/{post.code}/"


def ours(stage: Stage, made: Announcement) -> list[dict[str, Any]]:
    return [one for one in stage.posts if made.code in one["caption"]]


def finished(made: Announcement, by: User, link: str) -> None:
    by_hand.take(only(made).pk, by=by)
    by_hand.finish(only(made).pk, by=by, link=link)


@pytest.fixture
def mistaken(stage: Stage, comms: User) -> Announcement:
    """On a paused account, which nobody may ask, the link of another's post was pasted; it is read back afterwards."""
    made = stage.approved()
    pause(stage.account, "Crisis.", "Call.")
    work()
    finished(made, comms, strange(stage))
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    later(only(made), published_at=-7200)
    work()
    return made


def again(made: Announcement) -> None:
    Reading.objects.update(next_at=timezone.now())
    work()


def look() -> tuple[str, str]:
    return queue()[0].state, queue()[0].screen.value


def test_it_needs_a_look_and_is_told_once_with_what_to_do(stage: Stage, mistaken: Announcement) -> None:
    for _ in range(3):
        again(mistaken)
    post = only(mistaken)
    assert (post.state, look()) == ("published", ("needs_a_look", "Needs a look"))
    assert post.reason == f"What stands at {post.permalink} is not this account's post."
    assert "Paste the right link" in queue()[0].todo
    (notice,) = Notice.objects.filter(kind="wrong_link")
    assert notice.subject.startswith("The link of a post is wrong")
    assert "is not this account's post" in notice.text
    assert Reading.objects.get().next_at


def test_the_right_link_puts_it_right(stage: Stage, mistaken: Announcement) -> None:
    wrong_link.mend(only(mistaken).pk, by=stage.approver, link=right(stage, mistaken))
    assert (look(), only(mistaken).reason) == (("published", "Live"), "")
    work()
    assert Reading.objects.get().read_at
    assert (Reading.objects.get().differs, look()) == ([], ("published", "Live"))
    assert Event.objects.get(what="link_mended").role == "approver"
    assert len(stage.posts) == 2


def test_another_wrong_link_is_refused_and_told_anew_where_it_is_not(stage: Stage, mistaken: Announcement) -> None:
    with pytest.raises(Refusal, match="is not this account's post"):
        wrong_link.mend(only(mistaken).pk, by=stage.approver, link=strange(stage))
    pause(stage.account, "Crisis.", "Call.")
    wrong_link.mend(only(mistaken).pk, by=stage.approver, link=strange(stage))
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=True):
        again(mistaken)
    assert (look(), Notice.objects.filter(kind="wrong_link").count()) == (("needs_a_look", "Needs a look"), 2)


def test_that_it_is_not_there_gives_it_back_to_people(stage: Stage, mistaken: Announcement, comms: User) -> None:
    wrong_link.not_there(only(mistaken).pk, by=stage.approver, reason="Nobody posted it after all.")
    post = only(mistaken)
    assert (post.state, post.permalink, post.published_at, post.look_since) == ("by_hand", "", None, None)
    assert "Avery Approver said that it is not there" in post.reason
    assert look() == ("by_hand", "Waiting for you")
    assert not Reading.objects.exists()
    by_hand.finish(only(mistaken).pk, by=comms, link=right(stage, mistaken))
    later(only(mistaken), published_at=-7200)
    again(mistaken)
    assert (only(mistaken).state, look()) == ("published", ("published", "Live"))


def test_what_was_in_doubt_is_in_doubt_again(stage: Stage) -> None:
    stage.sandbox.fault("drop_after")
    made = stage.approved()
    stage.sandbox.media.feed_lag = 3600
    work()
    pause(stage.account, "Crisis.", "Call.")
    reconcile.it_is_there(only(made).pk, by=stage.approver, permalink=strange(stage))
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    later(only(made), published_at=-7200)
    again(made)
    assert look() == ("needs_a_look", "Needs a look")
    stage.sandbox.media.feed_lag = 0
    wrong_link.not_there(only(made).pk, by=stage.approver, reason="It is a cat.")
    assert (only(made).state, only(made).sending_at is None) == ("uncertain", False)
    work()
    assert (only(made).state, look(), len(ours(stage, made))) == (
        "published",
        ("published", "Live"),
        1,
    )


@pytest.mark.parametrize("how", ["in doubt", "by hand"])
def test_where_it_can_be_looked_at_it_is_refused_when_it_is_pasted(stage: Stage, comms: User, how: str) -> None:
    doubt = how == "in doubt"
    stage.sandbox.fault("drop" if doubt else "http_400", match="configure" if doubt else "rupload")
    made = stage.approved()
    work()
    if not doubt:
        by_hand.take(only(made).pk, by=comms)

    def say(link: str) -> None:
        if doubt:
            reconcile.it_is_there(only(made).pk, by=stage.approver, permalink=link)
        else:
            by_hand.finish(only(made).pk, by=comms, link=link)

    with pytest.raises(Refusal, match="is not this account's post"):
        say(strange(stage))
    assert only(made).state == ("uncertain" if doubt else "by_hand")
    say(right(stage, made))
    assert only(made).state == "published"


@pytest.mark.parametrize("fault", ["http_500", "drop", "empty", "challenge_required"])
def test_who_cannot_be_asked_keeps_nobody_from_saying_so(stage: Stage, comms: User, fault: str) -> None:
    stage.sandbox.fault("http_400", match="rupload")
    made = stage.approved()
    work()
    stage.sandbox.fault(fault, match="/info/", times=9)
    finished(made, comms, strange(stage))
    assert only(made).state == "published"
    assert bool(Account.objects.get(pk=stage.account.pk).paused_at) == (fault == "challenge_required")


def test_an_address_that_is_not_in_the_list_of_the_official_api_needs_a_look(
    graph: GraphSandbox, approved: Announcement, approver: User, comms: User
) -> None:
    account = Account.objects.get(channel="instagram_graph")
    pause(account, "Crisis.", "Call.")
    work()
    finished(approved, comms, "https://www.instagram.com/p/SOMEOTHER1/")
    resume(Account.objects.get(pk=account.pk), by=approver)
    later(only(approved), published_at=-130)
    again(approved)
    assert (only(approved).look_since, Reading.objects.get().unseen_at) == (None, None)  # lists lag
    later(only(approved), published_at=-7200)
    again(approved)
    assert only(approved).look_since is None  # one such answer may be a mistake
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
        again(approved)
        assert look() == ("needs_a_look", "Needs a look")
        assert only(approved).reason.startswith("Nothing of the account's is known at the address that was given")
        assert Notice.objects.filter(kind="gone").count() == 1
        wrong_link.not_there(only(approved).pk, by=approver, reason="It was never posted.")
    assert only(approved).state == "by_hand"


def test_only_an_approver_and_only_of_what_a_person_said(stage: Stage, mistaken: Announcement, comms: User) -> None:
    for act in (
        lambda: wrong_link.mend(only(mistaken).pk, by=comms, link=right(stage, mistaken)),
        lambda: wrong_link.not_there(only(mistaken).pk, by=comms, reason="No."),
        lambda: wrong_link.not_there(only(mistaken).pk, by=stage.approver, reason=" "),
    ):
        with pytest.raises(Refusal):
            act()
    sent = stage.approved("oh-4")
    work()
    later(only(sent), published_at=-7200)
    stage.sandbox.store.edit_post(int(stage.posts[0]["id"]), "Else.")
    again(sent)
    assert only(sent).look_since
    with pytest.raises(Refusal, match="no link of a person's"):
        wrong_link.not_there(only(sent).pk, by=stage.approver, reason="No.")


def test_nothing_is_undone_while_it_is_being_taken_down(stage: Stage, mistaken: Announcement) -> None:
    from publisher.pipeline import takedown

    takedown.take_down(mistaken.pk, by=stage.approver, reason="Wrong.")
    with pytest.raises(Refusal, match="taken down"):
        wrong_link.not_there(only(mistaken).pk, by=stage.approver, reason="No.")


def test_both_are_on_its_page(stage: Stage, mistaken: Announcement, client: Client, comms: User) -> None:
    post = only(mistaken)
    client.force_login(stage.approver)
    page = client.get(f"/announcements/{mistaken.pk}/").content.decode()
    assert f'action="/deliveries/{post.pk}/link/"' in page
    assert f'action="/deliveries/{post.pk}/nowhere/"' in page
    assert client.post(f"/deliveries/{post.pk}/link/", {"link": strange(stage)}).status_code == 409
    assert client.post(f"/deliveries/{post.pk}/link/", {"link": right(stage, mistaken)}).status_code == 303
    assert f"/deliveries/{post.pk}/nowhere/" not in client.get(f"/announcements/{mistaken.pk}/").content.decode()
    client.force_login(comms)
    assert client.post(f"/deliveries/{post.pk}/nowhere/", {"reason": "No."}).status_code == 403


def test_a_post_on_a_partners_account_may_stand(stage: Stage, mistaken: Announcement) -> None:
    """They invited us, so it shows on our page too."""
    readback.let_stand(only(mistaken).pk, by=stage.approver, reason="Our partner posted it and invited us.")
    again(mistaken)
    assert look() == ("published", "Live")


def test_one_who_opened_it_keeps_others_from_saying_more(stage: Stage, mistaken: Announcement, comms: User) -> None:
    wrong_link.not_there(only(mistaken).pk, by=stage.approver, reason="Nobody posted it.")
    by_hand.give_back(only(mistaken).pk, by=comms)
    decide.stop(mistaken.pk, by=comms, reason="Never mind.")
    work()
    assert (only(mistaken).state, [one for one in stage.posts if one["account"] == "coalition"]) == ("stopped", [])


@pytest.mark.parametrize("answer", ["another's", "an error"])
def test_a_reading_of_the_link_before_says_nothing_of_the_mended_one(
    stage: Stage, mistaken: Announcement, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    link, real = right(stage, mistaken), Instagram.read

    def meanwhile(channel: Instagram, receipt: Receipt) -> Live | None:
        monkeypatch.setattr(Instagram, "read", real)
        try:
            if answer == "an error":
                raise Unknown("Instagram did not answer.")
            return channel.read(receipt)
        finally:
            wrong_link.mend(only(mistaken).pk, by=stage.approver, link=link)

    Reading.objects.update(next_at=timezone.now())
    monkeypatch.setattr(Instagram, "read", meanwhile)
    assert readback.read_back(only(mistaken).pk) == "not now"
    assert (look(), only(mistaken).reason, Reading.objects.get().trouble) == (("published", "Live"), "", "")
    assert readback.due_readings() == [only(mistaken).pk]
    work()
    assert (Reading.objects.get().differs, look()) == ([], ("published", "Live"))
    assert Notice.objects.filter(kind="wrong_link").count() == 1
