"""Live news, readers who have not heard it, and the digest that is drafted of it."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher import rendering
from publisher.digest_words import Said
from publisher.digesting import Wishes
from publisher.models import Announcement, Revision, Subscriber, User
from publisher.pipeline import digests, submit
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import people
from tests.pipeline import story
from tests.pipeline.story import Stage


@pytest.fixture
def quick_digests(monkeypatch: pytest.MonkeyPatch, plain_jpegs: dict[str, bytes]) -> None:
    """A plain picture in place of the digest's card: here pixels are not the point."""
    monkeypatch.setattr(rendering, "drawn", lambda _card, _brand, size: rendering.draw(None, None, "en", size))


def readers(number: int, rhythm: str = "daily", **fields: Any) -> list[Subscriber]:
    """So many who were on the list before anything happened."""
    return people(number, rhythm=rhythm, consent_at=timezone.now() - timedelta(days=1), **fields)


def live(stage: Stage, *keys: str) -> list[Announcement]:
    """News of each of these, posted and mailed at once; the sandbox has it."""
    made = [stage.approved(key) for key in keys]
    story.work()
    found = [story.fresh(one) for one in made]
    assert {delivery.state for one in found for delivery in one.deliveries.all()} == {"published"}
    return found


def turn(days: int = 1) -> list[Announcement]:
    """The next turn comes so many days from now; what is made is drafted."""
    made = digests.draft_due(timezone.now() + timedelta(days=days))
    for one in made:
        assert submit.submit(one.pk), story.fresh(one).reason
    return [story.fresh(one) for one in made]


def first_turn() -> None:
    """The service is here for the first time."""
    assert digests.draft_due() == []


def edited(digest: Announcement, by: User, items: list[int] | None = None, **wishes: Any) -> Revision:
    """Edits it as it stands now."""
    revision = story.fresh(digest).revision
    assert revision
    said = {"en": Said(**wishes.pop("said"))} if "said" in wishes else {}
    kept = digests.items_of(revision.manifest) if items is None else items
    wanted = digests.Edit(kept, Wishes(said, wishes.pop("send_at", None)))
    return digests.edit(digest.pk, by=by, digest=revision.digest, wanted=wanted)


def out(digest: Announcement, by: User) -> None:
    """Approved, and sent as far as it goes."""
    story.approve(digest, by)
    story.work()


def inbox(mailbox: MailboxSandbox, person: Subscriber) -> list[str]:
    """The texts of what somebody got, the oldest first."""
    return [
        str(mail.message.get_body(("plain",)).get_content()) for mail in mailbox.store.all() if mail.to == person.email
    ]


def said_of(texts: list[str]) -> Counter[str]:
    """How often each of the tracker's people is named as somebody who did something."""
    return Counter(name for text in texts for name in story.PEOPLE.values() if f"{name} signed the pledge." in text)
