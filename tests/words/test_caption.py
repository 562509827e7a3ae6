"""Captions and alt texts, in both languages."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphics import Photo
from publisher.rules.places import ENGLISH
from publisher.rules.wording import STATUSES
from publisher.words import WordsError, alt_text, caption

ENGLISH_CAPTION = """\
Ana Sample, running for the U.S. House in Ohio’s 3rd District, signed the Open Shelf pledge on March 12, 2026.

The promise: Keep every library open. Hire librarians.

Visit your library.

Read the announcement and see the evidence:
https://openshelf.example/a/7KQ2MX

#OpenShelf #KeepLibrariesOpen"""

SPANISH_CAPTION = """\
Ana Sample, que aspira a la Cámara de Representantes de EE. UU. por el distrito 3 de Ohio, \
firmó el compromiso de Open Shelf el 12 de marzo de 2026.

La promesa: Mantener abiertas las bibliotecas.

Visita tu biblioteca.

Lee el anuncio y consulta la prueba:
https://openshelf.example/a/7KQ2MX

#OpenShelf"""


def test_the_caption_tells_it_all(facts, brand):
    assert caption(facts, brand, "en") == ENGLISH_CAPTION
    assert caption(facts, brand, "es") == SPANISH_CAPTION


def test_an_unknown_date_is_not_passed_off_as_a_known_one(facts, brand):
    undated = replace(facts, said_at=None, precision="unknown")
    assert "signed the Open Shelf pledge (added to the tracker on March 14, 2026)." in caption(undated, brand, "en")
    assert "el compromiso de Open Shelf (en el registro desde el 14 de marzo de 2026)." in caption(undated, brand, "es")


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_a_caption_with_its_link(facts, brand, lang, status):
    text = caption(replace(facts, status=status), brand, lang)
    assert facts.name in text
    assert brand.actions[lang][status] in text
    assert f"\n{facts.link}\n" in text
    assert text.splitlines()[-1].startswith("#OpenShelf")


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("state", sorted(ENGLISH))
@pytest.mark.parametrize("office", ["house", "senate"])
def test_no_seat_brings_shouting_emoji_gendered_or_loaded_words(facts, brand, lang, state, office):
    text = caption(replace(facts, state=state, office=office), brand, lang)
    assert not re.search(r"[!¡\U0001F000-\U0001FAFF]", text)
    assert not re.search(r"(?i)\b(candidat[oa]s?|delegad[oa]s?|comisionad[oa]s?|brave|proud|great|only)\b", text)
    assert not re.search(r"\b[A-Z]{3,}\b", text.replace(facts.code, ""))


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60))
def test_a_name_is_text_and_never_template_code(facts, brand, name):
    name = "{{ link }}" + name
    assert caption(replace(facts, name=name), brand, "en").startswith(f"{name}, running for")


def test_a_channel_overrides_with_a_folder_of_its_name(facts, brand, templates):
    (templates / "captions" / "pigeon").mkdir()
    (templates / "captions" / "pigeon" / "default.txt").write_text("Coo: {{ name }} {{ link }}")
    assert caption(facts, brand, "es", channel="pigeon") == f"Coo: Ana Sample {facts.link}"
    (templates / "captions" / "pigeon" / "signed.es.txt").write_text("Cu: {{ name }} {{ link }}")
    assert caption(facts, brand, "es", channel="pigeon").startswith("Cu")
    assert caption(facts, brand, "es", channel="default") == SPANISH_CAPTION


ENGLISH_ALT = (
    "Ana Sample signed the pledge. U.S. House, Ohio, 3rd District. March 12, 2026. "
    "Keep every library open. Hire librarians. Open Shelf, openshelf.example. "
    "Not an endorsement. Paid for by Open Shelf."
)


def test_the_alt_text_transcribes_the_card(facts, brand):
    assert alt_text(facts, brand, "en") == ENGLISH_ALT
    assert alt_text(facts, brand, "es").startswith(
        "Ana Sample firmó el compromiso. Cámara de Representantes de EE. UU., Ohio, distrito 3. 12 de marzo de 2026."
    )
    assert alt_text(facts, brand, "en") not in caption(facts, brand, "en")


def test_the_alt_text_tells_of_the_portrait_and_its_credit(facts, brand):
    photo = Photo(b"", credit="Photo: Lee Sample.")
    assert alt_text(facts, brand, "en", photo) == f"{ENGLISH_ALT} Photo: Lee Sample. A portrait of Ana Sample."
    assert alt_text(facts, brand, "es", photo).endswith("Un retrato de Ana Sample.")


def test_texts_that_are_too_long_are_refused(facts, brand, templates):
    with pytest.raises(WordsError, match=r"the alt text has 1.* shorten it below 1000"):
        alt_text(replace(facts, name="A" * 1000), brand, "en")
    (templates / "captions" / "signed.en.txt").write_text("{{ link }}" + "x" * 2200)
    with pytest.raises(WordsError, match=r"signed.en.txt: the caption has 22\d\d characters; shorten it to 2200"):
        caption(facts, brand, "en")
    (templates / "captions" / "signed.en.txt").write_text("{{ link }}" + "#a " * 31)
    with pytest.raises(WordsError, match="31 hashtags; keep at most 30"):
        caption(facts, brand, "en")


def test_a_caption_without_its_link_is_refused(facts, brand, templates):
    (templates / "captions" / "signed.en.txt").write_text("{{ name }}")
    with pytest.raises(WordsError, match=r"lacks the address of the announcement; write \{\{ link \}\}"):
        caption(facts, brand, "en")
