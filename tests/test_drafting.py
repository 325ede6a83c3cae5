"""Documents are drafted by a transition, in its transaction, or nothing is; and what was issued never changes."""

import json
import re
import shutil

import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS, on, prepare, step, walk

from workflow.canonical import digest_hex
from workflow.case import Case
from workflow.dates import Period
from workflow.documents.render import Templates
from workflow.drafting import Draftsman
from workflow.engine import Command, Engine
from workflow.entries import MemberSet, PersonSet, ProjectSet, SignatureSet
from workflow.errors import DocumentError, UnknownName
from workflow.issuing import drafts as issuing
from workflow.models import Dossier, Draft, HistoryEntry, Template
from workflow.store import Store
from workflow.workspace import TEMPLATES, shipped


@pytest.fixture
def folder(tmp_path):
    """A workspace's own templates: a copy of ours that a test may change."""
    ours = shipped() / TEMPLATES
    copy = tmp_path / "templates" / "documents"
    (copy / "_parts").mkdir(parents=True)
    for file in ours.rglob("*.md"):
        (copy / file.relative_to(ours)).write_bytes(file.read_bytes())
    return copy


@pytest.fixture
def drafting(store, clock, folder):
    """An engine that drafts, on either database."""
    return Engine(store, drafts=Draftsman(folder), clock=clock)


@pytest.fixture
def sqlite_drafting(sqlite_store, clock, folder):
    """The same on SQLite, where the database does not matter."""
    return Engine(sqlite_store, drafts=Draftsman(folder), clock=clock)


def drafts(engine, **by):
    with engine.store.reading() as reading:
        return {row.id: row for row in reading.rows(Draft, **by)}


def counted(engine, table):
    with engine.store.reading() as reading:
        return len(reading.rows(table))


def case_of(engine, reading, dossier):
    row = reading.one(Dossier, id=dossier)
    lifecycle = engine.lifecycle(reading, row.lifecycle)
    return Case(row, lifecycle, lambda table: reading.rows(table, dossier_id=dossier))


# ── what is drafted ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_transition_drafts_its_documents_one_for_each_project(drafting):
    walk(drafting, ONE_REGION, to="projects_collected")
    assert set(drafts(drafting)) == {
        "axe-seine-2018-committee_installation-1",
        "axe-seine-2018-action_sheet-1-1",
        "axe-seine-2018-action_sheet-2-1",
        "axe-seine-2018-project_summary-1",
        "axe-seine-2018-protocol-1",
    }


def test_one_for_each_member_and_one_for_each_region(sqlite_drafting):
    walk(sqlite_drafting, TWO_REGIONS, to="contract_validated")
    found = {(row.document, row.item) for row in drafts(sqlite_drafting).values()}
    assert {item for document, item in found if document == "deliberation_draft"} == {200039204, 200067254, 200069300}
    assert {item for document, item in found if document == "regional_minutes"} == {75, 76}
    assert "lacq-pau-tarbes-2018-regional_minutes-76-1" in drafts(sqlite_drafting)


def test_a_whole_life_drafts_every_document_of_its_path(sqlite_drafting):
    dossier = walk(sqlite_drafting, TWO_REGIONS, to="implemented")
    sqlite_drafting.record(dossier, ProjectSet(title="Une action de plus", axis="innover"), BY.national)
    amend = on("2020-03-01", comment="le plan s’étend")
    sqlite_drafting.advance(dossier, "amend", amend, inputs={"object": "une action de plus"})
    sqlite_drafting.record(dossier, ProjectSet(number=3, status="done"), BY.national)
    prepare(sqlite_drafting, dossier, "closed")
    sqlite_drafting.advance(dossier, *step("closed"))
    drafted = {row.document for row in drafts(sqlite_drafting).values()}
    assert drafted == {
        *("committee_installation", "action_sheet", "project_summary", "protocol", "signing_release", "contract"),
        *("deliberation_draft", "regional_minutes", "follow_up_minutes", "annual_report", "amendment", "final_report"),
    }


def test_versions_count_in_each_series(sqlite_drafting):
    dossier = walk(sqlite_drafting, ONE_REGION, to="contract_validated")
    found = drafts(sqlite_drafting)
    assert [found[f"{dossier}-contract-{version}"].version for version in (1, 2)] == [1, 2]
    assert "version n°\u00a02" in found[f"{dossier}-regional_minutes-28-1"].text
    assert "version n°\u00a01" in found[f"{dossier}-deliberation_draft-200084952-1"].text


