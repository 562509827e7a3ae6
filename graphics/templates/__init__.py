"""The templates: each describes its layout as sketches and draws the ground that the text stands on.

A new one is a module with a `Template`, and its name here.
"""

from graphics.templates import arch, ballot, placard
from graphics.templates.base import Template

TEMPLATES: dict[str, Template] = {one.name: one for one in (placard.TEMPLATE, arch.TEMPLATE, ballot.TEMPLATE)}
DEFAULT = "placard"

__all__ = ["DEFAULT", "TEMPLATES", "Template"]
