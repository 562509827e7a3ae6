"""Those who asked for our mail and have not confirmed yet, and how often anybody asked."""

from django.db import models

from publisher import crypto
from publisher.models.fields import one_of
from publisher.models.newsletter import RHYTHMS, Subscriber


class SignUp(models.Model):
    """One request for our mail, and the one mail that asks its address to confirm it. Erased when its time is over.

    `sending_at` is that mail's intent: committed before its first byte leaves, taken back if it certainly did not go.
    A confirmed one keeps no address, so that a second click is told what the first did.
    """

    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8)
    us_state = models.CharField(max_length=2, blank=True)
    own_state_only = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=12)
    source = models.CharField(max_length=200, help_text="where they asked: their consent's source, once confirmed")
    key = models.CharField(max_length=16, unique=True, default=crypto.new_key, help_text="of the token, see crypto")
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True)
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, null=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, help_text="why the last attempt did not succeed")

    class Meta:
        constraints = [one_of("rhythm", RHYTHMS, "sign_up_rhythm_known")]

    def __str__(self) -> str:
        return f"sign-up {self.pk}"  # never the address: this text reaches logs

    @property
    def token(self) -> str:
        """What confirms it, in the address of its mail; it is stored nowhere."""
        return crypto.token_of("sign-up", self.key)


class Tally(models.Model):
    """How often somebody did something until `ends_at`; who that is stands there as a keyed hash."""

    bucket = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=1)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at}"
