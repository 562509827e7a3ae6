"""A relay that wants TLS and a log-in gets both; nothing is said to one that cannot prove who it is."""

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from publisher.newsletter.smtp import Relay, Unreachable
from publisher.sandbox import mailbox_relay
from publisher.sandbox.mailbox_store import MailStore

USER, PASSWORD = "coalition", "plum tundra"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay.test")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = builder.add_extension(here, critical=False).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path / "relay.pem"
    file.write_bytes(secret + signed.public_bytes(pem))
    return file


def who(_server: object, _session: object, _envelope: object, _how: str, said: LoginPassword) -> AuthResult:
    right = (said.login, said.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False, message=f"535 {said.password.decode()} is wrong")


@pytest.fixture
def guarded(certificate: Path, tmp_path: Path, settings: Any) -> Iterator[MailStore]:
    """A relay that takes mail only over TLS and after a log-in; gives what it took."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    store = MailStore(tmp_path / "mail")
    relay = mailbox_relay.Relay(
        store, "127.0.0.1", tls_context=context, require_starttls=True, authenticator=who, auth_required=True
    )
    relay.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", relay.port, 2
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, USER, PASSWORD
    yield store
    relay.stop()


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the relay's certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def send() -> str:
    with Relay() as relay:
        return relay.send("news@coalition.example", "ana@readers.example", b"Subject: Hi\r\n\r\n.Hi\r\n").state


def test_starts_tls_logs_in_and_sends(guarded: MailStore, trusted: None) -> None:
    assert send() == "sent"
    (mail,) = guarded.all()
    assert mail.data == b"Subject: Hi\r\n\r\n.Hi\r\n"


def test_says_nothing_to_a_relay_whose_certificate_nobody_vouches_for(guarded: MailStore) -> None:
    with pytest.raises(Unreachable, match="certificate"):
        send()
    assert guarded.all() == []


def test_a_wrong_password_is_told_in_the_relays_words_and_not_repeated_as_they_repeat_it(
    guarded: MailStore, trusted: None, settings: Any
) -> None:
    settings.EMAIL_HOST_PASSWORD = "wrong horse"
    with pytest.raises(Unreachable, match="535 … is wrong") as caught:
        send()
    assert "wrong horse" not in str(caught.value)
