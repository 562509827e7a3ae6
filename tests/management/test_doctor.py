"""`publisher doctor` looks at everything, whatever is broken, and says what to do."""

import json
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from publisher import trail
from publisher.brand import DEFAULT
from publisher.management import checkup
from publisher.management.checkup import machine
from publisher.management.checkup.finding import Check, examine
from publisher.models import Account, Lease, Poll, Seal, Source, User
from publisher.workflow import tell
from tests.mailers.services import ListmonkStandIn

NAMES = {"python", "text shaping", "typefaces", "home", "secret key", "storage", "lease", "brand file", "its cards"}
NAMES |= {"database", "broker", "worker and beat", "mail", "mail domain", "address", "staff", "accounts", "sources"}
NAMES |= {"trail"}


def found(name: str, check: str = "") -> checkup.Finding:
    """The finding `name` of the check of that name, or of `check`; the others are not asked."""
    (asked,) = [each for each in checkup.CHECKS if each.name == (check or name)]
    return next(finding for finding in examine(asked) if finding.name == name)


def source(**fields) -> Source:
    return Source.objects.create(name="main", location="/tmp/x.csv", format="csv", cycle=2026, **fields)


def test_a_new_installation_is_sound_and_each_point_that_is_not_well_says_what_to_do(cli) -> None:
    done = cli("doctor", "--json")
    report = json.loads(done.out)
    checks = {check["name"]: check for check in report["checks"]}
    assert (done.code, report["ok"]) == (0, True)
    assert set(checks) == NAMES
    assert all(check["ok"] or check["todo"] for check in report["checks"])
    assert "user add" in checks["staff"]["todo"]
    assert "waits for a person to post it" in checks["accounts"]["detail"]


def test_prints_a_line_for_each_point_and_what_is_essential_makes_it_fail(cli, no_brand) -> None:
    done = cli("doctor")
    assert done.code == 1
    assert any(line.startswith("ok   python") for line in done.out.splitlines())
    assert "NOT  brand file" in done.out


def test_a_lease_that_is_too_short_is_no_reason_to_stop_but_told(cli, settings) -> None:
    settings.LEASE_SECONDS = 29.0
    assert (found("lease").ok, found("lease").essential) == (False, False)
    assert "PUBLISHER_LEASE_SECONDS" in found("lease").todo
    settings.LEASE_SECONDS = 30.0
    assert found("lease").ok


def test_missing_text_shaping_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.features, "version", lambda _: None)
    (finding,) = machine._shaping()
    assert not finding.ok
    assert "libfribidi0" in finding.todo


def test_storage_that_cannot_be_written_is_found(settings, tmp_path: Path) -> None:
    place = tmp_path / "files"
    place.write_text("a file where a folder should be")
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": place}}
    }
    (finding,) = examine(next(check for check in machine.CHECKS if check.name == "storage"))
    assert not finding.ok
    assert finding.essential


def test_a_check_that_raises_is_a_finding() -> None:
    def look():
        raise OSError("the disk is full")
        yield

    (finding,) = examine(Check("disk", look, "Make room."))
    assert finding == checkup.Finding("disk", False, "the disk is full", "Make room.")


