"""Every rule of a mail: our own mails keep it, and a mail that breaks it alone is found out, with what to do."""

import quopri
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from publisher import paths
from publisher.brand import load_brand
from publisher.newsletter.compile import CompileError, _quoted, compile_mail
from publisher.newsletter.lint import RULES, House, blocking, check
from publisher.words import UNSUBSCRIBE_SLOT, MailWords, mail
from tests.newsletter.test_mailed import FACTS

LEAVE = f'<a href="{UNSUBSCRIBE_SLOT}">Leave</a>'
TOKEN = "PS3L5UpdmrSOq2RGD2qC7IiemSNIScUc"
WAY_OUT = f"https://coalition.example/u/{TOKEN}"
SENDER = "Open Shelf <news@coalition.example>"
BRAND = load_brand()
HOUSE = House(BRAND.coalition.postal_address, tuple(BRAND.small_print(one) for one in BRAND.languages))
SIGNED = (
    b"DKIM-Signature: v=1; d=coalition.example; h=From:Subject:Date:Message-ID:List-Unsubscribe:\r\n"
    b" List-Unsubscribe-Post:Feedback-ID; b=x\r\n"
)


def good(language: str = "en") -> bytes:
    """A mail of our own templates, as ana gets it, with a signature whose names alone are looked at."""
    words = mail(FACTS, BRAND, language, f"{FACTS.link}.jpg")
    compiled = compile_mail(words, SENDER, "announcements.coalition.example")
    return SIGNED + compiled.join("ana@readers.example", "<1.2.abc@coalition.example>", WAY_OUT, datetime.now(UTC))


def head(old: str, new: str) -> Callable[[bytes], bytes]:
    """A mail whose header lines that fit `old` are `new`."""

    def edit(data: bytes) -> bytes:
        lines, mark, rest = data.partition(b"\r\n\r\n")
        changed = re.sub(old.encode(), new.encode(), lines + b"\r\n", flags=re.MULTILINE)
        assert changed != lines + b"\r\n"
        return changed.removesuffix(b"\r\n") + mark + rest

    return edit


def part(kind: str, old: str, new: str) -> Callable[[bytes], bytes]:
    """A mail in whose text or html part `new` stands for what fits `old`."""

    def edit(data: bytes) -> bytes:
        start = data.index(b"\r\n\r\n", data.index(f"Content-Type: text/{kind}".encode())) + 4
        end = data.index(b"\r\n--=_", start)
        before = quopri.decodestring(data[start:end]).decode().replace("\r\n", "\n")
        after = re.sub(old, lambda _: new, before, count=1)
        assert after != before
        return data[:start] + _quoted(after) + data[end:]

    return edit


def html(new: str, old: str = "</h1>") -> Callable[[bytes], bytes]:
    return part("html", old, f"{old}{new}" if old == "</h1>" else new)


