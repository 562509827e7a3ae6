"""What the control runs leave out of the product, to show that the storm notices."""

from publisher.channels.instagram import Instagram
from publisher.claims import Claim
from publisher.models import Delivery
from publisher.pipeline import publish

STAMP = "stamp"
DOUBT = "doubt"


def leave_out(what: str) -> None:
    """STAMP: nothing is written before the request. DOUBT: a post that is not found is sent again."""
    if what == STAMP:
        publish.stamp = _look_but_do_not_write
    elif what == DOUBT:
        Instagram.absence_is_proof = True


def _look_but_do_not_write(claimed: Claim) -> bool:
    """The claim is checked as ever; but whoever finds the delivery after a crash cannot tell that it was sent."""
    mine = Delivery.objects.filter(pk=claimed.delivery.pk, state="publishing", fence=claimed.delivery.fence)
    return mine.exists()
