"""The two parts of a mail and the words of the card."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from publisher.words import UNSUBSCRIBE_SLOT, card, mail

IMAGE = "https://openshelf.example/media/card.jpg"


class Page(HTMLParser):
    """Collects what stands in a page: its tags, and its text without style and title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_text_part_holds_every_link_of_the_html(facts, brand, lang):
    words = mail(facts, brand, lang, IMAGE)
    links = {link["href"].removeprefix("mailto:") for link in Page(words.html).all("a")}
    assert {facts.link, facts.evidence_url, UNSUBSCRIBE_SLOT} < links
    assert [link for link in links if link not in words.text] == []


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("part", ["html", "text"])
def test_both_parts_say_the_same(facts, brand, lang, part):
    text = getattr(mail(facts, brand, lang, IMAGE), part)
    for said in (
        facts.name,
        brand.pledge[lang].promise,
        brand.actions[lang]["signed"],
        brand.coalition.postal_address,
        brand.disclaimer[lang],
        brand.coalition.contact,
        "2026",
    ):
        assert said in text


def test_subject_and_preheader_are_plain_truth(facts, brand):
    words = mail(replace(facts, name="Ana O’Sample & Co"), brand, "en", IMAGE)
    assert words.subject == "Ana O’Sample & Co signed the pledge (U.S. House, Ohio, 3rd District)"
    assert words.preheader == "Keep every library open. Hire librarians."
    assert mail(facts, brand, "es", IMAGE).subject == (
        "Ana Sample firmó el compromiso (Cámara de Representantes de EE. UU., Ohio, distrito 3)"
    )


def test_the_picture_is_hosted_described_and_keeps_its_shape(facts, brand):
    (picture,) = Page(mail(facts, brand, "en", IMAGE, (1080, 1080)).html).all("img")
    assert (picture["src"], picture["width"], picture["height"]) == (IMAGE, "536", "536")
    assert picture["alt"].startswith("Ana Sample signed the pledge. U.S. House")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_page_is_told_its_language_and_loads_nothing_else(facts, brand, lang):
    page = Page(mail(facts, brand, lang, IMAGE).html)
    assert page.all("html")[0]["lang"] == lang
    assert {"name": "color-scheme", "content": "light dark"} in page.all("meta")
    assert all(table["role"] == "presentation" for table in page.all("table"))
    assert not {tag for tag, _ in page.tags} & {"script", "form", "link", "iframe", "object", "video"}
    assert "url(" not in mail(facts, brand, lang, IMAGE).html


def test_values_are_escaped_in_the_html_alone(facts, brand):
    words = mail(replace(facts, name='<b>"Ana" & Co</b>'), brand, "en", IMAGE)
    assert "<b>" not in words.html
    assert '<b>"Ana" & Co</b> signed the pledge.' in words.text


def test_a_change_without_public_evidence_has_no_dead_link(facts, brand):
    words = mail(replace(facts, evidence_url=""), brand, "en", IMAGE)
    assert "See the evidence" not in words.html + words.text


def test_an_unknown_date_is_said_so(facts, brand):
    words = mail(replace(facts, precision="unknown"), brand, "es", IMAGE)
    assert "\nEn el registro desde el 14 de marzo de 2026\n" in words.text
    assert not re.search(r"12 de marzo", words.html)


def test_the_card_has_final_words(facts, brand):
    shown = card(facts, brand, "es")
    assert (shown.name, shown.statement, shown.place) == ("Ana Sample", "firmó el compromiso", "Ohio, distrito 3")
    assert (shown.wordmark, shown.address, shown.lang) == ("Open Shelf", "openshelf.example", "es")
    assert shown.disclaimer == "No es un respaldo. Paid for by Open Shelf."
    assert (shown.promise, shown.date) == ("Mantener abiertas las bibliotecas.", "12 de marzo de 2026")
