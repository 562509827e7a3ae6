"""Names that lead where a test wants, as in the tests of the net."""

from tests.net.conftest import names

__all__ = ["names"]
