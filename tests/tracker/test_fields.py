import pytest

from publisher.tracker.fields import Misfit, read_district, read_name, read_office, read_state


@pytest.mark.parametrize(
    "name",
    [
        "Lee Placeholder", "Zoë Ñandú Příklad", "Maximiliana Featherstonhaugh-Candidate", "Bartholomew Imaginary III",
        "Ann “Annie” O’Sample, Jr.", "J.D. Specimen", "Lee (Bo) Placeholder 3rd", "Nguyễn Thị Mẫu",
        "Łucja Ćwik-Example", "Lee Null", "A·B Sample/Specimen", "Keʻala Example",
        "आशा उदाहरण", "সোমা উদাহরণ", "சோமா உதாரணம்", "សុខា ឧទាហរណ៍", "שׁרה דוגמה־לוי", "مُنى مثال", "علی\u200cرضا نمونه",
        "王示例", "김예시", "አበበ ምሳሌ", "Ọlábísí Àpẹẹrẹ",
    ],
)  # fmt: skip
def test_names_of_people_pass(name: str) -> None:
    assert read_name(name) == name


def test_the_order_of_a_roll_is_read() -> None:
    assert read_name("PLACEHOLDER, LEE MR.") == "Lee Placeholder"


@pytest.mark.parametrize(
    "name",
    ["", "lee@campaign.example", "Lee 1983", "https://x.example", "www.lee.example", "lee-for-ohio.com", "=1+1",
     "<b>Lee</b>", "L" * 61, "...", "Lee; DROP", "Lee\u202ePlaceholder",
     "\u0301\u0301", "\u0301Lee Sample", "\u3164\u3164", "Lee \u3164 Sample", "\uffa0", "\u115f Lee"],
)  # fmt: skip
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(Misfit):
        read_name(name)


@pytest.mark.parametrize("name", ["Vacant", "TBD", "No candidates declared", "Open seat", "vacant (special)"])
def test_placeholders_are_told_from_people(name: str) -> None:
    with pytest.raises(Misfit, match="placeholder"):
        read_name(name)


@pytest.mark.parametrize(
    ("written", "code"),
    [("OH", "OH"), ("oh", "OH"), ("Ohio", "OH"), ("NEW  YORK", "NY"), ("D.C.", "DC"), ("PR", "PR"),
     ("U.S. Virgin Islands", "VI"), ("OH-03", "OH"), ("AK-AL", "AK")],
)  # fmt: skip
def test_states_and_territories_are_known(written: str, code: str) -> None:
    assert read_state(written) == code


@pytest.mark.parametrize("written", ["", "XX", "Ontario", "US", "3", "OHIO-03", "house"])
def test_no_state_is_guessed(written: str) -> None:
    with pytest.raises(Misfit, match="expected a code such as OH"):
        read_state(written)


@pytest.mark.parametrize(
    "written", ["House", "U.S. House", "H", "rep", "Representative", "US House of Representatives"]
)
def test_words_for_the_house(written: str) -> None:
    assert read_office(written, "OH") == "house"


@pytest.mark.parametrize("written", ["Senate", "U.S. Senate", "US Senate", "S", "sen", "Senator"])
def test_words_for_the_senate(written: str) -> None:
    assert read_office(written, "OH") == "senate"


@pytest.mark.parametrize(
    ("written", "state"),
    [("Governor", "OH"), ("", "OH"), ("President", "US"), ("State Senate", "OH"), ("Senate", "DC")],
)
def test_other_offices_are_refused(written: str, state: str) -> None:
    with pytest.raises(Misfit):
        read_office(written, state)


@pytest.mark.parametrize("written", ["3", "03", "3rd", "District 3", "CD-3", "OH-03", "3.0", "3rd District"])
def test_a_district_is_read_in_every_listed_form(written: str) -> None:
    assert read_district(written, "house", "OH") == 3


@pytest.mark.parametrize("written", ["AL", "At-Large", "at large", "0", "00", "", "1", "01", "AK-AL"])
def test_a_seat_at_large_is_district_0(written: str) -> None:
    assert read_district(written, "house", "AK") == 0


@pytest.mark.parametrize("written", ["54", "0", "AL", "", "-3", "3 or 4", "PA-03", "Ward 3"])
def test_what_is_no_district_of_ohio_is_refused(written: str) -> None:
    with pytest.raises(Misfit):
        read_district(written, "house", "OH")


def test_the_senate_has_no_districts() -> None:
    assert read_district("", "senate", "OH") is None
    assert read_district("00", "senate", "OH") is None
    with pytest.raises(Misfit, match="expected none"):
        read_district("3", "senate", "OH")
