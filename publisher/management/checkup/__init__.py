"""What `publisher doctor` looks at: the machine, the services, and what this installation holds."""

from collections.abc import Iterator

from publisher.management.checkup import contents, machine, mail_domain, services, signatories
from publisher.management.checkup.finding import Finding, examine

CHECKS = (*machine.CHECKS, *services.CHECKS, *mail_domain.CHECKS, *contents.CHECKS, *signatories.CHECKS)


def all_findings() -> Iterator[Finding]:
    """Every check's finding, one after the other, whatever goes wrong in one of them."""
    for check in CHECKS:
        yield from examine(check)


__all__ = ["CHECKS", "Finding", "all_findings"]
