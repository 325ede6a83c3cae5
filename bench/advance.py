"""What a durable advance costs: Jalon beside raw sqlite3 writing the same rows, and beside Django with django-fsm.

Each side performs one guarded transition per dossier: with one commit each, and with a hundred per commit. Jalon checks
the actor, reads the binôme and the members for its guards, chains the canonical entry and keeps the disclosure. Raw
sqlite3 reads and writes the same rows of the same tables, with the same triggers, from values made beforehand. The peer
does less: no rights, no chain, no disclosure. All sides use the same journal, in turn, in rounds; medians are compared.
"""

import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import in_turn, seconds, verdict

from workflow.database import Durability, durability_for
from workflow.engine import Command, Engine
from workflow.entries import ActorSet, PersonSet, TerritoryAdded
from workflow.guards import known_guards
from workflow.language import Text
from workflow.lifecycle.loading import load
from workflow.models import ROLES
from workflow.schema import upgrade
from workflow.store import Store

HERE = Path(__file__).parent
ROUNDS, SINGLE, BATCH, BATCHES = 9, 100, 100, 5
PER_ROUND = SINGLE + BATCH * BATCHES
TRIGGER = "engage"
PEER = ("django==5.2.19", "django-fsm-2==4.2.4", "django-fsm-log==5.0.2")
ACTOR = Command("root")


def filled(database: Path, durability: Durability) -> Engine:
    """A database whose dossiers are all ready to be advanced."""
    store = Store(f"sqlite:///{database}", durability=durability)
    upgrade(store)
    engine = Engine(store)
    lifecycle = load(HERE / "advance.states.yaml", known_guards=known_guards(), known_roles=ROLES)
    founder = ActorSet(id="agt-0001", handle="root", label="Banc d’essai", role="administrator")
    engine.found("bench/1", lifecycle, founder)
    count = ROUNDS * PER_ROUND
    territories = [
        TerritoryAdded(
            id=f"t{number}",
            name=f"Territoire {number}",
            regions=["28"],
            members=[{"siren": "200084952", "kind": "CU", "name": "Membre"}],
        )
        for number in range(count)
    ]
    engine.register_all(territories, ACTOR)
    with engine.batch(ACTOR) as batch:
        for number in range(count):
            batch.open(f"t{number}")
            for role in ("elected_lead", "industry_lead"):
                batch.record(f"t{number}-2018", PersonSet(role=role, name="Prénom Nom"))
    return engine


def names(turn: int) -> tuple[list[str], list[list[str]]]:
    """The dossiers of a round: those advanced one by one, and those advanced by hundreds."""
    first = turn * PER_ROUND
    single = [f"t{number}-2018" for number in range(first, first + SINGLE)]
    rest = range(first + SINGLE, first + PER_ROUND)
    return single, [
        [f"t{number}-2018" for number in rest[start : start + BATCH]] for start in range(0, len(rest), BATCH)
    ]


class Raw:
    """sqlite3 alone, doing the reads and the writes of an advance with values copied from a real one."""

    def __init__(self, database: Path, durability: Durability, example: sqlite3.Row, disclosure: str) -> None:
        self.connection = sqlite3.connect(database, isolation_level=None)
        for pragma in ("foreign_keys = ON", "recursive_triggers = ON", f"synchronous = {durability.synchronous}"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute(f"PRAGMA journal_mode = {durability.journal}")
        columns = [name for name in example.keys() if name != "id"]  # noqa: SIM118  # a Row iterates over values
        self.values = {name: example[name] for name in columns}
        self.disclosure = disclosure
        self.insert = (
            f"INSERT INTO history_entry ({', '.join(columns)}) VALUES ({', '.join(':' + name for name in columns)})"  # noqa: S608
        )

    def advance(self, dossier: str) -> None:
        run = self.connection.execute
        seq = run("SELECT state, seq FROM dossier WHERE id = ?", (dossier,)).fetchone()[1]
        for table in ("dossier_region", "member", "person"):
            run(f"SELECT * FROM {table} WHERE dossier_id = ?", (dossier,)).fetchall()  # noqa: S608
        digest = secrets.token_urlsafe(32)
        run(self.insert, {**self.values, "dossier_id": dossier, "seq": seq + 1, "about": seq + 1, "hash": digest})
        run(
            "UPDATE dossier SET state = ?, state_since = ?, state_precision = ?, seq = ?, head = ?, changed_at = ? "
            "WHERE id = ? AND seq = ?",
            (
                self.values["to_state"],
                self.values["effective_until"],
                "day",
                seq + 1,
                digest,
                self.values["recorded_at"],
                dossier,
                seq,
            ),
        )
        run(
            "INSERT INTO disclosure VALUES (?, ?, ?, ?)", (secrets.token_urlsafe(32), dossier, seq + 1, self.disclosure)
        )

    def together(self, dossiers: list[str]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute("SELECT * FROM actor WHERE handle = ?", ("root",)).fetchone()
        for dossier in dossiers:
            self.advance(dossier)
        self.connection.execute("COMMIT")


def example(database: Path) -> tuple[sqlite3.Row, str]:
    """One advanced entry with its disclosure, to copy values from."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    row = connection.execute("SELECT * FROM history_entry WHERE trigger = ? LIMIT 1", (TRIGGER,)).fetchone()
    text = connection.execute(
        "SELECT text FROM disclosure WHERE dossier_id = ? AND seq = ?", (row["dossier_id"], row["seq"])
    ).fetchone()[0]
    connection.close()
    return row, text


def peer_python() -> Path:
    """The interpreter of the peer's own environment, made when it is not there."""
    folder = Path(os.environ.get("JALON_BENCH_PEERS", tempfile.gettempdir())) / "jalon-bench-django"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEER], check=True)
    return python


