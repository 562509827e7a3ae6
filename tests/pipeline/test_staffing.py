"""Who of the staff may do what."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from publisher.errors import Refusal
from publisher.models import Role, User
from publisher.pipeline import staffing


def leaves(email: str) -> bool:
    try:
        staffing.change(email, active=False)
    except Refusal:
        return False
    finally:
        connection.close()
    return True


@pytest.mark.django_db(transaction=True)
def test_of_two_last_admins_who_leave_at_once_one_stays() -> None:
    ada, bea = (User.objects.create_user(f"{name}@coalition.example", role=Role.ADMIN) for name in ("ada", "bea"))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            staffing.change(ada.email, active=False)
            other = pool.submit(leaves, bea.email)
            time.sleep(0.5)  # time enough to look at the admins, while the first change is not yet committed
        assert not other.result()
    assert User.objects.get(is_active=True) == bea
