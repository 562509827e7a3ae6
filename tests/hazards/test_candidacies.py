"""Hazards 20 and 26: seats that are vacant or voted on twice, and people who are listed although they have ended."""

from collections.abc import Callable
from typing import Any

import pytest

from publisher import rendering
from publisher.approving import check_ready
from publisher.errors import Refusal
from publisher.models import Announcement, Candidacy, Delivery, Source, SourceKey, StatusChange, User
from publisher.pipeline import candidacy, decide
from publisher.rules.wording import place_name
from publisher.truth import before_sending
from publisher.web.words import seat_of
from tests.hazards.watched import COLUMNS, EVIDENCE, Watched
from tests.pipeline.story import approve, fresh, only

SEAT = ("office", "state", "district")


@pytest.mark.parametrize(
    "name", ["Vacant", "VACANT (resigned)", "Vacancy - special election", "Special Election", "Open"]
)
@pytest.mark.parametrize("key", ["c0", "c50", "new"])
def test_20_a_seat_without_a_candidate(watched: Watched, name: str, key: str) -> None:
    watched.set(key, name=name, status="signed", evidence=EVIDENCE)
    assert (watched.read(2), watched.held) == ([], ["placeholder"])
    assert StatusChange.objects.count() == 0
    assert not SourceKey.objects.filter(missing_since__isnull=False).exists()


def test_20_who_is_appointed_stands_there_and_has_said_nothing(watched: Watched) -> None:
    watched.set("new", name="Una Nova", status="pending", evidence="")
    assert (watched.read(2), watched.held) == ([], [])


@pytest.fixture(params=[True, False], ids=["with keys", "without keys"])
def special(tracker: Watched, request: pytest.FixtureRequest) -> Watched:
    """A tracker that says which elections are special ones; in one district both are held, with the same signer."""
    tracker.columns = (*(COLUMNS if request.param else COLUMNS[1:]), "special")
    tracker.rows["both"] = tracker.rows["c0"] | {"id": "both", "special": "yes"}
    return tracker.add()


def test_20_one_signer_in_two_races_for_one_seat(special: Watched) -> None:
    assert (special.read(), special.held) == ([], [])
    assert Candidacy.objects.filter(person__name="Ana Sample", special=True).count() == 1
    special.rows["both"]["party"] = "Green"
    assert (special.read(2), special.held, Candidacy.objects.count()) == ([], [], 121)


def test_20_an_election_that_becomes_a_special_one_is_no_news(special: Watched) -> None:
    special.set("c1", special="yes")
    assert (special.read(2), special.held, Candidacy.objects.count()) == ([], [], 121)
    assert "special election" in seat_of(Candidacy.objects.get(person__name="Bo Sample"))


def test_20_an_unknown_word_for_it_is_not_guessed(special: Watched) -> None:
    special.sign(special="runoff")
    assert (special.read(), special.held) == ([], ["type"])


def test_20_twin_somebody_signs_in_the_special_race(special: Watched) -> None:
    seat = {name: special.rows["c50"][name] for name in SEAT}
    name = special.sign("x", name="Una Nova", special="Special election", **seat)
    assert (special.read(), special.held) == ([name], [])
    change = StatusChange.objects.get()
    assert change.candidacy.special
    told = rendering.facts_of(Announcement.objects.get(), change)
    assert place_name(told, "en").endswith("District, special election")
    assert special.sign("c50") in special.read()  # and in the regular one for the same seat


def test_20_twin_two_live_races_in_a_tracker_that_does_not_tell_them_apart(watched: Watched) -> None:
    name = watched.sign("special", name="Una Nova", **{name: watched.rows["c50"][name] for name in SEAT})
    assert watched.read() == [name]


def test_20_twin_the_vacancy_is_filled_and_the_successor_signs(watched: Watched) -> None:
    watched.set("new", name="Vacant", status="pending", evidence="")
    watched.read()
    name = watched.sign("new", name="Una Nova")
    assert (watched.read(), watched.held) == ([name], [])


ENDED = ["left_race", "lost", "switched", "deceased"]
Says = Callable[..., candidacy.Stands]


@pytest.fixture
def says(watched: Watched, comms: User) -> Says:
    """Staff say how the candidacy of Cy Mockup stands."""

    def say(standing: str) -> candidacy.Stands:
        found = Candidacy.objects.get(person__name="Cy Mockup")
        return candidacy.set_standing(found.pk, standing, by=comms, reason="It was in the paper.")

    return say


@pytest.mark.parametrize("standing", ENDED)
def test_26_who_has_ended_remains_listed_and_signs(watched: Watched, says: Says, standing: str) -> None:
    says(standing)
    watched.sign()
    assert watched.read(2) == ["Cy Mockup"]  # kept for people to see, and held
    made = Announcement.objects.get()
    assert (made.state, "no longer active" in made.reason) == ("held", True)
    assert "no longer active" in check_ready(made.revision)


@pytest.mark.parametrize("standing", ENDED)
def test_26_what_waits_to_go_out_about_them_is_held(
    watched: Watched, says: Says, approver: User, standing: str
) -> None:
    watched.sign()
    watched.read()
    made = approve(Announcement.objects.get(), approver)
    says(standing)
    watched.read()
    assert (fresh(made).state, only(made).state) == ("held", "held")


