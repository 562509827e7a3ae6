"""Hazard 8, of ids that are row numbers: a row put in shifts every key below it."""

from collections.abc import Iterator

import pytest

from publisher.models import Announcement, Person, QuarantinedRow, RowVersion, SourceKey, StatusChange, User
from publisher.pipeline import quarantine, sources
from publisher.quarantined import document, items
from publisher.truth.agreement import Answer, stored
from tests.hazards.watched import EVIDENCE, Watched

WITHOUT_ID = {name: name for name in ("name", "office", "state", "district", "party", "status", "date", "evidence")}


class Numbered(Watched):
    """Its ids are the numbers of its rows. Every third has signed, and `fec` is an id that stays with the person."""

    def __init__(self) -> None:
        super().__init__(("id", "fec", *WITHOUT_ID))
        for number, row in enumerate(self.rows.values()):
            row["fec"] = f"H{number}"
            if number % 3 == 0:
                row |= {"status": "signed", "evidence": EVIDENCE}

    def text(self) -> str:
        for number, row in enumerate(self.rows.values(), 1):
            row["id"] = str(number)
        return super().text()

    def put_in(self, place: int = 10, name: str = "Una Nova", fec: str = "H999", status: str = "pending") -> None:
        """One row more, before the one that stands there now."""
        rows = list(self.rows.items())
        new = dict(rows[50][1]) | {"name": name, "fec": fec, "status": status, "evidence": EVIDENCE}
        self.rows = dict([*rows[:place], (fec, new), *rows[place:]])

    def answers(self) -> set[tuple[str, str]]:
        """What is known of each person, by name."""
        keys = SourceKey.objects.filter(missing_since=None).select_related("candidacy__person")
        return {(key.candidacy.person.name, key.status) for key in keys}

    def shown(self) -> set[tuple[str, str]]:
        """What the tracker says of each."""
        return {(row["name"], row["status"]) for row in self.rows.values()}


def persons() -> set[tuple[int, str]]:
    """Everybody who is known, by number."""
    return set(Person.objects.values_list("pk", "name"))


@pytest.fixture
def numbered(db: None, quick_pictures: None) -> Iterator[Numbered]:
    made = Numbered()
    with made.server.running():
        yield made.add(columns={name: name for name in ("id", *WITHOUT_ID)})


@pytest.fixture
def shifted(numbered: Numbered) -> Numbered:
    """A row was put in, and the read lies in quarantine."""
    numbered.put_in()
    assert numbered.read() == []
    return numbered


def test_08_a_row_put_in_where_ids_are_row_numbers(shifted: Numbered) -> None:
    assert (shifted.poll.state, shifted.poll.rule, shifted.held) == ("quarantined", "row_numbers", [])
    assert shifted.poll.reason == (
        "The ids look like row numbers: 110 of 120 ids name somebody else than before, such as id 11, which was Kim "
        "Sample and is now Una Nova. Map a column that stays with the person as id, or leave the id out, so that race "
        "and name identify; or accept it as it is if the tracker really renumbered its rows."
    )
    assert not StatusChange.objects.exists()
    assert SourceKey.objects.get(key="11").candidacy.person.name == "Kim Sample"
    assert len(shifted.poll.details["rows"]) == 110


def test_08_a_row_taken_out_is_the_same(numbered: Numbered) -> None:
    del numbered.rows["c10"]
    assert numbered.read() == []
    assert (numbered.poll.rule, numbered.held) == ("row_numbers", [])


def test_08_twin_a_row_put_in_where_ids_stay(numbered: Numbered, admin: User) -> None:
    quarantine.remap(numbered.source.pk, columns={**WITHOUT_ID, "id": "fec"}, by=admin)
    numbered.read()
    numbered.put_in(status="signed")
    assert (numbered.read(), numbered.poll.state) == (["Una Nova"], "accepted")


def test_08_twin_another_order_under_ids_that_stay(watched: Watched) -> None:
    name = watched.sign()
    watched.rows = dict(reversed(watched.rows.items()))
    assert (watched.read(), watched.held) == ([name], [])


def test_08_twin_a_few_replaced_candidates_are_held_one_by_one(watched: Watched, comms: User) -> None:
    for number in (20, 21, 22):
        watched.sign(f"c{number}", name=f"{('Una', 'Vera', 'Wim')[number - 20]} Recently")
    name = watched.sign()
    assert (watched.read(), watched.held) == ([name], ["other_person"] * 3)
    for row in QuarantinedRow.objects.all():
        quarantine.accept_row(row.pk, by=comms, same=False)
    assert watched.read() == ["Una Recently", "Vera Recently", "Wim Recently"]


def test_08_twin_who_waits_for_an_answer_is_not_counted_again(watched: Watched) -> None:
    for start, last in ((20, "Recently"), (25, "Lately"), (30, "Newly")):
        for number, first in enumerate(("Una", "Vera", "Wim", "Xena", "Yves"), start):
            watched.set(f"c{number}", name=f"{first} {last}")
        assert watched.read() == []
        assert (watched.poll.state, watched.poll.reason) == ("accepted", "")
    assert watched.held == ["other_person"] * 15


