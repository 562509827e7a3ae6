"""Logging in as instagrapi 3.2 does it: the app's CAA flow, the older form, two-factor by TOTP.

Only the parts of the answers that the client reads are there. The password arrives encrypted, as at
Instagram (AES-256-GCM under an RSA-wrapped key), and is really decrypted.
"""

import base64
import hashlib
import hmac
import json
import secrets
import struct
import time
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from publisher.sandbox.instagram_http import Answer, Request, as_json
from publisher.sandbox.instagram_store import Store
from publisher.sandbox.instagram_things import Account

_LOGGED_OUT = as_json({"message": "login_required", "logout_reason": 2, "status": "fail"}, 403)


class Logins:
    """The log-in pages of the sandbox. With `open_to_all`, an unknown name becomes an account."""

    def __init__(self, store: Store, open_to_all: bool) -> None:
        self._store = store
        self._open_to_all = open_to_all

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def whose(self, request: Request) -> Account | None:
        """The account that the request's session belongs to."""
        try:
            token = json.loads(base64.b64decode(request.headers.get("authorization", "").rsplit(":", 1)[-1]))
            return self._store.by_session(str(token["sessionid"]))
        except (ValueError, KeyError, TypeError):
            return None

    def current_user(self, request: Request) -> Answer:
        """GET accounts/current_user/: who am I?"""
        account = self.whose(request)
        if account is None:
            return _LOGGED_OUT
        user = {"pk": account.user_id, "username": account.username, "full_name": account.username}
        return as_json({"user": user, "status": "ok"})

    def key(self, _: Request) -> Answer:
        """GET qe/sync/: the public key for passwords."""
        pem = self._key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        headers = {
            "ig-set-password-encryption-key-id": "41",
            "ig-set-password-encryption-pub-key": base64.b64encode(pem).decode(),
        }
        return Answer(200, b'{"status": "ok"}', headers=headers)

    def device(self, _: Request) -> Answer:
        """POST graphql_www: the device registers its key."""
        return as_json({"data": {"usdid_registration": {"success": True}}})

    def homepage(self, _: Request) -> Answer:
        """The log-in screen, with the token that the next steps must carry."""
        node = {"data": {"key": "CAA_ACCOUNT_ACCESS_CONTEXT:aac", "initial": secrets.token_urlsafe(24)}}
        return as_json({"layout": {"bloks_payload": {"data": [node]}}, "status": "ok"})

    def attestation(self, _: Request) -> Answer:
        """The nonce that the device signs."""
        return as_json({"challenge_nonce": secrets.token_urlsafe(24), "key_nonce": "", "status": "ok"})

    def send(self, request: Request) -> Answer:
        """The log-in itself. A wrong password is answered as Instagram does: "use the older form"."""
        fields = json.loads(request.form()["params"])["client_input_params"]
        account = self._check(str(fields["contact_point"]), str(fields["password"]))
        if account is None:
            return _action("(CAA_LOGIN_FALLBACK:legacy)", ["CAA_LOGIN_FALLBACK:legacy"])
        if account.totp:
            return as_json({"two_step_verification_context": account.username, "status": "ok"})
        return self._welcome(account)

    def verify_code(self, request: Request) -> Answer:
        """The code of the two-factor app."""
        params = json.loads(request.form()["params"])
        account = self._store.account(str(params["server_params"]["two_step_verification_context"]))
        code = str(params["client_input_params"]["code"])
        if account is None or code not in {_totp(account.totp, step) for step in (-1, 0, 1)}:
            return as_json({"message": "Please check the security code.", "status": "fail"}, 400)
        return self._welcome(account)

    def send_older(self, request: Request) -> Answer:
        """POST accounts/login/: the older form, which says why it refuses."""
        fields = request.signed()
        account = self._check(str(fields.get("username")), str(fields.get("enc_password")))
        if account is None:
            message = "Sorry, your password was incorrect. Please double-check your password."
            return as_json({"message": message, "error_type": "bad_password", "status": "fail"}, 400)
        return as_json({"status": "ok"}, ig_set_authorization=self._authorization(account))

    def _check(self, username: str, encrypted: str) -> Account | None:
        password = self._decrypt(encrypted)
        account = self._store.account(username)
        if account is None and self._open_to_all and password:
            account = Account(username.strip(), password)
            self._store.add_account(account)
        return account if account and hmac.compare_digest(account.password, password) else None

    def _decrypt(self, encrypted: str) -> str:
        """`#PWD_INSTAGRAM:4:TIME:base64(1, key id, iv 12, size 2, wrapped key, tag 16, text)`; "" if garbled."""
        try:
            _, _, stamp, packed = encrypted.split(":", 3)
            raw = base64.b64decode(packed)
            end = 16 + int.from_bytes(raw[14:16], "little")
            key = self._key.decrypt(raw[16:end], padding.PKCS1v15())
            tag, text = raw[end : end + 16], raw[end + 16 :]
            return AESGCM(key).decrypt(raw[2:14], text + tag, stamp.encode()).decode()
        except (ValueError, InvalidTag):
            return ""

    def _authorization(self, account: Account) -> str:
        session = {"ds_user_id": account.user_id, "sessionid": self._store.open_session(account)}
        return "Bearer IGT:2:" + base64.b64encode(json.dumps(session).encode()).decode()

    def _welcome(self, account: Account) -> Answer:
        user = {"pk": account.user_id, "username": account.username}
        embedded = {
            "login_response": json.dumps({"logged_in_user": user, "status": "ok"}),
            "headers": json.dumps({"IG-Set-Authorization": self._authorization(account)}),
            "cookies": "",
        }
        return _action(f"(bk.action.caa.HandleLoginResponse {json.dumps(json.dumps(embedded))})")


def _action(text: str, markers: list[str] | None = None) -> Answer:
    payload: dict[str, Any] = {"action": text, "markers": markers or []}
    return as_json({"layout": {"bloks_payload": payload}, "status": "ok"})


def _totp(seed: str, step: int) -> str:
    """RFC 6238 with SHA-1, 30 seconds, six digits; `step` counts from now."""
    clean = seed.replace(" ", "").upper()
    key = base64.b32decode(clean + "=" * (-len(clean) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
