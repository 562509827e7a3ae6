"""Looks from a brand file's table."""

import pytest

from graphics import Look


def test_what_a_table_leaves_out_keeps_its_default():
    look = Look.from_table({"paper": "#ffffff", "patches": ["#000000"] * 4})
    assert (look.paper, look.patches, look.ink) == ("#ffffff", ("#000000",) * 4, Look().ink)


@pytest.mark.parametrize(
    "table",
    [
        {"papper": "#ffffff"},
        {"paper": "white"},
        {"paper": 3},
        {"patches": ["#ffffff"]},
        {"patches": "#ffffff"},
        {"quiet": ["#ffffff"] * 3 + ["grey"]},
        {"name_font": "comic"},
    ],
)
def test_a_wrong_setting_is_named(table):
    with pytest.raises(ValueError, match=rf"look\.{next(iter(table))}"):
        Look.from_table(table)
