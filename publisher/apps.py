"""The one Django app."""

from django.apps import AppConfig


class PublisherConfig(AppConfig):
    """Everything the service stores and shows."""

    name = "publisher"
    verbose_name = "publisher"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from publisher import logs

        logs.set_up()