def test_the_receipt_and_the_entry_tell_what_was_drafted(drafting):
    dossier = walk(drafting, ONE_REGION, to="pilot")
    prepare(drafting, dossier, "projects_collected")
    receipt = drafting.advance(dossier, *step("projects_collected"))
    with drafting.store.reading() as reading:
        entry = drafting.entries(reading, dossier)[receipt.seq]
        stored = {row.id: row for row in reading.rows(Draft, dossier_id=dossier) if row.seq == receipt.seq}
    assert list(receipt.drafts) == [told["id"] for told in entry.drafts]
    assert set(receipt.drafts) == set(stored)
    for told in entry.drafts:
        draft = stored[told["id"]]
        assert (told["document"], told["item"], told["version"]) == (draft.document, draft.item, draft.version)
        assert told["template"] == draft.template_digest
        assert told["data"] == draft.data_digest == digest_hex(draft.data.encode())
        assert told["text"] == draft.text_digest == digest_hex(draft.text.encode())


def test_a_draft_can_be_made_again_from_what_is_stored_with_it(sqlite_drafting):
    walk(sqlite_drafting, TWO_REGIONS, to="implemented")
    with sqlite_drafting.store.reading() as reading:
        templates = {row.digest: row for row in reading.rows(Template)}
        for draft in reading.rows(Draft):
            template = templates[draft.template_digest]
            assert digest_hex(template.text.encode()) == template.digest
            made = Templates.of_text(template.text).render(draft.document, json.loads(draft.data))
            assert (made.text, made.title) == (draft.text, draft.title)
            assert [gap.as_dict() for gap in made.gaps] == json.loads(draft.gaps)


def test_a_template_is_kept_once(sqlite_drafting):
    walk(sqlite_drafting, ONE_REGION, to="projects_collected")
    walk(sqlite_drafting, TWO_REGIONS, to="projects_collected")
    assert counted(sqlite_drafting, Template) == 4


def test_a_draft_keeps_only_the_data_its_template_speaks_of(sqlite_drafting, folder):
    (folder / "action_sheet.md").write_text("# {{ projet.titre }} ({{ territoire.nom }})\n", "utf-8")
    walk(sqlite_drafting, ONE_REGION, to="projects_collected")
    sheet = drafts(sqlite_drafting)["axe-seine-2018-action_sheet-2-1"]
    assert set(json.loads(sheet.data)) == {"document", "projet", "territoire"}
    assert sheet.title == "Friche du Port (Axe Seine)"


def test_somebody_who_wants_no_drafts_has_none(store, clock):
    engine = Engine(store, clock=clock)
    walk(engine, ONE_REGION, to="projects_collected")
    assert drafts(engine) == {}


def test_a_transition_without_documents_reads_no_template(sqlite_store, clock, tmp_path):
    draftsman = Draftsman(tmp_path / "there is no such folder")
    engine = Engine(sqlite_store, drafts=draftsman, clock=clock)
    assert draftsman.plan(None, None, _Undocumented(), None) == []
    with pytest.raises(DocumentError, match="committee_installation"):
        walk(engine, ONE_REGION, to="pilot")


class _Undocumented:
    documents = ()


# ── all or nothing ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_failing_template_saves_nothing(drafting, folder):
    dossier = walk(drafting, TWO_REGIONS, to="projects_collected")
    prepare(drafting, dossier, "protocol_signed")
    (folder / "contract.md").write_text("# Contrat\n\n{{ territoire.nmo }}\n", encoding="utf-8")
    before = drafts(drafting), counted(drafting, HistoryEntry), counted(drafting, Template)
    trigger, command = step("protocol_signed")
    with pytest.raises(DocumentError, match=r"templates/documents/contract\.md:3\b.*\bnom$"):
        drafting.advance(dossier, trigger, command, inputs={"place": "Pau"})
    assert (drafts(drafting), counted(drafting, HistoryEntry), counted(drafting, Template)) == before
    with drafting.store.reading() as reading:
        assert reading.one(Dossier, id=dossier).state == "projects_collected"


