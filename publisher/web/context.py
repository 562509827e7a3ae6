"""What every page knows."""

from django.http import HttpRequest


def everywhere(_request: HttpRequest) -> dict[str, object]:
    """Values that each template may use."""
    return {}
