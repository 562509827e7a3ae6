"""No program and no template names the coalition: it stands in the brand file alone."""

import re
from itertools import chain

import pytest

from publisher import paths
from publisher.brand import load_brand


def own_words() -> set[str]:
    """Everything in the brand file that says who speaks and for what."""
    brand = load_brand()
    texts = {brand.coalition.name, brand.coalition.address, brand.coalition.postal_address}
    for lang in brand.languages:
        texts |= {brand.pledge[lang].title, brand.pledge[lang].promise, brand.disclaimer[lang]}
        texts |= set(brand.actions[lang].values()) | set(brand.hashtags[lang])
        texts |= {sentence.strip() for sentence in brand.pledge[lang].promise.split(".") if sentence.strip()}
    return texts


@pytest.mark.parametrize("folder", ["publisher", "graphics", "tasks", "templates"])
def test_nothing_but_the_brand_file_names_the_coalition(folder):
    pattern = re.compile("|".join([r"(?-i:\bICE\b)", *map(re.escape, own_words())]), re.IGNORECASE)
    files = chain.from_iterable((paths.ROOT / folder).rglob(f"*.{kind}") for kind in ("py", "html", "txt", "md"))
    found = [f"{file}: {hit[0]}" for file in files if (hit := pattern.search(file.read_text(encoding="utf-8")))]
    assert found == []


def test_the_search_finds_what_it_looks_for():
    assert {"Neighbors Not Numbers", "AbolishICE"} < own_words()
