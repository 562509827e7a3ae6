"""The brand file: what it gives, and what it says when it is wrong."""

from pathlib import Path

import pytest

from graphics.colours import contrast
from publisher.brand import BrandError, load_brand
from publisher.rules.wording import LANGUAGES, STATUSES

TEXT = Path(__file__).with_name("brand.toml").read_text(encoding="utf-8")


def complaint(tmp_path: Path, old: str, new: str) -> str:
    """What is said about the file after one change."""
    assert old in TEXT
    file = tmp_path / "mine.toml"
    file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrandError) as caught:
        load_brand(file)
    message = str(caught.value)
    assert message.startswith(str(file))
    assert "\n" not in message
    return message.removeprefix(f"{file}")


def test_the_brand_that_comes_with_the_program_is_complete():
    brand = load_brand()
    assert brand.languages == LANGUAGES
    for lang in brand.languages:
        assert len(brand.pledge[lang].promise.split()) <= 12
        assert set(brand.actions[lang]) == set(STATUSES)
        assert brand.hashtags[lang]
        assert brand.disclaimer[lang]


def test_values_arrive_as_they_were_written(brand):
    assert brand.coalition.name == "Open Shelf"
    assert brand.pledge_version == "3"
    assert brand.pledge["es"].promise == "Mantener abiertas las bibliotecas."
    assert brand.hashtags["en"] == ("OpenShelf", "KeepLibrariesOpen")
    assert brand.look.accent == "#a63c17"
    assert (brand.template, brand.tone, brand.coalition.wordmark) == ("placard", "", "Open Shelf")


def test_template_tone_wordmark_and_the_text_of_the_pledge_may_be_set(tmp_path):
    text = TEXT.replace('name = "Open Shelf"', 'name = "Open Shelf"\nwordmark = "OPEN SHELF"')
    text = text.replace('title = "the', 'text = "I keep every library open."\ntitle = "the')
    file = tmp_path / "mine.toml"
    file.write_text(f'template = "arch"\ntone = "Plain."\n{text}', encoding="utf-8")
    brand = load_brand(file)
    assert (brand.template, brand.tone, brand.coalition.wordmark) == ("arch", "Plain.", "OPEN SHELF")
    assert (brand.pledge["en"].text, brand.pledge["es"].text) == ("I keep every library open.", "")


def test_a_brand_may_speak_one_language_and_leave_out_what_is_optional(tmp_path):
    text = "\n".join(line for line in TEXT.splitlines() if not line.startswith(("es =", "paid_for_by")))
    head, *sections = text.replace('"en", "es"', '"en"').split("\n[")
    file = tmp_path / "mine.toml"
    file.write_text("\n[".join([head, *(part for part in sections if ".es]" not in part and "look]" not in part)]))
    brand = load_brand(file)
    assert (brand.languages, brand.paid_for_by) == (("en",), "")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('name = "Open Shelf"\n', "", 4, "coalition.name is missing; write it in the section [coalition]"),
        ("mail_name", "mailname", 9, "coalition.mailname is not a key of this file; did you mean mail_name?"),
        ("paid_for_by", "zzz", 2, "zzz is not a key of this file; it may hold languages"),
        ("[actions.es]", "[action.es]", 31, "action is not a key of this file; did you mean actions?"),
        ('"en", "es"', '"en", "fr"', 1, "languages is ['en', 'fr']; list one or more of en, es, each once"),
        ("Keep every library", "Keep " * 11 + "library", 17, "pledge.en.promise has 15 words"),
        ("KeepLibrariesOpen", "keeplibrariesopen", 42, "hashtags.en holds 'keeplibrariesopen'; write it without #"),
        ("KeepLibrariesOpen", "#Open", 42, "hashtags.en holds '#Open'"),
        ('["OpenShelf"]', '"OpenShelf"', 43, "hashtags.es is 'OpenShelf'; write a list of texts"),
        ('"#a63c17"', '"red"', 46, "look.accent cannot be used"),
        ("languages = ", 'template = "poster"\nlanguages = ', 1, "template is 'poster'; use one of placard, arch"),
        ("languages = ", 'tone = ["warm"]\nlanguages = ', 1, "tone is ['warm']; write one line of text"),
        ("accent", "acent", 46, "look.acent is not a key of this file; did you mean accent?"),
        ('"#a63c17"', '"#f0e0d0"', 46, "look.accent on paper has a contrast of 1."),
        ("[disclaimer]", "[zzz]\na = 1\n[yyy]\nb = 1\n[disclaimer]", 37, ". Nor are yyy"),
        ('"errors@openshelf.example"', '"errors"', 10, "coalition.contact is 'errors'; write an e-mail address"),
        ('"https://openshelf.example"', '"openshelf.example"', 7, "write a web address that begins with https://"),
        ('"https://openshelf.example"', '"https://[::1"', 7, "write a web address that begins with https://"),
        ('"https://openshelf.example"', '"https://me:pw@openshelf.example"', 7, "write a web address"),
        ('"https://openshelf.example"', '"https://openshelf.example:99999"', 7, "write a web address"),
        ("Hire librarians.", "Hire librarians!", 17, "pledge.en.promise is an exclamation"),
        ('"Read what changed."', '"Read what changed!"', 29, "actions.en.rescinded is an exclamation"),
        ('"Not an endorsement."', '"Not an endorsement!"', 38, "disclaimer.en is an exclamation"),
        ("accent = ", 'quiet_accent = "#b0201c"\naccent = ', 46, "look.quiet_accent has the red #b0201c"),
        ("accent = ", 'quiet_accent = "#f0e0d0"\naccent = ', 46, "look.quiet_accent on paper has a contrast of 1."),
        ("accent = ", f'patches = {["#fbf0dc"] * 4}\naccent = '.replace("'", '"'), 46, "look.patches are too alike"),
        ("[look]\naccent", '["look"]\nacent', 46, "look.acent is not a key of this file"),
        ('"Not an endorsement."', '"\u200b"', 38, "disclaimer.en is '\\u200b'; write one line of text"),
        ('"Not an endorsement."', '"\u3164"', 38, "disclaimer.en is empty"),
        ('"Not an endorsement."', '""', 38, "disclaimer.en is empty"),
        ('"Not an endorsement."', f'"{"No. " * 40}"', 38, "disclaimer.en has 160 characters; write at most 120"),
        ('"Not an endorsement."', "3", 38, "disclaimer.en is 3; write one line of text in quotes"),
        ('"Not an endorsement."', r'"a\nb"', 38, "write one line of text in quotes"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_line_and_key(tmp_path, old, new, line, said):
    message = complaint(tmp_path, old, new)
    assert message.startswith(f", line {line}: ")
    assert said in message


def test_a_mark_of_the_editor_before_it_and_joined_signs_do_no_harm(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("Not an endorsement.", "Not an endorsement 👩\u200d🌾.").encode())
    assert load_brand(file).disclaimer["en"] == "Not an endorsement 👩\u200d🌾."


def test_a_file_that_is_no_toml_says_where(tmp_path):
    assert "is not TOML" in (message := complaint(tmp_path, "[coalition]", "[coalition"))
    assert "line 4" in message


def test_a_file_that_is_not_there_or_no_text_says_what_to_do(tmp_path):
    with pytest.raises(BrandError, match=r"cannot be read .*set PUBLISHER_BRAND"):
        load_brand(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(TEXT.encode("latin-1"))
    with pytest.raises(BrandError, match="save it as UTF-8"):
        load_brand(tmp_path / "latin.toml")


def test_contrast_is_that_of_the_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
