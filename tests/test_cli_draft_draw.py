"""`jalon draft draw`: on demand, and again with what is known now; what was issued before stays as it was."""

import json

import pytest
from dossiers import BY, DAYS, ONE_REGION, demand_replay, on, prepare
from drafted import DOSSIER, PROTOCOL, READY, give_what_is_missing

from workflow.drafting import Draftsman
from workflow.engine import Command, Engine
from workflow.entries import ProjectSet
from workflow.errors import RecordRefused, TransitionBlocked
from workflow.models import Draft
from workflow.store import Store


def stored(jalon, name):
    with jalon.engine() as engine, engine.store.reading() as reading:
        return reading.one(Draft, id=name)


def test_what_a_draft_lacks_is_given_by_its_own_commands_and_drawn_again(drafter):
    before = stored(drafter, PROTOCOL)
    assert give_what_is_missing(drafter, "protocol") == READY
    gaps = {gap["path"] for gap in json.loads(stored(drafter, READY).gaps)}
    assert gaps == {"protocole.signature.lieu", "protocole.signature.date"}
    assert stored(drafter, PROTOCOL) == before


def test_a_new_version_is_an_entry_that_says_what_was_drawn(drafter):
    receipt = drafter("draft", "draw", "protocol", ONE_REGION, "--json").json
    assert (receipt["kind"], receipt["drafts"]) == ("drafted", [READY])
    with drafter.engine() as engine:
        with engine.store.reading() as reading:
            entry = engine.entries(reading, DOSSIER)[-1]
        demand_replay(engine)
    assert [one["id"] for one in entry.drafts] == [READY]
    assert (entry.payload.document, entry.payload.item) == ("protocol", None)
    said = drafter("history", ONE_REGION).out
    assert "rédaction sans transition : Protocole d’accord" in said
    assert "1 brouillon : Protocole d’accord" in said


def test_a_document_on_demand_is_drawn_whenever_somebody_asks(drafter):
    said = drafter("draft", "draw", "project_minutes", ONE_REGION)
    assert "Compte rendu du comité de projet" in said.out
    assert f"jalon draft show {DOSSIER}-project_minutes-1" in said.out
    drafter("draft", "draw", "project_minutes", ONE_REGION)
    assert stored(drafter, f"{DOSSIER}-project_minutes-2").version == 2


def test_one_item_or_all_of_them(drafter):
    one = drafter("draft", "draw", "action_sheet", ONE_REGION, "--project", "2", "--json").json
    assert one["drafts"] == [f"{DOSSIER}-action_sheet-2-2"]
    both = drafter("draft", "draw", "action_sheet", ONE_REGION, "--json").json
    assert both["drafts"] == [f"{DOSSIER}-action_sheet-1-2", f"{DOSSIER}-action_sheet-2-3"]


def test_a_project_that_came_later_gets_its_first_sheet(drafter):
    with drafter.engine() as engine:
        engine.record(DOSSIER, ProjectSet(title="Une de plus"), BY.national)
    drawn = drafter("draft", "draw", "action_sheet", ONE_REGION, "--project", "3", "--json").json["drafts"]
    assert drawn == [f"{DOSSIER}-action_sheet-3-1"]


@pytest.mark.parametrize(
    ("words", "said", "then"),
    [
        (("contract", ONE_REGION), "est rédigé par une transition, qui n’a pas eu lieu", "jalon next axe-seine-2018"),
        (("press_release", ONE_REGION), "tiré d’un rapport entre deux dates", "jalon report --as document"),
        (("protocole", ONE_REGION), "Document inconnu : « protocole » ; noms proches : protocol", "templates list"),
        (("protocol", "nulle part"), "Dossier inconnu", "jalon dossiers"),
        (("action_sheet", ONE_REGION, "--project", "9"), "Projet de ce dossier inconnu : « 9 »", "jalon show"),
    ],
)
def test_what_cannot_be_drawn_is_told_and_nothing_is_written(drafter, words, said, then):
    before = drafter.seq(DOSSIER)
    told = drafter("draft", "draw", *words, code=1).err
    assert said in told.replace("\u00a0", " ")
    assert then in told
    assert drafter.seq(DOSSIER) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("protocol", ONE_REGION, "--project", "1"), "rédigé pour tout le dossier"),
        (("action_sheet", ONE_REGION, "--region", "28"), "prenez --project"),
        (("action_sheet", ONE_REGION, "--region", "28", "--project", "1"), "ne vont pas ensemble"),
        (("action_sheet", ONE_REGION, "--member", "123"), "SIREN"),
    ],
)
def test_an_item_of_another_kind_is_a_misuse(drafter, words, said):
    assert said in drafter("draft", "draw", *words, code=2).err


