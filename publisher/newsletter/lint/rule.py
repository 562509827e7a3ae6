"""A rule that every mail keeps, and what looking at one mail finds of it."""

from collections.abc import Callable
from dataclasses import dataclass

from publisher.newsletter.lint.mail import Mail


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `asks`: it in a sentence; `source`: who asks it; `must`: a mail that breaks it does not go out.

    `look` gives what is wrong with a mail and what to do about it, or an empty text.
    """

    name: str
    asks: str
    source: str
    look: Callable[[Mail], str]
    must: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """How one mail keeps one rule; `todo` says what is wrong and what to do, and is empty where it `passed`."""

    rule: str
    asks: str
    source: str
    must: bool
    passed: bool
    todo: str = ""


def found(rule: Rule, mail: Mail) -> Finding:
    """What one rule finds in one mail."""
    todo = rule.look(mail)
    return Finding(rule.name, rule.asks, rule.source, rule.must, not todo, todo)
