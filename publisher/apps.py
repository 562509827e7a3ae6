"""The one Django app."""

from django.apps import AppConfig


class PublisherConfig(AppConfig):
    """Everything the service stores and shows."""

    name = "publisher"
    verbose_name = "publisher"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.conf import settings

        from publisher import logs
        from publisher.channels.base import Surroundings
        from publisher.rules import approval, digests, limits, timing

        logs.set_up()
        # A slip here must be told at the start, not when the first announcement is approved. All raise ValueError.
        timing.quiet_hours(settings.QUIET_HOURS)
        digests.turns(settings.DIGESTS)
        limits.by_channel(settings.LIMITS, settings.CHANNELS)
        approval.check_preset(settings.APPROVALS)
        for name in ("INSTAGRAM_ENDPOINT", "GRAPH_ENDPOINT"):
            try:
                Surroundings(getattr(settings, name))
            except ValueError as cause:
                raise ValueError(f"PUBLISHER_{name}: {cause}") from cause
