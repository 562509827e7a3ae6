"""What staff are told when a template is wrong, and what a template may not do."""

from dataclasses import replace

import pytest

from publisher.words import WordsError, caption, mail


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "{{ name }}\n{{ nmae }}",
            r"captions/signed.en.txt, line 2: 'nmae' is undefined; the words it may use: action,",
        ),
        ("{{ name }}\n\n{% if %}", r"captions/signed.en.txt, line 3: .*; correct it"),
        ("{{ name.__class__.__mro__ }}", r"captions/signed.en.txt, line 1: .*unsafe.*; correct it"),
        ("{{ name }}\n{{ 1 / 0 }}", r"captions/signed.en.txt, line 2: ZeroDivisionError"),
        ("{% include 'none.txt' %}", r"templates/none.txt: is missing; restore it"),
        ("{% include '../../pyproject.toml' %}", r"is missing; restore it"),
    ],
)
def test_a_wrong_template_is_named_with_its_line(facts, brand, templates, source, said):
    (templates / "captions" / "signed.en.txt").write_text(source)
    with pytest.raises(WordsError, match=said) as caught:
        caption(facts, brand, "en")
    assert "\n" not in str(caught.value)


def test_a_phrase_that_is_missing_in_a_mail_is_named(facts, brand, templates):
    (templates / "newsletter" / "phrases.en.txt").write_text("{% set subject = name %}")
    with pytest.raises(WordsError, match=r"newsletter/head.html, line \d+: .*no attribute"):
        mail(facts, brand, "en", "https://openshelf.example/card.jpg")


def test_a_changed_template_is_seen_at_once(facts, brand, templates):
    caption(facts, brand, "en")
    (templates / "captions" / "signed.en.txt").write_text("New: {{ link }}")
    assert caption(facts, brand, "en") == f"New: {facts.link}"


def test_facts_that_cannot_be_said_name_the_candidate(facts, brand):
    with pytest.raises(WordsError, match="Ana Sample: state 'ZZ' is not one of"):
        caption(replace(facts, state="ZZ"), brand, "en")


def test_a_language_that_the_brand_lacks_is_refused(facts, brand):
    with pytest.raises(WordsError, match="no language 'fr'; it has en, es"):
        caption(facts, brand, "fr")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://a.example/ b", "https://a.example/\nx", "a.example"]
)
def test_an_address_that_is_not_of_the_web_is_refused(facts, brand, address):
    with pytest.raises(WordsError, match="the address of the evidence is"):
        mail(replace(facts, evidence_url=address), brand, "en", "https://openshelf.example/card.jpg")
