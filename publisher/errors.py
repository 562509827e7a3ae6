"""What a person is told when something cannot be done."""

from collections.abc import Mapping
from typing import Literal

Code = Literal["invalid", "forbidden", "stale", "missing", "conflict", "reused", "often"]

STATUS: Mapping[Code, int] = {
    "invalid": 400,
    "forbidden": 403,
    "missing": 404,
    "stale": 409,
    "conflict": 409,
    "reused": 422,
    "often": 429,
}
"""How a page or the API answers to a refusal (HTTP)."""


class Refusal(Exception):
    """Nothing was changed. Its text is one plain sentence that says what is wrong and what to do next.

    `code` is one of `STATUS`; `reused` is an idempotency key that stands for something else, `often` asks to
    wait.
    """

    def __init__(self, sentence: str, code: Code = "invalid") -> None:
        super().__init__(sentence)
        self.code: Code = code
