"""`/api/v1/newsletter`: how many readers there are, signing somebody up, and deleting who asks for it."""

from typing import Annotated, Any

from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from publisher.api.bearer import TokenRequest
from publisher.newsletter import confirming, counts, signing_up, subscriptions
from publisher.newsletter.choices import DEFAULT, Choices

router = Router()
Address = Annotated[str, Field(strict=True, min_length=3, max_length=254)]


class SignUp(Schema):
    """Somebody who asked for our mail, in a form of yours. The address itself still has to confirm it."""

    model_config = ConfigDict(extra="forbid")

    email: Address
    source: Annotated[str, Field(min_length=1, max_length=200, description="where they asked; kept with their consent")]
    language: str = "en"
    rhythm: Annotated[str, Field(description="at_once, daily, weekly or corrections")] = DEFAULT
    state: Annotated[str, Field(description="two letters, such as OH")] = ""
    own_state_only: Annotated[bool, Field(strict=True)] = False


class Deletion(Schema):
    """Somebody who wants to be forgotten."""

    model_config = ConfigDict(extra="forbid")

    email: Address


@router.get("", response=dict[str, Any], summary="How many readers there are")
def newsletter(request: TokenRequest) -> dict[str, Any]:  # noqa: ARG001 - ninja gives it
    """Active subscribers by rhythm, and sign-ups that wait; no addresses."""
    return {"subscribers": counts.subscribers(), "sign_ups": confirming.status()}


@router.post("sign-ups", response={202: dict[str, str]}, summary="Ask an address to confirm")
def sign_up(request: TokenRequest, body: SignUp) -> Status[dict[str, str]]:
    """Sends the mail with the button. The answer is the same for every address, known or not."""
    wants = Choices(body.language, body.state, body.own_state_only, body.rhythm)
    who = f"user {request.auth.pk}"
    signing_up.sign_up(body.email, wants, source=body.source, by=signing_up.A_PROGRAM, who=who)
    return Status(
        202, {"detail": "If the address may be asked, a mail is on its way. It is a subscriber once confirmed."}
    )


@router.post("deletions", response=dict[str, int], summary="Delete all that is known of an address")
def delete(request: TokenRequest, body: Deletion) -> dict[str, int]:
    """For comms staff and above. What is left is a hash, so that no import brings the address back."""
    return {"deleted": subscriptions.erase(body.email, by=request.auth)}
