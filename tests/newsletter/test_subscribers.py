"""Taking subscribers over from a file: nothing lost silently, nobody revived; and leaving."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from publisher.errors import Refusal
from publisher.models import Event, Subscriber
from publisher.newsletter.subscriber_lines import read
from publisher.newsletter.subscribers import AT_ONCE, ImportReport, import_csv
from publisher.newsletter.subscriptions import unsubscribe
from publisher.newsletter.suppression import suppress

pytestmark = pytest.mark.django_db
HEADER = "email,language,state,rhythm\n"


def taken(lines: str, header: str = HEADER, default_rhythm: str = "") -> ImportReport:
    return import_csv(io.StringIO(header + lines), source="form of March", default_rhythm=default_rhythm)


def test_a_line_becomes_a_subscriber_with_their_consent() -> None:
    report = taken("Ana@Readers.Example,es,oh,at_once\n")
    assert (report.added, report.refused) == (1, [])
    ana = Subscriber.objects.get()
    assert (ana.email, ana.language, ana.us_state, ana.rhythm) == ("Ana@readers.example", "es", "OH", "at_once")
    assert (ana.state, ana.consent_source) == ("active", "form of March")
    assert timezone.now() - ana.consent_at < timedelta(minutes=1)


@pytest.mark.parametrize("rhythm", ["at_once", "daily", "weekly", "corrections"])
def test_each_rhythm_is_kept(rhythm: str) -> None:
    taken(f"ana@readers.example,,,{rhythm}\n")
    assert Subscriber.objects.get().rhythm == rhythm


def test_what_a_line_leaves_open_is_english_and_the_default() -> None:
    taken("ana@readers.example\n", header="email\n", default_rhythm="weekly")
    ana = Subscriber.objects.get()
    assert (ana.language, ana.us_state, ana.rhythm) == ("en", "", "weekly")


def test_a_known_address_changes_only_where_the_line_says_so() -> None:
    taken("ana@readers.example,es,OH,at_once\n")
    token = Subscriber.objects.get().token
    report = taken("ANA@readers.example,,TX,\n", default_rhythm="daily")
    assert (report.added, report.changed) == (0, 1)
    ana = Subscriber.objects.get()
    assert (ana.language, ana.us_state, ana.rhythm, ana.token) == ("es", "TX", "at_once", token)


def test_importing_a_file_again_changes_nothing() -> None:
    lines = "ana@readers.example,es,OH,at_once\nben@readers.example,en,,daily\n"
    taken(lines)
    report = taken(lines)
    assert (report.added, report.changed, report.same) == (0, 0, 2)


FULL = "email,state,own_state_only,rhythm,consent_source,consent_at\n"


def test_where_and_when_they_agreed_is_kept_as_the_file_says() -> None:
    taken("ana@readers.example,OH,yes,daily,fair 2025,2025-06-01T10:00:00+02:00\n", header=FULL)
    ana = Subscriber.objects.get()
    assert (ana.consent_source, ana.consent_at.isoformat()) == ("fair 2025", "2025-06-01T08:00:00+00:00")
    assert ana.own_state_only


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("ana@readers.example,OH,perhaps,daily,,", "own_state_only 'perhaps'"),
        ("ana@readers.example,,yes,daily,,", "name the state too"),
        ("ana@readers.example,,,daily,fair,", "where they agreed"),
        ("ana@readers.example,,,daily,,2025-06-01", "where they agreed"),
        ("ana@readers.example,,,daily,fair,2999-01-01", "where they agreed"),
        ("ana@readers.example,,,daily,fair,1899-12-30", "where they agreed"),
        ("ana@readers.example,,,daily,fair,yesterday", "where they agreed"),
        ("ana@readers.example,,,daily,fa\0ir,2025-01-01", "where they agreed"),
    ],
)
def test_half_a_consent_or_a_state_without_a_name_is_refused(line: str, why: str) -> None:
    ((number, reason),) = taken(line + "\n", header=FULL).refused
    assert (number, why in reason) == (2, True)
    assert not Subscriber.objects.exists()


REFUSED = {
    "no address": ("nobody,en,,daily", "no e-mail address"),
    "an empty address": (",en,,daily", "no e-mail address"),
    "letters no relay takes": ("josé@readers.example,en,,daily", "ASCII"),
    "a language we have not": ("ana@readers.example,fr,,daily", "language 'fr'"),
    "no state": ("ana@readers.example,en,Ohio,daily", "state 'OHIO'"),
    "a rhythm we have not": ("ana@readers.example,en,,hourly", "rhythm 'hourly'"),
    "no rhythm": ("ana@readers.example,en,,", "no rhythm"),
    "too many cells": ("ana@readers.example,en,OH,daily,more", "more cells"),
    "a line break in it": ('"ana@readers.example\nBcc: x",en,,daily', "no e-mail address"),
}


@pytest.mark.parametrize(("line", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_a_line_that_cannot_be_taken_is_told_with_its_number(line: str, why: str) -> None:
    report = taken(f"first@readers.example,,,daily\n{line}\nlast@readers.example,,,daily\n")
    assert report.added == 2
    ((number, reason),) = report.refused
    assert number == 3 + line.count("\n")
    assert why in reason


def test_where_a_file_breaks_off_is_told() -> None:
    report = taken('ana@readers.example,,,daily\n"ben@readers.example,,,daily\ncem@readers.example,,,daily\n')
    assert report.added == 1
    ((_, reason),) = report.refused
    assert "cannot be read from here on" in reason


@pytest.mark.parametrize("state", ["unsubscribed", "suppressed"])
def test_who_has_left_is_never_revived(state: str) -> None:
    taken("ana@readers.example,,,daily\n")
    Subscriber.objects.update(state=state)
    report = taken("ana@readers.example,es,,at_once\n")
    assert (report.added, report.changed, len(report.refused)) == (0, 0, 1)
    assert (Subscriber.objects.get().state, Subscriber.objects.get().language) == (state, "en")


def test_a_suppressed_address_is_not_taken_even_if_nobody_knows_it_otherwise() -> None:
    suppress("Ana@readers.example", "complaint")
    assert "suppression" in taken("ana@readers.example,,,daily\n").refused[0][1]
    assert not Subscriber.objects.exists()


def test_the_same_address_twice_in_a_file_is_one_subscriber() -> None:
    report = taken("ana@readers.example,en,,daily\nANA@readers.example,es,,\n")
    assert (report.added, report.changed) == (1, 1)
    assert Subscriber.objects.get().language == "es"


def test_every_line_of_a_long_file_is_counted() -> None:
    number = AT_ONCE * 2 + 10
    report = taken("".join(f"reader{n}@readers.example,,,daily\nnot an address,,,daily\n" for n in range(number)))
    assert (report.added, len(report.refused)) == (number, number)
    assert Subscriber.objects.count() == number


def test_a_byte_order_mark_and_odd_headings_are_read() -> None:
    assert taken("ana@readers.example,daily\n", header="\ufeff Email , RHYTHM\n").added == 1


@pytest.mark.parametrize(
    ("header", "source", "rhythm", "why"),
    [
        ("address,rhythm\n", "form", "", "no column `email`"),
        ("", "form", "daily", "no column `email`"),
        ("email,rhythm\n", " ", "", "agreed"),
        ("email,rhythm\n", "fo\0rm", "", "agreed"),
        ("email\n", "form", "hourly", "no rhythm 'hourly'"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_whole(header: str, source: str, rhythm: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        import_csv(io.StringIO(header + "ana@readers.example,daily\n"), source=source, default_rhythm=rhythm)
    assert not Subscriber.objects.exists()


def test_bytes_that_are_no_text_are_refused() -> None:
    file = io.TextIOWrapper(io.BytesIO(b"email,rhythm\n" + b"\xff\xfe" * 9000), encoding="utf-8")
    with pytest.raises(Refusal, match="UTF-8"):
        import_csv(file, source="form")


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=60))
def test_any_line_is_understood_or_refused_with_a_reason(line: str) -> None:
    found = list(read(io.StringIO(HEADER + line + "\n")))
    assert all(bool(one.email) != bool(one.refusal) for one in found)
    assert found or not any(letter.isalnum() for letter in line)


def test_leaving_takes_one_click_and_a_second_changes_nothing() -> None:
    taken("ana@readers.example,,,daily\n")
    token = Subscriber.objects.get().token
    assert unsubscribe(token)
    ended = Subscriber.objects.get().ended_at
    assert unsubscribe(token)
    assert (Subscriber.objects.get().state, Subscriber.objects.get().ended_at) == ("unsubscribed", ended)


@pytest.mark.parametrize("token", ["", "no such token"])
def test_an_unknown_token_ends_nothing(token: str) -> None:
    taken("ana@readers.example,,,daily\n")
    assert not unsubscribe(token)
    assert Subscriber.objects.get().state == "active"


def test_the_trail_tells_of_a_leaving_without_the_address() -> None:
    taken("ana@readers.example,,,daily\n")
    unsubscribe(Subscriber.objects.get().token)
    event = Event.objects.get(kind="subscriber")
    assert (event.before, event.after) == ("active", "unsubscribed")
    assert "ana" not in str(event.data)
