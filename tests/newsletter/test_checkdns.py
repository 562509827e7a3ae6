"""What stands in the DNS, asked of a real name server, and what a person is told to write."""

import json
from pathlib import Path
from typing import Any

import pytest

from publisher.management.checkup import mail_domain
from publisher.management.checkup.finding import examine
from publisher.newsletter import dkim_keys
from publisher.newsletter.dns import checkup, spf
from publisher.newsletter.dns.record import Record, all_there
from publisher.newsletter.dns.resolver import Names
from tests.newsletter.nameserver import MUTE, NameServer, Zone
from tests.newsletter.signing import made, published

HOME = "coalition.example"
RELAY = "Make sure that it names what relay.coalition.example sends from."
DMARC = f"_dmarc.{HOME} TXT"


@pytest.fixture(autouse=True)
def ours(settings: Any, tmp_path: Path) -> None:
    """We mail from coalition.example through a relay that nobody knows, and sign with two keys."""
    settings.DEFAULT_FROM_EMAIL = f"news@{HOME}"
    settings.EMAIL_HOST = "relay.coalition.example"
    made(tmp_path, settings, ed="ed25519", rsa="rsa")


def good() -> Zone:
    return {
        f"{HOME} TXT": ["v=spf1 ip4:192.0.2.1 ~all", "another text"],
        f"{HOME} MX": ["10 mx.coalition.example."],
        DMARC: [f"v=DMARC1; p=quarantine; rua=mailto:dmarc@{HOME}"],
    } | {f"{name} TXT": [record] for name, record in published().items()}


def found(names: NameServer, zone: Zone, without: str = "") -> dict[str, Record]:
    """What `checkdns` finds when these records stand beside the good ones, by what they are."""
    names.zone = {name: values for name, values in (good() | zone).items() if name != without and values}
    return {record.what: record for record in checkup.check(Names(names.address, seconds=0.5))}


def test_all_is_there_and_the_command_says_so(names: NameServer, cli: Any) -> None:
    names.zone = good()
    done = cli("newsletter", "checkdns", "--json")
    document = json.loads(done.out)
    assert (done.code, document["ok"], document["domain"]) == (0, True, HOME)
    assert [(one["what"], one["state"]) for one in document["records"]] == [
        (what, "found") for what in ("SPF", "DKIM ed", "DKIM rsa", "DMARC", "alignment", "MX")
    ]
    assert {one["what"] for one in document["records"] if one["required"]} == {
        *("SPF", "DKIM ed", "DKIM rsa", "DMARC", "alignment")
    }
    text = cli("newsletter", "checkdns", "--nameserver", names.address).out
    assert "ok   DMARC      _dmarc.coalition.example: p=quarantine" in text
    assert "ok   alignment  coalition.example: DKIM and SPF of coalition.example" in text


def test_nothing_is_there_and_each_line_says_what_to_write(names: NameServer, cli: Any) -> None:
    done = cli("newsletter", "checkdns")
    assert (done.code, done.err) == (1, "coalition.example lacks what mailbox providers ask of who mails many.\n")
    assert "Write as TXT of coalition.example: v=spf1 ip4:YOUR.RELAYS.ADDRESS ~all" in done.out
    assert "Write as TXT of _dmarc.coalition.example: v=DMARC1; p=none;" in done.out
    for name, record in published().items():
        assert f"Write as TXT of {name}: {record}" in done.out
    assert "--   MX" in done.out


@pytest.mark.parametrize(
    ("record", "state", "said"),
    [
        (["v=spf1 ip4:192.0.2.1"], "found", "End it with ~all"),
        (["v=spf1 +all"], "wrong", "+all lets everybody mail in your name"),
        (["v=spf1 all"], "wrong", "+all lets everybody mail in your name"),
        (["v=spf1 ~all", "v=spf1 -all"], "wrong", "There are 2 SPF records"),
        (["v=spf1 ip:192.0.2.1 ~all"], "wrong", "'ip:192.0.2.1' in the record of coalition.example means nothing"),
        (["v=spf1 include:nobody.example ~all"], "wrong", "names include:nobody.example, which has 0 SPF records"),
        (["v=spf1 redirect=loop.example"], "wrong", "It takes more than 10 look-ups"),
        (["v=spf1 redirect=end.example"], "found", RELAY),
        (["v=spf1 " + "a:mx.end.example " * 11 + "~all"], "wrong", "It takes more than 10 look-ups"),
        (["v=spf1 " + "a:mx.end.example " * 10 + "-all"], "found", RELAY),
        (["v=spf1 a:b.example mx:b.example exists:b.example ~all"], "wrong", "3 of its names are not there"),
        (["v=spf1 exists:%{i}.b.example a/24 ptr ~all"], "found", RELAY),
        (["v=spf10 ~all"], "missing", "Write as TXT"),
        ([], "missing", "Write as TXT"),
        ([MUTE], "unknown", "No name server says anything about coalition.example (TXT)"),
    ],
)
def test_spf_is_counted_as_receivers_count_it(names: NameServer, record: list[str], state: str, said: str) -> None:
    zone = {
        "loop.example TXT": ["v=spf1 include:loop.example ~all"],
        "end.example TXT": ["v=spf1 ip4:192.0.2.1 -all"],
        "mx.end.example A": ["192.0.2.1"],
        f"{HOME} A": ["192.0.2.1"],
    }
    spf_record = found(names, zone | {f"{HOME} TXT": record})["SPF"]
    assert (spf_record.state, said in spf_record.todo) == (state, True), spf_record


