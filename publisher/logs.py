"""Logs: one JSON object a line on standard error, or coloured lines on a terminal. Secrets never reach them."""

import logging
import logging.config
import re
import sys
from typing import Any

import structlog
from django.conf import settings

SECRET_NAMES = (
    "password",
    "secret",
    "token",
    "session",
    "totp",
    "seed",
    "authorization",
    "cookie",
    "settings",
)


_HIDDEN = r"u|newsletter/(?:confirm|choices)|hooks/[\w-]+|accounts/password/reset/key"
SECRET_PATHS = re.compile(rf"(/(?:{_HIDDEN})/|access_token=)[^/\s?&\"']+")
"""Addresses with a secret in them: whoever reads a log must not be able to use them."""


def hide_secrets(_logger: Any, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Replaces the value of every key that sounds like a secret, and the end of secret addresses: the last net."""
    for key, value in event.items():
        if any(word in key.lower() for word in SECRET_NAMES):
            event[key] = "(hidden)"
        elif isinstance(value, str):
            event[key] = SECRET_PATHS.sub(r"\1(hidden)", value)
    return event


def set_up() -> None:
    """Sends structlog and the standard library's loggers through one formatter to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    end: Any = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "lines": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.format_exc_info,
                        end,
                    ],
                    "foreign_pre_chain": shared,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "root": {"handlers": ["stderr"], "level": settings.LOG_LEVEL},
            # instagrapi logs request bodies and answers at INFO: they hold sessions.
            "loggers": {
                name: {"level": "WARNING"}
                for name in ("instagrapi", "private_request", "public_request", "mail.log", "fontTools")
            },
        }
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
