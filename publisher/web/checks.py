"""The rules that the mails of a revision keep, for its page."""

from publisher.manifest import Manifest, mail_of
from publisher.newsletter.checked import Check, checks
from publisher.words import MailWords


def checked(manifest: Manifest) -> dict[str, object]:
    """`checks`: language -> every rule; `broken`: the languages whose mail breaks one."""
    mails = {language: mail_of(manifest, language) for language in manifest["languages"]}
    found: dict[str, tuple[Check, ...]] = {
        language: checks(MailWords(**mail)) for language, mail in mails.items() if mail is not None
    }
    return {"checks": found, "broken": [code for code, rows in found.items() if not all(row.passed for row in rows)]}