def test_a_nested_record_costs_what_all_of_it_costs(names: NameServer) -> None:
    names.zone = {
        "a.example TXT": ["v=spf1 include:b.example include:c.example mx ~all"],
        "b.example TXT": ["v=spf1 include:c.example a -all"],
        "b.example A": ["192.0.2.1"],
        "c.example TXT": ["v=spf1 ip6:2001:db8::/32 -all"],
        "a.example MX": ["10 b.example."],
    }
    read = spf.read(Names(names.address), "a.example")
    assert (read.lookups, read.void, read.ending, read.problem) == (5, 0, "~all", "")
    assert read.includes == ["b.example", "c.example", "c.example"]


def test_a_relay_that_is_known_is_asked_for_by_name(names: NameServer, settings: Any) -> None:
    zone = {"_spf.google.com TXT": ["v=spf1 ip4:192.0.2.9 ~all"], "amazonses.com TXT": ["v=spf1 ip4:192.0.2.9 ~all"]}
    settings.EMAIL_HOST = "smtp-relay.gmail.com"
    assert "Your relay is Google: add include:_spf.google.com" in found(names, zone)["SPF"].todo
    assert found(names, zone)["SPF"].state == "wrong"
    assert "v=spf1 include:_spf.google.com ~all" in found(names, zone, without=f"{HOME} TXT")["SPF"].todo
    named = zone | {f"{HOME} TXT": ["v=spf1 include:_spf.google.com ~all"]}
    assert (found(names, named)["SPF"].state, found(names, named)["SPF"].todo) == ("found", "")
    settings.EMAIL_HOST = "email-smtp.us-east-1.amazonaws.com"  # its own return path: advice, no fault
    assert found(names, zone)["SPF"].state == "found"
    assert "Your relay is Amazon SES" in found(names, zone)["SPF"].todo
    settings.MAIL_BACKEND = "anymail:postmark"
    assert not found(names, zone, without=f"{HOME} TXT")["SPF"].required


def test_a_key_has_to_be_ours_and_to_be_believed(names: NameServer, settings: Any) -> None:
    name = f"rsa._domainkey.{HOME} TXT"
    record = published()[f"rsa._domainkey.{HOME}"]
    other = published()[f"ed._domainkey.{HOME}"]
    for values, state, said in (
        ([record], "found", "rsa, 2048 bits"),
        ([record.replace("v=DKIM1; ", "") + "; t=y"], "found", "rsa, 2048 bits"),
        ([other], "wrong", "another key stands there than the one that we sign with"),
        ([record, record + "; n=x"], "wrong", "there are several keys"),
        (["v=DKIM1; p="], "wrong", "the key was taken back"),
        ([record + "; h=sha1"], "wrong", "it allows no SHA-256"),
        ([record + "; s=other"], "wrong", "it is not for mail"),
        ([record.replace("DKIM1", "DKIM2")], "wrong", "its version is DKIM2"),
        (["no key at all"], "missing", "there is no key"),
        ([MUTE], "unknown", "no answer"),
    ):
        shown = found(names, {name: values})["DKIM rsa"]
        assert (shown.state, shown.said) == (state, said)
        assert bool(shown.todo) == (state != "found" or "t=y" in values[0])
    settings.DKIM_SELECTORS = "relay1 relay2"
    relays = {f"relay1._domainkey.{HOME} TXT": ["k=rsa; p=AAAA"], f"relay2._domainkey.{HOME} TXT": [SHORT]}
    shown = found(names, relays)
    assert (shown["DKIM relay1"].state, shown["DKIM relay1"].said) == ("wrong", "it is no rsa key")
    assert (shown["DKIM relay2"].state, shown["DKIM relay2"].said) == ("found", "rsa, 1024 bits")
    assert "2048 bits" in shown["DKIM relay2"].todo
    settings.DKIM_KEYS = settings.DKIM_SELECTORS = ""
    assert "PUBLISHER_DKIM_SELECTORS" in found(names, {})["DKIM"].todo


SHORT = (
    "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/"
    "byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
)
"""The example of RFC 6376, appendix C: 1024 bits."""


