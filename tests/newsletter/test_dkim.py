"""Signatures that another program, dkimpy, believes; and what it does not believe any more once it was changed."""

import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from publisher.errors import Refusal
from publisher.newsletter import dkim, dkim_keys
from publisher.newsletter.drain import drain
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import frozen, states
from tests.newsletter.signing import made, published, verdicts

LEAVE = b"<https://coalition.example/u/abc>"
MESSAGE = (
    b"From: Open Shelf <news@coalition.example>\r\nTo: ana@readers.example\r\nSubject: =?utf-8?q?Se_firm=C3=B3?=\r\n"
    b" =?utf-8?q?_hoy?=\r\nDate: Thu, 12 Mar 2026 21:00:00 +0000\r\nMessage-ID: <1.2@coalition.example>\r\n"
    b"List-Unsubscribe: " + LEAVE + b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"Feedback-ID: a:b:c:openshelf\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"
    b"Two  spaces,\ta tab, one at the end \r\n\r\nand lines that are empty\r\n\r\n\r\n"
)


@pytest.fixture(autouse=True)
def ours(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "news@coalition.example"


def signed(message: bytes = MESSAGE) -> bytes:
    sign = dkim.signer()
    assert sign is not None
    return sign(message) + message


def test_nothing_is_signed_unless_keys_are_named() -> None:
    assert dkim.signer() is None


def test_both_signatures_are_believed_and_no_change_is(settings: Any, tmp_path: Path) -> None:
    made(tmp_path, settings, ed="ed25519", rsa="rsa")
    message, records = signed(), published()
    assert verdicts(message, records) == [True, True]
    assert re.findall(rb"a=([a-z0-9-]+);", message) == [b"ed25519-sha256", b"rsa-sha256"]
    assert max(map(len, message.split(b"\r\n"))) <= 200
    for old, new in (
        (b"Two", b"Three"),
        (b"news@", b"nobody@"),
        (b"u/abc", b"u/abd"),
        (b"=One-Click", b"=Two-Click"),
        (b":openshelf", b":another"),
        (b"1.2@", b"1.3@"),
        (b"\r\n\r\nTwo", b"\r\nReply-To: eve@elsewhere.example\r\n\r\nTwo"),
        (b"\r\n\r\nTwo", b"\r\nFrom: eve@elsewhere.example\r\n\r\nTwo"),
        (b"\r\n\r\nTwo", b"\r\nSubject: Another\r\n\r\nTwo"),
        (b"\r\n\r\nTwo", b"\r\nList-Unsubscribe: <https://elsewhere.example>\r\n\r\nTwo"),
    ):
        assert old in message
        assert verdicts(message.replace(old, new), records) == [False, False], (old, new)


def test_what_relays_do_to_spaces_and_folds_breaks_nothing(settings: Any, tmp_path: Path) -> None:
    made(tmp_path, settings, ed="ed25519")
    message, records = signed(), published()
    for old, new in (
        (b"Two  spaces,\ta", b"Two spaces, a"),
        (b"the end \r\n", b"the end\r\n"),
        (b"empty\r\n\r\n\r\n", b"empty\r\n"),
        (b"Subject: =", b"SUBJECT:   ="),
        (b"\r\n =?utf-8?q?_hoy?=", b" =?utf-8?q?_hoy?="),
    ):
        assert old in message
        assert verdicts(message.replace(old, new), records) == [True], (old, new)


@pytest.mark.parametrize("body", [b"", b"\r\n", b"\r\n\r\n", b"no end", b" \r\n", b"x\r\n \r\n"])
def test_a_body_that_hardly_is_one_is_signed_too(settings: Any, tmp_path: Path, body: bytes) -> None:
    made(tmp_path, settings, ed="ed25519")
    message = MESSAGE.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body
    assert verdicts(signed(message), published()) == [True]


def test_the_quick_form_of_a_body_is_the_one_that_dkimpy_makes() -> None:
    from dkim.canonicalization import Relaxed

    @how(max_examples=150, deadline=None)
    @given(st.lists(st.sampled_from([b"a", b" ", b"\t", b"\r\n", b".", b"=\r\n"]), max_size=14))
    def check(parts: list[bytes]) -> None:
        body = b"".join(parts)
        ends = body.endswith(b"\r\n") or not body
        theirs = Relaxed.canonicalize_body(body if ends else body + b"\r\n")
        # Of a body of empty lines alone dkimpy keeps a line end; RFC 6376, 3.4.4, says that nothing is left.
        assert dkim.relaxed(body) == (b"" if theirs == b"\r\n" else theirs)

    check()


@pytest.mark.django_db
def test_nothing_leaves_unsigned_when_a_key_cannot_be_read(
    settings: Any, tmp_path: Path, mailbox: MailboxSandbox
) -> None:
    made(tmp_path, settings, ed="ed25519")
    issue = frozen(2)
    (tmp_path / "ed.pem").rename(tmp_path / "kept.pem")
    assert "ed.pem cannot be read: No such file" in drain(issue.pk).trouble
    assert (states(issue), mailbox.store.all()) == ({"queued": 2}, [])
    (tmp_path / "kept.pem").rename(tmp_path / "ed.pem")
    assert drain(issue.pk).sent == 2
    assert [verdicts(mail.data, published()) for mail in mailbox.store.all()] == [[True], [True]]


def pem(private: Any, password: bytes = b"") -> bytes:
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


def test_a_key_that_cannot_be_used_is_named_and_never_shown(settings: Any, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    small = rsa.generate_private_key(65537, 1024)
    for content, said in (
        (b"-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n", "is no private key in PEM"),
        (pem(small), "has 1024 bits; make one of 2048"),
        (pem(small, b"word"), "has a passphrase"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "neither RSA nor Ed25519"),
    ):
        file.write_bytes(content)
        settings.DKIM_KEYS = f"one={file}"
        with pytest.raises(Refusal, match=said) as caught:
            dkim.signer()
        assert "c2VjcmV0" not in str(caught.value)
    file.write_bytes(pem(rsa.generate_private_key(65537, 2048)))
    for setting in ("one", "one=", f"one={file} one={file}", "o_ne=x", "-=x"):
        settings.DKIM_KEYS = setting
        with pytest.raises(Refusal, match=r"PUBLISHER_DKIM_KEYS is SELECTOR=FILE|is no selector"):
            dkim.signer()


def test_the_signing_domain_is_ours_or_above_it(settings: Any, tmp_path: Path) -> None:
    settings.DEFAULT_FROM_EMAIL = "news@mail.coalition.example"
    made(tmp_path, settings, ed="ed25519")
    settings.DKIM_DOMAIN = "coalition.example"
    assert b"; d=coalition.example; s=ed;" in signed()
    assert verdicts(signed(), published()) == [True]
    for other in ("elsewhere.example", "on.example", "x.mail.coalition.example"):
        settings.DKIM_DOMAIN = other
        with pytest.raises(Refusal, match=r"has to be mail\.coalition\.example or a domain above it"):
            dkim.signer()


def test_a_new_key_is_its_owners_and_replaces_none(tmp_path: Path) -> None:
    dkim_keys.make(tmp_path / "new.pem", "ed25519")
    assert (tmp_path / "new.pem").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        dkim_keys.make(tmp_path / "new.pem", "rsa")
