"""The dossiers that other tests are made of are what they take them for."""

import pytest
from dossiers import DAYS, ONE_REGION, TWO_REGIONS, walk

from workflow.models import Dossier, HistoryEntry


@pytest.mark.parametrize("territory", [ONE_REGION, TWO_REGIONS])
@pytest.mark.parametrize("state", DAYS)
def test_a_dossier_walks_to_any_state_and_passes_nothing_with_a_reason(sqlite_engine, territory, state):
    name = walk(sqlite_engine, territory, to=state)
    with sqlite_engine.store.reading() as reading:
        dossier = reading.one(Dossier, id=name)
        entries = sqlite_engine.entries(reading, name)
    assert (dossier.state, dossier.state_since) == (state, DAYS[state])
    moves = [entry for entry in entries if entry.trigger]
    assert [entry.payload.overridden + entry.payload.waived for entry in moves] == [[]] * len(moves)


def test_a_dossier_walks_on_either_database(engine):
    name = walk(engine, TWO_REGIONS, to="closed")
    with engine.store.reading() as reading:
        assert reading.one(Dossier, id=name).seq + 1 == len(reading.rows(HistoryEntry, dossier_id=name))


def test_the_workspace_is_on_the_database_of_the_test(workspace, database_url):
    assert workspace.database_url == database_url
    assert workspace.lifecycle_path.is_file()
