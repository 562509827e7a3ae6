"""The candidate's own account on their page: proposed by the tracker, confirmed by a person who looked."""

import pytest

from publisher.models import Candidacy, Handle, Person
from publisher.pipeline import handles
from tests.web import held


@pytest.fixture
def lee(db) -> Candidacy:
    found = held.known()
    Person.objects.filter(pk=found.person_id).update(handle="lee.placeholder")
    return Candidacy.objects.select_related("person").get(pk=found.pk)


def page(client, lee: Candidacy) -> str:
    return client.get(f"/candidates/{lee.pk}/").content.decode()


def test_a_proposal_leads_to_the_profile_and_says_that_it_is_one(as_user, organizer, lee):
    html = page(as_user(organizer), lee)
    assert 'href="https://www.instagram.com/lee.placeholder/"' in html
    assert "That is a proposal until somebody has looked." in html
    assert "None is confirmed, so nobody is tagged" in html


def test_an_organizer_confirms_it_with_the_tick(as_user, organizer, lee):
    client, path = as_user(organizer), f"/candidates/{lee.pk}/handle/"
    refused = client.post(path, {"handle": "lee.placeholder"})
    assert (refused.status_code, Handle.objects.count()) == (400, 0)
    assert "Open the profile first" in refused.content.decode()
    assert client.post(path, {"handle": "lee.placeholder", "own": "yes"}).status_code == 303
    html = page(client, lee)
    assert "Olive Organizer" in html
    assert "@lee.placeholder was confirmed as their own account" in html
    assert "That is a proposal" not in html


def test_another_name_in_the_tracker_is_said(as_user, organizer, lee):
    handles.confirm(lee, "lee.placeholder", by=organizer, own=True)
    Person.objects.filter(pk=lee.person_id).update(handle="lee.elsewhere")
    html = page(as_user(organizer), lee)
    assert "The tracker gives @lee.elsewhere." in html
    assert "It said otherwise when the account was confirmed" in html


def test_it_is_withdrawn_with_a_reason(as_user, organizer, lee):
    handles.confirm(lee, "lee.placeholder", by=organizer, own=True)
    client, path = as_user(organizer), f"/candidates/{lee.pk}/handle/withdraw/"
    assert client.post(path, {"reason": " "}).status_code == 400
    assert client.post(path, {"reason": "It is a fan page."}).status_code == 303
    assert not Handle.objects.filter(withdrawn_at=None).exists()
    assert "It is a fan page." in page(client, lee)


def test_opened_by_its_address_nothing_is_said(as_user, organizer, lee):
    assert as_user(organizer).get(f"/candidates/{lee.pk}/handle/").status_code == 302
    assert not Handle.objects.exists()