def test_a_relay_that_does_not_answer_is_found(db: None, settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        assert not found("mail").ok


def test_a_sweeper_that_stands_still_is_found(db: None) -> None:
    Lease.objects.create(name="sweeper", beat_at=timezone.now() - timedelta(minutes=10))
    assert not found("worker and beat").ok
    Lease.objects.update(beat_at=timezone.now())
    assert found("worker and beat").ok


def test_a_paused_account_says_why_and_how_to_go_on(db: None) -> None:
    Account.objects.create(
        channel="instagram", name="main", paused_at=timezone.now(), pause_reason="A code is asked.", todo="Enter it."
    )
    finding = found("account instagram/main", "accounts")
    assert "A code is asked." in finding.detail
    assert "account resume instagram/main" in finding.todo


def test_an_account_whose_secrets_do_not_open_is_found(db: None) -> None:
    Account.objects.create(channel="instagram", name="main", secrets="sealed with another key")
    assert "PUBLISHER_SECRET_KEY" in found("account instagram/main", "accounts").detail


def test_a_quarantined_source_says_why(db: None) -> None:
    Poll.objects.create(
        source=source(), state="quarantined", reason="The column status is gone.", started_at=timezone.now()
    )
    assert "The column status is gone." in found("source main", "sources").detail


def test_a_source_that_is_read_in_time_is_well(db: None) -> None:
    source(read_at=timezone.now())
    assert found("source main", "sources").ok


@pytest.mark.parametrize("address", ["ftp://publisher.example", "https://publisher.example/somewhere", "publisher"])
def test_an_address_that_cannot_be_is_essential(db: None, settings, address: str) -> None:
    settings.BASE_URL = address
    assert (found("address").ok, found("address").essential) == (False, True)


def test_a_cut_trail_is_found(organizer: User) -> None:
    for _ in range(3):
        tell(organizer, "tried")
    trail.seal()
    assert found("trail").ok
    Seal.objects.filter(seq=3).delete()
    assert (found("trail").ok, found("trail").essential) == (False, True)


def test_its_own_files_leave_nothing_behind(db: None, settings, tmp_path: Path) -> None:
    place = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": place}}
    }
    assert found("storage").ok
    assert not [file for file in place.rglob("*") if file.is_file()]


def test_a_brand_whose_words_fit_no_card_is_not_well(cli, settings, tmp_path) -> None:
    assert found("its cards", "brand file").ok
    settings.BRAND_FILE = tmp_path / "brand.toml"
    settings.BRAND_FILE.write_text(DEFAULT.read_text().replace("Abolish ICE.", "Abolish" + "e" * 90 + "."))
    told = found("its cards", "brand file")
    assert not told.ok
    assert "signed, 1080x1350, en" in told.detail
    assert "Shorten" in told.todo


def test_the_newsletters_back_end_is_asked_whether_its_audience_is_there(db, settings) -> None:
    settings.MAIL_BACKEND, settings.MAIL_KEY, settings.MAIL_AUDIENCE = "listmonk", "api:secret", "3"
    with ListmonkStandIn() as listmonk:
        settings.MAIL_API, settings.MAIL_ENDPOINT = "https://lists.example", listmonk.url
        assert found("newsletter").detail == "listmonk: lists: Neighbors"
        settings.MAIL_KEY = "api:wrong"
        assert "PUBLISHER_MAIL_KEY" in found("newsletter").todo
        settings.MAIL_KEY, settings.MAIL_AUDIENCE = "api:secret", ""
        assert "PUBLISHER_MAIL_AUDIENCE" in found("newsletter").todo


def test_a_stand_in_for_a_back_end_is_on_this_machine_alone(db, settings) -> None:
    settings.MAIL_BACKEND, settings.MAIL_KEY, settings.MAIL_AUDIENCE = "listmonk", "api:secret", "3"
    settings.MAIL_API, settings.MAIL_ENDPOINT = "https://lists.example", "https://lists.elsewhere.example"
    finding = found("newsletter")
    assert not finding.ok
    assert "no loopback address" in finding.detail


def test_a_provider_and_a_mail_by_hand_are_told_what_they_lack(db, settings) -> None:
    settings.MAIL_BACKEND, settings.ANYMAIL = "anymail:postmark", {}
    assert "PUBLISHER_ANYMAIL" in found("newsletter").detail
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "test"}
    assert found("newsletter").ok
    settings.MAIL_BACKEND, settings.MAIL_UNSUBSCRIBE = "by_hand", ""
    assert "PUBLISHER_MAIL_UNSUBSCRIBE" in found("newsletter").todo
