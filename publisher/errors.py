"""What a person is told when something cannot be done."""

from typing import Literal

Code = Literal["invalid", "forbidden", "stale", "missing", "conflict"]


class Refusal(Exception):
    """Nothing was changed. Its text is one plain sentence that says what is wrong and what to do next.

    `code` tells a page or the API how to answer: invalid 400, forbidden 403, missing 404, stale and conflict 409.
    """

    def __init__(self, sentence: str, code: Code = "invalid") -> None:
        super().__init__(sentence)
        self.code: Code = code
