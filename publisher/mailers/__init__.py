"""Campaign back ends: services that keep the audience themselves and mail all of it at one word.

No database, no Django: values in, values out. The errors are those of the channels (`publisher.channels.errors`).
"""

from publisher.mailers.action_network import ActionNetwork
from publisher.mailers.base import Mailer
from publisher.mailers.listmonk import Listmonk
from publisher.mailers.mailchimp import Mailchimp

MAILERS: dict[str, type[Mailer]] = {kind.name: kind for kind in (ActionNetwork, Listmonk, Mailchimp)}

__all__ = ["MAILERS", "Mailer"]
