"""Sealing the trail: every event gets a place in one chain of hashes, so that a change behind our back shows.

Writers of events know nothing of this and never wait. One sealer, under the lease `sealer`, links new events to the
chain and keeps its head in the lease's row. The order of the chain is the order of sealing: on PostgreSQL an event
with a smaller id may become visible later, and then simply stands later in the chain. What the chain proves is that
nothing sealed was changed, moved or taken out, not which of two events of one second was first; that is what `at` says.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import transaction

from publisher import leases
from publisher.errors import Refusal
from publisher.models import Event, Lease, PersonalPart, Seal
from publisher.workflow import personal_digest

LEASE = "sealer"
LEASE_SECONDS = 120
BATCH = 500
LATE = 10_000
"""How many ids an event may become visible behind a later one and still be found without searching all events."""

START = "0" * 64
"""The hash before the first."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a walk along the chain found. `problems` are sentences; `head` is "SEQ:HASH" of the last seal."""

    sealed: int
    unsealed: int
    erased: int
    head: str
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def content(event: Event) -> dict[str, Any]:
    """What the chain covers of an event: everything but the personal part, of which it covers the salted hash."""
    return {
        "id": event.pk,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": event.kind,
        "object_id": event.object_id,
        "announcement_id": event.announcement_id,
        "before": event.before,
        "after": event.after,
        "what": event.what,
        "role": event.role,
        "data": event.data,
        "personal_sha256": event.personal_sha256,
    }


def link(previous: str, event: Event) -> str:
    """The hash of the seal of `event` behind the seal with the hash `previous`."""
    text = json.dumps(content(event), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((previous + text).encode()).hexdigest()


def seal() -> int:
    """Seals what is not sealed yet and gives how many; 0 at once while another does. May be called by anybody."""
    done = 0
    with leases.held(LEASE, LEASE_SECONDS) as fence:
        while fence is not None and (batch := _seal_batch(fence)):
            done += batch
    return done


@transaction.atomic
def _seal_batch(fence: int) -> int:
    head = _head()
    events = list(Event.objects.filter(seal=None, pk__gt=head["event"] - LATE).order_by("pk")[:BATCH])
    if not events:
        return 0
    seals = []
    for event in events:
        hashed = link(head["hash"], event)
        seals.append(Seal(seq=head["seq"] + 1, event=event, hash=hashed, previous=head["hash"]))
        head = {"seq": head["seq"] + 1, "hash": hashed, "event": max(head["event"], event.pk)}
    Seal.objects.bulk_create(seals)
    leases.write(LEASE, fence, head=head)  # last: if the lease was lost meanwhile, all of this never was
    return len(seals)


def _head() -> dict[str, Any]:
    return Lease.objects.get(name=LEASE).head or {"seq": 0, "hash": START, "event": 0}


def walk() -> Iterator[tuple[Seal, Event | None, PersonalPart | None]]:
    """The chain in order: each seal with its event, and with the personal part unless that was erased."""
    last = 0
    while seals := list(Seal.objects.filter(seq__gt=last).order_by("seq")[:BATCH]):
        ids = [seal.event_id for seal in seals]
        events = Event.objects.in_bulk(ids)
        parts = {part.event_id: part for part in PersonalPart.objects.filter(event__in=ids)}
        for seal, ident in zip(seals, ids, strict=True):
            yield seal, events.get(ident), parts.get(ident)
        last = seals[-1].seq


def verify(expect: str = "") -> Report:
    """Walks the whole chain from its start and compares its end with the head that the sealer keeps.

    `expect` is a head written down earlier ("SEQ:HASH"): it must still be a link. Whoever can rewrite the whole
    database can rewrite the chain and its head with it; a head kept elsewhere is what shows that.
    Raises `Refusal` when `expect` is not a head.
    """
    problems: list[str] = []
    next_seq, previous, erased = 1, START, 0
    heads = _once_heads(expect)
    for seal, event, part in walk():
        problems += _check(seal, event, part, next_seq, previous)
        for head in [head for head in heads if head[0] == seal.seq]:
            heads.remove(head)
            if head[1] != seal.hash:
                problems.append(f"Seal {seal.seq} is not the one that was the head once.")
        erased += bool(event and event.personal_sha256 and part is None)
        next_seq, previous = seal.seq + 1, seal.hash
    problems += [f"Seal {seq}, once the head, is missing: the end of the trail was cut off." for seq, _ in heads]
    unsealed = Event.objects.filter(seal=None).count()
    return Report(Seal.objects.count(), unsealed, erased, f"{next_seq - 1}:{previous}", tuple(problems))


def _once_heads(expect: str) -> set[tuple[int, str]]:
    """The heads that must be found in the chain: the kept one, and the expected one."""
    heads = set()
    if Lease.objects.filter(name=LEASE).exists():
        kept = _head()
        heads.add((kept["seq"], kept["hash"]))
    if expect:
        seq, _, hashed = expect.partition(":")
        if not (re.fullmatch("[0-9]{1,18}", seq) and re.fullmatch("[0-9a-f]{64}", hashed)):
            raise Refusal(
                f"{expect[:100]!r} is not a head. Give it as `publisher audit verify` prints it: NUMBER:HASH."
            )
        heads.add((int(seq), hashed))
    return {head for head in heads if head[0]}


def _check(seal: Seal, event: Event | None, part: PersonalPart | None, next_seq: int, previous: str) -> Iterator[str]:
    if seal.seq != next_seq:
        yield f"Seals {next_seq} to {seal.seq - 1} are missing."
    if seal.previous != previous:
        yield f"Seal {seal.seq} does not follow the one before it."
    if event is None:
        yield f"The event of seal {seal.seq} is missing."
    elif link(seal.previous, event) != seal.hash:
        yield f"Event {event.pk} is not what was sealed (seal {seal.seq})."
    if event and part and personal_digest(part.salt, part.fields) != event.personal_sha256:
        yield f"The personal part of event {event.pk} is not what was written."