def test_08_twin_many_married_names_and_nicknames_are_the_same_people(watched: Watched) -> None:
    for number, row in enumerate(list(watched.rows.values())[20:60]):
        first, last = row["name"].split()
        if len(first) > 2:
            row["name"] = f"{first} Newlywed" if number % 2 else f"{first[0]}. “Skip” {last}"
    assert (watched.read(), watched.poll.state, watched.held) == ([], "accepted", [])


def test_08_a_good_read_heals_it(shifted: Numbered) -> None:
    bad = shifted.poll
    del shifted.rows["H999"]
    name = shifted.sign("c40")
    assert shifted.read() == [name]
    bad.refresh_from_db()
    assert bad.state == "healed"


def test_08_ignored_it_asks_nobody_again_and_what_was_known_stands(shifted: Numbered, comms: User) -> None:
    known = shifted.answers()
    quarantine.ignore_poll(shifted.poll.pk, by=comms)
    assert (shifted.read(2), shifted.poll.state, shifted.answers()) == ([], "ignored", known)
    assert items.count() == 0


def test_08_accepted_each_key_goes_to_whom_its_row_names(shifted: Numbered, comms: User) -> None:
    known = persons()
    quarantine.accept_poll(shifted.poll.pk, by=comms)
    assert (shifted.read(3), shifted.held) == ([], [])
    assert shifted.answers() == shifted.shown()
    assert {name for _, name in persons() - known} == {"Una Nova"}
    now = dict(SourceKey.objects.filter(missing_since=None).values_list("key", "candidacy__person__name"))
    assert now == {row["id"]: row["name"] for row in shifted.rows.values()}
    assert RowVersion.objects.filter(last_seen=None).count() == 121
    name = shifted.sign("c40")
    assert (shifted.read(), shifted.held) == ([name], [])


def test_08_accepted_what_is_news_of_a_person_is_told_and_was_counted(numbered: Numbered, comms: User) -> None:
    numbered.put_in(status="signed")
    name = numbered.sign("c40")
    numbered.read()
    assert document.whole(numbered.poll)["accepting"]["status_changes"] == 2
    quarantine.accept_poll(numbered.poll.pk, by=comms)
    assert sorted(numbered.read(2)) == [name, "Una Nova"]
    assert {(c.before, c.after) for c in StatusChange.objects.all()} == {("none", "signed"), ("pending", "signed")}


def test_08_accepted_who_was_taken_out_is_missing_and_comes_back_with_their_answer(
    numbered: Numbered, comms: User
) -> None:
    rows = numbered.rows
    numbered.rows = {key: row for key, row in rows.items() if key != "c12"}
    numbered.read()
    quarantine.accept_poll(numbered.poll.pk, by=comms)
    assert (numbered.read(2), numbered.answers() == numbered.shown()) == ([], True)
    gone = SourceKey.objects.get(candidacy__person__name="Ana Placeholder")
    assert (gone.status, gone.missing_since is not None) == ("signed", True)
    numbered.rows["c12"] = rows["c12"]
    assert (numbered.read(2), numbered.held) == ([], [])
    assert numbered.answers() == numbered.shown()


@pytest.mark.parametrize("columns", [WITHOUT_ID, {**WITHOUT_ID, "id": "fec"}])
def test_08_mapped_anew_everybody_is_known_again(shifted: Numbered, admin: User, columns: dict[str, str]) -> None:
    quarantine.remap(shifted.source.pk, columns=columns, by=admin)
    assert (shifted.read(3), shifted.held, StatusChange.objects.count()) == ([], [], 0)
    assert (shifted.answers(), Person.objects.count()) == (shifted.shown(), 121)
    shifted.put_in(60, name="Vera Nova", fec="H998", status="signed")
    assert (shifted.read(), shifted.held) == (["Vera Nova"], [])


def test_08_mapped_to_ids_that_were_others_before_nobody_becomes_somebody_else(shifted: Numbered, admin: User) -> None:
    known = persons()
    for number, row in enumerate(reversed(shifted.rows.values())):
        row["fec"] = str(number)
    quarantine.remap(shifted.source.pk, columns={**WITHOUT_ID, "id": "fec"}, by=admin)
    assert (shifted.read(3), shifted.held, StatusChange.objects.count()) == ([], [], 0)
    assert shifted.answers() == shifted.shown()
    assert {name for _, name in persons() - known} == {"Una Nova"}


def test_08_mapped_anew_what_waits_for_review_stands(numbered: Numbered, admin: User) -> None:
    name = numbered.sign("c40")
    assert numbered.read() == [name]
    numbered.put_in()
    numbered.read()
    quarantine.remap(numbered.source.pk, columns=WITHOUT_ID, by=admin)
    assert numbered.read(2) == []
    made = Announcement.objects.get()
    change = made.subjects.get().change
    assert (made.state, change.candidacy.person.name, stored(change).answer) == ("in_review", name, Answer.AGREES)


def test_08_the_limit_is_set_for_a_source(numbered: Numbered) -> None:
    sources.change(numbered.source, limits={"replaced_rows": 200})
    numbered.put_in()
    numbered.read()
    assert numbered.poll.rule != "row_numbers"
