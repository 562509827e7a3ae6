"""Who of the staff may do what, and who may no longer log in."""

from django.db import transaction
from django.db.models import Q

from publisher import workflow
from publisher.errors import Refusal
from publisher.models import Role, User


def change(email: str, *, role: Role | None = None, active: bool | None = None, by: User | None = None) -> User:
    """Gives the user who logs in with `email` another role, or switches them off or on; None leaves it as it is.

    Whoever is switched off is logged out with their next click. Raises `Refusal`: nobody of that name, or the last
    active admin.
    """
    admins = Q(role=Role.ADMIN, is_active=True)
    with transaction.atomic():
        # All admins are locked, so that of two who are changed at once the second is the last one.
        locked = list(User.objects.select_for_update().filter(Q(email__iexact=email.strip()) | admins).order_by("pk"))
        user = next((one for one in locked if one.email.lower() == email.strip().lower()), None)
        if user is None:
            raise Refusal(f"There is no user {email}. `publisher user list` shows who there is.", "missing")
        was_admin = user.may(Role.ADMIN)
        _set(user, "role", user.role if role is None else role.value, by)
        _set(user, "is_active", user.is_active if active is None else active, by)
        if was_admin and not user.may(Role.ADMIN) and len(locked) == 1:
            raise Refusal(f"{user.email} is the last active admin. Make somebody else an admin first.", "conflict")
    return user


def _set(user: User, field: str, value: str | bool, by: User | None) -> None:
    former = getattr(user, field)
    if former != value:
        setattr(user, field, value)
        user.save(update_fields=[field])
        workflow.tell(user, field.removeprefix("is_"), before=_word(former), after=_word(value), by=by)


def _word(value: str | bool) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"
