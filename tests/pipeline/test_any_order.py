"""Whatever people and the tracker do, in any order: what goes out is true, goes out once, and every state is seen."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.accounts.resuming import rest, resume
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Delivery, StatusChange, User
from publisher.pipeline import deal, decide, draft, reconcile, submit
from publisher.queueing import queue
from publisher.showing import show
from publisher.states import Screen
from tests.cases import examples
from tests.pipeline.story import EVIDENCE, PEOPLE, Stage, digest, fresh, later, work

KEYS = ("oh-3", "oh-4")
ANSWERS = ("pending", "signed", "signed", "refused", "rescinded")
DAY = timedelta(days=1, hours=1)
READS = ("SELECT ", "SAVEPOINT ", "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT ")


@dataclass
class Story:
    """One course of events; `said` is every answer that the tracker gave of a candidate, in order, `seen` posts."""

    stage: Stage
    staff: dict[str, User]
    dice: random.Random
    said: dict[str, list[str]] = field(default_factory=lambda: {key: ["pending"] for key in KEYS})
    log: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def any_news(self) -> Announcement | None:
        made = list(Announcement.objects.order_by("id"))
        return fresh(self.dice.choice(made)) if made else None

    def person(self) -> User:
        return self.dice.choice(list(self.staff.values()))


def tracker_says(story: Story) -> None:
    key, word = story.dice.choice(KEYS), story.dice.choice(ANSWERS)
    story.stage.tracker.says(key, word)
    story.said[key].append(word)
    story.log[-1] += f" {key} {word}"


def read(story: Story) -> None:
    story.stage.tracker.poll()
    for made in [*draft.draft_new(), *Announcement.objects.filter(state="drafting")]:
        submit.submit(made.pk)


def days_pass(story: Story) -> None:
    """All that happened lies further back; what waited is due."""
    StatusChange.objects.update(seen_at=F("seen_at") - DAY)
    Announcement.objects.update(approved_at=F("approved_at") - DAY)
    for delivery in Delivery.objects.filter(state__in=("waiting", "ready")):
        later(delivery, not_before=-1, planned_at=-1)
    Delivery.objects.filter(state="uncertain").update(sending_at=F("sending_at") - DAY)


def trigger(story: Story) -> None:
    made = draft.trigger(story.dice.choice(KEYS), status="signed", evidence_url=EVIDENCE, by=story.person())
    submit.submit(made.pk)


def approve(story: Story) -> None:
    waiting = list(Announcement.objects.filter(state="in_review").order_by("id"))
    if waiting:
        made = story.dice.choice(waiting)
        who = story.dice.choice(("approver", "approver", "second", "comms"))
        decide.approve(made.pk, by=story.staff[who], digest=digest(made))


def sign_and_approve(story: Story) -> None:
    """The plain course, so that there is something to go wrong."""
    key = story.dice.choice(KEYS)
    story.stage.tracker.says(key, "signed")
    story.said[key].append("signed")
    read(story)
    approve(story)


def edit_after(story: Story) -> None:
    if (made := story.any_news()) and made.revision:
        alt = f"A card, version {story.dice.random()}."
        submit.edit(made.pk, by=story.person(), digest=digest(made), texts={"alt.en": alt})


def by_reason(act: Callable[..., object], *, with_digest: bool) -> Callable[[Story], None]:
    def do(story: Story) -> None:
        if made := story.any_news():
            seen = {"digest": made.revision.digest if made.revision else ""} if with_digest else {}
            act(made.pk, by=story.person(), reason="Because.", **seen)

    do.__name__ = act.__name__
    return do


def review_again(story: Story) -> None:
    if made := story.any_news():
        decide.review_again(made.pk, by=story.person())


def redraft(story: Story) -> None:
    if made := story.any_news():
        submit.redraft(made.pk, by=story.person())


def pause(story: Story) -> None:
    rest(Account.objects.get(pk=story.stage.account.pk), "Rest.", by=story.person())


def go_on(story: Story) -> None:
    resume(Account.objects.get(pk=story.stage.account.pk), by=story.person())


def trouble(story: Story) -> None:
    fault = story.dice.choice(("drop", "http_500", "feedback_required"))
    story.stage.sandbox.fault(fault, times=1)
    story.log[-1] += f" {fault}"


def look(_story: Story) -> None:
    for delivery in reconcile.due_looks(timezone.now() + DAY):
        reconcile.look(delivery)


def work_it(story: Story) -> None:
    work()
    story.stage.sandbox.faults.clear()


ACTS: tuple[Callable[[Story], None], ...] = (
    sign_and_approve, sign_and_approve,
    tracker_says, tracker_says, read, read, read, days_pass, trigger, approve, approve, approve, edit_after,
    by_reason(decide.hold, with_digest=False), by_reason(decide.stop, with_digest=False),
    by_reason(decide.reject, with_digest=True), by_reason(decide.request_changes, with_digest=True),
    by_reason(deal.deal_with, with_digest=False), look, review_again, review_again, redraft, pause, go_on, go_on,
    trouble, work_it, work_it, work_it,
)  # fmt: skip


def new_posts(story: Story) -> list[dict[str, object]]:
    found = [post for post in story.stage.posts if post["code"] not in story.seen]
    story.seen |= {post["code"] for post in found}
    return found


def check_posts(story: Story, posted: Counter[str]) -> None:
    """What must be so of the posts after every act."""
    for post in new_posts(story):
        key = next(key for key in KEYS if PEOPLE[key] in str(post["caption"]))
        assert story.stage.tracker.rows[key]["status"] == "signed", "it went out although the tracker does not say so"
        posted[key] += 1
        answers = [word for word in story.said[key] if word in ("refused", "rescinded")]
        assert posted[key] <= 1 + len(answers), "it went out twice"


def check_stored() -> None:
    """What must be so of the record after every act that wrote something."""
    for delivery in Delivery.objects.filter(sending_at__isnull=False).select_related("revision"):
        assert delivery.revision.decisions.filter(verdict="approve", digest=delivery.revision.digest).exists()
    for row in queue():
        assert row.screen is not Screen.LOOK or row.reason or row.todo, f"{row.state} says nothing"
        assert show(row.announcement)["screen"] == row.screen.value


@contextmanager
def noted() -> Iterator[list[str]]:
    """The statements that may have changed the database: without one it is as it was when it was last checked."""
    written: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.startswith(READS):
            written.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield written


@pytest.fixture
def staff(approver: User, second_approver: User, comms: User, organizer: User) -> dict[str, User]:
    return {"approver": approver, "second": second_approver, "comms": comms, "organizer": organizer}


@pytest.fixture
def example(stage: Stage, staff: dict[str, User]) -> Callable[[int], Story]:
    """A new story from the same beginning; nothing of it stays in the database."""
    rows = {key: dict(row) for key, row in stage.tracker.rows.items()}

    def begin(seed: int) -> Story:
        stage.tracker.rows = {key: dict(row) for key, row in rows.items()}
        stage.tracker.save()
        stage.sandbox.faults.clear()
        return Story(stage, staff, random.Random(seed), seen={post["code"] for post in stage.posts})

    return begin


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32), acts=st.lists(st.sampled_from(ACTS), min_size=8, max_size=30))
def test_in_any_order_it_is_true_once_and_seen(
    example: Callable[[int], Story], seed: int, acts: list[Callable[[Story], None]]
) -> None:
    with transaction.atomic():
        story, posted = example(seed), Counter[str]()
        for act in (sign_and_approve, *acts):
            story.log.append(act.__name__)
            with noted() as written:
                try:
                    with transaction.atomic():
                        act(story)
                except Refusal as refused:
                    story.log[-1] += f": {refused}"
                    written.clear()  # it was rolled back
            try:
                check_posts(story, posted)
                if written:
                    check_stored()
            except AssertionError as wrong:
                raise AssertionError("\n".join([*story.log, str(wrong)])) from wrong
        transaction.set_rollback(True)
