"""The Celery app and its entry points: each takes an id at most and calls the service. Messages are only hints."""
