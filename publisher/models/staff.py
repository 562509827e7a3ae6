"""Those who work with the program, and what it tells them by mail."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from publisher.models.fields import one_of


class Role(models.TextChoices):
    """What somebody may do; each role may do what the ones before it may."""

    ORGANIZER = "organizer", "organizer"
    COMMS = "comms", "comms"
    APPROVER = "approver", "approver"
    ADMIN = "admin", "admin"

    @property
    def rank(self) -> int:
        return list(Role).index(self)


class People(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """A user who logs in with `email`, folded to lower case; without a password nobody can log in yet."""
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A member of staff. Logs in with the e-mail address."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.ORGANIZER)
    time_zone = models.CharField(max_length=64, default="America/New_York")
    language = models.CharField(max_length=8, default="en")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[People] = People()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            one_of("role", Role.values, "user_role_known"),
        ]

    def may(self, role: Role) -> bool:
        """True if this user has `role` or a higher one."""
        return self.is_active and Role(self.role).rank >= role.rank

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Notice(models.Model):
    """One mail to one member of staff about one thing. Unique, so it may be asked for as often as one likes."""

    recipient = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=32)
    about = models.CharField(max_length=64)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "kind", "about"], name="notice_once")]
        indexes = [models.Index(fields=["created_at"], condition=models.Q(sent_at=None), name="notice_unsent")]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"
