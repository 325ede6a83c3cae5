"""Personal data goes when the law says so; what the entries commit to stays, and so does the order of things."""

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS, on, walk
from sqlalchemy import event

from workflow import history
from workflow.body import erasure_mark
from workflow.canonical import leaf_hash
from workflow.engine import Command, Engine
from workflow.entries import ActorSet, MemberSet, PersonSet
from workflow.entries import Note as Noted
from workflow.errors import InvalidValue, KeyReused, NotPermitted, RecordRefused, StoreError
from workflow.evidence import EvidenceFolder
from workflow.integrity.erase import erase
from workflow.models import REGISTER, Actor, Attachment, Disclosure, Evidence, HistoryEntry, Person, Redaction, Subject
from workflow.store import Store

BASIS = "RGPD, article 17, paragraphe 1, c)"


@pytest.fixture
def dossier(engine):
    """A dossier with a person, named with a comment in entry 1."""
    name = walk(engine, ONE_REGION)
    person = PersonSet(role="elected_lead", name="Marie Lefèvre", civility="Mme", office="maire")
    engine.record(name, person, on("2019-01-10", comment="vue au marché"))
    return name


def rows(engine, table, **by):
    with engine.store.reading() as reading:
        return list(reading.rows(table, **by))


def entries(engine, dossier):
    with engine.store.reading() as reading:
        return engine.entries(reading, dossier)


def told_alike(engine, *subjects):
    """Whether the present tables are what the history gives."""
    with engine.store.reading() as reading:
        return [history.differences(engine, reading, subject) for subject in subjects] == [[]] * len(subjects)


def test_a_name_is_erased_and_the_entry_stays(engine, dossier):
    before = rows(engine, HistoryEntry, dossier_id=dossier)
    done = engine.erase(dossier, 1, ["name", "comment"], BASIS, BY.administrator)
    assert (done.fields, done.entries, done.receipt.seq) == (("comment", "data.name"), (1,), 2)
    after = rows(engine, HistoryEntry, dossier_id=dossier)
    assert after[:-1] == before, "no entry changed"
    assert leaf_hash(bytes(after[-1].body)) == after[-1].hash
    texts = [one.text for one in rows(engine, Disclosure, dossier_id=dossier, seq=1)]
    assert len(texts) == 3, "actor, civility and office are told; name and comment are not"


def test_what_was_erased_is_shown_as_erased_by_which_entry(engine, dossier):
    engine.erase(dossier, 1, ["name", "comment", "actor"], BASIS, BY.administrator)
    told = entries(engine, dossier)[1]
    assert told.payload.name == erasure_mark(2) == "[effacé, entrée n° 2]"
    assert told.payload.office == "maire"
    assert (told.comment, told.author.label) == (None, None)
    assert told.redacted == {"data.name": 2, "comment": 2, "actor": 2}
    (person,) = rows(engine, Person, dossier_id=dossier)
    assert (person.name, person.office) == ("[effacé, entrée n° 2]", "maire")
    assert told_alike(engine, dossier)
    last = entries(engine, dossier)[2]
    assert last.payload.in_words().fr == f"effacement dans l’entrée n° 1 : auteur, motif, nom (fondement : {BASIS})"
    assert len(last.redacts) == 3


def test_every_version_of_an_entry_loses_the_name(engine, dossier):
    engine.correct(dossier, 1, Command("national", comment="orthographe"), changes={"name": "Marie Lefebvre"})
    done = engine.erase(dossier, 1, ["name"], BASIS, BY.administrator)
    assert done.entries == (1, 2)
    (person,) = rows(engine, Person, dossier_id=dossier)
    assert person.name == erasure_mark(3)
    shown = str(rows(engine, Disclosure, dossier_id=dossier)) + str(entries(engine, dossier))
    assert "Lef" not in shown
    assert told_alike(engine, dossier)


