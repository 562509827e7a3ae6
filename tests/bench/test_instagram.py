"""`publisher bench instagram`, measured as shortly as it can be: its rows and their goal, not its figures."""

from pathlib import Path

from publisher.bench.areas import AREAS
from publisher.bench.instagram import MOST_MS, instagram


def test_a_publication_is_measured_beside_the_librarys_own_calls(database_file: Path) -> None:
    """The process that measures ends with an error unless every post of its pipeline was published."""
    whole, channel = instagram(rounds=1, database=database_file)
    assert "instagram" in AREAS
    for row in (whole, channel):
        assert (row.name, row.most, row.rounds) == ("instagram", MOST_MS, 1)
        assert row.ours_ms > 0
        assert row.ratio == round(row.ours_ms - row.plain_ms, 2)
        assert row.kept is (row.ratio <= MOST_MS)