@pytest.mark.parametrize(
    ("values", "state", "said"),
    [
        (["v=DMARC1; p=none; rua=mailto:x@coalition.example"], "found", "p=none, which is allowed"),
        (["v=DMARC1; p=reject; rua=mailto:x@coalition.example"], "found", "p=reject"),
        (["v=DMARC1; p=reject"], "found", "p=reject"),
        (["v=DMARC1; rua=mailto:x@coalition.example"], "wrong", "it has no policy"),
        (["v=DMARC1; p=deny"], "wrong", "it has no policy"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], "wrong", "there are several records"),
        (["p=reject; v=DMARC1"], "missing", "there is no record"),
        ([MUTE], "unknown", "no answer"),
    ],
)
def test_dmarc_has_a_policy_once(names: NameServer, values: list[str], state: str, said: str) -> None:
    shown = found(names, {DMARC: values})["DMARC"]
    assert shown.state == state
    assert shown.said.startswith(said)
    assert bool(shown.todo) == (state != "found" or "reject; rua" not in values[0])
    assert all_there([shown]) == (state == "found")


def test_a_domain_below_goes_by_the_record_above(names: NameServer, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = f"news@mail.{HOME}"
    settings.DKIM_DOMAIN = HOME
    below = {f"mail.{HOME} TXT": ["v=spf1 ip4:192.0.2.1 ~all"], f"mail.{HOME} MX": ["0 ."]}
    shown = found(names, below | {DMARC: [f"v=DMARC1; p=none; sp=reject; rua=mailto:x@{HOME}"]})
    assert (shown["DMARC"].name, shown["DMARC"].said) == (f"_dmarc.{HOME}", "p=reject")
    assert shown["alignment"].said.startswith("DKIM and SPF of")
    assert (shown["MX"].state, shown["MX"].said) == ("wrong", "it says that it takes no mail (RFC 7505)")
    strict = found(names, below | {DMARC: ["v=DMARC1; p=none; adkim=s"]})
    assert strict["alignment"].said.startswith("SPF of")
    settings.BOUNCE_ADDRESS = "back@elsewhere.example"
    shown = found(names, {"elsewhere.example TXT": ["v=spf1 ~all"], DMARC: ["v=DMARC1; p=none; adkim=s"]})
    assert (shown["SPF"].name, shown["alignment"].state) == ("elsewhere.example", "wrong")
    assert "asks for the very same domain" in shown["alignment"].todo


def test_a_domain_that_has_no_records_is_not_looked_at(names: NameServer, settings: Any, cli: Any) -> None:
    for address in ("publisher@127.0.0.1", "publisher@localhost", "publisher"):
        settings.DEFAULT_FROM_EMAIL = address
        done = cli("newsletter", "checkdns")
        assert (done.code, "set PUBLISHER_MAIL_FROM" in done.err) == (1, True)
    assert names.asked == []
    for server, said in (("ns.example", "is no name server"), ("127.0.0.1:x", "is no name server")):
        done = cli("newsletter", "checkdns", "--nameserver", server)
        assert (done.code, said in done.err) == (1, True)


def test_the_doctor_says_in_a_line_what_checkdns_says_in_full(names: NameServer, settings: Any) -> None:
    (check,) = mail_domain.CHECKS
    names.zone = good()
    assert [(one.ok, one.detail) for one in examine(check)] == [(True, f"{HOME} has SPF, DKIM and DMARC")]
    del names.zone[DMARC]
    (finding,) = examine(check)
    assert (finding.ok, finding.essential, finding.detail) == (False, False, "DMARC: there is no record")
    assert "publisher newsletter checkdns" in finding.todo
    names.zone[f"{HOME} MX"] = [MUTE]
    assert "No name server says anything" in examine(check)[0].detail
    settings.NAMESERVER, asked = "", len(names.asked)
    assert "is a name for examples" in examine(check)[0].detail
    settings.DEFAULT_FROM_EMAIL = "publisher@127.0.0.1"
    assert "is no domain that has records" in examine(check)[0].detail
    settings.MAIL_BACKEND = "listmonk"
    assert (examine(check), len(names.asked)) == ([], asked)


def test_the_keys_command_shows_records_and_makes_keys(settings: Any, cli: Any, tmp_path: Path) -> None:
    shown = json.loads(cli("newsletter", "dkim-key", "--json").out)["keys"]
    assert {row["name"]: row["value"] for row in shown} == published()
    assert all(len(part) <= 257 for row in shown for part in row["zone"].split(" ") if row["kind"] == "rsa")
    assert "".join(json.loads(f"[{shown[1]['zone'].replace(chr(34) + ' ', chr(34) + ', ')}]")) == shown[1]["value"]
    file = tmp_path / "news2026.pem"
    done = cli("newsletter", "dkim-key", "--make", str(file), "--kind", "ed25519")
    assert f"Set PUBLISHER_DKIM_KEYS=news2026={file} once this record is there:" in done.out
    assert dkim_keys.read("news2026", file).record() in done.out
    assert "PRIVATE" not in done.out
    again = cli("newsletter", "dkim-key", "--make", str(file))
    assert (again.code, "is there already" in again.err) == (1, True)
    odd = cli("newsletter", "dkim-key", "--make", str(tmp_path / "our key.pem"))
    assert (odd.code, "no selector" in odd.err, (tmp_path / "our key.pem").exists()) == (1, True, False)
    settings.DKIM_KEYS = ""
    assert "Nothing is signed here" in cli("newsletter", "dkim-key").out
