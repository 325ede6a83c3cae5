"""What a shell offers behind a command: the dossiers, territories, actors, transitions and drafts of the workspace.

A shell waits for the answer and has nowhere to show a refusal: where there is no workspace, or its database does not
answer at once, nothing is offered.
"""

from collections.abc import Callable
from contextlib import closing

import click
from click.shell_completion import CompletionItem

from workflow import lookup
from workflow.engine import Engine
from workflow.engine.work import register_head
from workflow.errors import JalonError
from workflow.models import Actor, Dossier, Draft, Territory
from workflow.store import Reading, Store
from workflow.workspace import Workspace

PATIENCE = 1.0
"""Seconds that a shell waits for a database that is busy or far away."""

Offer = tuple[str, object]
"""A name, and what it is the name of."""
Completion = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _of_the_workspace(known: Callable[[Engine, Reading], list[Offer]]) -> Completion:
    """Offer those of the names that begin as what was typed."""

    def complete(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
        try:
            with closing(Store(Workspace.find().database_url, timeout=PATIENCE)) as store, store.reading() as reading:
                return [
                    CompletionItem(name, help=str(said))
                    for name, said in known(Engine(store), reading)
                    if name.startswith(typed)
                ]
        except JalonError:
            return []

    return complete


def _dossiers(_: Engine, reading: Reading) -> list[Offer]:
    territories = dict(lookup.names(reading, Territory, "id", "name"))
    return [(name, territories[of]) for name, of in lookup.names(reading, Dossier, "id", "territory_id")]


def _territories(_: Engine, reading: Reading) -> list[Offer]:
    return [*lookup.names(reading, Territory, "id", "name")]


def _dossiers_and_territories(engine: Engine, reading: Reading) -> list[Offer]:
    return [*_dossiers(engine, reading), *_territories(engine, reading)]


def _actors(_: Engine, reading: Reading) -> list[Offer]:
    return [(row.handle, row.label) for row in reading.rows(Actor, active=1)]


def _transitions(engine: Engine, reading: Reading) -> list[Offer]:
    in_force = engine.lifecycle(reading, register_head(reading).lifecycle)
    return [(one.name, one.label) for one in in_force.transitions.values()]


def _drafts(_: Engine, reading: Reading) -> list[Offer]:
    return [*lookup.names(reading, Draft, "id", "title")]


def _drafts_and_dossiers(engine: Engine, reading: Reading) -> list[Offer]:
    return [*_dossiers(engine, reading), *_drafts(engine, reading)]


dossiers = _of_the_workspace(_dossiers)
territories = _of_the_workspace(_territories)
dossiers_and_territories = _of_the_workspace(_dossiers_and_territories)
actors = _of_the_workspace(_actors)
transitions = _of_the_workspace(_transitions)
drafts = _of_the_workspace(_drafts)
drafts_and_dossiers = _of_the_workspace(_drafts_and_dossiers)
