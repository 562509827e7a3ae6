import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publisher.tracker.person_names import shown_name


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("SAMPLE, ANA", "Ana Sample"),
        ("SAMPLE,ANA", "Ana Sample"),
        ("Sample, Ana Marie", "Ana Marie Sample"),
        ("SAMPLE, ANA MARIE MS.", "Ana Marie Sample"),
        ("SAMPLE, LEE MR. JR.", "Lee Sample Jr."),
        ("SAMPLE, LEE JR MR", "Lee Sample Jr."),
        ("SAMPLE, DR. LEE", "Lee Sample"),
        ("SAMPLE, LEE W., SR.", "Lee W. Sample Sr."),
        ("SAMPLE, JR., LEE", "Lee Sample Jr."),
        ("SAMPLE II, LEE A MR.", "Lee A Sample II"),
        ("SAMPLE, LEE PATRICK MD, FACS", "Lee Patrick Sample"),
        ("SAMPLE, LEE PH.D.", "Lee Sample"),
        ("SAMPLE D.V.M., LEE", "Lee Sample"),
        ("SAMPLE, LEE THE HONORABLE", "Lee Sample"),
        ("SAMPLE, LEE MAJ (RET)", "Lee Sample"),
        ("SAMPLE, LEE EDGAR LTC(R) SR", "Lee Edgar Sample Sr."),
        ('SAMPLE, ROBERT E "BUD" JR', 'Robert E "Bud" Sample Jr.'),
        ("SAMPLE, WILLIAM (BILL) P", "William (Bill) P Sample"),
        ("SAMPLE, BERNARD 'BERNIE'", "Bernard 'Bernie' Sample"),
        ("MCSAMPLE, LEE", "Lee McSample"),
        ("MC, LEE", "Lee MC"),
        ("O'SAMPLE, LEE", "Lee O'Sample"),
        ("O’SAMPLE-SPECIMEN, LEE", "Lee O’Sample-Specimen"),
        ("KA'IMI, LEE", "Lee Ka'imi"),
        ("DE LA SAMPLE, ANA", "Ana De La Sample"),
        ("SAMPLE, TJ", "TJ Sample"),
        ("SAMPLE, J.D.", "J.D. Sample"),
        ("NG, BO", "Bo Ng"),
        ("PŘÍKLAD, ZOË", "Zoë Příklad"),
        ("SAMPLE , LEE `", "Lee Sample"),
        ("SAMPLE, LEE MR. N/A", "Lee Sample"),
        ("LEE SAMPLE", "Lee Sample"),
        ("LEE SAMPLE, JR.", "Lee Sample, Jr."),
    ],
)
def test_the_forms_of_rolls(written: str, shown: str) -> None:
    assert shown_name(written) == shown


@pytest.mark.parametrize(
    "name",
    ["Lee Sample", "Lee Sample, Jr.", "Lee Sample, M.D.", "ana sample", "Rep. Lee Sample", "SAMPLE", "Sample, MR.",
     "", ",", "J.D. Sample", "Lee DeSample", "Lee van der Sample III"],
)  # fmt: skip
def test_a_name_in_its_natural_order_stays(name: str) -> None:
    assert shown_name(name) == name


WORDS = st.text("abcdeéëñořxyz", min_size=3, max_size=8).map(str.capitalize)
GIVEN = st.lists(WORDS, min_size=1, max_size=3)
LAST = st.lists(WORDS, min_size=1, max_size=2)
TITLES = st.lists(st.sampled_from(["MR.", "MS", "DR.", "HON.", "M.D.", "(RET)"]), max_size=2)
SUFFIX = st.sampled_from(["", "JR", "Sr.", "III"])


@given(GIVEN, LAST, TITLES, SUFFIX, st.booleans())
def test_every_name_comes_back_from_the_form_of_a_roll(
    given: list[str], last: list[str], titles: list[str], suffix: str, loud: bool
) -> None:
    written = f"{' '.join(last)}, {' '.join([*given, *titles, suffix])}".strip()
    shown = {"JR": "Jr.", "Sr.": "Sr.", "III": "III"}.get(suffix, "")
    expected = " ".join([*given, *last, shown]).strip()
    assert shown_name(written.upper() if loud else written) == expected


@example("AA,1")
@example("JR,1")
@given(st.text("ABCabc ,.'-()\"MRJmr1é", max_size=30))
def test_a_shown_name_is_shown_the_same_again_and_brings_nothing_new(text: str) -> None:
    shown = shown_name(text)
    letters = [letter for letter in shown.casefold() if letter.isalnum()]
    came = [letter for letter in text.casefold() if letter.isalnum()]
    assert all(letters.count(letter) <= came.count(letter) for letter in set(letters))
    if "," not in shown:
        assert shown_name(shown) == shown
