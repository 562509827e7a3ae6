"""A stand-in over https is trusted through its CA file, and only through that."""

import datetime
import ipaddress
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from publisher.channels.base import Surroundings
from publisher.channels.instagram import Instagram
from publisher.sandbox.instagram import InstagramSandbox


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and self-signed certificate for 127.0.0.1 in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sandbox")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    unsigned = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    unsigned = unsigned.not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1))
    signed = unsigned.add_extension(here, False).sign(key, hashes.SHA256())
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, form, plain)
    path = tmp_path / "sandbox.pem"
    path.write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("trusted", [True, False])
def test_only_the_named_ca_is_trusted(certificate: Path, trusted: bool, monkeypatch: Any) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with InstagramSandbox(accounts={"coalition": "x"}, tls=context) as sandbox:
        around = Surroundings(sandbox.url, 5, str(certificate) if trusted else "")
        channel = Instagram(Instagram.Secrets("coalition", "x"), None, around)
        if trusted:
            assert channel.connect()
        else:
            with pytest.raises(Exception, match="could not be reached"):
                channel.connect()
