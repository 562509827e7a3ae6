"""`publisher candidate standing`: somebody left the race."""

import json
from typing import Any

from publisher.models import Candidacy, User
from tests.pipeline.story import Stage, fresh


def test_it_records_the_standing_and_says_what_is_held(cli, stage: Stage, comms: User, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    words = ["candidate", "standing", "oh-3", "left_race", "--as", comms.email, "--reason", "Their campaign wrote us."]
    done = cli(*words, "--json")
    assert (done.code, done.err) == (0, "")
    ours = Candidacy.objects.get(keys__key="oh-3")
    assert json.loads(done.out) == {
        "candidate": ours.pk, "name": "Maxima Example", "standing": "left_race", "held": [made.pk],
    }  # fmt: skip
    assert (ours.standing, fresh(made).state) == ("left_race", "held")
    again = cli(*words)
    assert (again.code, again.out, again.err.count("\n")) == (1, "", 1)
    assert "recorded as left race already" in again.err


def test_a_number_works_and_people_read_a_sentence(cli, stage: Stage, comms: User) -> None:
    ours = Candidacy.objects.get(keys__key="oh-3")
    done = cli("candidate", "standing", str(ours.pk), "deceased", "--as", comms.email, "--reason", "In the paper.")
    assert done.out == "Maxima Example (OH-03, 2026): deceased.\n"


def test_another_word_is_refused_with_those_there_are(cli, stage: Stage, comms: User) -> None:
    done = cli("candidate", "standing", "oh-3", "gone", "--as", comms.email, "--reason", "x")
    assert (done.code, "left_race" in done.err) == (2, True)


def test_an_account_is_confirmed_by_whoever_looked(cli, stage: Stage, organizer: User) -> None:
    words = ["candidate", "handle", "oh-3", "--confirm", "@Maxima.Example", "--as", organizer.email]
    assert "Open the profile first" in cli(*words).err
    done = cli(*words, "--own-account", "--json")
    ours = Candidacy.objects.get(keys__key="oh-3")
    assert json.loads(done.out) == {
        "candidate": ours.pk, "name": "Maxima Example", "handle": "maxima.example", "confirmed_by": "Olive Organizer",
    }  # fmt: skip
    done = cli("candidate", "handle", "oh-3", "--withdraw", "--as", organizer.email, "--reason", "A fan page.")
    assert (done.code, done.out) == (0, "Withdrawn: nobody is tagged any more.\n")
