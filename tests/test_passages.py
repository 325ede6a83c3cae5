"""What only people can write: declared in states.yaml, recorded as entries, told in documents line by line."""

import json

import pytest
from dossiers import BY, DAYS, ONE_REGION, TWO_REGIONS, demand_replay, dump, history_of, on, prepare, rows, walk
from hostile import TITLES
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from workflow.body import erasure_mark
from workflow.correction import restate
from workflow.documents.escaping import visible
from workflow.documents.gaps import MARK, nameable
from workflow.documents.render import Templates
from workflow.documents.sources import Stored
from workflow.drafting import Draftsman
from workflow.engine import Command, Engine
from workflow.entries import CommitteeSet, PassageSet, ProjectSet, build
from workflow.errors import CorrectionRefused, InvalidValue, NotPermitted, RecordRefused, UnknownName
from workflow.history import timeline
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import Disclosure, Draft, Passage
from workflow.names import LONGEST_TEXT, beginning
from workflow.replay import changes_since
from workflow.workspace import TEMPLATES, shipped

PORTRAIT = "84 000 habitants.\n\nDeux filières : la chimie et l’aéronautique."
BECAUSE = Command("national", comment="relu")


@pytest.fixture
def dossier(engine):
    return walk(engine, ONE_REGION)


def record(engine, dossier, subject, text, item=None, day="2019-03-01", actor="national"):
    return engine.record(dossier, PassageSet(subject=subject, item=item, text=text), on(day, actor))


def passages(engine, dossier):
    return {(row.subject, row.item): row.text for row in rows(engine, Passage, dossier_id=dossier)}


def refused(engine, dossier, kind, subject, item=None):
    before = dump(engine)
    with pytest.raises(kind) as told:
        record(engine, dossier, subject, "x", item)
    assert dump(engine) == before
    return told.value


# ── recorded ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_is_kept_and_the_next_one_takes_its_place(engine, dossier):
    record(engine, dossier, "portrait", "Un brouillon.")
    record(engine, dossier, "issues", "Garder les jeunes.")
    record(engine, dossier, "portrait", PORTRAIT, day="2019-04-01")
    assert passages(engine, dossier) == {("issues", 0): "Garder les jeunes.", ("portrait", 0): PORTRAIT}
    row = next(one for one in rows(engine, Passage, dossier_id=dossier) if one.subject == "portrait")
    assert row.written_on == "2019-04-01"
    assert [entry.payload.text for entry in history_of(engine, dossier)[1:]] == [
        "Un brouillon.",
        "Garder les jeunes.",
        PORTRAIT,
    ]
    demand_replay(engine)


def test_what_is_written_is_a_disclosure_and_its_subject_stands_in_the_entry(engine, dossier):
    record(engine, dossier, "portrait", PORTRAIT)
    entry = history_of(engine, dossier)[-1]
    assert b'"subject":"portrait"' in entry.body
    assert b"habitants" not in entry.body
    with engine.store.reading() as reading:
        assert len(reading.rows(Disclosure, dossier_id=dossier, seq=entry.seq)) == 2


def test_each_project_and_each_meeting_has_its_own(engine, dossier):
    for title in ("Halle", "Friche"):
        engine.record(dossier, ProjectSet(title=title), on("2019-03-01"))
    engine.record(dossier, CommitteeSet(committee="project", meets_on="2019-02-01"), on("2019-03-01"))
    record(engine, dossier, "services", "Un prêt.", 1)
    record(engine, dossier, "services", "Un conseil.", 2)
    record(engine, dossier, "decisions", "Installé.", 1)
    assert passages(engine, dossier) == {
        ("decisions", 1): "Installé.",
        ("services", 1): "Un prêt.",
        ("services", 2): "Un conseil.",
    }
    demand_replay(engine)


