"""The account that may be tagged, mentioned or invited: one that a person confirmed, as long as nothing speaks
against it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from publisher.manifest import Manifest
from publisher.models import Delivery, Handle, Person, Revision, StatusChange

PROFILE = "https://www.instagram.com"


def current(person: Person) -> Handle | None:
    """What was confirmed last, whether or not the tracker has changed its mind since."""
    return Handle.objects.filter(person=person, withdrawn_at=None).select_related("confirmed_by").first()


def confirmed(person: Person) -> str:
    """The name that may be used; empty without one, or once the tracker says another than it did then."""
    found = current(person)
    return found.name if found and not doubted(found, person) else ""


def doubted(handle: Handle, person: Person) -> bool:
    """True if the tracker now gives another name than this one, and did not when this one was confirmed."""
    says = person.handle.casefold()
    return bool(says) and says not in (handle.name.casefold(), handle.proposed.casefold())


def of_change(change: StatusChange) -> str:
    """The name that a manifest freezes with a subject."""
    return confirmed(change.candidacy.person)


def used(acts: Iterable[Mapping[str, Any]]) -> set[str]:
    """Every account that these acts of a manifest tag, mention or invite."""
    acts = list(acts)
    named = (name for act in acts for key in ("user_tags", "collaborators") for name in act.get(key, ()))
    return {*named, *(act["mention"] for act in acts if act.get("mention"))}


def gone(revision: Revision) -> str:
    """Empty while every account that is still to be named is confirmed as it was, else the sentence that says so.

    What has gone out with a name is not called back by this, and keeps back nothing else.
    """
    lost = _lost(revision.manifest, _to_come(revision))
    if not lost:
        return ""
    return (
        f"@{lost[0]} is no longer confirmed as the candidate's own account: look at it on the candidate's page, then "
        "draft this announcement anew."
    )


def without_unconfirmed(manifest: Manifest) -> Manifest:
    """The same manifest, in which nobody is named any more who is no longer confirmed."""
    lost = _lost(manifest, manifest["acts"])
    for act in manifest["acts"] if lost else ():
        for key in ("user_tags", "collaborators"):
            act[key] = [name for name in act.get(key, ()) if name not in lost]
        if act.get("mention") in lost:
            act["mention"] = ""
    return manifest


def _to_come(revision: Revision) -> list[Mapping[str, Any]]:
    """Its acts but those that are out; another caption may be given again and again."""
    acts = revision.manifest["acts"]
    if not used(acts):
        return []
    out = Delivery.objects.filter(announcement_id=revision.announcement_id, state__in=("published", "taken_down"))
    done = {(one.act, str(one.account)) for one in out.exclude(act="edit").select_related("account")}
    return [act for act in acts if (act["act"], act["account"]) not in done]


def _lost(manifest: Manifest, acts: Iterable[Mapping[str, Any]]) -> list[str]:
    names = used(acts)
    return sorted(names - set(_confirmed_of(manifest)), key=str.casefold) if names else []


def _confirmed_of(manifest: Manifest) -> Iterable[str]:
    told = [subject["candidacy"] for subject in manifest["subjects"]]
    people = Person.objects.filter(candidacies__in=told).distinct()
    return filter(None, map(confirmed, people))