def test_nothing_to_draw_about_is_no_entry(drafter):
    with drafter.engine() as engine:
        for number in (1, 2):
            engine.record(DOSSIER, ProjectSet(number=number, status="abandoned"), BY.national)
    assert "Il n’y a rien dont rédiger" in drafter("draft", "draw", "action_sheet", ONE_REGION, code=1).err


def test_an_engine_without_drafts_draws_nothing(drafter):
    with drafter.engine() as engine, pytest.raises(RecordRefused, match="rien dont rédiger"):
        engine.draw(DOSSIER, "protocol", BY.drafter)


def test_who_only_reads_does_not_draw(drafter):
    said = drafter("draft", "draw", "protocol", ONE_REGION, "--as", "audit", code=1).err
    assert "n’en a pas le droit" in said
    assert "rédacteur" in said
    assert "coordonne" in drafter("draft", "draw", "protocol", ONE_REGION, "--as", "claude", code=1).err


def test_the_same_key_draws_once(drafter):
    words = ("draft", "draw", "protocol", ONE_REGION, "--idempotency-key", "k", "--json")
    first, second = drafter(*words).json, drafter(*words).json
    assert second == {**first, "repeated": True}
    assert "a déjà servi" in drafter("draft", "draw", "project_minutes", *words[3:], code=1).err


# ── the occasion ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def signed(drafter):
    """Its protocol signed, at Le Havre, on 30 April."""
    with drafter.engine() as engine:
        prepare(engine, DOSSIER, "protocol_signed")
    drafter(
        *("advance", "sign_protocol", ONE_REGION, "--on", DAYS["protocol_signed"], "--input", "place=Le Havre"),
        JALON_ACTOR="national",
    )
    return drafter


def test_a_document_of_a_past_transition_still_tells_of_it(signed):
    signed("draft", "draw", "signing_release", ONE_REGION)
    first, second = (stored(signed, f"{DOSSIER}-signing_release-{version}") for version in (1, 2))
    assert first.text == second.text
    assert "Le Havre" in second.text


def test_as_it_was_corrected_since(signed):
    seq = signed.seq(DOSSIER)
    signed("correct", ONE_REGION, seq, "--set", "place=Rouen", "--because", "salle changée", JALON_ACTOR="national")
    signed("draft", "draw", "signing_release", ONE_REGION)
    text = stored(signed, f"{DOSSIER}-signing_release-2").text
    assert "Rouen" in text
    assert "salle changée" not in text


def test_on_another_day_if_it_is_said(signed):
    data = json.loads(stored(signed, f"{DOSSIER}-contract-1").data)
    signed("draft", "draw", "contract", ONE_REGION, "--on", "2019-05-02")
    later = json.loads(stored(signed, f"{DOSSIER}-contract-2").data)
    assert (data["document"]["date"], later["document"]["date"]) == ("2019-04-30", "2019-05-02")


def test_once_its_transition_is_void_it_is_drawn_no_more(signed):
    signed("correct", ONE_REGION, signed.seq(DOSSIER), "--void", "--because", "x", JALON_ACTOR="national")
    assert "n’a pas eu lieu" in signed("draft", "draw", "signing_release", ONE_REGION, code=1).err


def test_a_text_that_says_what_changed_is_drawn_by_its_transition_alone(signed):
    store = Store(signed.workspace.database_url)
    engine = Engine(store, drafts=Draftsman(signed.workspace.templates))
    prepare(engine, DOSSIER, "contract_validated")
    engine.advance(DOSSIER, "validate_contract", on(DAYS["contract_validated"]))
    engine.record(DOSSIER, ProjectSet(title="Une action de plus", axis="innover"), BY.national)
    engine.advance(DOSSIER, "amend", Command("national", comment="le plan s’étend"), inputs={"object": "une action"})
    said = signed("draft", "draw", "amendment", ONE_REGION, code=1).err
    assert "dit ce qui a changé depuis le précédent" in said
    # What is amended next is what changed since the contract was drawn last, by whoever it was.
    engine.record(DOSSIER, ProjectSet(title="Encore une", axis="innover"), BY.national)
    signed("draft", "draw", "contract", ONE_REGION)
    with pytest.raises(TransitionBlocked):
        engine.advance(DOSSIER, "amend", Command("national", comment="x"), inputs={"object": "rien"})
    store.close()


def test_english_is_complete(drafter):
    assert "Protocol" in drafter("draft", "draw", "protocol", ONE_REGION, "--lang", "en").out
    assert "has not taken place" in drafter("draft", "draw", "contract", ONE_REGION, "--lang", "en", code=1).err