def test_in_a_ceremony_one_failing_draft_saves_none(sqlite_drafting, folder):
    names = [walk(sqlite_drafting, one, to="projects_collected") for one in (ONE_REGION, TWO_REGIONS)]
    for dossier in names:
        prepare(sqlite_drafting, dossier, "protocol_signed")
    (folder / "contract.md").write_text(
        "# Contrat\n{% for r in regions %}{% if loop.index == 2 %}{{ r.nom | montant }}{% endif %}{% endfor %}", "utf-8"
    )
    before = counted(sqlite_drafting, Draft)
    trigger, command = step("protocol_signed")
    with pytest.raises(DocumentError, match=r"contract\.md:2"):
        sqlite_drafting.advance_together(names, trigger, command, inputs={"place": "Paris"})
    assert counted(sqlite_drafting, Draft) == before


def test_a_missing_template_is_told_by_its_file(sqlite_drafting, folder):
    (folder / "action_sheet.md").unlink()
    with pytest.raises(DocumentError, match="action_sheet") as refused:
        walk(sqlite_drafting, ONE_REGION, to="projects_collected")
    assert "templates/documents/action_sheet.md" in str(refused.value.remedy)


# ── what was issued never changes ─────────────────────────────────────────────────────────────────────────────────


def test_changing_a_template_never_changes_what_was_issued(drafting, folder):
    dossier = walk(drafting, ONE_REGION, to="protocol_signed")
    issued = drafts(drafting)
    for file in folder.rglob("*.md"):
        file.write_text("# Tout autre chose\n", "utf-8")
    assert drafts(drafting) == issued
    prepare(drafting, dossier, "contract_validated")
    drafting.advance(dossier, *step("contract_validated"))
    found = drafts(drafting)
    assert {name: found[name] for name in issued} == issued
    first, second = (found[f"{dossier}-contract-{version}"] for version in (1, 2))
    assert second.text == "# Tout autre chose\n"
    assert second.template_digest != first.template_digest


def test_changing_a_part_changes_the_digest_of_every_document_that_has_it(sqlite_drafting, folder):
    dossier = walk(sqlite_drafting, ONE_REGION, to="protocol_signed")
    part = folder / "_parts" / "signatures.md"
    part.write_text(part.read_text("utf-8").replace("Fait", "Signé"), "utf-8")
    prepare(sqlite_drafting, dossier, "contract_validated")
    sqlite_drafting.advance(dossier, *step("contract_validated"))
    found = drafts(sqlite_drafting)
    first, second = (found[f"{dossier}-contract-{version}"] for version in (1, 2))
    assert first.template_digest != second.template_digest
    assert "Signé" in second.text
    assert "Fait" in first.text


def test_the_same_dossier_gives_the_same_drafts_on_both_databases(drafting, clock, tmp_path, populated_file, folder):
    walk(drafting, TWO_REGIONS, to="implemented")
    copy = tmp_path / "other.db"
    shutil.copy(populated_file, copy)
    clock.tick(days=30)
    other = Engine(Store(f"sqlite:///{copy}"), drafts=Draftsman(folder), clock=clock)
    walk(other, TWO_REGIONS, to="implemented")
    ours, theirs = drafts(drafting), drafts(other)
    other.store.close()
    assert {name: row.text for name, row in ours.items()} == {name: row.text for name, row in theirs.items()}
    assert {name: row.data_digest for name, row in ours.items()} == {n: row.data_digest for n, row in theirs.items()}


# ── what they tell ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_contract_quotes_the_day_of_the_protocol(sqlite_drafting):
    dossier = walk(sqlite_drafting, ONE_REGION, to="protocol_signed")
    contract = drafts(sqlite_drafting)[f"{dossier}-contract-1"]
    assert "protocole d’accord le 30\u00a0avril 2019" in contract.text


def test_a_protocol_that_was_backfilled_without_signatures_has_the_day_of_its_transition(sqlite_drafting):
    dossier = walk(sqlite_drafting, ONE_REGION, to="pilot")
    week = on("2019-W12", source="question écrite n° 20408")
    sqlite_drafting.advance(dossier, "sign_protocol", week, inputs={"place": "Carros"})
    for draft in drafts(sqlite_drafting).values():
        assert not re.search(r"\b(?:le|du|au) (?:la semaine|mars)\b", draft.text), draft.id
    assert "dans la semaine du 18\u00a0mars 2019" in drafts(sqlite_drafting)[f"{dossier}-signing_release-1"].text
    prepare(sqlite_drafting, dossier, "contract_validated")
    sqlite_drafting.advance(dossier, "validate_contract", on("2019-11-20", comment="les montants suivront"))
    assert "semaine du 18\u00a0mars 2019" in drafts(sqlite_drafting)[f"{dossier}-contract-2"].text


