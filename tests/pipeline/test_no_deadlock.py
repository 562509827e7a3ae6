"""PostgreSQL: an approval and a poll that hold each a part of the same news do not wait for each other for ever."""

import threading

import pytest
from django.db import connection, transaction

from publisher.models import Announcement, RowVersion
from publisher.truth import already
from tests.pipeline.story import Stage, drafted

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="in SQLite one transaction writes at a time"),
]


def test_a_poll_that_corrects_a_row_ends_beside_an_approval(stage: Stage) -> None:
    made = drafted(stage.tracker)
    row = RowVersion.objects.filter(candidacy__isnull=False).first()
    assert row
    has_news, may_end, failed = threading.Event(), threading.Event(), []

    def poll() -> None:
        """As a poll does that moves a row without another status: the announcement first, its candidacy's rows then."""
        try:
            with transaction.atomic():
                list(Announcement.objects.filter(pk=made.pk).select_for_update())
                RowVersion.objects.filter(pk=row.pk).update(candidacy=made.subjects.get().change.candidacy)
                RowVersion.objects.create(
                    source=row.source, key="beside", candidacy=row.candidacy, digest="0" * 64, raw={}, understood={},
                    status="pending", first_poll=row.first_poll, first_seen=row.first_seen,
                )  # fmt: skip
                has_news.set()
                may_end.wait(5)
        except Exception as cause:
            failed.append(cause)
        finally:
            connection.close()

    with transaction.atomic():
        already.lock(made.pk)
        thread = threading.Thread(target=poll)
        thread.start()
        has_news.wait(5)
        may_end.set()
        list(Announcement.objects.filter(pk=made.pk).select_for_update())
    thread.join(10)
    assert failed == []