def measure(folder: Path, durability: Durability) -> dict[str, tuple[float, float]]:
    """Seconds per transition, one commit each and a hundred per commit, for each side."""
    template = folder / "template.db"
    filled(template, durability).store.engine.dispose()
    ours, theirs, first = folder / "jalon.db", folder / "raw.db", folder / "example.db"
    for copy in (ours, theirs, first):
        shutil.copy(template, copy)
    engine = Engine(Store(f"sqlite:///{ours}", durability=durability))
    Engine(Store(f"sqlite:///{first}", durability=durability)).advance("t0-2018", TRIGGER, ACTOR)
    raw = Raw(theirs, durability, *example(first))

    def jalon_single(turn: int) -> float:
        single, _ = names(turn)
        return seconds(lambda: [engine.advance(name, TRIGGER, ACTOR) for name in single], SINGLE)

    def jalon_batch(turn: int) -> float:
        _, batches = names(turn)
        return seconds(lambda: [engine.advance_together(batch, TRIGGER, ACTOR) for batch in batches], BATCH * BATCHES)

    def raw_single(turn: int) -> float:
        single, _ = names(turn)
        return seconds(lambda: [raw.together([name]) for name in single], SINGLE)

    def raw_batch(turn: int) -> float:
        _, batches = names(turn)
        return seconds(lambda: [raw.together(batch) for batch in batches], BATCH * BATCHES)

    command = [peer_python(), HERE / "peers" / "django_peer.py", folder / "peer.db", durability.journal]
    command += [durability.synchronous, str(ROUNDS), str(SINGLE), str(BATCH)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        told, answers = process.stdin, process.stdout
        if answers.readline() != "ready\n":
            sys.exit("the peer did not begin")

        def peer(what: str) -> float:
            told.write(f"{what}\n")
            told.flush()
            return float(answers.readline())

        found = in_turn(
            {
                "raw 1": raw_single,
                "jalon 1": jalon_single,
                "peer 1": lambda _turn: peer("single"),
                "raw 100": raw_batch,
                "jalon 100": jalon_batch,
                "peer 100": lambda _turn: peer("batch"),
            },
            ROUNDS,
        )
        told.close()
    return {
        "raw sqlite3": (found["raw 1"], found["raw 100"]),
        "Jalon": (found["jalon 1"], found["jalon 100"]),
        "Django + django-fsm-2 + log": (found["peer 1"], found["peer 100"]),
    }


def main() -> None:
    safe = durability_for(sqlite3.sqlite_version_info)
    print(f"SQLite {sqlite3.sqlite_version}, Python {sys.version.split()[0]}; {ROUNDS} rounds, medians")
    modes = [Durability("WAL", "FULL", Text("", ""))]
    if safe.journal != "WAL":
        modes.append(safe)
    for durability in modes:
        print(f"\njournal {durability.journal}, synchronous {durability.synchronous}")
        with tempfile.TemporaryDirectory() as name:
            found = measure(Path(name), durability)
        print(f"{'':30}{'one commit each':>20}{'100 per commit':>20}")
        for side, (one, hundred) in found.items():
            print(f"{side:30}{one * 1e6:17.0f} µs{hundred * 1e6:17.0f} µs")
        jalon, raw, peer = found["Jalon"], found["raw sqlite3"], found["Django + django-fsm-2 + log"]
        print("Jalon / raw, one commit each      ", verdict(jalon[0] / raw[0], 2.5, at_most=True))
        print("Jalon / raw, 100 per commit       ", verdict(jalon[1] / raw[1], 7, at_most=True))
        print("peer / Jalon, one commit each     ", verdict(peer[0] / jalon[0], 2, at_most=False))
        print("peer / Jalon, 100 per commit      ", verdict(peer[1] / jalon[1], 5, at_most=False))
        print(f"peer / raw, for comparison         {peer[0] / raw[0]:6.2f} and {peer[1] / raw[1]:.2f}")


if __name__ == "__main__":
    main()