def test_a_subject_that_is_not_declared_answers_with_the_near_ones(engine, dossier):
    told = refused(engine, dossier, UnknownName, "portait")
    assert told.near == ("portrait",)
    assert "portrait, diagnosis" in told.remedy.fr
    assert refused(engine, dossier, UnknownName, "enjeux majeurs").near == ("issues",), "by its label too"
    assert refused(engine, dossier, UnknownName, "\u202eabc" * 200).near == ()


def test_a_number_is_given_where_there_is_one_for_each_and_only_there(engine, dossier):
    told = refused(engine, dossier, RecordRefused, "services")
    assert told.message.fr == (
        "« services demandés et opérateurs sollicités » s’écrit pour chaque projet : donnez-en le numéro ; il y a : –."
    )
    engine.record(dossier, ProjectSet(title="Halle"), on("2019-03-01"))
    assert "il y a : 1" in refused(engine, dossier, RecordRefused, "services", 2).message.fr
    assert "each meeting" in refused(engine, dossier, RecordRefused, "decisions", 1).message.en
    for number in (0, 1):
        assert "dossier entier" in refused(engine, dossier, RecordRefused, "portrait", number).message.fr


@pytest.mark.parametrize("text", ["", "  \n\t", "\u200b", "…", "a\u202eb", "\0", "x" * (LONGEST_TEXT + 1)])
def test_a_text_that_nobody_can_read_is_refused(text):
    with pytest.raises(InvalidValue):
        build(PassageSet, {"subject": "portrait", "text": text})


def test_it_takes_the_right_to_record(engine, dossier):
    for actor in (BY.occitanie, BY.drafter, BY.auditor):
        with pytest.raises(NotPermitted):
            record(engine, dossier, "portrait", PORTRAIT, actor=actor.actor)
    record(engine, dossier, "portrait", PORTRAIT, actor=BY.normandie.actor)


def test_a_dossier_of_a_lifecycle_without_texts_cannot_have_any(engine, dossier, lifecycle):
    """Dossiers keep the lifecycle they were opened with."""
    plain = json.loads(lifecycle.canonical)
    del plain["texts"]
    without = Lifecycle.of(plain)
    engine.install(without, BY.administrator)
    other = walk(engine, TWO_REGIONS)
    assert refused(engine, other, UnknownName, "portrait").remedy.fr == "textes de states.yaml : –"
    record(engine, dossier, "portrait", PORTRAIT)
    told = history_of(engine, dossier)[-1].payload
    assert told.sentence(without) == told.in_words() != told.sentence(lifecycle)


# ── corrected, erased, told ───────────────────────────────────────────────────────────────────────────────────────


def test_a_text_is_corrected_and_its_subject_is_not(engine, dossier):
    record(engine, dossier, "portrait", "84 habitants.")
    engine.correct(dossier, 1, BECAUSE, changes={"text": PORTRAIT})
    assert passages(engine, dossier) == {("portrait", 0): PORTRAIT}
    demand_replay(engine)
    for field in ("subject", "item"):
        with pytest.raises(InvalidValue) as told:
            engine.correct(dossier, 1, BECAUSE, changes={field: "issues"})
        assert told.value.remedy.fr == "champs : effective_on, text"
    with pytest.raises(InvalidValue):
        engine.correct(dossier, 1, BECAUSE, changes={"text": " "})


def test_where_a_text_is_void_the_one_before_it_holds_again(engine, dossier):
    record(engine, dossier, "portrait", "Le premier.")
    record(engine, dossier, "portrait", "Le second.")
    engine.correct(dossier, 2, BECAUSE, void=True)
    assert passages(engine, dossier) == {("portrait", 0): "Le premier."}
    engine.correct(dossier, 1, BECAUSE, void=True)
    assert passages(engine, dossier) == {}
    demand_replay(engine)


def test_a_project_of_which_something_is_written_is_not_voided(engine, dossier):
    engine.record(dossier, ProjectSet(title="Halle"), on("2019-03-01"))
    record(engine, dossier, "services", "Un prêt.", 1)
    with pytest.raises(CorrectionRefused) as told:
        engine.correct(dossier, 1, BECAUSE, void=True)
    assert "l’entrée n° 2" in told.value.message.fr
    with engine.store.reading() as reading:
        entries = engine.entries(reading, dossier)
        restate(entries, 2, engine.lifecycle(reading, entries[-1].lifecycle), void=True, changes={})


