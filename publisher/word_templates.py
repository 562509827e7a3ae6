"""The Jinja2 sandbox of published texts, and errors that name template and line."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, select_autoescape
from jinja2.exceptions import TemplateError, TemplatesNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from publisher import paths


class WordsError(Exception):
    """A text cannot be written; one line that says which template and line, and what to do."""


@cache
def environment(folder: Path) -> ImmutableSandboxedEnvironment:
    """The sandbox over a folder of templates: unknown words are errors, values in HTML are escaped.

    Kept for the life of the process; a template that changed on disk is read anew.
    """
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(names: list[str], words: dict[str, Any]) -> tuple[str, str]:
    """The first of these templates that exists: its name and its text, without blank edges. Raises WordsError."""
    try:
        template = environment(paths.TEMPLATES).select_template(names)
        return template.name or names[0], template.render(words).strip()
    except Exception as error:
        raise _explained(error, names[-1], words) from error


def phrases(name: str, words: dict[str, Any]) -> dict[str, str]:
    """What a template `set`s, by name: the phrases of one language. Raises WordsError."""
    try:
        module = environment(paths.TEMPLATES).get_template(name).make_module(words)
        return {key: str(value).strip() for key, value in vars(module).items() if not key.startswith("_")}
    except Exception as error:
        raise _explained(error, name, words) from error


def _explained(error: Exception, name: str, words: dict[str, Any]) -> WordsError:
    """A template may raise anything, even a division by zero; staff get template, line and what to do."""
    if isinstance(error, TemplatesNotFound | TemplateNotFound):
        return WordsError(f"templates/{error.name or name}: is missing; restore it")
    line: int | None = None
    if isinstance(error, TemplateSyntaxError):
        name, line = error.name or name, error.lineno
    else:
        trace = error.__traceback__
        while trace:
            file = Path(trace.tb_frame.f_code.co_filename)
            if file.is_relative_to(paths.TEMPLATES):
                name, line = file.relative_to(paths.TEMPLATES).as_posix(), trace.tb_lineno
            trace = trace.tb_next
    where = f"templates/{name}" + (f", line {line}" if line else "")
    advice = f"; the words it may use: {', '.join(sorted(words))}" if "undefined" in str(error) else "; correct it"
    reason = error.message if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
    return WordsError(f"{where}: {reason}{advice}")
