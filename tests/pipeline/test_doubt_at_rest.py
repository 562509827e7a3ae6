"""What is in doubt on an account that rests is not looked for, and nothing says that it is."""

import pytest
from django.test import Client
from django.utils import timezone

from publisher import sweep
from publisher.accounts.resuming import resume, retire
from publisher.errors import Refusal
from publisher.models import Account, Announcement
from publisher.pipeline import by_hand, reconcile
from publisher.queueing import queue
from publisher.showing import show
from publisher.standing import standing_of
from tests.pipeline.story import Stage, fresh, later, only, work

NOT_LOOKED = (
    "It is not looked for while instagram/coalition is paused. Look at the account, then say whether it is there."
)


@pytest.fixture
def doubtful(stage: Stage) -> Announcement:
    """It was sent, and the answer says that the account is blocked: it may be live, and the account is paused."""
    stage.sandbox.fault("feedback_required", match="media/configure")
    made = stage.approved()
    work()
    assert only(made).state == "uncertain"
    assert Account.objects.get(pk=stage.account.pk).paused_at
    later(only(made), next_look_at=-1)
    return made


def test_every_view_says_that_it_is_not_looked_for(stage: Stage, doubtful: Announcement) -> None:
    assert standing_of(only(doubtful)).todo == queue()[0].todo == NOT_LOOKED
    assert show(fresh(doubtful))["deliveries"][0]["todo"] == NOT_LOOKED
    assert [one.until for one in sweep.what_waits()] == [None]


def test_a_look_is_refused_and_none_is_due(stage: Stage, doubtful: Announcement) -> None:
    assert reconcile.due_looks() == []
    with pytest.raises(Refusal, match="not looked for while instagram/coalition is paused"):
        reconcile.look_now(only(doubtful).pk, by=stage.approver)


def test_after_a_resume_it_is_looked_for_again(stage: Stage, doubtful: Announcement) -> None:
    resume(stage.account, by=stage.approver, forced="We looked.")
    assert reconcile.due_looks() == [only(doubtful).pk]
    assert standing_of(only(doubtful)).todo.startswith("It is looked for by itself.")
    later(only(doubtful), next_look_at=3600)
    reconcile.look_now(only(doubtful).pk, by=stage.approver)
    assert reconcile.due_looks() == [only(doubtful).pk]


def test_a_doubt_that_a_person_took_over_keeps_the_account(stage: Stage, doubtful: Announcement) -> None:
    later(only(doubtful), sending_at=-7200)
    by_hand.take(only(doubtful).pk, by=stage.approver, looked=True)
    with pytest.raises(Refusal, match="being sent or in doubt"):
        retire(stage.account, "Gone.", by=stage.approver)
    by_hand.finish(only(doubtful).pk, by=stage.approver, link=f"{stage.sandbox.url}/p/HANDMADE1/")
    retire(stage.account, "Gone.", by=stage.approver)


def test_an_account_that_was_retired_with_a_doubt_is_not_asked_for_ever(stage: Stage, doubtful: Announcement) -> None:
    Account.objects.filter(pk=stage.account.pk).update(paused_at=None, retired_at=timezone.now())
    assert reconcile.due_looks() == []
    assert "while instagram/coalition is retired" in standing_of(only(doubtful)).todo
    with pytest.raises(Refusal, match="is retired"):
        reconcile.look_now(only(doubtful).pk, by=stage.approver)


def test_the_page_says_who_has_a_doubt_in_hand_and_when_it_is_looked_for(
    stage: Stage, doubtful: Announcement, client: Client
) -> None:
    later(only(doubtful), sending_at=-7200)
    client.force_login(stage.approver)
    page = f"/accounts/{stage.account.pk}/resume/"
    says = f"{stage.approver} has it in hand. It is looked for once they give it back, or say what became of it."
    assert says not in client.get(page).content.decode()
    by_hand.take(only(doubtful).pk, by=stage.approver, looked=True)
    assert says in client.get(page).content.decode()
