"""The rules that the mails of a revision keep, for its page."""

from publisher.manifest import Manifest, mail_of
from publisher.newsletter.lint import blocking
from publisher.newsletter.proofread import findings
from publisher.words import MailWords


def checked(manifest: Manifest) -> dict[str, object]:
    """`checks`: language -> every rule; `broken`: the languages whose mail breaks one that it must keep."""
    mails = {language: mail_of(manifest, language) for language in manifest["languages"]}
    found = {language: findings(MailWords(**mail)) for language, mail in mails.items() if mail is not None}
    return {"checks": found, "broken": [code for code, rows in found.items() if blocking(rows)]}