def test_26_at_the_last_second(watched: Watched, approver: User) -> None:
    watched.sign()
    watched.read()
    made = approve(Announcement.objects.get(), approver)
    Candidacy.objects.filter(person__name="Cy Mockup").update(standing="deceased")
    verdict = before_sending.ask(Delivery.objects.select_related("revision").get(announcement=made))
    assert (verdict.go, verdict.held, fresh(made).state) == (False, True, "held")


def test_26_of_the_dead_nothing_at_all_can_be_announced(watched: Watched, says: Says, settings: Any) -> None:
    settings.NEGATIVE_STATUSES = True
    says("deceased")
    watched.set("c50", status="refused")
    watched.read()
    made = Announcement.objects.get()
    with pytest.raises(Refusal, match="no longer active"):
        decide.review_again(made.pk, by=User.objects.get())
    assert made.state == "held"


@pytest.mark.parametrize("word", ["Withdrew", "Lost primary", "deceased", "Dropped out", "Suspended campaign"])
@pytest.mark.parametrize("key", ["c0", "c50"])
def test_26_the_tracker_says_so_in_place_of_an_answer(watched: Watched, key: str, word: str) -> None:
    watched.set(key, status=word)
    assert (watched.read(2), watched.held, StatusChange.objects.count()) == ([], ["vocabulary"], 0)


@pytest.mark.parametrize("word", ["Lost primary", "deceased", "Dropped out", "withdrew from the race"])
@pytest.mark.parametrize("status", ["signed", "refused", "rescinded"])
def test_26_and_nobody_can_make_an_answer_of_it(tracker: Watched, word: str, status: str) -> None:
    with pytest.raises(Refusal, match="how a candidacy ended"):
        tracker.add(statuses={word: status})


@pytest.fixture
def telling(tracker: Watched) -> Watched:
    """A tracker with a column that says whether a candidacy goes on."""
    tracker.columns = (*COLUMNS, "standing")
    return tracker.add()


@pytest.mark.parametrize("word", ["Withdrew", "LOST PRIMARY", "deceased", "left_race", "switched"])
def test_26_a_column_of_the_tracker_says_it(telling: Watched, approver: User, word: str) -> None:
    telling.sign("c50")
    telling.sign("c51", standing=word)
    assert sorted(telling.read()) == sorted([telling.rows["c50"]["name"], telling.rows["c51"]["name"]])
    going, held = Announcement.objects.order_by("state")
    assert (going.state, held.state) == ("held", "in_review") or (going.state, held.state) == ("in_review", "held")
    made = approve(Announcement.objects.get(state="in_review"), approver)
    telling.set("c50", standing=word)
    assert not before_sending.ask(only(made)).go  # also before the next read
    assert telling.read() == []
    assert (fresh(made).state, "no longer active: the tracker" in fresh(made).reason) == ("held", True)


def test_26_that_somebody_ended_is_no_news_and_no_status(telling: Watched) -> None:
    for key in ("c0", "c1", "c50"):
        telling.set(key, standing="lost")
    assert (telling.read(2), telling.held, StatusChange.objects.count()) == ([], [], 0)


def test_26_an_unknown_word_for_it_is_not_guessed(telling: Watched) -> None:
    telling.sign(standing="on the bubble")
    assert (telling.read(), telling.held) == ([], ["type"])


def test_26_twin_the_tracker_says_that_it_goes_on_after_all(telling: Watched, comms: User, approver: User) -> None:
    telling.sign(standing="withdrew")
    telling.read()
    telling.set("c50", standing="running")
    telling.read()
    made = Announcement.objects.get()
    decide.review_again(made.pk, by=comms)
    assert approve(made, approver).state == "approved"


@pytest.mark.parametrize("word", ["", "Active", "running", "Won primary", "on the ballot"])
def test_26_twin_who_still_runs_signs(telling: Watched, word: str) -> None:
    name = telling.sign(standing=word)
    assert (telling.read(), telling.held) == ([name], [])
    assert Announcement.objects.get().state == "in_review"


def test_26_twin_somebody_else_ended(watched: Watched, says: Says, approver: User) -> None:
    says("deceased")
    name = watched.sign("c51")
    assert watched.read() == [name]
    assert approve(Announcement.objects.get(), approver).state == "approved"


def test_26_twin_set_back_to_active_it_is_reviewed_again(
    watched: Watched, says: Says, comms: User, approver: User
) -> None:
    says("lost")
    watched.sign()
    watched.read()
    says("active")
    made = decide.review_again(Announcement.objects.get().pk, by=comms)
    assert approve(made, approver).state == "approved"
    assert before_sending.ask(only(made)).go


def test_26_twin_who_lost_after_it_was_live_stays_as_it_was(watched: Watched, says: Says, approver: User) -> None:
    watched.sign()
    watched.read()
    made = approve(Announcement.objects.get(), approver)
    Delivery.objects.filter(announcement=made).update(state="published")
    assert says("lost").held == ()
    assert Source.objects.get().body_sha256
    watched.set("c50", party="Green")
    watched.read()
    assert fresh(made).state == "approved"