def test_a_dossier_goes_on_after_an_erasure(engine, dossier):
    engine.erase(dossier, 1, ["name"], BASIS, BY.administrator)
    engine.record(dossier, PersonSet(number=1, name="Anne Roy"), BY.national)
    (person,) = rows(engine, Person, dossier_id=dossier)
    assert person.name == "Anne Roy"
    engine.correct(dossier, 1, Command("national", comment="erreur"), changes={"office": "adjointe"})
    assert told_alike(engine, dossier)


def test_lists_and_texts_leave_nothing_behind(engine):
    name = walk(engine, TWO_REGIONS, to="protocol_signed")
    told = entries(engine, name)
    seq = next(entry.seq for entry in told if entry.trigger == "sign_protocol")
    engine.erase(name, 0, ["members"], BASIS, BY.administrator)
    engine.erase(name, seq, ["actor"], BASIS, BY.administrator)
    after = entries(engine, name)
    assert after[0].payload.members == []
    assert told_alike(engine, name)


def test_the_handle_and_name_of_an_actor_are_erased_in_the_register(engine):
    engine.register(ActorSet(id="agt-0099", handle="temp", label="Lou Temporaire", role="auditor"), BY.administrator)
    seq = entries(engine, REGISTER)[-1].seq
    done = engine.erase(REGISTER, seq, ["handle", "label"], BASIS, BY.administrator)
    assert done.receipt.dossier == REGISTER
    (actor,) = rows(engine, Actor, id="agt-0099")
    assert (actor.handle, actor.label) == (erasure_mark(seq + 1), erasure_mark(seq + 1))
    assert told_alike(engine, REGISTER)
    engine.register(ActorSet(id="agt-0100", handle="temp", label="Une autre", role="auditor"), BY.administrator)


def test_the_names_of_a_territory_that_has_dossiers_are_erased(engine):
    name = walk(engine, ONE_REGION)
    told = entries(engine, REGISTER)
    seq = next(entry.seq for entry in told if entry.kind == "territory" and entry.payload.id == ONE_REGION)
    engine.erase(REGISTER, seq, ["name", "aliases", "members"], BASIS, BY.administrator)
    assert told_alike(engine, REGISTER, name)


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_erased_without_a_legal_basis(engine, dossier):
    for basis in ("", "  ", "—"):
        with pytest.raises(InvalidValue, match="fondement juridique"):
            engine.erase(dossier, 1, ["name"], basis, BY.administrator)
    assert len(entries(engine, dossier)) == 2


@pytest.mark.parametrize("who", ["national", "normandie", "drafter", "auditor"])
def test_only_an_administrator_erases(engine, dossier, who):
    with pytest.raises(NotPermitted):
        engine.erase(dossier, 1, ["name"], BASIS, getattr(BY, who))
    with pytest.raises(NotPermitted):
        engine.erase(REGISTER, 2, ["label"], BASIS, getattr(BY, who))
    assert len(rows(engine, Redaction)) == 0


def test_what_cannot_be_erased_is_said_with_what_can(engine, dossier):
    with pytest.raises(InvalidValue, match=r"pas de texte .*siren") as refused:
        engine.erase(dossier, 1, ["siren"], BASIS, BY.administrator)
    assert str(refused.value.remedy).endswith("actor, civility, comment, name, office")
    for seq in (-1, 9):
        with pytest.raises(RecordRefused, match="pas d’entrée"):
            engine.erase(dossier, seq, ["name"], BASIS, BY.administrator)


def test_what_is_erased_already_cannot_be_erased_again(engine, dossier):
    engine.erase(dossier, 1, ["name"], BASIS, BY.administrator)
    with pytest.raises(RecordRefused, match="ne reste rien"):
        engine.erase(dossier, 1, ["name"], BASIS, BY.administrator)


def test_an_erasure_with_a_key_is_done_once(engine, dossier):
    command = Command("admin", key="effacer-1")
    first = engine.erase(dossier, 1, ["name"], BASIS, command)
    again = engine.erase(dossier, 1, ["name"], BASIS, command)
    assert (again.receipt.hash, again.receipt.repeated, again.fields) == (first.receipt.hash, True, ("data.name",))
    with pytest.raises(KeyReused):
        engine.erase(dossier, 1, ["office"], "une autre raison", command)