def test_the_day_of_a_signing_is_that_of_the_transition_that_holds_in_this_very_dossier(sqlite_drafting, folder):
    first, second = (walk(sqlite_drafting, one, to="pilot") for one in (ONE_REGION, TWO_REGIONS))

    def signed_on(dossier):
        with sqlite_drafting.store.reading() as reading:
            case = issuing.case_of(sqlite_drafting, reading, reading.one(Dossier, id=dossier))
            spec = case.lifecycle.documents["final_report"]
            plan = Draftsman(folder).preview(reading, case, spec, Period.from_iso("2020-01-01"))
        return json.loads(plan.data)["protocole"]["signature"]["date"]

    def sign(day):
        return sqlite_drafting.advance(first, "sign_protocol", on(day, source="la presse"), inputs={"place": "Pau"})

    receipt = sign("2019-W12")
    assert (signed_on(first), signed_on(second)) == ("2019-W12", None)
    sqlite_drafting.correct(first, receipt.seq, Command("national", comment="faux"), void=True)
    assert signed_on(first) is None
    sign("2019-04")
    assert (signed_on(first), signed_on(second)) == ("2019-04", None)


def test_an_amendment_says_what_changed_since_the_contract(sqlite_drafting):
    dossier = walk(sqlite_drafting, TWO_REGIONS, to="implemented")
    record = sqlite_drafting.record
    record(dossier, ProjectSet(title="Hangar", axis="innover", holder="Ville", cost=5_000_00), BY.national)
    record(dossier, ProjectSet(number=1, cost=150_000_00), BY.national)
    record(dossier, MemberSet(siren="200039204", until="2020-02-01"), BY.national)
    record(dossier, PersonSet(role="project_manager", name="Ada Modèle"), BY.national)
    amend = on("2020-03-01", comment="le plan s’étend")
    sqlite_drafting.advance(dossier, "amend", amend, inputs={"object": "une action de plus"})
    text = drafts(sqlite_drafting)[f"{dossier}-amendment-1"].text
    assert text.startswith("# Avenant n°\u00a01 au contrat")
    assert "| 3 | Hangar | Innover | Ville | 5\u202f000\u00a0€ |" in text
    assert "| coût total | 120\u202f000\u00a0€ | 150\u202f000\u00a0€ |" in text
    assert "La communauté de communes de Lacq\\-Orthez (SIREN 200039204) quitte" in text
    assert "- Ada Modèle\u00a0: chef de projet." in text
    record(dossier, ProjectSet(number=3, holder="Région"), BY.national)
    sqlite_drafting.advance(dossier, "amend", amend, inputs={"object": "un porteur"})
    second = drafts(sqlite_drafting)[f"{dossier}-amendment-2"].text
    assert second.startswith("# Avenant n°\u00a02 au contrat")
    assert "Hangar | porteur | Ville | Région |" in second
    assert "Lacq" not in second.partition("## Article 2")[2].partition("## Signatures")[0]


def test_an_amendment_knows_what_changed_even_where_the_contract_speaks_of_nothing(sqlite_drafting, folder):
    """Whatever an office has put in its template, the data of a contract is kept for the amendment to come."""
    (folder / "contract.md").write_text("# Contrat\n", "utf-8")
    dossier = walk(sqlite_drafting, TWO_REGIONS, to="implemented")
    record = sqlite_drafting.record
    record(dossier, ProjectSet(title="Hangar", axis="innover"), BY.national)
    record(dossier, ProjectSet(number=1, cost=150_000_00), BY.national)
    record(dossier, MemberSet(siren="200039204", until="2020-02-01"), BY.national)
    record(dossier, PersonSet(role="project_manager", name="Ada Modèle"), BY.national)
    amend = on("2020-03-01", comment="le plan s’étend")
    sqlite_drafting.advance(dossier, "amend", amend, inputs={"object": "une action de plus"})
    told = json.loads(drafts(sqlite_drafting)[f"{dossier}-amendment-1"].data)["changements"]
    assert told["depuis"]["reference"] == f"{dossier}-contract-2", "though other documents were drafted since"
    assert [one["titre"] for one in told["projets_nouveaux"]] == ["Hangar"]
    assert [one["numero"] for one in told["projets_modifies"]] == [1]
    assert (told["membres_entres"], [one["siren"] for one in told["membres_partis"]]) == ([], ["200039204"])
    assert [(one["nom"], one["role"]) for one in told["personnes"]] == [("Ada Modèle", "chef de projet")]


