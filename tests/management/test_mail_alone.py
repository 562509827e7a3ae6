"""`publisher mail-alone`: the post failed, and an approver sends the mail without it."""

import json
from typing import Any

import pytest
from django.utils import timezone

from publisher import workflow
from publisher.models import Announcement, Subscriber
from tests.pipeline.story import Stage, digest, only


@pytest.fixture
def asked(stage: Stage, settings: Any) -> Announcement:
    settings.UNDO_SECONDS = 300
    Subscriber.objects.create(email="reader@readers.example", consent_source="form", consent_at=timezone.now())
    made = stage.approved()
    for act, states in (("post", ("ready", "publishing", "failed")), ("mail", ("held",))):
        delivery = only(made, act)
        for state in states:
            workflow.move(delivery, state)
    return made


def test_it_prints_the_announcement_with_the_mail_on_its_way(cli, stage: Stage, asked: Announcement) -> None:
    words = ["mail-alone", asked.code, "--as", stage.approver.email, "--digest", digest(asked), "--reason", "Today."]
    done = cli(*words, "--json")
    assert done.code == 0, done.err
    mail = next(row for row in json.loads(done.out)["deliveries"] if row["act"] == "mail")
    assert (mail["state"], mail["waits_for"], mail["reason"], mail["due"] is not None) == ("waiting", "", "", True)
    again = cli(*words)
    assert (again.code, again.out, again.err.count("\n")) == (1, "", 1)
