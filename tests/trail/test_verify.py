"""Whatever is changed behind our back shows, and what may be erased does not break the chain."""

import pytest

from publisher import trail
from publisher.models import Event, Lease, PersonalPart, Seal, User
from publisher.workflow import tell


@pytest.fixture
def sealed(organizer: User) -> User:
    """Six sealed events, of which the odd ones say who did it."""
    for number in range(6):
        tell(organizer, "tried", by=organizer if number % 2 else None, data={"n": number, "share": 0.25, "é": "ñ"})
    trail.seal()
    return organizer


def event(seq: int) -> Event:
    return Seal.objects.get(seq=seq).event


def test_an_untouched_chain_verifies(sealed: User) -> None:
    report = trail.verify()
    assert report.ok
    assert (report.sealed, report.unsealed, report.erased) == (6, 0, 0)
    assert report.head == f"6:{Seal.objects.get(seq=6).hash}"


def test_an_empty_trail_verifies(db: None) -> None:
    assert trail.verify() == trail.Report(0, 0, 0, f"0:{trail.START}", ())


def test_new_events_count_as_not_yet_sealed(sealed: User) -> None:
    tell(sealed, "later")
    report = trail.verify()
    assert report.ok
    assert report.unsealed == 1


@pytest.mark.every_case
@pytest.mark.parametrize(
    "change", [{"after": "approved"}, {"data": {"n": 7}}, {"role": "admin"}, {"object_id": 99}, {"what": "move"}]
)
def test_a_changed_event_shows(sealed: User, change: dict) -> None:
    target = event(3)
    Event.objects.filter(pk=target.pk).update(**change)
    assert trail.verify().problems == (f"Event {target.pk} is not what was sealed (seal 3).",)


def test_a_changed_seal_shows(sealed: User) -> None:
    Seal.objects.filter(seq=4).update(hash="f" * 64)
    assert any("4" in problem for problem in trail.verify().problems)


def test_a_changed_event_with_a_new_seal_shows_at_the_next(sealed: User) -> None:
    target = Seal.objects.get(seq=2)
    Event.objects.filter(pk=target.event_id).update(after="approved")
    target.event.refresh_from_db()
    Seal.objects.filter(seq=2).update(hash=trail.link(target.previous, target.event))
    assert trail.verify().problems == ("Seal 3 does not follow the one before it.",)


def test_a_removed_event_shows(sealed: User) -> None:
    middle = event(4)
    PersonalPart.objects.filter(event=middle).delete()
    Seal.objects.filter(seq=4).delete()
    middle.delete()
    assert "Seals 4 to 4 are missing." in trail.verify().problems


def test_a_removed_tail_shows(sealed: User) -> None:
    Seal.objects.filter(seq__gt=4).delete()
    assert trail.verify().problems == ("Seal 6, once the head, is missing: the end of the trail was cut off.",)


def test_a_removed_tail_with_a_matching_head_shows_against_a_head_kept_elsewhere(sealed: User) -> None:
    kept = trail.verify().head
    Seal.objects.filter(seq__gt=4).delete()
    Lease.objects.update(head={"seq": 4, "hash": Seal.objects.get(seq=4).hash, "event": event(4).pk})
    assert trail.verify().ok
    assert not trail.verify(expect=kept).ok


def test_a_head_kept_elsewhere_still_stands_when_the_trail_went_on(sealed: User) -> None:
    kept = trail.verify().head
    tell(sealed, "later")
    trail.seal()
    assert trail.verify(expect=kept).ok


def test_an_erased_personal_part_still_verifies(sealed: User) -> None:
    PersonalPart.objects.filter(event=event(2)).delete()
    report = trail.verify()
    assert report.ok
    assert report.erased == 1


def test_a_changed_personal_part_shows(sealed: User) -> None:
    PersonalPart.objects.filter(event=event(2)).update(fields={"by": "somebody@else.example"})
    assert trail.verify().problems == (f"The personal part of event {event(2).pk} is not what was written.",)
