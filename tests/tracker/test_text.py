import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.tracker.text import clean, folded, is_damaged, storable, word


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("  Lee \u00a0 Placeholder\t", "Lee Placeholder"),
        ("Lee\u200b Place\u00adholder\ufeff", "Lee Placeholder"),
        ("Zoe\u0308", "Zoë"),
        ("O’Sample", "O’Sample"),
        ("line\r\nbreak", "line break"),
        ("Lee\u200c Place\u200dholder", "Lee Placeholder"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("nan", ""),
        ("NULL", ""),
        ("#N/A", ""),
        ("Null", "Null"),
    ],
)
def test_cells_are_shown_clean(cell: str, shown: str) -> None:
    assert clean(cell) == shown


@pytest.mark.parametrize("written", ["SIGNED", " signed ", "Signed\u00a0", "ｓｉｇｎｅｄ", "Sign\u200bed"])
def test_words_are_equal_however_they_are_written(written: str) -> None:
    assert word(written) == "signed"


def test_quotes_and_hyphens_do_not_make_another_word() -> None:
    assert word("Won’t sign – ever") == word("won't sign - ever")


def test_names_fold_to_the_same_key_with_and_without_accents() -> None:
    assert folded("José  O’Ejemplo-Núñez, Jr.") == folded("Jose O'Ejemplo Nunez Jr") == "jose-o-ejemplo-nunez-jr"


def test_vowel_signs_tell_two_names_apart_and_joiners_do_not() -> None:
    assert folded("आशा नमूना") != folded("आशी नमूना")
    assert folded("علی\u200cرضا") == folded("علیرضا")
    assert folded("Lee\ufe0f Sample") == folded("Lee Sample")


@pytest.mark.parametrize("cell", ["JosÃ©", "Oâ€™Sample", "NuÌ\ufffd", "Jos√©", "Â\u00a0Lee"])
def test_wrongly_decoded_letters_are_found(cell: str) -> None:
    assert is_damaged(cell)


@pytest.mark.parametrize("cell", ["José", "JOÃO", "Łucja Ćwik", "Nguyễn Thị Mẫu", "Â", "naïve – “quoted”"])
def test_sound_letters_are_not_called_damaged(cell: str) -> None:
    assert not is_damaged(cell)


@pytest.mark.parametrize("cell", ["a\0b", "\ud800"])
def test_what_no_database_stores_becomes_a_mark_of_damage(cell: str) -> None:
    assert is_damaged(storable(cell))
    storable(cell).encode()


@given(st.text())
def test_cleaning_twice_changes_nothing(cell: str) -> None:
    assert clean(clean(cell)) == clean(cell)
    assert word(clean(cell)) == word(cell)
