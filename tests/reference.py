"""The press release of 6 May 2019 in a workspace: thirteen territories, their dated events, the figures published then.

Read from examples/communique-2019-05-06 and entered as a person would: with its source, as a backfill.

reference        the command `jalon` in that workspace, shared by all tests: for those that only read
"""

from functools import cache
from pathlib import Path

import pytest
import yaml
from command_line import CommandLine
from dossiers import StillClock, our_lifecycle

from workflow.dates import Period
from workflow.engine import Command, Engine
from workflow.entries import ActorSet, CommitteeSet, FigurePublished, Note, TerritoryAdded
from workflow.schema import upgrade
from workflow.store import Store

FOLDER = Path(__file__).parents[1] / "examples/communique-2019-05-06"
PHASE = "2018"


@cache
def read(name, key):
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))[key]


def territories():
    """The thirteen, as entries of the register."""
    return [
        TerritoryAdded(
            id=one["slug"],
            name=one["name"],
            regions=one["regions"],
            aliases=one["aliases"],
            codes={PHASE: one["code"]},
            departments=one["departments"],
            members=one["members"],
        )
        for one in read("territories.yaml", "territories")
    ]


def figures():
    """What was published."""
    return [
        FigurePublished(
            number=number,
            as_of=Period.parse(one["as_of"]).last.isoformat(),
            published_on=one["published_on"],
            what=one["what"],
            value=one["value"],
            approximate=int(one.get("approximate", False)),
            scope=one["scope"],
            label=one["label"],
            source=one["source"],
        )
        for number, one in enumerate(read("published.yaml", "figures"), 1)
    ]


def told(one, actor):
    """The command that says when an event happened and where it is known from."""
    return Command(
        actor,
        effective=Period.parse(one["date"]),
        comment=one.get("because"),
        source=" ; ".join(one["sources"]),
    )


def enter(engine, actor):
    """Everything, by an administrator."""
    engine.register_all([*territories(), *figures()], Command(actor))
    with engine.batch(Command(actor)) as batch:
        for one in read("events.yaml", "events"):
            dossier, command = f"{one['territory']}-{PHASE}", told(one, actor)
            if one.get("record") == "opened":
                batch.open(one["territory"], command)
            elif "trigger" in one:
                inputs = {"place": one["place"]} if "place" in one else {}
                batch.advance(dossier, one["trigger"], command, inputs)
            elif one["record"] == "committee":
                batch.record(dossier, CommitteeSet(committee="project", meets_on=one["date"]), command)
            else:
                batch.record(dossier, Note(text=one["what"]), command)


def entered(url):
    """An engine on an empty database, in 2022, with all of it: for the tests that ask it rather than the command."""
    clock = StillClock()
    clock.set("2022-05-06T10:00Z")
    store = Store(url)
    upgrade(store)
    engine = Engine(store, clock=clock)
    founder = ActorSet(id="agt-0001", handle="admin", label="Alex Martin", role="administrator")
    engine.found("jalon.test/1", our_lifecycle(), founder)
    enter(engine, "admin")
    return engine


@pytest.fixture(scope="session")
def reference(tmp_path_factory):
    folder = tmp_path_factory.mktemp("communique")
    line = CommandLine(folder, JALON_ACTOR="admin", USER="admin", LOGNAME="admin")
    line("init", ".")
    with line.engine() as engine:
        enter(engine, "admin")
    return line