def test_a_voided_amendment_gives_its_number_back_and_is_not_what_the_next_one_amends(sqlite_drafting, folder):
    dossier = walk(sqlite_drafting, ONE_REGION, to="implemented")

    def amend(title):
        sqlite_drafting.record(dossier, ProjectSet(title=title), BY.national)
        return sqlite_drafting.advance(dossier, "amend", on("2020-03-01", comment="un motif"), inputs={"object": title})

    def void(receipt):
        sqlite_drafting.correct(dossier, receipt.seq, Command("national", comment="pas voté"), void=True)

    amend("Hangar")
    void(amend("Halle"))
    amend("Quai")
    again = drafts(sqlite_drafting)[f"{dossier}-amendment-3"].text
    assert again.startswith("# Avenant n°\u00a02 au contrat")
    assert ("amendment\\-1" in again, "amendment\\-2" in again) == (True, False), "it amends what holds"
    added = again.partition("Actions ajoutées")[2].partition("Article 3")[0]
    assert ("Hangar" in added, "Halle" in added, "Quai" in added) == (False, True, True)
    with sqlite_drafting.store.reading() as reading:
        case = issuing.case_of(sqlite_drafting, reading, reading.one(Dossier, id=dossier))
        document = case.lifecycle.documents["final_report"]
        final = Draftsman(folder).preview(reading, case, document, Period.from_iso("2023-01-01"))
    assert "| Avenants | 2 |" in final.rendered.text


def test_the_number_of_an_amendment_that_holds_is_given_to_no_other(sqlite_drafting):
    dossier = walk(sqlite_drafting, ONE_REGION, to="implemented")
    receipts = []
    for title in ("Hangar", "Halle"):
        sqlite_drafting.record(dossier, ProjectSet(title=title), BY.national)
        amend = on("2020-03-01", comment="un motif")
        receipts.append(sqlite_drafting.advance(dossier, "amend", amend, inputs={"object": title}))
    sqlite_drafting.correct(dossier, receipts[0].seq, Command("national", comment="pas voté"), void=True)
    sqlite_drafting.record(dossier, ProjectSet(title="Quai"), BY.national)
    sqlite_drafting.advance(dossier, "amend", on("2020-04-01", comment="un motif"), inputs={"object": "Quai"})
    assert drafts(sqlite_drafting)[f"{dossier}-amendment-3"].text.startswith("# Avenant n°\u00a03 au contrat")


def test_a_second_amendment_is_signed_by_nobody_when_it_is_drafted(sqlite_drafting):
    dossier = walk(sqlite_drafting, ONE_REGION, to="implemented")

    def amend(title, day):
        sqlite_drafting.record(dossier, ProjectSet(title=title), BY.national)
        return sqlite_drafting.advance(dossier, "amend", on(day, comment="un motif"), inputs={"object": title})

    amend("Hangar", "2020-03-01")
    sqlite_drafting.record(dossier, SignatureSet(signatory=2, document="amendment", place="Rouen"), on("2020-03-15"))
    amend("Quai", "2020-04-01")
    first, second = (drafts(sqlite_drafting)[f"{dossier}-amendment-{number}"] for number in (1, 2))
    assert "2020" not in first.text.partition("## Signatures")[2].partition("---")[0]
    signatures = second.text.partition("## Signatures")[2].partition("---")[0]
    assert "Rouen, le" not in signatures
    assert "signé le" not in signatures
    assert {"avenant.signature.lieu", "avenant.signature.date"} <= {gap["path"] for gap in json.loads(second.gaps)}


