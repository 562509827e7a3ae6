"""`publisher evidence`, and what `approve` and `doctor` say of evidence."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from publisher.models import Evidence, User
from tests.conftest import Done
from tests.pipeline import sites
from tests.pipeline.sites import Site
from tests.pipeline.story import EVIDENCE, Stage, digest, drafted
from tests.proof.test_attachments import picture
from tests.proof.test_mails import MAIL

Cli = Callable[..., Done]


@pytest.fixture
def site() -> Iterator[Site]:
    with sites.running() as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rally.png").write_bytes(picture())
    (tmp_path / "mail.eml").write_bytes(MAIL)
    (tmp_path / "page.html").write_text("<script>")
    return tmp_path


def test_each_kind_is_added_and_listed(cli: Cli, stage: Stage, comms: User, folder: Path, site: Site) -> None:
    ident = str(drafted(stage.tracker).pk)
    for words in (
        ["--file", str(folder / "rally.png")],
        ["--mail", str(folder / "mail.eml")],
        ["--note", "At the town hall.", "--quote", "I sign."],
        ["--quote", "I sign."],
        ["--url", site.url, "--public"],
    ):
        done = cli("evidence", "add", ident, "--as", comms.email, *words, "--json")
        assert done.code == 0, done.err
    assert json.loads(done.out)["revision"] == 6
    listed = json.loads(cli("evidence", "list", ident, "--json").out)
    assert [(row["kind"], row["status"]) for row in listed] == [
        ("address", "doubted"),
        ("file", "attached"),
        ("mail", "attached"),
        ("note", "attached"),
        ("note", "attached"),
        ("address", "captured"),
    ]
    assert (listed[2]["about"]["dkim"], listed[3]["note"], listed[5]["title"]) == (
        "campaign.example", "I sign.", "I signed the pledge",
    )  # fmt: skip
    assert [row["public"] for row in listed] == [True, False, False, False, False, True]


def test_check_looks_now(cli: Cli, stage: Stage, site: Site) -> None:
    made = drafted(stage.tracker)
    Evidence.objects.update(url=site.url)
    site.says("no", "403 Forbidden")
    assert json.loads(cli("evidence", "check", made.code, "--json").out)[0]["status"] == "cannot_check"
    site.says()
    assert "We opened it and kept a copy" in cli("evidence", "check", made.code).out
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--file", "{folder}/page.html"], "none of the kinds"),
        (["--file", "{folder}/absent.png"], "Cannot use"),
        (["--mail", "{folder}/rally.png"], "No sender"),
        (["--url", "tbd"], "cannot be used"),
        (["--note", " "], "empty"),
        ([], "empty"),
        (["--quote", "I sign.", "--change", "999"], "Say which fact"),
    ],
)
def test_what_is_no_evidence_is_refused_in_one_line(
    cli: Cli, stage: Stage, comms: User, folder: Path, words: list[str], why: str
) -> None:
    ident = str(drafted(stage.tracker).pk)
    done = cli("evidence", "add", ident, "--as", comms.email, *(word.format(folder=folder) for word in words))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert why in done.err
    assert Evidence.objects.count() == 1


def test_one_piece_at_a_time(cli: Cli, stage: Stage, comms: User) -> None:
    ident = str(drafted(stage.tracker).pk)
    done = cli("evidence", "add", ident, "--as", comms.email, "--note", "a", "--url", "https://b.example/x")
    assert (done.code, done.err.count("\n")) == (2, 1)


def test_who_approves_what_we_could_not_open_is_told_what_that_means(cli: Cli, stage: Stage) -> None:
    made = drafted(stage.tracker)
    done = cli("approve", str(made.pk), "--as", stage.approver.email, "--digest", digest(made), "--json")
    assert (done.code, json.loads(done.out)["state"]) == (0, "approved")
    assert done.err == ("The evidence could not be opened by us: by approving you vouch that you have read it.\n")
    piece = json.loads(done.out)["subjects"][0]["change"]["evidence"][0]
    assert (piece["url"], piece["status"], piece["confirmed_by"]) == (EVIDENCE, "confirmed", "Avery Approver")


def test_who_approves_what_we_opened_is_told_nothing(cli: Cli, stage: Stage, site: Site) -> None:
    made = drafted(stage.tracker)
    Evidence.objects.update(url=site.url)
    cli("evidence", "check", made.code)
    done = cli("approve", str(made.pk), "--as", stage.approver.email, "--digest", digest(made))
    assert (done.code, done.err) == (0, "")


def test_an_announced_address_is_opened_at_once(cli: Cli, stage: Stage, organizer: User, site: Site) -> None:
    words = ["Maxima Example", "--status", "signed", "--evidence", site.url, "--as", organizer.email]
    document = json.loads(cli("announce", *words, "--json").out)
    assert document["subjects"][0]["change"]["evidence"][0]["status"] == "captured"


def test_doctor_knows_whom_the_page_of_signatories_lacks(
    cli: Cli, stage: Stage, site: Site, settings: Any, tmp_path: Path
) -> None:
    settings.SIGNATORIES = [site.url]
    site.says("<p>Nobody yet</p>")
    made = drafted(stage.tracker)
    brand, settings.BRAND_FILE = settings.BRAND_FILE, str(tmp_path / "none.toml")  # doctor tries its words on each card
    checks = [row for row in json.loads(cli("doctor", "--json").out)["checks"] if row["name"] == "signatories"]
    assert [(row["ok"], row["todo"]) for row in checks] == [(True, ""), (False, "Add: Maxima Example, house, OH, 3")]
    settings.BRAND_FILE = brand
    assert "Warning: The page of signatories does not name Maxima Example" in cli("show", made.code).out
