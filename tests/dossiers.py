"""Dossiers to try things on: an engine on either database, a clock that stands still, a dossier in any state.

The fixtures are known to every test file (conftest.py names this module); the functions are imported:

    from dossiers import BY, ONE_REGION, TWO_REGIONS, walk

    def test_something(engine):                          # on SQLite, then on PostgreSQL
        dossier = walk(engine, TWO_REGIONS, to="protocol_signed")

    database_url, store, engine, workspace               on both databases, one after the other
    sqlite_url, sqlite_store, sqlite_engine              on SQLite alone: three milliseconds
    empty_url                                            a database without tables, on both
    clock, lifecycle                                     the clock of these engines; the lifecycle we ship

Their register knows an actor of every role (`BY`), and two territories: one of Normandie, one of Nouvelle-Aquitaine and
Occitanie. Every dossier walks through the same days (`DAYS`), all before the day of the clock.
"""

import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from workflow.dates import Period
from workflow.engine import Command, Engine
from workflow.entries import (
    ActorSet,
    CommitteeSet,
    DeliberationSet,
    PersonSet,
    ProjectSet,
    SignatorySet,
    SignatureSet,
    TerritoryAdded,
    ValidationSet,
)
from workflow.evidence import Kept
from workflow.guards import known_guards
from workflow.history import differences
from workflow.lifecycle.loading import load
from workflow.models import ROLES, Dossier, Subject
from workflow.schema import upgrade
from workflow.store import Store
from workflow.workspace import Workspace, shipped

ONE_REGION, TWO_REGIONS = "axe-seine", "lacq-pau-tarbes"

ACTORS = {
    "administrator": ("admin", "Alex Martin", []),
    "national": ("national", "Dominique Petit", []),
    "normandie": ("camille", "Camille Durand", ["28"]),
    "aquitaine": ("claude", "Claude Bernard", ["75"]),
    "occitanie": ("sacha", "Sacha Moreau", ["76"]),
    "drafter": ("redaction", "Lou Fabre", []),
    "auditor": ("audit", "Noa Girard", []),
}
"""Handle, label and regions of each; those named after a region are its coordinators."""

BY = SimpleNamespace(**{name: Command(handle) for name, (handle, _, _) in ACTORS.items()})
"""The command of each actor, with nothing else said: `BY.normandie`, `BY.auditor`…"""

TERRITORIES = (
    TerritoryAdded(
        id=ONE_REGION,
        name="Axe Seine",
        regions=["28"],
        aliases=["Vallée de la Seine"],
        codes={"2018": "ti-2801"},
        members=[
            {"siren": "200084952", "kind": "CU", "name": "Le Havre Seine Métropole"},
            {"siren": "200023414", "kind": "METRO", "name": "Métropole Rouen Normandie"},
        ],
    ),
    TerritoryAdded(
        id=TWO_REGIONS,
        name="Lacq-Pau-Tarbes",
        regions=["75", "76"],
        codes={"2018": "ti-7505"},
        members=[
            {"siren": "200039204", "kind": "CC", "name": "CC de Lacq-Orthez"},
            {"siren": "200067254", "kind": "CA", "name": "CA Pau Béarn Pyrénées"},
            {"siren": "200069300", "kind": "CA", "name": "CA Tarbes-Lourdes-Pyrénées"},
        ],
    ),
)
PHASE = "2018"

STEPS = {
    "pilot": "enter_pilot",
    "projects_collected": "collect_projects",
    "protocol_signed": "sign_protocol",
    "contract_validated": "validate_contract",
    "implemented": "implement",
    "closed": "close",
}
"""The transition by which a dossier arrives in each state on the ordinary path."""

DAYS = {
    "identified": "2018-11-22",
    "pilot": "2019-01-15",
    "projects_collected": "2019-03-12",
    "protocol_signed": "2019-04-30",
    "contract_validated": "2019-11-20",
    "implemented": "2020-02-03",
    "closed": "2020-04-30",
    "withdrawn": "2020-05-05",
}
"""The day on which a walking dossier arrives in each state."""

MINUTES = Kept("committee_minutes", "compte rendu.pdf", "a" * 64, 1234, "application/pdf")


