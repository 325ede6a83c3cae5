"""The register is written to: the workspace’s actors, territories, lifecycles, and the figures others published."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from workflow import lookup, rights
from workflow.body import Author, Entry
from workflow.canonical import genesis
from workflow.dates import Period, civil_day, format_instant, parse_instant
from workflow.engine.commands import Command, Receipt
from workflow.engine.receipts import done_before, receipt, tells
from workflow.engine.work import Desk, append, effective, heading, register_head, tell
from workflow.entries import (
    ActorSet,
    FigurePublished,
    LifecycleInstalled,
    Payload,
    Position,
    RegisterOpened,
    TerritoryAdded,
)
from workflow.entries.payload import given, misleading
from workflow.errors import AlreadyExists, RecordRefused
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import REGISTER, Actor, LifecycleVersion, RegisterHead, Territory, TerritoryName
from workflow.names import fold
from workflow.store import Transaction
from workflow.version import VERSION

Registered = ActorSet | TerritoryAdded | FigurePublished

_ACTIONS: Mapping[type[Payload], str] = {
    ActorSet: "actor",
    TerritoryAdded: "territory",
    FigurePublished: "territory",
    LifecycleInstalled: "lifecycle",
}
"""The right that each kind of entry demands."""


def found(desk: Desk, tx: Transaction, log: str, lifecycle: Lifecycle, founder: ActorSet) -> Receipt:
    """As `Engine.found`."""
    if tx.one(RegisterHead, id=REGISTER) is not None:
        raise AlreadyExists(
            Text("Cet espace de travail a déjà un registre.", "This workspace has a register already."),
            Text("voyez : jalon actors list", "see: jalon actors list"),
        )
    _keep(tx, lifecycle)
    instant = desk.clock()
    entry = Entry(
        dossier=REGISTER,
        seq=0,
        about=0,
        kind=RegisterOpened.kind,
        payload=RegisterOpened(log=log),
        period=Period.around(civil_day(instant)),
        recorded=format_instant(instant),
        author=Author(founder.id, founder.label, "administrator", ()),
        origin="system",
        lifecycle=lifecycle.digest,
        log=log,
        prev=genesis(log),
        app=VERSION,
    )
    written = append(tx, entry, {}, {"log": log, "lifecycle": lifecycle.digest})
    for told in (_installed(lifecycle), founder):
        entry = replace(
            entry,
            seq=entry.seq + 1,
            about=entry.seq + 1,
            kind=told.kind,
            payload=told,
            prev=written.hash,
            recorded=format_instant(parse_instant(entry.recorded) + timedelta(microseconds=1)),
        )
        written = append(tx, entry, {})
        tx.apply(told.changes(Position(REGISTER, entry.seq, entry.period.first.isoformat())))
    return receipt(entry, written)


def install(desk: Desk, tx: Transaction, lifecycle: Lifecycle, command: Command) -> Receipt:
    """As `Engine.install`."""
    _keep(tx, lifecycle)
    return _write(desk, tx, _installed(lifecycle), command, {"lifecycle": lifecycle.digest})


def register(desk: Desk, tx: Transaction, payload: Registered, command: Command) -> Receipt:
    """As `Engine.register`."""
    if not isinstance(payload, Registered):
        raise RecordRefused(
            Text(
                f"Une entrée « {payload.kind} » ne va pas dans le registre.",
                f"An entry “{payload.kind}” does not belong in the register.",
            )
        )
    return _write(desk, tx, payload, command, {})


def _write(desk: Desk, tx: Transaction, payload: Payload, command: Command, moved: dict[str, Any]) -> Receipt:
    head = tx.locked(RegisterHead, id=REGISTER) or register_head(tx)
    done = done_before(tx, command, REGISTER, lambda entry: tells(entry, type(payload), given(payload)))
    if done:
        return done
    actor = lookup.actor(tx, command.actor)
    rights.demand(actor, _ACTIONS[type(payload)])
    _demand_possible(tx, payload, head)
    doubts = [*payload.doubts(), *_borne_by_others(tx, payload)] if isinstance(payload, TerritoryAdded) else []
    instant, warnings = desk.instant(head.changed_at)
    entry = Entry(
        dossier=REGISTER,
        seq=head.seq + 1,
        about=head.seq + 1,
        kind=payload.kind,
        payload=payload,
        **heading(
            command,
            actor,
            instant,
            effective(command, instant),
            lifecycle=head.lifecycle,
            log=head.log,
            prev=head.head,
        ),
    )
    written = append(tx, entry, moved)
    tell(tx, entry, command)
    return receipt(entry, written, warnings=[*doubts, *misleading(payload), *warnings])


def _demand_possible(tx: Transaction, payload: Payload, head: RegisterHead) -> None:
    """Raise AlreadyExists or RecordRefused for what contradicts the register."""
    if isinstance(payload, TerritoryAdded) and tx.one(Territory, id=payload.id) is not None:
        raise AlreadyExists(
            Text(f"Le territoire « {payload.id} » existe déjà.", f"Territory “{payload.id}” exists already."),
            Text(f"voyez : jalon show {payload.id}", f"see: jalon show {payload.id}"),
        )
    if isinstance(payload, LifecycleInstalled) and payload.digest == head.lifecycle:
        raise AlreadyExists(
            Text("Ce cycle de vie est déjà en vigueur.", "This lifecycle is in force already."),
            Text("voyez : jalon lifecycle show", "see: jalon lifecycle show"),
        )
    if not isinstance(payload, ActorSet):
        return
    holder = tx.one(Actor, handle=payload.handle)
    if holder is not None and holder.id != payload.id:
        raise AlreadyExists(
            Text(
                f"L’identifiant « {payload.handle} » est déjà celui de {holder.label}.",
                f"The handle “{payload.handle}” is that of {holder.label} already.",
            ),
            Text("prenez-en un autre ; la liste : jalon actors list", "take another; the list: jalon actors list"),
        )
    able = {row.id for row in tx.rows(Actor, role="administrator", active=1)}
    if able == {payload.id} and not (payload.role == "administrator" and payload.active):
        raise RecordRefused(
            Text(
                f"Il n’y a pas d’autre administrateur : sans {payload.label}, personne ne pourrait gérer les acteurs.",
                f"There is no other administrator: without {payload.label} nobody could look after the actors.",
            ),
            Text("nommez-en d’abord un autre : jalon actors add", "name another one first: jalon actors add"),
        )


def _borne_by_others(tx: Transaction, payload: TerritoryAdded) -> Iterator[Text]:
    """What deserves a look: a name that another territory bears, so that by itself it would mean neither."""
    for name in dict.fromkeys((payload.name, *payload.aliases)):
        others = sorted({row.territory_id for row in tx.rows(TerritoryName, folded=fold(name))})
        if others:
            listed = ", ".join(others)
            yield Text(
                f"« {name} » est aussi un nom de {listed} : seul, il ne désignera plus aucun des deux.",
                f"“{name}” is a name of {listed} as well: by itself it will mean neither any more.",
            )


def _installed(lifecycle: Lifecycle) -> LifecycleInstalled:
    return LifecycleInstalled(digest=lifecycle.digest, name=lifecycle.name, version=lifecycle.version)


def _keep(tx: Transaction, lifecycle: Lifecycle) -> None:
    tx.add_once(
        LifecycleVersion,
        {
            "digest": lifecycle.digest,
            "name": lifecycle.name,
            "version": lifecycle.version,
            "canonical": lifecycle.canonical,
        },
    )
