"""The sandbox's mailbox: what the relay accepted is kept, counted and shown; faults strike as often as asked."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import requests

from publisher.sandbox.mailbox import MailboxSandbox

HTML = "<!doctype html><html><head><title>x</title></head><body><a href='https://a.example/'>Read</a></body></html>"


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[MailboxSandbox]:
    with MailboxSandbox(tmp_path) as running:
        yield running


def mail(
    to: str, subject: str = "Hello", number: int = 1, html: str = "", code: str = "QK7", **more: str
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Open Shelf <news@shelf.example>"
    message["To"], message["Subject"], message["Message-ID"] = to, subject, f"<{number}@shelf.example>"
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    message.set_content(f"Read https://shelf.example/a/{code} & <more>\n.\nend\n")
    if html:
        message.add_alternative(html, subtype="html")
    return message


def letter(to: str, number: int = 1, **more: str) -> EmailMessage:
    """A mail of the newsletter."""
    headers = {"List_Id": "<a.shelf.example>", "List_Unsubscribe": "<https://x.example/u/t>"}
    return mail(to, number=number, html=HTML, **headers, **more)


def send(mailbox: MailboxSandbox, message: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", mailbox.relay.port, timeout=5) as relay:
        relay.send_message(message)


def page(mailbox: MailboxSandbox, path: str = "/") -> requests.Response:
    return requests.get(mailbox.url + path, timeout=5)


def test_keeps_every_byte_that_came(mailbox: MailboxSandbox) -> None:
    send(mailbox, mail("ana@host.example"))
    (kept,) = mailbox.store.all()
    assert kept.data.endswith(b"Read https://shelf.example/a/QK7 & <more>\r\n.\r\nend\r\n")
    assert page(mailbox, "/mail/1/raw").content == kept.data


def test_what_it_holds_is_there_again_after_a_restart(tmp_path: Path) -> None:
    with MailboxSandbox(tmp_path) as first:
        send(first, letter("ana@host.example"))
        before = first.state
    (tmp_path / "00000002.draft").write_bytes(b"{half a mail, the process was killed")
    with MailboxSandbox(tmp_path) as again:
        assert again.state == before
        send(again, letter("ben@host.example"))
        assert [mail.number for mail in again.store.all()] == [1, 2]


def test_a_mail_that_somebody_got_twice_is_counted_and_shown(mailbox: MailboxSandbox) -> None:
    for to, number in (("ana@host.example", 1), ("ben@host.example", 2), ("ANA@host.example", 1)):
        send(mailbox, letter(to, number))
    assert requests.get(f"{mailbox.url}/sandbox/state", timeout=5).json()["duplicates"] == 1
    assert "came twice to the same person" in page(mailbox).text


def test_two_announcements_in_the_same_words_are_one_mail_too_many(mailbox: MailboxSandbox) -> None:
    send(mailbox, letter("ana@host.example", 1, code="A1"))
    send(mailbox, letter("ben@host.example", 2, code="A1"))
    send(mailbox, letter("Ana@host.example", 3, code="B2", subject="Another subject"))
    assert mailbox.state["duplicates"] == 0
    send(mailbox, letter("ana@HOST.example", 4, code="C3"))
    assert mailbox.state["duplicates"] == 1
    assert "came twice to the same person" in page(mailbox).text


def test_the_same_subject_over_other_words_is_another_mail(mailbox: MailboxSandbox) -> None:
    send(mailbox, letter("ana@host.example", 1))
    other = letter("ana@host.example", 2)
    other.get_body(("plain",)).set_content("Something else: https://shelf.example/a/QK7\n")
    send(mailbox, other)
    assert mailbox.state["duplicates"] == 0


def test_staff_mail_is_no_newsletter_and_never_a_duplicate(mailbox: MailboxSandbox) -> None:
    for _ in range(2):
        send(mailbox, mail("ana@host.example"))
    assert [mail["kind"] for mail in mailbox.state["mails"]] == ["staff", "staff"]
    assert mailbox.state["duplicates"] == 0


def test_one_mailing_is_one_row_with_all_its_recipients(mailbox: MailboxSandbox) -> None:
    for number in range(3):
        send(mailbox, letter(f"reader{number}@host.example", number))
    html = page(mailbox).text
    assert html.count('class="row"') == 1
    assert "All 3 recipients" in html
    assert all(f'<a href="/mail/{number}">reader' in html for number in (1, 2, 3))


def test_the_inbox_finds_one_recipient_and_one_kind(mailbox: MailboxSandbox) -> None:
    send(mailbox, letter("ana@host.example"))
    send(mailbox, mail("ben@host.example", subject="For staff"))
    assert "For staff" not in page(mailbox, "/?kind=newsletter").text
    assert "ana@host.example" not in page(mailbox, "/?to=BEN").text
    assert "For staff" in page(mailbox, "/?to=BEN&kind=staff").text


def test_a_mail_is_shown_with_both_parts_its_headers_and_the_way_out(mailbox: MailboxSandbox) -> None:
    send(mailbox, letter("ana@host.example"))
    html = page(mailbox, "/mail/1").text
    assert "&amp; &lt;more&gt;" in html
    assert '<a href="https://shelf.example/a/QK7"' in html
    assert 'href="https://x.example/u/t"' in html
    assert "<dt>List-Id</dt>" in html
    assert 'src="/mail/1/html"' in html


def test_the_html_part_runs_nothing_and_opens_its_links_beside_the_mailbox(mailbox: MailboxSandbox) -> None:
    send(mailbox, letter("ana@host.example"))
    answer = page(mailbox, "/mail/1/html")
    assert answer.text.strip() == HTML.replace("<head>", '<head><base target="_blank">')
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "allow-scripts" not in answer.headers["Content-Security-Policy"]


def test_what_is_mailed_cannot_become_markup(mailbox: MailboxSandbox) -> None:
    send(mailbox, mail("ana@host.example", subject="<script>alert(1)</script>"))
    assert "<script>alert" not in page(mailbox).text + page(mailbox, "/mail/1").text


@pytest.mark.parametrize("path", ["/mail/9", "/mail/1/other", "/mail/x", "/elsewhere"])
def test_what_is_not_there_is_said_on_a_page(mailbox: MailboxSandbox, path: str) -> None:
    send(mailbox, mail("ana@host.example"))
    answer = page(mailbox, path)
    assert (answer.status_code, "is not here" in answer.text) == (404, True)


@pytest.mark.parametrize("code", [451, 550])
def test_refuses_a_recipient_as_often_as_told(mailbox: MailboxSandbox, code: int) -> None:
    mailbox.fault(str(code), times=1, to="ana")
    send(mailbox, mail("ben@host.example"))
    with pytest.raises(smtplib.SMTPRecipientsRefused, match=str(code)):
        send(mailbox, mail("ana@host.example"))
    send(mailbox, mail("ana@host.example"))
    assert [mail["to"] for mail in mailbox.state["mails"]] == ["ben@host.example", "ana@host.example"]


def test_a_drop_after_the_dot_keeps_the_mail_and_answers_nothing(mailbox: MailboxSandbox) -> None:
    asked = requests.post(f"{mailbox.url}/sandbox/faults", json={"kind": "drop_after_dot"}, timeout=5)
    assert asked.status_code == 200
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(mailbox, mail("ana@host.example"))
    assert len(mailbox.state["mails"]) == 1


@pytest.mark.parametrize("body", ["", "[]", '{"kind": "flood"}', '{"kind": "550", "times": "often"}', "x" * 20_000])
def test_an_unknown_fault_is_one_line_and_strikes_nobody(mailbox: MailboxSandbox, body: str) -> None:
    answer = requests.post(f"{mailbox.url}/sandbox/faults", data=body, timeout=5)
    assert (answer.status_code, answer.text.count("\n")) == (400, 1)
    send(mailbox, mail("ana@host.example"))
