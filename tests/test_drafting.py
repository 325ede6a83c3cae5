"""Documents are drafted by a transition, in its transaction, or nothing is."""

import pytest
from dossiers import ONE_REGION, TWO_REGIONS, prepare, step, walk

from workflow.drafting import Draftsman
from workflow.engine import Engine
from workflow.errors import DocumentError
from workflow.models import Draft, HistoryEntry
from workflow.workspace import shipped


@pytest.fixture
def folder(tmp_path):
    """A workspace's own templates: a copy of ours that a test may change."""
    ours = shipped() / "templates" / "documents"
    copy = tmp_path / "templates" / "documents"
    (copy / "_parts").mkdir(parents=True)
    for file in ours.rglob("*.md"):
        (copy / file.relative_to(ours)).write_bytes(file.read_bytes())
    return copy


@pytest.fixture
def drafting(store, clock, folder):
    """An engine that drafts, on either database."""
    return Engine(store, drafts=Draftsman(folder), clock=clock)


def drafts(store, **by):
    with store.reading() as reading:
        return {row.id: row for row in reading.rows(Draft, **by)}


def test_a_transition_drafts_its_documents_one_for_each_project(drafting, store):
    walk(drafting, ONE_REGION, to="projects_collected")
    assert set(drafts(store)) == {
        "axe-seine-2018-committee_installation-1",
        "axe-seine-2018-action_sheet-1-1",
        "axe-seine-2018-action_sheet-2-1",
        "axe-seine-2018-project_summary-1",
        "axe-seine-2018-protocol-1",
    }


def test_a_failing_template_saves_nothing(drafting, store, folder):
    dossier = walk(drafting, TWO_REGIONS, to="projects_collected")
    prepare(drafting, dossier, "protocol_signed")
    (folder / "contract.md").write_text("# Contrat\n\n{{ territoire.nmo }}\n", encoding="utf-8")
    before = drafts(store)
    with store.reading() as reading:
        entries = len(reading.rows(HistoryEntry))
    trigger, command = step("protocol_signed")
    with pytest.raises(DocumentError, match=r"templates/documents/contract\.md:3\b.*\bnom$"):
        drafting.advance(dossier, trigger, command, inputs={"place": "Pau"})
    with store.reading() as reading:
        assert len(reading.rows(HistoryEntry)) == entries
    assert drafts(store) == before