def test_a_text_is_erased_for_good_and_says_by_which_entry(engine, dossier):
    record(engine, dossier, "press_contact", "Jo Brouillon, 06 00 00 00 00")
    engine.erase(dossier, 1, ["text"], "RGPD, article 17", BY.administrator)
    assert passages(engine, dossier) == {("press_contact", 0): erasure_mark(2)}
    assert "Brouillon" not in repr(dump(engine))
    demand_replay(engine)


def test_the_history_tells_its_first_words_under_its_label(engine, dossier):
    engine.record(dossier, ProjectSet(title="Halle"), on("2019-03-01"))
    record(engine, dossier, "portrait", PORTRAIT)
    record(engine, dossier, "services", "Un prêt.", 1)
    with engine.store.reading() as reading:
        told = [line.sentence for line in timeline(engine, reading, dossier)][-2:]
    assert told == [
        Text(
            "texte, portrait du territoire : « 84 000 habitants. Deux filières : la chimie et… »",
            "text, portrait of the territory: “84 000 habitants. Deux filières : la chimie et…”",
        ),
        Text(
            "texte, services demandés et opérateurs sollicités, projet n° 1 : « Un prêt. »",
            "text, services asked for and operators called upon, project 1: “Un prêt.”",
        ),
    ]


@given(st.text(max_size=200), st.integers(2, 80))
def test_first_words_are_one_short_line(text, longest):
    found = beginning(text, longest)
    assert "\n" not in found
    assert len(found) <= longest
    if not found.endswith("…"):
        assert found.split() == found.split(" ") or not found


def test_a_text_gives_an_amendment_nothing_to_amend(sqlite_engine, lifecycle):
    dossier = walk(sqlite_engine, ONE_REGION, to="contract_validated")
    drawn = ("contract", "amendment")
    before = changes_since(history_of(sqlite_engine, dossier), drawn, lifecycle)
    record(sqlite_engine, dossier, "court", "le tribunal administratif de Rouen", day=DAYS["contract_validated"])
    assert changes_since(history_of(sqlite_engine, dossier), drawn, lifecycle) == before == 0
    sqlite_engine.record(dossier, ProjectSet(title="Halle"), on(DAYS["contract_validated"]))
    assert changes_since(history_of(sqlite_engine, dossier), drawn, lifecycle) == 1


# ── in the documents ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_documents_that_need_a_text_have_it(store, clock):
    engine = Engine(store, drafts=Draftsman(shipped() / TEMPLATES), clock=clock)
    dossier = walk(engine, ONE_REGION, to="pilot")
    prepare(engine, dossier, "projects_collected")
    record(engine, dossier, "portrait", PORTRAIT, day=DAYS["projects_collected"])
    record(engine, dossier, "services", "un prêt\nd’honneur", 2, day=DAYS["projects_collected"])
    engine.advance(dossier, "collect_projects", on(DAYS["projects_collected"]))
    drafts = {row.id.removeprefix(f"{dossier}-"): row for row in rows(engine, Draft, dossier_id=dossier)}
    protocol = drafts["protocol-1"].text
    assert "\n\n84 000 habitants\\.\n\nDeux filières \\: la chimie et l’aéronautique\\.\n\n" in protocol
    assert f"jalon record text {dossier} issues --text …" in drafts["protocol-1"].gaps
    assert "un prêt d’honneur" in drafts["action_sheet-2-1"].text
    assert f"jalon record text {dossier} services 1 --text …" in drafts["action_sheet-1-1"].gaps


