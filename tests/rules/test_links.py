"""The address of a post, told from every other one."""

import pytest

from publisher.rules.links import another_in, number_at, other_kind, post_link, same_post

P = "https://www.instagram.com/p/Cx-12_ab/"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (P, P),
        ("https://instagram.com/p/Cx-12_ab", P),
        (" https://www.instagram.com/p/Cx-12_ab/?igsh=MWx&utm_source=x#top ", P),
        ("https://www.instagram.com/neighbors.coalition/p/Cx-12_ab/", P),
        ("https://m.instagram.com/reel/Cx-12_ab/", "https://www.instagram.com/reel/Cx-12_ab/"),
        (
            "https://www.instagram.com/stories/Neighbors/3141592653589/",
            "https://www.instagram.com/stories/neighbors/3141592653589/",
        ),
        ("http://127.0.0.1:8900/p/Cx-12_ab/", "http://127.0.0.1:8900/p/Cx-12_ab/"),
    ],
)
def test_a_post_is_kept_in_one_way(given: str, kept: str) -> None:
    assert post_link(given, ("http://127.0.0.1:8900",)) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        "over there",
        "http://www.instagram.com/p/Cx-12_ab/",
        "https://www.instagram.com/",
        "https://www.instagram.com/neighbors/",
        "https://www.instagram.com/p/",
        "https://www.instagram.com/p/Cx-12_ab/../../x",
        "https://www.instagram.com.evil.example/p/Cx-12_ab/",
        "https://evil.example/www.instagram.com/p/Cx-12_ab/",
        "https://www.instagram.com@evil.example/p/Cx-12_ab/",
        "https://www.instagram.com:8443/p/Cx-12_ab/",
        "https://www.instagram.com/explore/p/",
        "javascript:alert(1)//www.instagram.com/p/Cx-12_ab/",
        "http://127.0.0.1:8900.evil.example/p/Cx-12_ab/",
        "http://127.0.0.1:8900/sandbox/state",
        "https://[::1/p/Cx-12_ab/",
        P + "x" * 600,
    ],
)
def test_anything_else_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="Share, then Copy link"):
        post_link(given, ("http://127.0.0.1:8900",))


def test_a_stand_in_counts_only_where_there_is_one() -> None:
    with pytest.raises(ValueError, match="no link of a post"):
        post_link("http://127.0.0.1:8900/p/Cx-12_ab/")


def test_a_post_and_a_reel_of_one_code_are_the_same() -> None:
    assert P in same_post("https://www.instagram.com/reel/Cx-12_ab/")
    assert P.rstrip("/") in same_post(P)


@pytest.mark.parametrize(
    ("link", "number"),
    [
        ("https://www.instagram.com/p/B1LbfVPlwIA/", "2110901750722920960"),  # of instagrapi's documentation
        ("https://www.instagram.com/reel/B1LbfVPlwIAhJCQfRCV_j4zN3M4r0-lHbWF4M80/", "2110901750722920960"),
        ("https://www.instagram.com/stories/coalition/2110901750722920960/", "2110901750722920960"),
        ("https://www.instagram.com/coalition/", ""),
        ("", ""),
    ],
)
def test_the_number_of_a_post_stands_in_its_address(link: str, number: str) -> None:
    assert number_at(link) == number


STORY = "https://www.instagram.com/stories/neighbors/3141592653589/"


@pytest.mark.parametrize(
    ("link", "act", "other"),
    [(P, "post", ""), (STORY, "story", ""), (STORY, "post", "story"), (P, "story", "post"), ("", "post", "")],
)
def test_a_link_of_another_kind_says_of_which(link: str, act: str, other: str) -> None:
    assert other_kind(link, act) == other


@pytest.mark.parametrize(
    ("link", "page", "other"),
    [
        (STORY, "instagram.com/neighbors", ""),
        (STORY, "", ""),
        (STORY, "instagram.com/second", "neighbors"),
        (P, "instagram.com/second", ""),
    ],
)
def test_a_story_says_whose_it_is(link: str, page: str, other: str) -> None:
    assert another_in(link, page) == other