BROKEN = [
    ("headers-once", head("^Subject:.*\r\n( .*\r\n)*", ""), "Subject is there 0 times"),
    ("headers-once", head("^To: ", "To: ben@readers.example\r\nTo: "), "To is there 2 times"),
    ("headers-once", head("^List-Id: ", "List-Id: <a.coalition.example>\r\nList-Id: "), "List-Id is there more than"),
    ("sender", head("news@coalition.example", "ours@gmail.com"), "gmail.com does not let others"),
    ("sender", head("^From: .*\r\n", "From: a@coalition.example, b@coalition.example\r\n"), "no address, or several"),
    ("sender", head("news@coalition.example", "news@intranet"), "intranet is no domain"),
    ("one-recipient", head("^To: .*\r\n", "To: a@readers.example, b@readers.example\r\n"), "To does not hold one"),
    ("one-recipient", head("^To: ", "Cc: eve@readers.example\r\nTo: "), "Cc is set"),
    ("message-id", head("abc@coalition.example", "abc@elsewhere.example"), "ends in elsewhere.example"),
    ("message-id", head("<1.2.abc@coalition.example>", "1.2.abc"), "is not of the form"),
    ("message-id", head("<1.2.abc@", "<1.ana=readers.example@"), "holds the recipient's address"),
    ("date", head("^Date: .*\r\n", "Date: yesterday\r\n"), "no time with a zone"),
    ("date", head(" [+]0000", " -0000"), "no time with a zone"),
    ("one-click", head("^List-Unsubscribe: .*\r\n", ""), "List-Unsubscribe is there 0 times"),
    ("one-click", head("^List-Unsubscribe: ", "List-Unsubscribe:\r\n "), "is folded"),
    ("one-click", head("<https://coalition", "<http://coalition"), "is not https"),
    ("one-click", head("^(List-Unsubscribe: .*)\r\n", r"\1, <mailto:a@coalition.example>\r\n"), "does not hold one"),
    ("one-click-post", head("^List-Unsubscribe-Post: .*\r\n", ""), "Set List-Unsubscribe-Post, once"),
    ("one-click-post", head("One-Click", "Yes"), "Set List-Unsubscribe-Post, once"),
    ("opaque-token", head(f"u/{TOKEN}", "u/17"), "less than 16 letters"),
    ("opaque-token", head(TOKEN, "ana%40readers.example"), "shows who it belongs to"),
    ("opaque-token", head(TOKEN, "YW5hQHJlYWRlcnMuZXhhbXBsZQ"), "shows who it belongs to"),
    ("opaque-token", head(TOKEN, f"{TOKEN}?who=1"), "One token for one address"),
    ("list-id", head("^List-Id: .*\r\n", ""), "List-Id is not of the form"),
    ("list-id", head("<announcements.coalition", "<announcements.elsewhere"), "has to end in the sender's domain"),
    ("signature", head(" d=coalition", " d=elsewhere"), "it does not align"),
    ("signature", head("\r\n List-Unsubscribe-Post:", "\r\n "), "leaves out list-unsubscribe-post"),
    ("feedback-id", head("^Feedback-ID: .*\r\n", ""), "Feedback-ID is a:b:c:SENDER"),
    ("feedback-id", head("^Feedback-ID: .*\r\n", "Feedback-ID: one:one:x:sender\r\n"), "Feedback-ID is a:b:c"),
    ("feedback-id", head("^Feedback-ID: .*\r\n", f"Feedback-ID: {TOKEN}:b:c:sender\r\n"), "tells the recipient"),
    ("bulk", head("^Precedence: bulk\r\n", ""), "Set Precedence: bulk"),
    (
        "well-formed",
        head("^MIME-Version: 1.0\r\nContent-Type: ", "MIME-Version: 1.0\r\nContent-Type: ; x="),
        "Content-Type is",
    ),
    ("well-formed", lambda data: data[: data.rindex(b"\r\n--")], "CloseBoundaryNotFoundDefect"),
    ("lines", lambda data: data.replace(b"</h1>", b"</h1>\n"), "does not end in CRLF"),
    ("lines", lambda data: data.replace(b"</h1>", b"</h1>" + b"x" * 999), "has 1"),
    ("seven-bit", lambda data: data.replace(b"</h1>", "ñ</h1>".encode()), "bytes beyond ASCII"),
    ("text-first", head("multipart/alternative", "multipart/mixed"), "It is multipart/mixed"),
    ("text-first", lambda data: data.replace(b"text/html", b"text/plain"), "send text, then HTML"),
    ("size", html("<p>x</p>" * 20_000), "Gmail cuts it off: keep it below 100000"),
    ("size-to-spare", html("<p>x</p>" * 9_800), "shorten it below 80000"),
    ("visible-way-out", html("https://coalition.example/a", WAY_OUT), "The html has no unsubscribe link"),
    ("visible-way-out", part("plain", TOKEN, "gone"), "The text has no unsubscribe address"),
    ("text-has-links", html('<a href="https://b.example/x">x</a>'), "lacks the link https://b.example/x"),
    ("nothing-runs", html("<script>x</script>"), "holds <script>"),
    ("nothing-runs", html("<form></form>"), "holds <form>"),
    ("nothing-runs", html('<p onclick="x">x</p>'), "holds onclick="),
    ("nothing-runs", html('<meta http-equiv="refresh" content="0">'), "take the refresh out"),
    ("no-pixel", html('<img src="https://b.example/i.gif" alt="i" width="1" height="1">'), "is no counting pixel"),
    ("no-pixel", html('<img src="https://b.example/i" alt="i" width="9" height="9" style="width:1px">'), "counting"),
    ("no-pixel", html(f'<img src="https://b.example/{TOKEN}" alt="i" width="9" height="9">'), "counts who opens it"),
    ("no-click-count", html(f"{FACTS.link}?r={TOKEN}", f'{FACTS.link}(?=")'), "counts who follows it"),
    ("no-click-count", html("https://bit.ly/x", f'{FACTS.link}(?=")'), "hides where the link leads"),
    ("nothing-loaded", html("@import 'https://b.example/x.css'; .page", r"\.page"), "load something from elsewhere"),
    ("nothing-loaded", html('<p style="background: url(https://b.example/x)">x</p>'), "load something from elsewhere"),
    ("images-described", html('<img src="https://b.example/i.jpg" width="9" height="9">'), "i.jpg has no alt text"),
    ("images-described", html('<img src="https://b.example/i.jpg" alt="i">'), "needs a width and a height"),
    ("images-hosted", html('<img src="data:image/gif;base64,R0" alt="i" width="9" height="9">'), "is not at an https"),
    ("images-hosted", html('<img src="http://b.example/i" alt="i" width="9" height="9">'), "is not at an https"),
    ("links-safe", html('<a href="http://b.example/x">x</a>'), "is not https"),
    ("links-safe", html('<a href="https://192.0.2.7/x">x</a>'), "leads to a number"),
    ("links-honest", html('<a href="https://b.example/x">https://c.example/x</a>'), "says c.example and leads to b"),
    ("postal-address", part("html", "123 Example Street", "somewhere"), "The html lacks the postal address"),
    ("postal-address", part("plain", "123 Example Street", "somewhere"), "The text lacks the postal address"),
    ("disclaimer", part("plain", re.escape(HOUSE.disclaimers[0]), "."), "The text lacks the disclaimer"),
    ("subject", head("^Subject:.*\r\n( .*\r\n)*", "Subject: Re: your question\r\n"), "makes believe that it answers"),
    ("subject", head("^Subject:.*\r\n( .*\r\n)*", "Subject: \r\n"), "The subject is empty"),
    ("subject-length", head("^Subject:.*\r\n( .*\r\n)*", f"Subject: {'so ' * 50}\r\n"), "lists cut it off"),
    ("preheader", part("html", 'mso-hide: all;">[^<]*', 'mso-hide: all;">'), "The preheader has 0 letters"),
    ("no-shouting", head("^Subject:.*\r\n( .*\r\n)*", "Subject: SIGNED TODAY\r\n"), "shouts (SIGNED, TODAY)"),
    ("few-exclamations", html("<p>Hello!!</p>"), "many exclamation marks"),
    ("no-spam-phrases", html("<p>Click here</p>"), "Filters know 'Click here' from spam"),
    ("words-beside-pictures", part("html", "(?s)<body.*</body>", "<body>Hello</body>"), "The html has 1 words"),
    ("language", part("html", ' lang="en"', ""), "does not say its language"),
    ("language", part("html", 'name="color-scheme"', 'name="x"'), "Add the meta color-scheme"),
]


