"""The rules that every mail keeps, whoever edits the templates: each a named check over the finished bytes.

Who asks what stands with each rule. Rules that do not say `must` are hints.
"""

from publisher.current_brand import brand
from publisher.newsletter.lint import content, form, headers, wording
from publisher.newsletter.lint.form import MAX_HTML
from publisher.newsletter.lint.mail import House, of_bytes, of_parts
from publisher.newsletter.lint.rule import Finding, Rule, found
from publisher.words import UNSUBSCRIBE_SLOT

__all__ = ["MAX_HTML", "RULES", "Finding", "House", "Rule", "blocking", "check", "complaint", "house"]

RULES = (*headers.RULES, *form.RULES, *content.RULES, *wording.RULES)
PARTS = (content.NOTHING_RUNS, content.NO_PIXEL, content.IMAGES, content.IN_TEXT, content.WAY_OUT, form.SIZE)
"""What is asked of the two parts before they are put together."""


def house() -> House:
    """What the brand has every mail say."""
    ours = brand()
    return House(ours.coalition.postal_address, tuple(ours.small_print(language) for language in ours.languages))


def check(message: bytes, ours: House | None = None) -> tuple[Finding, ...]:
    """How a finished mail (whole, with CRLF, for one recipient) keeps each rule, in the order of `RULES`."""
    mail = of_bytes(message, ours or house())
    return tuple(found(rule, mail) for rule in RULES)


def blocking(findings: tuple[Finding, ...]) -> str:
    """Why a mail must not go out, and what to do; empty if it may."""
    return next((f"{finding.rule}: {finding.todo}" for finding in findings if finding.must and not finding.passed), "")


def complaint(html: str, text: str) -> str:
    """The first thing that is wrong with the two parts of a mail, and what to do; empty if nothing is."""
    mail = of_parts(html, text, UNSUBSCRIBE_SLOT)
    return next((todo for rule in PARTS if (todo := rule.look(mail))), "")
