"""The public keys that stand in the DNS for our signatures, or the relay's (RFC 6376, 3.6.1)."""

import base64
import binascii

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.conf import settings

from publisher.newsletter import dkim_keys
from publisher.newsletter.dns.record import Record, State
from publisher.newsletter.dns.resolver import Names, Silent
from publisher.newsletter.dns.tags import tags

LEAST_BITS, GOOD_BITS = 1024, 2048
"""RFC 8301, 3.2: shorter keys are not believed; Google asks for the longer."""
NONE_NAMED = (
    "Name the selectors that your relay signs with in PUBLISHER_DKIM_SELECTORS, or sign here: see "
    "`publisher newsletter dkim-key`."
)


def look(names: Names) -> list[Record]:
    """A record for each selector: of our keys, and of the relay's selectors that are named. Raises `Refusal`."""
    domain, ours = dkim_keys.domain(), {key.selector: key for key in dkim_keys.configured()}
    selectors = dict.fromkeys([*ours, *settings.DKIM_SELECTORS.replace(",", " ").split()])
    if not selectors:
        return [Record("DKIM", domain, "missing", True, "no selector is known", NONE_NAMED)]
    return [_one(names, domain, selector, ours.get(selector)) for selector in selectors]


def _one(names: Names, domain: str, selector: str, key: dkim_keys.Key | None) -> Record:
    what, name = f"DKIM {selector}", f"{selector}._domainkey.{domain}"
    write = f"Write as TXT of {name}: {key.record()}" if key else f"Write what your relay says under {name}."
    try:
        found = [text for text in names.texts(name) if "p" in tags(text)]
    except Silent as cause:
        return Record(what, name, "unknown", True, "no answer", str(cause))
    if not found:
        return Record(what, name, "missing", True, "there is no key", write)
    if len(found) > 1:
        return Record(what, name, "wrong", True, "there are several keys", f"Keep one. {write}", found[0])
    state, said = _judged(found[0], key)
    todo = write if state == "wrong" else ""
    if state == "found" and "y" in tags(found[0]).get("t", "").split(":"):
        todo = "It says t=y, that you only try it out; take that away when it works."
    elif state == "found" and said.startswith("rsa, 1024"):
        todo = f"Make a key of {GOOD_BITS} bits when you change it next."
    return Record(what, name, state, True, said, todo, found[0])


def _judged(record: str, key: dkim_keys.Key | None) -> tuple[State, str]:
    """How a key record is, and why."""
    said = tags(record)
    kind, public = said.get("k", "rsa"), said["p"]
    if said.get("v", "DKIM1") != "DKIM1":
        return "wrong", f"its version is {said['v']}"
    if not public:
        return "wrong", "the key was taken back"
    if "sha256" not in said.get("h", "sha256").split(":"):
        return "wrong", "it allows no SHA-256"
    if not {"*", "email"} & set(said.get("s", "*").split(":")):
        return "wrong", "it is not for mail"
    if key and (kind, public) != (key.kind, key.public()):
        return "wrong", "another key stands there than the one that we sign with"
    bits = _bits(kind, public)
    if not bits:
        return "wrong", f"it is no {kind} key"
    if bits < (LEAST_BITS if kind == "rsa" else 0):
        return "wrong", f"it has {bits} bits, which nobody believes"
    return "found", f"{kind}, {bits} bits"


def _bits(kind: str, public: str) -> int:
    """The length of a key; 0 if it is none of that kind."""
    try:
        raw = base64.b64decode(public, validate=True)
        if kind == "ed25519":
            return 8 * len(raw) if len(raw) == 32 else 0
        key = load_der_public_key(raw)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return 0
    return key.key_size if isinstance(key, RSAPublicKey) and kind == "rsa" else 0
