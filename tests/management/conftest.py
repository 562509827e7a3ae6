"""The story's stage."""

from tests.pipeline.story import (
    account,
    connected,
    logged_in,
    plain_jpegs,
    quick_pictures,
    sandbox,
    stage,
    tracker,
)

__all__ = ["account", "connected", "logged_in", "plain_jpegs", "quick_pictures", "sandbox", "stage", "tracker"]
