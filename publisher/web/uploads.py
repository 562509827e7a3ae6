"""How much may be sent at once. Asked before the first byte of a file is kept, whoever sends it."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from publisher.proof.attachments import MOST_BYTES

MOST_IN_ALL = 2 * MOST_BYTES + 1_000_000
"""Two files of the largest size; one that is a little too large still gets a sentence instead of an error."""


class Bounded(FileUploadHandler):
    """Refuses a request whose body is announced as too large (400); keeps nothing itself."""

    def handle_raw_input(self, *told: Any, **_named: Any) -> None:
        _input, _meta, content_length, *_rest = told
        if content_length > MOST_IN_ALL:
            raise RequestDataTooBig(f"More than {MOST_IN_ALL // 1_000_000} MB were sent at once.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        return None
