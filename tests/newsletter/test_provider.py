"""A provider's API through django-anymail: what its answers mean, and a key that makes a lost answer harmless."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from publisher.models import Copy
from publisher.newsletter.drain import drain
from publisher.newsletter.outcomes import Unreachable
from publisher.newsletter.provider import Provider
from tests.mailers.standin import GARBLED, LOST_AFTER, LOST_BEFORE, Asked, No, StandIn
from tests.newsletter.mailing import frozen, states

pytestmark = pytest.mark.django_db
KEYS = {
    "RESEND_API_KEY": "re_test",
    "BREVO_API_KEY": "xkeysib-test",
    "POSTMARK_SERVER_TOKEN": "test",
    "MAILGUN_API_KEY": "test",
    "MAILGUN_SENDER_DOMAIN": "coalition.example",
}


class ProviderStandIn(StandIn):
    """Postmark, Resend and Brevo by what they answer; the last two keep the keys of what they took."""

    def __init__(self) -> None:
        super().__init__()
        self.mailed: list[Any] = []
        self.keys: dict[str, int] = {}

    def answer(self, asked: Asked) -> Any:
        body = asked.body
        if "postmark" in asked.headers["x-original-host"]:
            self.mailed.append(body)
            return {"To": body["To"], "MessageID": "b7bc2f4a", "ErrorCode": 0, "Message": "OK"}
        key = asked.headers.get("idempotency-key") or (body.get("headers") or {}).get("idempotencyKey", "")
        if not key or key not in self.keys:
            self.mailed.append(body)
            self.keys[key] = len(self.mailed)
        elif "brevo" in asked.headers["x-original-host"]:
            raise No(400, {"code": "duplicate_parameter", "message": "The idempotency key was used"})
        number = f"<{self.keys[key]}@provider.example>"
        return {"id": number, "messageId": number}


@pytest.fixture
def provider(settings: Any) -> Iterator[Callable[[str], ProviderStandIn]]:
    with ProviderStandIn() as running:

        def use(name: str) -> ProviderStandIn:
            settings.MAIL_BACKEND, settings.MAIL_ENDPOINT, settings.ANYMAIL = f"anymail:{name}", running.url, KEYS
            settings.DEFAULT_FROM_EMAIL, settings.BASE_URL = "news@coalition.example", "https://coalition.example"
            settings.EMAIL_TIMEOUT = 2
            return running

        yield use


Use = Callable[[str], ProviderStandIn]


@pytest.mark.parametrize("name", ["postmark", "resend", "brevo"])
def test_each_recipient_gets_one_message_with_its_own_way_out(provider: Use, name: str) -> None:
    service = provider(name)
    issue = frozen(3)
    assert drain(issue.pk).sent == 3
    told = [str(mail) for mail in service.mailed]
    tokens = [(copy.subscriber.email, copy.subscriber.token) for copy in Copy.objects.select_related("subscriber")]
    assert len(told) == 3
    for email, token in tokens:
        (mine,) = [mail for mail in told if email in mail]
        assert mine.count(f"https://coalition.example/u/{token}") == 3  # the header, the text and the html
        assert "List-Unsubscribe=One-Click" in mine


@pytest.mark.parametrize("kind", [LOST_BEFORE, LOST_AFTER, GARBLED, 500, 503])
def test_without_a_key_a_lost_answer_is_a_doubt_and_asked_once(provider: Use, kind: Any) -> None:
    service = provider("postmark")
    service.fault("POST", "/email", kind)
    issue = frozen(1)
    assert drain(issue.pk).uncertain == 1
    assert drain(issue.pk).sent == 0
    assert service.counts["POST email"] == 1


@pytest.mark.parametrize("name", ["resend", "brevo"])
@pytest.mark.parametrize("kind", [LOST_BEFORE, LOST_AFTER, GARBLED, 500])
def test_with_a_key_a_lost_answer_is_asked_for_again_and_nobody_gets_it_twice(
    provider: Use, name: str, kind: Any
) -> None:
    service = provider(name)
    service.fault("POST", "", kind)
    assert drain(frozen(1).pk).sent == 1
    assert len(service.mailed) == 1


def test_when_its_answers_are_lost_again_and_again_it_is_a_doubt(provider: Use) -> None:
    service = provider("resend")
    service.fault("POST", "", LOST_AFTER, times=9)
    assert drain(frozen(1).pk).uncertain == 1
    assert (len(service.mailed), service.counts["POST emails"]) == (1, 3)


@pytest.mark.parametrize("name", ["resend", "brevo"])
@pytest.mark.parametrize("status", [401, 409, 422, 429])
def test_a_no_after_a_lost_answer_says_nothing_of_the_first_request(provider: Use, name: str, status: int) -> None:
    service = provider(name)
    service.fault("POST", "", LOST_AFTER)
    service.fault("POST", "", status, times=9)
    issue = frozen(1)
    assert drain(issue.pk).uncertain == 1
    assert states(issue) == {"uncertain": 1}
    assert len(service.mailed) == 1


def test_a_key_that_the_service_repeats_is_kept_nowhere(provider: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    service = provider("brevo")

    def no(asked: Asked) -> Any:
        raise No(400, {"message": f"The key {asked.headers['api-key']} may not do this"})

    monkeypatch.setattr(service, "answer", no)
    issue = frozen(1)
    drain(issue.pk)
    assert states(issue) == {"failed": 1}
    assert "The key … may not do this" in Copy.objects.get().reply


def test_a_refused_address_fails_alone(provider: Use) -> None:
    service = provider("postmark")
    service.fault("POST", "/email", 422)
    issue = frozen(2)
    drain(issue.pk)
    assert states(issue) == {"failed": 1, "sent": 1}


@pytest.mark.parametrize("status", [401, 403, 429])
def test_one_that_lets_nobody_in_costs_no_copy_an_attempt(provider: Use, status: int) -> None:
    service = provider("postmark")
    service.fault("POST", "/email", status)
    issue = frozen(2)
    assert str(status) in drain(issue.pk).trouble
    assert set(Copy.objects.values_list("state", "attempts")) == {("queued", 0)}


def test_where_nobody_listens_nothing_was_sent(provider: Use) -> None:
    provider("postmark").close()
    issue = frozen(2)
    assert "cannot be reached" in drain(issue.pk).trouble
    assert states(issue) == {"queued": 2}


@pytest.mark.parametrize(("name", "said"), [("nowhere", "no provider"), ("mailgun", "not complete")])
def test_a_provider_that_is_unknown_or_lacks_its_key_is_told(
    provider: Use, settings: Any, name: str, said: str
) -> None:
    provider(name)
    settings.ANYMAIL = {}
    with pytest.raises(Unreachable, match=said), Provider(name) as transport:
        transport.send("news@coalition.example", "ana@readers.example", b"Subject: Hi\r\n\r\nHi\r\n")
