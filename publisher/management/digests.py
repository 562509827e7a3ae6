"""What `publisher newsletter` does about digests and mailings: its arguments and what each action gives."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from publisher import manifest as manifests
from publisher.digest_words import Said
from publisher.digesting import Wishes, wishes_of
from publisher.errors import Refusal
from publisher.management.announcements import announcement
from publisher.management.base import staff
from publisher.models import Announcement, Issue, Revision
from publisher.newsletter.carried import whole
from publisher.newsletter.compile import CompileError, HeaderError
from publisher.newsletter.counts import status, subscribers
from publisher.newsletter.finished import finished
from publisher.newsletter.news import recent, untold
from publisher.newsletter.progress import progress
from publisher.newsletter.proofread import findings
from publisher.pipeline import digests, mailing, submit, trying
from publisher.rules.digests import RHYTHMS
from publisher.said import same_digest
from publisher.showing import iso
from publisher.words import MailWords

Answer = tuple[dict[str, Any], str]
"""The document for `--json`, and the text for people."""
LATEST = 50


def add_arguments(actions: Any) -> None:
    """The actions, on the parser of `publisher newsletter`."""
    actions.add_parser("digests", help="the latest digests, and what news waits for the next ones")
    make = actions.add_parser("make", help="draft a digest now, whatever the hour")
    make.add_argument("rhythm", metavar="RHYTHM", choices=RHYTHMS, help=" or ".join(RHYTHMS))
    change = actions.add_parser("edit", help="change a digest: its items, its words, when it is sent")
    look = actions.add_parser("preview", help="print the finished mail of an announcement, and the rules it keeps")
    tried = actions.add_parser("test", help="send the mail of an announcement to your own address")
    for action in (change, look, tried):
        action.add_argument("id", metavar="ID", help="the announcement's number or code")
    for action in (look, tried):
        action.add_argument("--language", metavar="L", default="", help="such as es; the first one by default")
    look.add_argument("--part", choices=("text", "html", "source"), default="text")
    change.add_argument("--digest", metavar="D", required=True, help="the digest that was read")
    change.add_argument("--items", metavar="N,N", help="the announcements that it holds, in order; by default as it is")
    for name in digests.LONGEST:
        change.add_argument(f"--{name}", metavar="L=TEXT", action="append", default=[], help="such as en=Good news")
    change.add_argument("--at", metavar="TIME", help="when it is sent, such as 2026-11-27T17:30Z; `approval`: then")
    rest = {"pause": "let no further copy leave", "resume": "let the rest go out", "cancel": "let none of the rest out"}
    for name, about in rest.items():
        action = actions.add_parser(name, help=f"{about} of a mailing that is under way")
        action.add_argument("issue", metavar="ISSUE", type=int, help="its number, see `status`")
        if name != "resume":
            action.add_argument("--reason", metavar="TEXT", required=True, help="why")
    for name in ("make", "edit", "test", *rest):
        actions.choices[name].add_argument(
            "--as", dest="user", metavar="USER", required=True, help="e-mail address of who does it"
        )


def answer(action: str, options: Mapping[str, Any]) -> Answer:
    """Does it. Raises `Refusal`; `KeyError` for an action that is none of these."""
    return ACTIONS[action](options)


def listing(_options: Mapping[str, Any]) -> Answer:
    """The latest digests, the newest first, and by rhythm who reads them and what waits."""
    rows = Announcement.objects.filter(kind="digest").select_related("digest", "revision").order_by("-id")[:LATEST]
    found, readers, now = [document(row) for row in rows], subscribers(), timezone.now()
    waits: dict[str, dict[str, Any]] = {
        rhythm: {
            "readers": readers.get(rhythm, 0),
            "news": [news.pk for news in recent(untold(rhythm), now)],
            "open": waiting.pk if (waiting := digests.waiting(rhythm)) else None,
        }
        for rhythm in RHYTHMS
    }
    lines = [f"{name}: {one['readers']} readers, {len(one['news'])} to tell." for name, one in waits.items()]
    return {"digests": found, "next": waits}, "\n".join([*lines, *map(line, found)])


def document(row: Announcement) -> dict[str, Any]:
    """A digest for programs."""
    manifest = row.revision.manifest if row.revision else {}
    wishes = wishes_of(manifest) if manifest else Wishes()
    return {
        "id": row.pk,
        "code": row.code,
        "rhythm": row.digest.rhythm,
        "state": row.state,
        "reason": row.reason,
        "digest": row.revision.digest if row.revision else "",
        "items": digests.items_of(manifest) if manifest else [],
        "left_out": row.digest.left_out,
        "send_at": iso(wishes.send_at),
        "subject": {
            language: (manifests.mail_of(manifest, language) or {}).get("subject", "")
            for language in manifest.get("languages", [])
        },
    }


def line(found: Mapping[str, Any]) -> str:
    """The same for people."""
    items = ", ".join(map(str, found["items"])) or "not drafted yet"
    when = f", for {found['send_at']}" if found["send_at"] else ""
    return (
        f"{found['id']} {found['rhythm']} digest: {found['state'].replace('_', ' ')}{when}. Items: {items}. "
        f"Digest {found['digest'][:12]}. {found['reason']}".rstrip()
    )


def make(options: Mapping[str, Any]) -> Answer:
    """Makes and drafts one."""
    made = digests.make(options["rhythm"], by=staff(options["user"]))
    submit.submit(made.pk)
    return _answer_of(made.pk)


def edit(options: Mapping[str, Any]) -> Answer:
    """Changes what is given; the rest stays."""
    found, revision = _drafted(options["id"])
    if found.kind != "digest":
        raise Refusal(f"Announcement {found.pk} is no digest. `publisher edit` changes it.")
    same_digest(options["digest"], revision)
    before = wishes_of(revision.manifest)
    said = {language: _said(options, language, before) for language in revision.manifest["languages"]}
    _languages(options, revision.manifest["languages"])
    at = before.send_at if options["at"] is None else _time(options["at"])
    items = _items(options["items"]) if options["items"] is not None else digests.items_of(revision.manifest)
    wanted = digests.Edit(items, Wishes(said, at))
    digests.edit(found.pk, by=staff(options["user"]), digest=revision.digest, wanted=wanted)
    return _answer_of(found.pk)


def preview(options: Mapping[str, Any]) -> Answer:
    """The finished mail in one language: what is sent but for each recipient's own pieces."""
    found, revision = _drafted(options["id"])
    language = options["language"] or revision.manifest["languages"][0]
    mail = manifests.mail_of(revision.manifest, language)
    if mail is None:
        raise Refusal(f"Announcement {found.pk} has no mail in {language!r}.", "missing")
    try:
        compiled = whole(revision)[language]
    except (CompileError, HeaderError) as cause:
        raise Refusal(f"The mail cannot be made: {cause}.", "conflict") from cause
    parts = finished(compiled, trying.nowhere())
    rules = [
        {"rule": one.rule, "asks": one.asks, "must": one.must, "passed": one.passed, "todo": one.todo}
        for one in findings(MailWords(**mail))
    ]
    source = compiled.join("reader@readers.invalid", "<preview@readers.invalid>", trying.nowhere(), timezone.now())
    told = {"subject": parts.subject, "text": parts.text, "html": parts.html, "source": source.decode("ascii")}
    text = str(told[options["part"]])
    return {"id": found.pk, "language": language, "sha256": compiled.sha256, "checks": rules} | told, text


