"""The upload of one picture, byte for byte as it was approved.

The library's own upload re-encodes every picture; why ours does not: docs/decisions/0015-our-own-upload.md.
"""

import json
import random
from uuid import uuid4

import requests
from instagrapi import Client, config
from instagrapi.exceptions import ClientError, PhotoNotUpload

_RETRIES = {"num_step_auto_retry": 0, "num_reupload": 0, "num_step_manual_retry": 0}
_COMPRESSION = {"lib_name": "moz", "lib_version": "3.1.m", "quality": "80"}


def upload_photo(client: Client, data: bytes, upload_id: str, *, in_album: bool = False) -> None:
    """Send these JPEG bytes under this id, through the client's session and with its headers.

    Nobody sees it, and doing it again under the same id is harmless. Raises PhotoNotUpload, ClientError for an answer
    that does not say “ok”, and what requests raises.
    """
    name = f"{upload_id}_0_{random.randint(10**9, 10**10 - 1)}"  # noqa: S311  # a name, no secret
    response = client.private.post(
        f"https://{config.API_DOMAIN}/rupload_igphoto/{name}",
        data=data,
        headers=client.private_headers(_headers(name, len(data), upload_id, in_album)),
    )
    client.request_log(response)
    if response.status_code != requests.codes.ok:
        raise PhotoNotUpload(response.text, response=response)
    if not _says_ok(response):
        raise ClientError("The upload was not confirmed.", response=response)


def _headers(name: str, size: int, upload_id: str, in_album: bool) -> dict[str, str]:
    """What the library's `photo_rupload` sends beside the client's own headers."""
    params = {
        "retry_context": json.dumps(_RETRIES, separators=(",", ":")),
        "media_type": "1",
        "xsharing_user_ids": "[]",
        "upload_id": upload_id,
        "image_compression": json.dumps(_COMPRESSION),
    }
    if in_album:
        params["is_sidecar"] = "1"
    return {
        "Accept-Encoding": "gzip",
        "X-Instagram-Rupload-Params": json.dumps(params),
        "X_FB_PHOTO_WATERFALL_ID": str(uuid4()),
        "X-Entity-Type": "image/jpeg",
        "Offset": "0",
        "X-Entity-Name": name,
        "X-Entity-Length": str(size),
        "Content-Type": "application/octet-stream",
        "Content-Length": str(size),
    }


def _says_ok(response: requests.Response) -> bool:
    try:
        answer = response.json()
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("status") == "ok"
