"""`publisher doctor`: is everything as it should be, and what to do where it is not."""

from dataclasses import asdict
from typing import Any

from publisher.management.base import PublisherCommand
from publisher.management.checkup import Finding, all_findings


class Command(PublisherCommand):
    help = "Check every setting and connection, and say what to do."
    needs_database = False

    def handle(self, *_args: Any, **_options: Any) -> None:
        findings = list(all_findings())
        broken = [finding for finding in findings if finding.essential and not finding.ok]
        self.out({"ok": not broken, "checks": [as_json(finding) for finding in findings]}, _lines(findings))
        if broken:
            self.say(f"{len(broken)} of {len(findings)} must be put right before anything works.")
            raise SystemExit(1)


def as_json(finding: Finding) -> dict[str, Any]:
    """One finding; `todo` only where there is something to do."""
    return asdict(finding) | {"todo": "" if finding.ok else finding.todo}


def _lines(findings: list[Finding]) -> str:
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        mark = "ok " if finding.ok else "NOT" if finding.essential else "-- "
        lines.append(f"{mark}  {finding.name.ljust(width)}  {finding.detail}")
        if not finding.ok:
            lines.append(f"{'':{width + 7}}{finding.todo}")
    return "\n".join(lines)
