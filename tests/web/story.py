"""Announcements for the tests of pages, made by the real pipeline from fictional candidates."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

import graphics
from publisher import files, words, workflow
from publisher.brand import Brand
from publisher.models import (
    Account,
    Announcement,
    Candidacy,
    Delivery,
    Evidence,
    Person,
    Poll,
    RowVersion,
    Source,
    SourceKey,
    StatusChange,
    Subscriber,
    User,
)
from publisher.pipeline import decide, draft, publish, submit, wait
from publisher.rules.wording import Facts

_drawn: dict[tuple[str, str], graphics.Picture] = {}


def draw_once(facts: Facts, brand: Brand, language: str, size: str, _photo: object = None) -> str:
    """In place of `rendering.draw`: the first card of each kind is drawn, the others share its bytes, for speed."""
    if (language, size) not in _drawn:
        card = words.card(facts, brand, language)
        _drawn[language, size] = graphics.draw(card, graphics.SIZES[size], brand.look)
    picture = _drawn[language, size]
    return files.keep(picture.data, "image/jpeg", width=picture.width, height=picture.height).sha256


def places() -> None:
    """An account and a reader, so that there is something to deliver to."""
    Account.objects.get_or_create(channel="instagram", name="neighbors", defaults={"languages": ["en", "es"]})
    Subscriber.objects.get_or_create(
        email="reader@example.org", defaults={"consent_source": "a test", "consent_at": timezone.now()}
    )


def candidate(name: str = "Lee Placeholder", us_state: str = "OH", district: int = 3) -> Candidacy:
    """A candidate whose row the tracker shows as signed."""
    first, _space, last = name.rpartition(" ")
    person = Person.objects.create(name=name, first=first, last=last)
    candidacy = Candidacy.objects.create(
        person=person, cycle=2026, office="house", us_state=us_state, district=district, party="Independent"
    )
    source, _new = Source.objects.get_or_create(
        name="tracker", defaults={"location": "tracker.csv", "format": "csv", "cycle": 2026}
    )
    SourceKey.objects.create(source=source, key=f"key-{candidacy.pk}", candidacy=candidacy, status="signed")
    row_of(source, candidacy, "signed")
    return candidacy


def row_of(source: Source, candidacy: Candidacy, status: str) -> RowVersion:
    """The source's current row of the candidacy."""
    now = timezone.now()
    poll = Poll.objects.create(source=source, state="accepted", started_at=now, finished_at=now, rows=1)
    return RowVersion.objects.create(
        source=source,
        key=f"key-{candidacy.pk}",
        candidacy=candidacy,
        digest="0" * 64,
        raw={"Full name": candidacy.person.name, "Pledge": status.upper()},
        understood={
            "name": candidacy.person.name,
            "office": candidacy.office,
            "state": candidacy.us_state,
            "district": candidacy.district,
        },
        status=status,
        first_poll=poll,
        first_seen=now,
    )


def change_of(candidacy: Candidacy, *, by: User | None = None, seen_at: datetime | None = None) -> StatusChange:
    """From pending to signed, with evidence; seen on the tracker, or triggered `by` somebody."""
    row = RowVersion.objects.filter(candidacy=candidacy).latest("first_seen")
    change = StatusChange.objects.create(
        candidacy=candidacy,
        before="pending",
        after="signed",
        said_at=date(2026, 3, 12),
        precision="day",
        seen_at=seen_at or timezone.now(),
        pledge_version="2026",
        origin="person" if by else "tracker",
        by=by,
        source=None if by else row.source,
        row_version=None if by else row,
        why="Said so at the town hall." if by else "",
    )
    page = files.keep(b"<title>I signed</title>", "text/html")
    Evidence.objects.create(
        change=change,
        url="https://campaign.example/pledge",
        public=True,
        added_by=by,
        file=page,
        title="I signed",
        captured_at=timezone.now(),
        checked_at=timezone.now(),
    )
    return change


def in_review(name: str = "Lee Placeholder", *, by: User | None = None) -> Announcement:
    """An announcement that waits for review."""
    places()
    announcement = draft.news(change_of(candidate(name), by=by), by=by)
    assert announcement is not None
    submit.submit(announcement.pk)
    return fresh(announcement)


def approved(by: User, name: str = "Lee Placeholder") -> Announcement:
    """One that is approved and on its way out."""
    announcement = in_review(name)
    decide.approve(announcement.pk, by=by, digest=digest_of(announcement))
    return fresh(announcement)


def on_our_evidence(organizer: User, approver: User) -> Announcement:
    """One that is out although the tracker still says pending: an admin let our evidence be enough."""
    places()
    candidacy = candidate()
    Source.objects.update(evidence_is_enough=True)
    tracker_says(candidacy, "pending")
    announcement = draft.news(change_of(candidacy, by=organizer), by=organizer)
    assert announcement is not None
    submit.submit(announcement.pk)
    decide.approve(announcement.pk, by=approver, digest=digest_of(announcement))
    out(announcement, "post")
    return fresh(announcement)


def tracker_says(candidacy: Candidacy, status: str) -> None:
    """As if its row had been read so."""
    RowVersion.objects.filter(candidacy=candidacy, last_seen=None).update(status=status)
    SourceKey.objects.filter(candidacy=candidacy).update(status=status)


def read_well(settings: Any) -> None:
    """As if every source had been read a moment ago, with what is stored of it."""
    settings.FRESH_SECONDS, now = 600, timezone.now()
    Source.objects.update(good_at=now, read_at=now, baseline_at=now, body_sha256="0" * 64)


def handed_over(by: User, settings: Any) -> Delivery:
    """The post of an announcement that is approved where no account is connected, and due: a person's task."""
    Account.objects.update(retired_at=timezone.now())
    announcement = draft.news(change_of(candidate()))
    assert announcement is not None
    submit.submit(announcement.pk)
    decide.approve(announcement.pk, by=by, digest=digest_of(announcement))
    read_well(settings)
    wait.promote()
    delivery = Delivery.objects.get(announcement=announcement)
    publish.work_account(delivery.account_id)
    delivery.refresh_from_db()
    return delivery


def out(announcement: Announcement, act: str = "post", **fields: Any) -> Delivery:
    """Sends one of its deliveries, as far as the tables know: stamped and published, or `state`."""
    delivery = Delivery.objects.get(announcement=announcement, act=act)
    to, now = fields.pop("state", "published"), timezone.now()
    if delivery.state == "waiting":
        workflow.move(delivery, "ready")
    workflow.move(delivery, "publishing", attempts=1, fence=delivery.fence + 1)
    Delivery.objects.filter(pk=delivery.pk).update(sending_at=now - timedelta(hours=1))
    if to != "publishing":
        workflow.move(delivery, to, published_at=now if to == "published" else None, **fields)
    delivery.refresh_from_db()
    return delivery


def digest_of(announcement: Announcement) -> str:
    """The digest that its page shows."""
    revision = fresh(announcement).revision
    assert revision is not None
    return revision.digest


def fresh(announcement: Announcement) -> Announcement:
    """As it is stored now."""
    return Announcement.objects.select_related("revision").get(pk=announcement.pk)