def test_our_own_mails_keep_every_rule() -> None:
    for language in ("en", "es"):
        assert [(one.rule, one.todo) for one in check(good(language), HOUSE) if not one.passed] == []
        assert blocking(check(good(language), HOUSE)) == ""


@pytest.mark.parametrize(("rule", "broken", "said"), BROKEN, ids=[f"{rule}: {said}" for rule, _, said in BROKEN])
def test_a_mail_that_breaks_a_rule_is_found_out(rule: str, broken: Callable[[bytes], bytes], said: str) -> None:
    (finding,) = [one for one in check(broken(good()), HOUSE) if one.rule == rule]
    assert not finding.passed
    assert said in finding.todo


def test_every_rule_is_broken_by_a_case_and_says_who_asks_it() -> None:
    assert {rule.name for rule in RULES} == {rule for rule, _, _ in BROKEN}
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.asks.endswith(".") and rule.source for rule in RULES)


def test_the_page_about_the_rules_lists_them_as_they_are() -> None:
    page = (paths.ROOT / "docs" / "mail-rules.md").read_text()
    rows = [f"| `{rule.name}` | {rule.asks} | {rule.source} | {'must' if rule.must else 'hint'} |" for rule in RULES]
    assert [line for line in page.splitlines() if line.startswith("| `")] == rows


def test_only_a_rule_that_must_be_kept_stops_a_mail() -> None:
    hint, must = html("<p>Hello!!</p>"), html("<script>x</script>")
    assert blocking(check(hint(good()), HOUSE)) == ""
    assert blocking(check(must(hint(good())), HOUSE)).startswith("nothing-runs: The html holds <script>")
    assert "no postal address; write it under coalition" in blocking(check(good(), replace(HOUSE, postal_address=" ")))


@pytest.mark.parametrize(
    "data", [b"", b"\r\n\r\n", b"x", b"\xff\x00", b"Content-Type: text/html; charset=no\r\n\r\n<p"]
)
def test_bytes_that_are_hardly_a_mail_break_rules_and_not_the_check(data: bytes) -> None:
    assert blocking(check(data, HOUSE))


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>Hello</p>", "The html has no unsubscribe link"),
        (f'{LEAVE}<a href="https://b.example/x">x</a>', "The text part lacks the link https://b.example/x"),
        (f"{LEAVE}<script>x</script>", "The html holds <script>"),
        (f'{LEAVE}<img src="https://b.example/i.jpg" width="9" height="9">', "i.jpg has no alt text"),
        (f'{LEAVE}<img src="https://b.example/i.gif" alt="i" width="1" height="1">', "is no counting pixel"),
        (f'{LEAVE}<img src="https://b.example/i.jpg" alt="i">', "needs a width and a height"),
        (f"{LEAVE}<p>{'x' * 100_000}</p>", "Gmail cuts it off: keep it below 100000"),
    ],
)
def test_words_that_no_mail_can_be_made_of_are_refused(html: str, said: str) -> None:
    words = MailWords("Hello", "", f"<html><body>{html}</body></html>", f"Hello\n{UNSUBSCRIBE_SLOT}")
    with pytest.raises(CompileError, match=said):
        compile_mail(words, "a@b.example", "news.b.example")


def test_a_text_part_without_the_unsubscribe_address_is_refused() -> None:
    words = MailWords("Hello", "", f"<html><body>{LEAVE}</body></html>", "Hello")
    with pytest.raises(CompileError, match="The text part lacks the link"):
        compile_mail(words, "a@b.example", "l.b.example")
