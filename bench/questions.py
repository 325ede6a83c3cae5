"""What the auditor's questions cost at a million entries, each beside raw sqlite3 reading the rows it rests on.

Raw sqlite3 only fetches the rows; the question counts, compares, names and says what it stands on. Both read one
snapshot of one file, in turn, in rounds; medians are compared. What is quick is asked many times a round.

    python bench/questions.py [FILE [ENTRIES]]
"""

import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from history import make
from measure import in_turn, seconds

from workflow.audit import arrivals, corrections, durations, knowledge, lateness, marked, passages, search
from workflow.audit.scope import Scope
from workflow.engine import Engine
from workflow.reports import report
from workflow.store import Reading, Store

ROUNDS = 5
QUICK = 0.05
"""Seconds under which something is asked a hundred times a round: the machine is never that quiet."""
DAY, NOW = date(2022, 6, 30), datetime(2030, 1, 1, tzinfo=UTC)
EARLIER = datetime(2021, 1, 1, tzinfo=UTC)
SCOPE = Scope(DAY, NOW)
DOSSIER = "d4242-2018"

MOVES = (
    "SELECT dossier_id, about, seq, to_state, effective_until, recorded_at "
    "FROM history_entry WHERE to_state IS NOT NULL"
)
ALL = "SELECT recorded_at, dossier_id, seq, about, effective_until FROM history_entry"
OWN = f"{MOVES} AND dossier_id = '{DOSSIER}'"
PAGE = "SELECT * FROM history_entry ORDER BY recorded_at, dossier_id, seq LIMIT 50"

Question = Callable[[Engine, Reading], object]
QUESTIONS: dict[str, tuple[Question, str, float | None]] = {
    "one dossier on a day": (lambda e, r: arrivals.whereabouts(e, r, SCOPE, DOSSIER), OWN, 0.005),
    "the country on a day, as known now": (lambda e, r: report(e, r, DAY, NOW), MOVES, 1),
    "the country on a day, as known earlier": (lambda e, r: report(e, r, DAY, EARLIER), MOVES, 1),
    "a region on a day": (lambda e, r: report(e, r, DAY, NOW, "28"), MOVES, 1),
    "who entered a state": (lambda e, r: arrivals.arrivals(e, r, SCOPE, _second(e, r)), MOVES, None),
    "time in each state": (lambda e, r: durations.durations(e, r, SCOPE), MOVES, None),
    "who has waited for too long": (lambda e, r: durations.overdue(e, r, SCOPE), MOVES, None),
    "from one state to another": (lambda e, r: passages.passage(e, r, SCOPE, _second(e, r), _third(e, r)), MOVES, None),
    "what was learnt between two dates": (lambda e, r: knowledge.diff(e, r, SCOPE, EARLIER), MOVES, None),
    "what was recorded late": (lambda e, r: lateness.late(e, r, SCOPE), ALL, None),
    "overrides": (lambda e, r: marked.overrides(e, r, SCOPE), PAGE, None),
    "backfills": (lambda e, r: marked.backfills(e, r, SCOPE), PAGE, None),
    "corrections": (lambda e, r: corrections.corrections(e, r, SCOPE), PAGE, None),
    "a page of everything": (lambda e, r: search.search(e, r, search.Question(), SCOPE), PAGE, None),
    "a page by actor": (lambda e, r: search.search(e, r, search.Question(actor="root"), SCOPE), PAGE, None),
    "a page by kind": (lambda e, r: search.search(e, r, search.Question(kind="person"), SCOPE), PAGE, None),
    "a page by period": (lambda e, r: search.search(e, r, _march(), SCOPE), PAGE, None),
    "a page by text": (lambda e, r: search.search(e, r, search.Question(text="vu en comité"), SCOPE), ALL, None),
}
"""What is asked, the raw statement beside it, and the seconds it may take where a limit was set."""


def _second(engine: Engine, reading: Reading) -> str:
    return _states(engine, reading)[1]


def _third(engine: Engine, reading: Reading) -> str:
    return _states(engine, reading)[2]


def _states(engine: Engine, reading: Reading) -> list[str]:
    return list(report(engine, reading, date(2000, 1, 1), NOW).lifecycle.states)


def _march() -> search.Question:
    return search.Question(effective_from=date(2020, 3, 1), effective_to=date(2020, 3, 31))


def compare(store: Store) -> bool:
    """Print what each question costs; whether all limits hold."""
    engine, holds = Engine(store), True
    with store.reading() as reading, closing(sqlite3.connect(store.place)) as raw:
        print(f"{'':42}{'asked':>12}{'raw':>12}{'ratio':>8}")
        for name, (ask, rows, limit) in QUESTIONS.items():
            took = in_turn(
                {
                    "asked": _repeated(lambda ask=ask: ask(engine, reading)),
                    "raw": _repeated(lambda rows=rows: raw.execute(rows).fetchall()),
                },
                ROUNDS,
            )
            told = ""
            if limit is not None:
                kept = took["asked"] <= limit
                holds &= kept
                told = f"   at most {limit * 1000:g} ms   {'holds' if kept else 'MISSED'}"
            ratio = took["asked"] / took["raw"]
            print(f"{name:42}{took['asked'] * 1000:9.1f} ms{took['raw'] * 1000:9.1f} ms{ratio:8.1f}{told}")
    return holds


def _repeated(work: Callable[[], object]) -> Callable[[int], float]:
    """Seconds that the work takes, done once a round or, where it is quick, a hundred times."""
    count = 100 if seconds(work, 1) < QUICK else 1
    return lambda turn: seconds(lambda: [work() for _ in range(count)], count)


def main() -> None:
    """Make the database where it is not there, and ask."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "jalon-bench-history.db"
    store = make(file, int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
    holds = compare(store)
    store.close()
    sys.exit(not holds)


if __name__ == "__main__":
    main()