def test(options: Mapping[str, Any]) -> Answer:
    """Sends it to whoever asks."""
    found, revision = _drafted(options["id"])
    language = options["language"] or revision.manifest["languages"][0]
    address = trying.try_on(found.pk, language, by=staff(options["user"]))
    return {"sent_to": address, "language": language}, f"A test is on its way to {address}. It counts as no mailing."


def pause(options: Mapping[str, Any]) -> Answer:
    """Lets it rest."""
    return _mailing(mailing.pause(options["issue"], by=staff(options["user"]), reason=options["reason"]))


def resume(options: Mapping[str, Any]) -> Answer:
    """Lets it go on."""
    return _mailing(mailing.resume(options["issue"], by=staff(options["user"])))


def cancel(options: Mapping[str, Any]) -> Answer:
    """Ends it."""
    return _mailing(mailing.cancel(options["issue"], by=staff(options["user"]), reason=options["reason"]))


ACTIONS: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "digests": listing,
    "make": make,
    "edit": edit,
    "preview": preview,
    "test": test,
    "pause": pause,
    "resume": resume,
    "cancel": cancel,
}


def _mailing(issue: Issue) -> Answer:
    found = Issue.objects.get(pk=issue.pk)
    return status(found), f"Issue {found.pk} is {found.state}: {progress(found).sentence}"


def _answer_of(ident: int) -> Answer:
    found = document(Announcement.objects.select_related("digest", "revision").get(pk=ident))
    return found, line(found)


def _drafted(ident: str) -> tuple[Announcement, Revision]:
    found = announcement(ident)
    if found.revision is None:
        raise Refusal(f"Announcement {found.pk} is not drafted yet. Try again in a moment.", "conflict")
    return found, found.revision


def _said(options: Mapping[str, Any], language: str, before: Wishes) -> Said:
    was = before.said.get(language, Said())
    given = {name: _of(options[name], language, getattr(was, name)) for name in digests.LONGEST}
    return Said(**given)


def _of(texts: list[str], language: str, default: str) -> str:
    for text in texts:
        code, equals, said = text.partition("=")
        if equals and code.strip() == language:
            return said
    return default


def _languages(options: Mapping[str, Any], known: list[str]) -> None:
    for text in (text for name in digests.LONGEST for text in options[name]):
        if "=" not in text or text.partition("=")[0].strip() not in known:
            raise Refusal(f"Write which language it is, such as {known[0]}=Good news: {text[:40]!r}.")


def _items(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise Refusal(f"Write the items as numbers of announcements, such as 12,15: not {text[:40]!r}.")
    return [int(part) for part in parts]


def _time(text: str) -> datetime | None:
    if text == "approval":
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(f"Write the time like 2026-11-27T17:30Z: not {text[:40]!r}.") from None
    if found.tzinfo is None:
        raise Refusal("Write the time with its zone, such as 2026-11-27T17:30-05:00, or with Z for UTC.")
    return found
