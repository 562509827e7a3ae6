"""Finding the candidacy that somebody means."""

import pytest

from publisher.errors import Refusal
from publisher.models import Candidacy, Person
from publisher.truth import find

LONG = 123456789012345678


@pytest.fixture
def far(db: None) -> Candidacy:
    """A candidacy whose number has as many digits as we take."""
    person = Person.objects.create(name="Maxima Example", first="Maxima", last="Example")
    return Candidacy.objects.create(pk=LONG, person=person, cycle=2026, office="senate", us_state="OH")


def test_a_number_of_18_digits_is_found(far: Candidacy) -> None:
    assert find.candidacy(str(LONG)) == far


@pytest.mark.parametrize("digits", [1, 2, 30, 5000])
def test_a_longer_number_is_never_cut_to_somebody_elses(far: Candidacy, digits: int) -> None:
    with pytest.raises(Refusal, match="No candidate"):
        find.candidacy(str(LONG) + "0" * digits)
