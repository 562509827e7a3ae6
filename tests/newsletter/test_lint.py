"""A template that staff broke makes no mail."""

import pytest

from publisher.newsletter.compile import CompileError, compile_mail
from publisher.words import UNSUBSCRIBE_SLOT, MailWords

LEAVE = f'<a href="{UNSUBSCRIBE_SLOT}">Leave</a>'


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>Hello</p>", "the html has no unsubscribe link"),
        (f'{LEAVE}<a href="https://b.example/x">x</a>', "the text part lacks the link https://b.example/x"),
        (f"{LEAVE}<script>x</script>", "the html holds <script>"),
        (f"{LEAVE}<form></form>", "the html holds <form>"),
        (f'{LEAVE}<img src="https://b.example/i.jpg" width="9" height="9">', "i.jpg has no alt text"),
        (f'{LEAVE}<img src="https://b.example/i.gif" alt="i" width="1" height="1">', "is no counting pixel"),
        (f'{LEAVE}<img src="https://b.example/i.jpg" alt="i">', "needs a width and a height"),
        (f"{LEAVE}<p>{'x' * 100_000}</p>", "Gmail cuts it off: keep it below 100000"),
    ],
)
def test_a_mail_that_must_not_go_out_is_refused(html, said):
    words = MailWords("Hello", "", f"<html><body>{html}</body></html>", f"Hello\n{UNSUBSCRIBE_SLOT}")
    with pytest.raises(CompileError, match=said):
        compile_mail(words, "a@b.example", "news.b.example")


def test_a_text_part_without_the_unsubscribe_address_is_refused():
    with pytest.raises(CompileError, match="the text part lacks the link"):
        compile_mail(
            MailWords("Hello", "", f"<html><body>{LEAVE}</body></html>", "Hello"), "a@b.example", "l.b.example"
        )