def test_what_was_not_said_of_a_transition_of_the_past_is_said_by_correcting_it(sqlite_drafting):
    dossier = walk(sqlite_drafting, ONE_REGION, to="pilot")
    receipt = sqlite_drafting.advance(dossier, "sign_protocol", on("2019-03-18", source="la presse"))
    gaps = json.loads(drafts(sqlite_drafting)[f"{dossier}-signing_release-1"].gaps)
    (asked,) = [gap["command"] for gap in gaps if gap["path"] == "transition.saisies.place"]
    assert asked == f"jalon correct {dossier} {receipt.seq} --set place=… --because …"
    again = Command("national", comment="oublié")
    sqlite_drafting.correct(dossier, receipt.seq, again, changes={"place": "Le Havre"})
    sqlite_drafting.draw(dossier, "signing_release", Command("national"))
    assert "Communiqué – Le Havre" in drafts(sqlite_drafting)[f"{dossier}-signing_release-2"].text


def test_hostile_names_come_out_of_a_draft_as_they_were_recorded(sqlite_drafting):
    dossier = walk(sqlite_drafting, ONE_REGION, to="pilot")
    title = "*{{ 7*7 }}* | <b>&amp;</b> #import \\"
    sqlite_drafting.record(dossier, ProjectSet(title=title, axis="attirer", holder="X"), BY.national)
    sqlite_drafting.advance(dossier, "collect_projects", on("2019-03-12", comment="sans référent"))
    sheet = drafts(sqlite_drafting)[f"{dossier}-action_sheet-1-1"]
    assert sheet.title == f"Fiche-action n°\u00a01\u00a0: {title}"


# ── on demand ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_preview_shows_what_would_be_and_stores_nothing(sqlite_drafting, folder):
    dossier = walk(sqlite_drafting, ONE_REGION, to="projects_collected")
    draftsman, day = Draftsman(folder), Period.from_iso("2019-04-01")
    before = counted(sqlite_drafting, Draft), counted(sqlite_drafting, Template)
    with sqlite_drafting.store.reading() as reading:
        case = case_of(sqlite_drafting, reading, dossier)
        documents = case.lifecycle.documents
        protocol = draftsman.preview(reading, case, documents["protocol"], day)
        sheet = draftsman.preview(reading, case, documents["action_sheet"], day, item=2)
        minutes = draftsman.preview(reading, case, documents["project_minutes"], day)
        release = draftsman.preview(reading, case, documents["signing_release"], day)
        with pytest.raises(UnknownName, match="1, 2"):
            draftsman.preview(reading, case, documents["action_sheet"], day, item=3)
    assert (protocol.id, protocol.version) == (f"{dossier}-protocol-2", 2)
    assert sheet.rendered.title.endswith("Friche du Port")
    assert minutes.rendered.text.startswith("# Compte rendu du comité de projet")
    assert [gap.command for gap in release.rendered.gaps if gap.path.startswith("transition.")] == [
        f"jalon advance sign_protocol {dossier} --input place=…"
    ]
    assert (counted(sqlite_drafting, Draft), counted(sqlite_drafting, Template)) == before


@pytest.mark.parametrize(
    ("document", "item", "called", "known"),
    [
        ("action_sheet", 3, "projet de ce dossier", "1, 2"),
        ("deliberation_draft", 3, "membre de ce dossier", "200023414, 200084952"),
        ("regional_minutes", 3, "code de région de ce dossier", "28"),
        ("protocol", 3, "élément", "0"),
    ],
)
def test_what_a_document_is_not_drawn_for_is_answered_with_what_it_is(
    sqlite_drafting, folder, document, item, called, known
):
    dossier = walk(sqlite_drafting, ONE_REGION, to="projects_collected")
    day = Period.from_iso("2019-04-01")
    with sqlite_drafting.store.reading() as reading:
        case = case_of(sqlite_drafting, reading, dossier)
        with pytest.raises(UnknownName) as refused:
            Draftsman(folder).preview(reading, case, case.lifecycle.documents[document], day, item=item)
    assert f"{called} inconnu" in refused.value.message.fr.casefold()
    assert known in refused.value.message.fr
    assert refused.value.remedy.fr == f"ce que le dossier contient : jalon show {dossier}"


def test_a_template_is_read_again_once_it_has_changed(folder):
    draftsman = Draftsman(folder)
    assert draftsman.templates is draftsman.templates
    before = draftsman.templates
    (folder / "nouveau.md").write_text("# Nouveau\n", "utf-8")
    assert draftsman.templates is not before
    assert "nouveau" in draftsman.templates.documents
