"""Looks from a brand file's table."""

import pytest

from graphics import Look


def test_what_a_table_leaves_out_keeps_its_default():
    look = Look.from_table({"paper": "#ffffff", "patches": ["#000000", "#ffffff"] * 2})
    assert (look.paper, look.patches, look.ink) == ("#ffffff", ("#000000", "#ffffff") * 2, Look().ink)


def test_what_is_no_signature_has_a_calm_accent():
    look = Look()
    assert look.of("signed").accent == look.accent
    assert {look.of(status).accent for status in ("refused", "rescinded", "correction")} == {look.quiet_accent}


@pytest.mark.parametrize(
    "table",
    [
        {"papper": "#ffffff"},
        {"paper": "white"},
        {"paper": 3},
        {"patches": ["#ffffff"]},
        {"patches": "#ffffff"},
        {"quiet": ["#ffffff"] * 3 + ["grey"]},
        {"quiet": ["#101010", "#ffffff", "#c81e1e", "#808080"]},
        {"quiet": ["#777777", "#808080", "#8a8a8a", "#909090"]},
        {"quiet_accent": "#c0392b"},
        {"name_font": "comic"},
    ],
)
def test_a_wrong_setting_is_named(table):
    with pytest.raises(ValueError, match=rf"look\.{next(iter(table))}"):
        Look.from_table(table)
