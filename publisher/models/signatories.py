"""The coalition's own page of signatories, as it was last read."""

from django.db import models


class SignatoryPage(models.Model):
    """One address of `PUBLISHER_SIGNATORIES`. `text` is folded: it is for looking names up, never for showing."""

    url = models.CharField(max_length=1000, unique=True)
    text = models.TextField(blank=True)
    read_at = models.DateTimeField(null=True, help_text="the last try, successful or not")
    trouble = models.TextField(blank=True, help_text="why it could not be read then, in a sentence")

    def __str__(self) -> str:
        return self.url
