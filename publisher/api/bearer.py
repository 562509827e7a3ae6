"""Who asks: a program with the token of a member of staff."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from publisher.api.tokens import user_of
from publisher.models import User


class TokenRequest(HttpRequest):
    """A request with a good token: what each operation is given."""

    auth: User


class Bearer(HttpBearer):
    """`Authorization: Bearer pub_...`; `publisher user token EMAIL` makes one."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:  # noqa: ARG002 - ninja names it
        return user_of(token.strip())
