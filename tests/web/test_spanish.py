"""What organizers read is there in Spanish."""

import ast
import gettext
import re
from collections.abc import Iterator

import pytest
from django.utils.translation.template import templatize

from publisher import paths
from publisher.models import User
from tests.web import story

PLACE = paths.LOCALE / "es" / "LC_MESSAGES"
TEMPLATES = ("base.html", "announce.html", "announce_find.html", "announce_sent.html", "account/login.html")
MODULES = ("announce", "login", "context", "screens")
LITERAL = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""


def catalogue() -> dict[str, str]:
    """The text file, as far as we write one: one line a message."""
    text = (PLACE / "django.po").read_text()
    return {
        ast.literal_eval(english): ast.literal_eval(spanish)
        for english, spanish in re.findall(r'^msgid (".+")\nmsgstr (".*")$', text, re.MULTILINE)
    }


def said() -> Iterator[str]:
    """Every sentence of the pages that organizers use."""
    mails = (paths.TEMPLATES / "web" / "account").rglob("*code*")
    for file in (*(paths.TEMPLATES / "web" / name for name in TEMPLATES), *mails):
        for found in re.findall(rf"gettext\({LITERAL}\)", templatize(file.read_text())):
            yield ast.literal_eval(found)
    for name in MODULES:
        tree = ast.parse((paths.ROOT / "publisher" / "web" / f"{name}.py").read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_", "lazy"):
                yield ast.literal_eval(node.args[0])


def test_every_sentence_is_translated_with_its_values() -> None:
    known, sentences = catalogue(), set(said())
    assert len(sentences) > 60
    assert [text for text in sentences if not known.get(text)] == []
    for english, spanish in known.items():
        assert sorted(re.findall(r"%\(\w+\)\w+", english)) == sorted(re.findall(r"%\(\w+\)\w+", spanish))


def test_what_the_program_reads_is_what_was_written() -> None:
    """After a change of django.po: msgfmt -o django.mo django.po."""
    with (PLACE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert {english: compiled.gettext(english) for english in catalogue()} == catalogue()


@pytest.mark.parametrize(("path", "words"), [("", "¿Quién firmó?"), ("?candidate={}", "Enviar a revisión")])
def test_an_organizer_reads_spanish(as_user, organizer: User, path: str, words: str) -> None:
    organizer.language = "es"
    organizer.save()
    html = as_user(organizer).get("/announce/" + path.format(story.candidate().pk)).content.decode()
    assert words in html
    assert 'lang="es"' in html


def test_whoever_is_not_logged_in_reads_what_the_browser_asks_for(client, db: None) -> None:
    html = client.get("/accounts/login/code/", headers={"Accept-Language": "es"}).content.decode()
    assert "Envíame un código" in html