def test_an_erasure_that_fails_erases_nothing(engine, dossier, monkeypatch):
    monkeypatch.setattr("workflow.engine.erasing.replay.fold", lambda entries: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        engine.erase(dossier, 1, ["name"], BASIS, BY.administrator)
    monkeypatch.undo()
    assert entries(engine, dossier)[1].payload.name == "Marie Lefèvre"
    assert len(entries(engine, dossier)) == 2


# ── the database holds to it ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM disclosure",
        "DELETE FROM redaction",
        "UPDATE disclosure SET text = ''",
        "UPDATE redaction SET target = 0",
        "INSERT INTO redaction SELECT * FROM redaction",
    ],
)
def test_the_database_lets_only_what_is_redacted_go(engine, dossier, statement):
    engine.erase(dossier, 1, ["name"], BASIS, BY.administrator)
    with pytest.raises(StoreError), engine.store.transaction() as tx:
        tx.connection.exec_driver_sql(statement)


def test_an_erased_text_does_not_come_back(engine, dossier):
    gone = rows(engine, Disclosure, dossier_id=dossier, seq=1)
    engine.erase(dossier, 1, ["name", "comment", "actor", "civility", "office"], BASIS, BY.administrator)
    assert rows(engine, Disclosure, dossier_id=dossier, seq=1) == []
    assert len(gone) == 5
    for one in gone:
        with pytest.raises(StoreError), engine.store.transaction() as tx:
            tx.add(Disclosure, one._asdict())


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path):
    return EvidenceFolder(tmp_path / "evidence")