class StillClock:
    """A clock that says noon in Paris on 6 May 2020 until it is told otherwise."""

    def __init__(self):
        self.instant = datetime(2020, 5, 6, 10, tzinfo=UTC)

    def __call__(self):
        return self.instant

    def set(self, text):
        """From now on it says that instant: 2026-04-30T22:30Z."""
        self.instant = datetime.fromisoformat(text).astimezone(UTC)

    def tick(self, **duration):
        """It moves on: tick(minutes=5), tick(days=-1)."""
        self.instant += timedelta(**duration)


def our_lifecycle():
    """The states.yaml we ship."""
    return load(shipped() / "states.yaml", known_guards=known_guards(), known_roles=ROLES)


def populate(url, clock=None, lifecycle=None, signer=None):
    """Make the tables in an empty database, and a register with the actors and the territories."""
    store = Store(url, signer=signer)
    upgrade(store)
    engine = Engine(store, clock=clock or StillClock())
    actors = [
        ActorSet(
            id=f"agt-{number:04d}",
            handle=handle,
            label=label,
            role="coordinator" if regions else name,
            regions=regions,
        )
        for number, (name, (handle, label, regions)) in enumerate(ACTORS.items(), 1)
    ]
    engine.found("jalon.test/1", lifecycle or our_lifecycle(), actors[0])
    engine.register_all([*actors[1:], *TERRITORIES], BY.administrator)
    store.close()


def on(day, actor="national", **given):
    """The command of somebody about something that happened on that day, or in that week, month or year."""
    return Command(actor, effective=Period.parse(day), **given)


def walk(engine, territory, to="identified", actor="national", phase=PHASE):
    """Open the dossier of a territory and bring it to the state `to` by the ordinary path; its id.

    What the transitions demand is recorded on the way, on the day of each; nothing is passed with a reason.
    """
    states = list(DAYS)
    path = ["withdrawn"] if to == "withdrawn" else states[1 : states.index(to) + 1]
    with engine.batch(Command(actor)) as batch:
        dossier = batch.open(territory, on(DAYS["identified"], actor), phase=phase).dossier
        for state in path:
            prepare(batch, dossier, state, actor)
            batch.advance(dossier, *step(state, actor), inputs=INPUTS.get(state))
    return dossier


def step(state, actor="national", **given):
    """The transition that leads to a state on the ordinary path, and the command for it on its day."""
    if state == "withdrawn":
        return "withdraw", on(DAYS[state], actor, comment="le territoire renonce", **given)
    if state == "pilot":
        given = {"evidence": (MINUTES,), **given}
    return STEPS[state], on(DAYS[state], actor, **given)


INPUTS = {
    "pilot": {"committee_date": "2019-01-10"},
    "protocol_signed": {"place": "Le Havre"},
}
"""What the transition to a state asks for."""


def prepare(batch, dossier, state, actor="national", skip=()):
    """Record what the transition to `state` demands, but for the facts that `skip` names by number, from 0.

    `batch` is the batch of an engine, or the engine itself.
    """
    for number, (payload, day) in enumerate(facts(dossier, state)):
        if number not in skip:
            batch.record(dossier, payload, on(day, actor))


def facts(dossier, state):
    """What the transition to `state` demands: payloads, each with its day."""
    territory = next(one for one in TERRITORIES if dossier.startswith(one.id))
    day = DAYS.get(state)
    match state:
        case "pilot":
            return [
                (PersonSet(role="elected_lead", name="Marie Lefèvre", civility="Mme", office="maire"), day),
                (PersonSet(role="industry_lead", name="Jean N’Guyen", civility="M.", organisation="Usine du Lac"), day),
            ]
        case "projects_collected":
            return [
                (PersonSet(role="operator_referent", name="Paul Roy", organisation="Banque des Territoires"), day),
                (ProjectSet(title="École de production", axis=AXIS, holder="Usine du Lac", cost=120_000_00), day),
                (
                    ProjectSet(title="Friche du Port", axis=AXIS, holder="Ville", cost=3_400_000_00, aid=1_000_000_00),
                    day,
                ),
            ]
        case "protocol_signed":
            return [
                *_parties(territory, day),
                *_votes(territory, "protocol", "2019-04-15"),
                *_signatures(territory, "protocol", day),
            ]
        case "contract_validated":
            return [
                (
                    ValidationSet(
                        region_code=code,
                        document="contract",
                        committee_on="2019-11-04",
                        deliberation_number=f"CP-2019-{code}",
                        deliberation_on="2019-11-18",
                    ),
                    day,
                )
                for code in territory.regions
            ]
        case "implemented":
            return [
                *_votes(territory, "contract", "2019-12-10"),
                *_signatures(territory, "contract", "2020-01-20"),
                (CommitteeSet(committee="follow_up", meets_on="2020-06-30"), day),
                (ProjectSet(number=1, status="in_progress"), day),
            ]
        case "closed":
            return [(ProjectSet(number=number, status="done"), day) for number in (1, 2)]
    return []


