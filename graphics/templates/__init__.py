"""The templates: each describes its layout as sketches and draws the ground that the text stands on.

A new one is a module with a `Template`, and its name here.
"""

from graphics.templates import arch, ballot, patchwork
from graphics.templates.base import Template

TEMPLATES: dict[str, Template] = {one.name: one for one in (patchwork.TEMPLATE, arch.TEMPLATE, ballot.TEMPLATE)}
DEFAULT = "patchwork"

__all__ = ["DEFAULT", "TEMPLATES", "Template"]
