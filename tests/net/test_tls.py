"""TLS on a pinned address: the certificate must be that of the name, not of the number."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from publisher.net import Blocked, NoAnswer, get
from tests.net.conftest import LOOPBACK, moved, ok, site


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for tracker.test with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tracker.test")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("tracker.test")]), critical=False)
    signed = builder.sign(key, hashes.SHA256())
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "tracker.pem"
    file.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def asked(certificate: Path, names: dict[str, list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The port of a TLS site and the names that clients asked it for."""
    named: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _, name, __: named.append(name) if name else None
    names["tracker.test"] = names["other.test"] = ["127.0.0.1"]

    def reply(head: str, out: object) -> None:
        out.write(moved("http://tracker.test/") if head.startswith("GET /down") else ok(b"rows"))  # type: ignore[attr-defined]

    with site(reply, context) as port:
        yield port, named


def test_the_certificate_of_the_name_is_accepted_on_the_pinned_address(
    asked: tuple[int, list[str]], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert get(f"https://tracker.test:{asked[0]}/", LOOPBACK).body == b"rows"
    assert asked[1] == ["tracker.test"]


def test_a_certificate_of_another_name_is_refused(
    asked: tuple[int, list[str]], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(NoAnswer, match=r"certificate of other\.test is not valid"):
        get(f"https://other.test:{asked[0]}/", LOOPBACK)


def test_a_certificate_of_an_unknown_authority_is_refused(asked: tuple[int, list[str]]) -> None:
    with pytest.raises(NoAnswer, match=r"certificate of tracker\.test is not valid"):
        get(f"https://tracker.test:{asked[0]}/", LOOPBACK)


def test_a_redirect_from_https_to_http_is_refused(
    asked: tuple[int, list[str]], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(Blocked, match="unprotected"):
        get(f"https://tracker.test:{asked[0]}/down", LOOPBACK)
