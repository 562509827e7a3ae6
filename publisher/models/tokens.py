"""Tokens with which programs speak for somebody."""

from django.db import models

from publisher.models.staff import User


class ApiToken(models.Model):
    """A bearer token of one user. Only its SHA-256 is kept; `prefix` is what people recognise it by."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60, blank=True, help_text="what it is for")
    prefix = models.CharField(max_length=12, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, help_text="to the minute")
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.prefix} of {self.user}"