def rendered(text, written=None):
    textes = {"*": "jalon record text d * --text …", "commande": "Oui."}
    textes |= {} if written is None else {"portrait": written}
    data = {
        "textes": textes,
        "projet": {"numero": 2, "textes": {**textes, "*": "jalon record text d * 2 --text …"}, "commande": "jalon"},
        "libelles": {"portrait": "le portrait [à écrire]", "commande": "un texte nommé commande"},
    }
    templates = Templates(Stored({"document.md": f"# T\n\n{text}\n"}))
    assert templates.faults("document") == ()
    return templates.render("document", data)


def test_a_text_that_is_not_written_is_a_gap_with_its_own_label_and_command():
    for text, command in (
        ("{{ textes.portrait }}", "jalon record text d portrait --text …"),
        ("{{ textes.portrait | paragraphes }}", "jalon record text d portrait --text …"),
        ("{{ projet.textes['portrait'] | tirets }}", "jalon record text d portrait 2 --text …"),
    ):
        made = rendered(text)
        assert MARK.findall(made.text) == ["le portrait à écrire"]
        assert [(gap.label, gap.command) for gap in made.gaps] == [("le portrait à écrire", command)]
    assert rendered("{% if textes.portrait is connu %}a{% else %}b{% endif %}").text.endswith("b\n")
    assert rendered("{{ textes.commande }}").text.endswith("Oui\\.\n"), "a text may have the name of a key of ours"
    assert rendered("{{ textes.portrait }}", " \u200b").gaps, "what nobody can see is not written"


def test_a_text_that_the_lifecycle_does_not_declare_is_a_gap_that_nobody_can_fill():
    """So that a dossier judged by an older lifecycle still has its documents."""
    made = rendered("{{ textes.press_contact }}")
    assert MARK.findall(made.text) == ["press contact"]
    assert [gap.command for gap in made.gaps] == [None]


def test_a_label_means_nothing_to_markdown():
    assert nameable("a [b] *c* | d <e> `f` #g") == "a b c d e f g"
    assert nameable("l'enjeu : un") == "l’enjeu\u00a0: un"


LONG = st.text(alphabet=st.sampled_from("ab *_-#|[]<>`\\0.1)\n\t\u00a0&;:!é"), max_size=60)
READER = MarkdownIt("commonmark").enable("table")


def blocks(markdown):
    """The texts of the blocks after the title, with what each is inside."""
    found, inside = [], []
    for token in READER.parse(markdown):
        if token.nesting == 1:
            inside.append(token.type.removesuffix("_open"))
        elif token.nesting == -1:
            inside.pop()
        elif token.type == "inline":
            assert {one.type for one in token.children} <= {"text"}, token.content
            found.append((tuple(inside), "".join(one.content for one in token.children)))
    return found[1:]


@pytest.mark.parametrize("title", TITLES)
def test_hostile_prose_is_only_prose(title):
    comes_out(f"{title}\n{title}")


@given(LONG)
@example("a\n\nb\n    c\n- d\n1. e\n# f\n---\n| g |\n> h")
@settings(max_examples=200, deadline=None)
def test_any_prose_comes_out_line_by_line_as_paragraphs_or_as_a_list(text):
    comes_out(text)


def comes_out(text):
    lines = [seen for line in text.split("\n") if (seen := visible(line))]
    if not lines:
        return
    made = rendered("Avant.\n\n{{ textes.portrait | paragraphes }}\n\nAprès.", text)
    assert blocks(made.text) == [(("paragraph",), one) for one in ["Avant.", *lines, "Après."]]
    made = rendered("Avant.\n\n{{ textes.portrait | tirets }}\n\nAprès.", text)
    found = blocks(made.text)
    assert [where for where, _ in found[1:-1]] == [("bullet_list", "list_item", "paragraph")] * (len(found) - 2)
    assert len(found) - 2 <= len(lines)
    for said in (said for _, said in found[1:-1]):
        assert any(line.endswith(said) for line in lines)


def test_in_a_line_a_text_stays_on_it():
    made = rendered("| a |\n|---|\n| {{ textes.portrait }} |", "un\n\ndeux | trois")
    assert made.text.endswith("| un deux \\| trois |\n")
