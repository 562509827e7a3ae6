"""What the demo begins with: logins, the tracker, an Instagram account, subscribers. All of it fictional."""

import io

from publisher.accounts import connecting
from publisher.demo.stand_ins import StandIns
from publisher.models import Account, Role, Source, Subscriber, User
from publisher.newsletter.subscribers import import_csv
from publisher.pipeline import observe, sources

PEOPLE = {
    Role.ORGANIZER: ("organizer@demo.example", "Olive Organizer"),
    Role.COMMS: ("comms@demo.example", "Casey Comms"),
    Role.APPROVER: ("approver@demo.example", "Alex Approver"),
    Role.ADMIN: ("admin@demo.example", "Ari Admin"),
}
AT_ONCE, OHIO = 24, 4
"""Readers who want every signing at once; and those who want so only what concerns Ohio."""
READERS = (
    ("at_once", AT_ONCE, ""),
    ("at_once", OHIO, "OH"),
    ("daily", 16, ""),
    ("weekly", 6, ""),
    ("corrections", 4, ""),
)


def password(role: Role) -> str:
    """The demo's password of that role: it opens nothing but this machine's demo."""
    return f"demo-{role.value}-2026"


def seed(stand_ins: StandIns) -> None:
    """Sets up what is missing; running it again changes nothing."""
    for role, (email, name) in PEOPLE.items():
        if not User.objects.filter(email=email).exists():
            first, last = name.split()
            User.objects.create_user(email, password(role), role=role, first_name=first, last_name=last)
    location = f"{stand_ins.tracker.url}/tracker.csv"
    if not Source.objects.exists():
        observe.poll(sources.add(sources.Wanted("tracker", location)).pk)
    Source.objects.filter(name="tracker").update(location=location)
    if not Account.objects.filter(channel="instagram").exists():
        connecting.connect("instagram", "demo", {"username": "neighbors.demo", "password": "demo-instagram-2026"})
    if not Subscriber.objects.exists():
        import_csv(io.StringIO(_subscribers()), source="demo", default_rhythm="daily")


def _subscribers() -> str:
    lines = ["email,language,state,own_state_only,rhythm"]
    for rhythm, number, state in READERS:
        for _ in range(number):
            language = "es" if len(lines) % 3 == 1 else "en"
            own = "yes" if state else "no"
            lines.append(f"reader{len(lines)}@readers.example,{language},{state},{own},{rhythm}")
    return "\n".join(lines) + "\n"
