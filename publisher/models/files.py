"""Bytes kept by their SHA-256: pictures and captured evidence."""

from django.db import models


class StoredFile(models.Model):
    """What is known of one stored file; its name in the storage is its SHA-256. Read it with `publisher.files`."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(null=True, help_text="pixels")
    height = models.PositiveIntegerField(null=True, help_text="pixels")
    preflight = models.JSONField(default=list, help_text="points measured on this picture's pixels")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"
