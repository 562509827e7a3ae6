"""The schedule is data that anybody may read, and does not pile up hints."""

import runpy

from publisher import paths

SCHEDULE = runpy.run_path(str(paths.SCHEDULE))["SCHEDULE"]


def test_watches_and_sweeps_at_the_pace_of_the_settings(settings) -> None:
    assert SCHEDULE["watch"]["schedule"] == settings.WATCH_SECONDS
    assert SCHEDULE["sweep"]["schedule"] == settings.SWEEP_SECONDS


def test_a_hint_that_nobody_took_is_dropped_before_the_next() -> None:
    assert all(entry["options"]["expires"] <= entry["schedule"] for entry in SCHEDULE.values())


def test_each_entry_stands_below_its_reason() -> None:
    lines = [line.strip() for line in paths.SCHEDULE.read_text().splitlines()]
    entries = [number for number, line in enumerate(lines) if line.startswith('"') and "every(" in line]
    assert len(entries) == len(SCHEDULE)
    assert all(lines[number - 1].startswith("#") for number in entries)
