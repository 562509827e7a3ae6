import time

import pytest

from publisher.proof.pages import LOOKED_AT, page_text, read_page

ADDRESS = "https://campaign.example/news/pledge"
HTML = "text/html; charset=utf-8"


def page(body: bytes | str, content_type: str = HTML, asked: str = ADDRESS, came: str = ADDRESS):
    return read_page(body.encode() if isinstance(body, str) else body, content_type, asked, came)


def test_the_title_is_what_the_page_calls_itself() -> None:
    assert page("<title>\n Lee  signs\tthe pledge </title>").title == "Lee signs the pledge"
    assert page("<h1>I <em>signed</em></h1>").title == "I signed"
    assert (
        page('<meta property="og:title" content="Lee on the pledge"><title>Site</title>').title == "Lee on the pledge"
    )


def test_a_title_is_one_line_of_at_most_300_visible_characters() -> None:
    title = page("<title>a\u202eb\x00c " + "d" * 400 + "</title>").title
    assert title.startswith("abc d")
    assert len(title) == 300


@pytest.mark.parametrize("claimed", [HTML, "text/html; charset=iso-8859-1", "text/html", "text/html; charset=punycode"])
def test_a_wrong_claim_about_the_encoding_makes_no_mojibake(claimed: str) -> None:
    assert page("<meta charset=latin1><title>Zoë Ñandú firmó</title>", claimed).title == "Zoë Ñandú firmó"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-16"])
def test_other_encodings_are_read_as_the_page_claims(encoding: str) -> None:
    body = "<title>Zoë firmó</title>".encode(encoding)
    assert page(body, f"text/html; charset={encoding}").title == "Zoë firmó"


def test_bytes_that_nobody_explains_are_still_a_title() -> None:
    assert page("<title>Zoë</title>".encode("cp1252"), "text/html").title == "Zoë"
    assert page(b"<title>\xff\xfe\x81</title>", "text/html").title


def test_a_character_that_is_cut_in_two_at_the_end_spoils_nothing() -> None:
    body = ("<title>Zoë</title>" + "é" * LOOKED_AT).encode()
    assert page(body).title == "Zoë"


@pytest.mark.parametrize(
    ("came", "html"),
    [
        ("https://campaign.example/accounts/login/?next=/news/pledge", "<title>News</title>"),
        ("https://campaign.example/wp-login.php", "<title>News</title>"),
        ("https://accounts.campaign.example/x", "<title>News</title>"),
        (ADDRESS, "<title>Log in</title>"),
        (ADDRESS, "<title>Sign in to continue</title>"),
        (ADDRESS, "<title>Members | Log in</title>"),
        (ADDRESS, "<title>Just a moment...</title>"),
        (ADDRESS, "<title>Instagram</title>"),
        (ADDRESS, "<title>News</title><form><input type='PASSWORD'></form>"),
    ],
)
def test_a_login_wall_is_seen(came: str, html: str) -> None:
    assert "log-in" in page(html, came=came).doubt


@pytest.mark.parametrize(
    "html",
    [
        "<title>Candidates sign in support of the pledge</title>",
        "<title>Lee Placeholder to sign in Ohio</title>",
        "<title>News</title><input type=password>" + "<p>Lee Placeholder signed the pledge.</p>" * 30,
        "<title>The login of democracy</title>",
    ],
)
def test_a_page_that_only_speaks_of_signing_is_no_wall(html: str) -> None:
    assert page(html).doubt == ""


def test_a_page_that_says_it_is_not_there_is_no_evidence_by_itself() -> None:
    assert "Page not found" in page("<title>Page not found - Campaign</title>").doubt
    assert page("<title>404 pledges signed</title>").doubt  # a person looks: better once too often
    assert page("<title>Peace not found in committee</title>").doubt == ""


def test_a_deep_address_that_ends_on_the_front_page_is_not_what_was_asked_for() -> None:
    html = "<title>Campaign</title>"
    assert "front page" in page(html, came="https://www.campaign.example/").doubt
    assert page(html, came="https://campaign.example/news/pledge/").doubt == ""
    assert page(html, asked="https://campaign.example", came="https://www.campaign.example/").doubt == ""
    assert page(html, asked="https://short.example/a", came="https://campaign.example/").doubt == ""


def test_an_empty_page_shows_nothing() -> None:
    assert page(b"").doubt == "It sent an empty page."


def test_what_is_no_page_has_no_title_and_raises_no_doubt() -> None:
    found = page(b"%PDF-1.7 <title>x</title>", "application/pdf")
    assert (found.title, found.doubt) == ("", "")


@pytest.mark.parametrize(
    "piece",
    [
        "<a>",
        "<",
        "<!--",
        "<![",
        "<![CDATA[",
        "<?",
        "</a",
        "<a x='",
        "&#x",
        "<title>",
        "<script></script",
        "<table><tr><td>",
    ],
)
def test_no_page_keeps_the_parser_busy(piece: str) -> None:
    body = (piece * (LOOKED_AT // len(piece))).encode()
    started = time.monotonic()
    page(body)
    page_text(body, HTML)
    assert time.monotonic() - started < 3


def test_the_words_of_a_page_are_those_that_people_read() -> None:
    html = (
        b"<!-- Bo --><script>Kai</script><STYLE>Dana</Style ><p>Lee<b> Placeholder</b> &amp; Zo&euml;</p><!DOCTYPE x>"
    )
    assert page_text(html, HTML).split() == ["Lee", "Placeholder", "&", "Zoë"]
    assert page_text(b"Placeholder, Lee\n", "text/plain") == "Placeholder, Lee\n"
