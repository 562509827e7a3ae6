"""A tracker without ids: a row whose name or district changes has another key, and is compared all the same."""

from pathlib import Path

import pytest

from publisher.models import User
from publisher.pipeline import quarantine
from tests.pipeline.story import Stage, Tracker, fresh, only, work

pytestmark = pytest.mark.django_db
WITHOUT_ID = {name: name for name in ("name", "office", "state", "district", "party", "status", "date", "evidence")}


@pytest.fixture
def tracker(db: None, tmp_path: Path) -> Tracker:
    """As the story's, without ids: race and name are the key."""
    made = Tracker(tmp_path / "tracker.csv")
    made.add(columns=WITHOUT_ID)
    made.poll()
    return made


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"name": "Maxima Exampel"}, "changed the name from Maxima Example to Maxima Exampel"),
        ({"name": "Maxima Exampel", "evidence": "https://news.example.org/other"}, "changed the name"),
        ({"district": "6"}, "changed the district from 3 to 6"),
    ],
)
@pytest.mark.parametrize("read", [True, False], ids=["read", "unread"])
def test_a_row_whose_key_changed_with_its_name_is_compared_all_the_same(
    stage: Stage, admin: User, cells: dict[str, str], said: str, read: bool
) -> None:
    made = stage.approved()
    stage.tracker.says("oh-3", "signed", **cells)
    if read:
        stage.tracker.poll()
        for row in stage.tracker.source.quarantined_rows.filter(state="open"):
            quarantine.accept_row(row.pk, by=admin, same=True)
        stage.tracker.poll()
    work()
    assert stage.posts == []
    assert only(made).state == ("held" if read else "ready")
    if read:
        assert said in fresh(made).reason