AXIS = "recruter"


def _parties(territory, day):
    parties = [SignatorySet(college="state", organisation="État", name="Le préfet de région")]
    parties += [
        SignatorySet(college="intercommunalities", organisation=member["name"], siren=member["siren"])
        for member in territory.members
    ]
    parties += [
        SignatorySet(college="region", organisation=f"Région {code}", region_code=code) for code in territory.regions
    ]
    return [(party, day) for party in parties]


def _signatures(territory, document, day):
    count = 1 + len(territory.members) + len(territory.regions)
    return [(SignatureSet(document=document, signatory=number), day) for number in range(1, count + 1)]


def _votes(territory, document, day):
    return [
        (DeliberationSet(document=document, authority=member["name"], siren=member["siren"], voted_on=day), day)
        for member in territory.members
    ]


# ── what is in the database ─────────────────────────────────────────────────────────────────────────────────────────


def row_of(engine, dossier):
    """The row of a dossier."""
    with engine.store.reading() as reading:
        return reading.one(Dossier, id=dossier)


def history_of(engine, subject):
    """The entries of a dossier or of the register, oldest first."""
    with engine.store.reading() as reading:
        return engine.entries(reading, subject)


def rows(engine, table, **by):
    """The rows of a table."""
    with engine.store.reading() as reading:
        return list(reading.rows(table, **by))


def dump(engine):
    """Every row of every table: what must be the same after a command that was refused."""
    tables = SQLModel.metadata.tables.values()
    with engine.store.reading() as reading:
        return {table.name: sorted(map(repr, reading.query(select(table)))) for table in tables}


def demand_replay(engine):
    """Every present table says what the history says, for every dossier and for the register."""
    with engine.store.reading() as reading:
        subjects = [row.id for row in reading.rows(Subject)]
        assert [one for subject in subjects for one in differences(engine, reading, subject)] == []


# ── the fixtures ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def clock():
    return StillClock()


@pytest.fixture(scope="session")
def lifecycle():
    return our_lifecycle()


@pytest.fixture(scope="session")
def populated_file(tmp_path_factory):
    """The SQLite database that every test's own is a copy of."""
    file = tmp_path_factory.mktemp("populated") / "jalon.db"
    populate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def populated_name(postgres_server):
    """The PostgreSQL database that every test's own is a copy of."""
    name = postgres_server.create()
    populate(postgres_server.url(name))
    return name


@pytest.fixture
def sqlite_url(populated_file, tmp_path):
    file = tmp_path / "espace" / "db" / "jalon.db"
    file.parent.mkdir(parents=True)
    shutil.copy(populated_file, file)
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """The address of a database with a register, for this test alone."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create(template=request.getfixturevalue("populated_name"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    """The address of a database without tables; on SQLite, of a file that is not there."""
    return request.getfixturevalue("postgres_url") if request.param == "postgresql" else f"sqlite:///{tmp_path}/new.db"


@pytest.fixture
def store(database_url):
    store = Store(database_url)
    yield store
    store.close()


@pytest.fixture
def engine(store, clock):
    return Engine(store, clock=clock)


@pytest.fixture
def sqlite_store(sqlite_url):
    store = Store(sqlite_url)
    yield store
    store.close()


@pytest.fixture
def sqlite_engine(sqlite_store, clock):
    return Engine(sqlite_store, clock=clock)


@pytest.fixture
def workspace(database_url, tmp_path):
    """A workspace with our states.yaml and templates, on the database of the test."""
    return Workspace.create(tmp_path / "espace", {"JALON_DATABASE_URL": database_url})