def kept(folder, tmp_path, text, name="pièce.txt"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return folder.keep(f"other={tmp_path / name}")


def test_a_file_goes_with_its_name_and_hash(engine, dossier, folder, tmp_path):
    file = kept(folder, tmp_path, "adresse privée")
    engine.record(dossier, Noted(text="une pièce"), Command("national", evidence=(file,)))
    done = erase(engine, folder, dossier, 2, ["evidence"], BASIS, BY.administrator)
    assert done.files == (file.sha256,)
    assert not folder.path(file.sha256).exists()
    assert rows(engine, Evidence) == rows(engine, Attachment) == []
    (ref,) = entries(engine, dossier)[2].evidence
    assert (ref.kind, ref.name, ref.sha256) == ("other", None, None)
    assert told_alike(engine, dossier)


def test_a_file_on_which_another_entry_rests_stays(engine, dossier, folder, tmp_path):
    file = kept(folder, tmp_path, "délibération")
    for _ in range(2):
        engine.record(dossier, Noted(text="une pièce"), Command("national", evidence=(file,)))
    done = erase(engine, folder, dossier, 2, ["evidence.0"], BASIS, BY.administrator)
    assert (done.files, folder.path(file.sha256).exists(), len(rows(engine, Evidence))) == ((), True, 1)
    done = erase(engine, folder, dossier, 3, ["evidence"], BASIS, BY.administrator)
    assert (done.files, folder.path(file.sha256).exists()) == ((file.sha256,), False)


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_nothing_of_an_erased_name_is_left_in_the_files_of_the_database(sqlite_engine, tmp_path, folder, journal):
    engine = sqlite_engine
    place = engine.store.place
    with closing(sqlite3.connect(place)) as raw:
        raw.execute(f"PRAGMA journal_mode = {journal}")
    name = walk(engine, ONE_REGION)
    engine.record(name, PersonSet(role="elected_lead", name="Zénobie Quelquepart"), BY.national)
    texts = [one.text for one in rows(engine, Disclosure, seq=1, dossier_id=name)]
    erase(engine, folder, name, 1, ["name"], BASIS, BY.administrator)
    left = {one.text for one in rows(engine, Disclosure, seq=1, dossier_id=name)}
    (gone,) = set(texts) - left
    engine.store.close()
    content = b"".join(path.read_bytes() for path in (tmp_path / "espace" / "db").iterdir())
    assert gone.encode() not in content
    assert "Zénobie Quelquepart".encode() not in content
    assert left.pop().encode() in content, "what was not erased is there, so that the search can find something"


def test_nothing_is_left_either_of_a_name_that_was_voided_long_before(sqlite_url, tmp_path, folder):
    """Some builds of SQLite overwrite nothing of what they delete, unless they are told to."""
    store = Store(sqlite_url)
    event.listen(store.engine, "connect", lambda raw, _: raw.execute("PRAGMA secure_delete = OFF"), insert=True)
    engine = Engine(store)
    name = walk(engine, ONE_REGION)
    engine.record(name, PersonSet(role="elected_lead", name="Zénobie Quelquepart"), BY.national)
    engine.correct(name, 1, Command("national", comment="mauvais dossier"), void=True)
    engine.erase(name, 1, ["name"], BASIS, BY.administrator)
    store.close()
    assert "Zénobie Quelquepart".encode() not in (tmp_path / "espace" / "db" / "jalon.db").read_bytes()


@pytest.fixture
def forgetful(sqlite_engine):
    """A database on an SQLite that leaves in the file what was deleted, as many a Python brings it."""
    event.listen(
        sqlite_engine.store.engine, "connect", lambda raw, _: raw.execute("PRAGMA secure_delete = OFF"), insert=True
    )
    sqlite_engine.store.close()
    return sqlite_engine


def test_no_text_is_copied_about_in_the_file_while_others_are_added(forgetful):
    """An erasure overwrites a text where it lies: a second copy, left on a page that was full, would outlive it."""
    dossiers, some = [f"dossier-{number:02}" for number in range(20)], Random(1)  # noqa: S311  # the same every time
    texts = {number: f"un mot, n° {number:04} " + "x" * some.randrange(300) for number in range(2000)}
    with forgetful.store.transaction() as tx:
        for dossier in dossiers:
            tx.add(Subject, {"id": dossier})
        for number, text in texts.items():
            told = {"dossier_id": some.choice(dossiers), "seq": number, "digest": f"{number:043}", "text": text}
            tx.add(Disclosure, told)
    forgetful.store.close()
    content = Path(forgetful.store.place).read_text(encoding="utf-8", errors="replace")
    assert {number for number, text in texts.items() if content.count(text) != 1} == set()


def test_nothing_is_left_of_a_name_that_was_put_right_many_times_before_it_was_erased(forgetful):
    dossier, names = walk(forgetful, ONE_REGION), [f"Zénobie {'Quelquepart' * n}" for n in (3, 1, 4, 1, 5, 9, 2, 6)]
    for role in ("elected_lead", "industry_lead", "project_manager"):
        for name in names:
            forgetful.record(dossier, PersonSet(role=role, name=f"{name} {role}"), BY.national)
    for entry in entries(forgetful, dossier)[1:]:
        forgetful.erase(dossier, entry.seq, ["name"], BASIS, BY.administrator)
    forgetful.store.close()
    assert "Zénobie".encode() not in Path(forgetful.store.place).read_bytes()


def test_the_member_of_a_perimeter_is_erased_by_its_name_alone(engine, dossier):
    engine.record(dossier, MemberSet(siren="200084952", name="Madame Personne"), BY.national)
    engine.erase(dossier, 2, ["name"], BASIS, BY.administrator)
    assert told_alike(engine, dossier)


def test_a_search_across_dossiers_shows_what_was_erased_as_the_history_does(engine, dossier):
    engine.erase(dossier, 1, ["name", "comment"], BASIS, BY.administrator)
    with engine.store.reading() as reading:
        found = history.entries_at(reading, [(dossier, 1), (dossier, 2)])
        assert found[dossier, 1] == engine.entries(reading, dossier)[1]
    assert found[dossier, 1].payload.name == erasure_mark(2)
    assert found[dossier, 2].redacted == {}
