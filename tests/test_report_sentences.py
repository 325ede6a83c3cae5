"""A report as the sentence a press release uses: the facts of the one of 6 May 2019 come out of the data."""

import re
from datetime import UTC, date, datetime

import pytest
import reference
from dossiers import ONE_REGION, TWO_REGIONS, walk

from workflow.audit import arrivals, sentences
from workflow.audit.scope import Scope
from workflow.errors import UnknownName
from workflow.regions import region

SIGNED = "protocol_signed"
NOW = datetime(2022, 5, 7, tzinfo=UTC)
PRESS_RELEASE = (
    "Carros (Sud Provence Alpes Côte d’Azur) ; Sud Alsace (Grand Est) ; Nord Franche-Comté et Auxois Morvan "
    "(Bourgogne-Franche-Comté) ; Grand Châtelleraut et Val de Garonne (Nouvelle-Aquitaine) ; Grand Orly (IDF) ; "
    "Lacq-Pau-Tarbes (Nouvelle-Aquitaine/Occitanie) ; Grand Est Touraine (Centre-Val-de-Loire)"
)
"""What the press release says of the nine, with its own spelling; « à » before the first and « et » before the last."""


@pytest.fixture(scope="module")
def thirteen(tmp_path_factory):
    engine = reference.entered(f"sqlite:///{tmp_path_factory.mktemp('thirteen')}/jalon.db")
    yield engine
    engine.store.close()


@pytest.fixture
def thirteen_on_both(empty_url):
    engine = reference.entered(empty_url)
    yield engine
    engine.store.close()


def scope(day, region=None):
    return Scope(date.fromisoformat(day), NOW, region)


def announced(engine, where, spelling=sentences.OURS, since=None, state=SIGNED, limit=500):
    with engine.store.reading() as reading:
        found = arrivals.arrivals(engine, reading, where, state, since=since, limit=limit)
    return sentences.announcement(found, where, spelling)


def as_printed():
    """Names and regions as the press release prints them."""
    territories = reference.read("territories.yaml", "territories")
    regions = {
        code: printed
        for one in territories
        for code, printed in zip(one["regions"], one["printed_regions"], strict=True)
    }
    return sentences.Spelling({one["slug"]: one["printed"] for one in territories}, regions)


def test_on_29_april_2019_nine_protocols_are_signed_in_seven_regions(thirteen_on_both):
    told = announced(thirteen_on_both, scope("2019-04-29"))
    assert told.fr == (
        "Au 29 avril 2019, 9\u00a0protocoles d’accord signés dans 7\u00a0régions : "
        "Carros (Provence-Alpes-Côte d’Azur) ; Sud Alsace (Grand Est) ; "
        "Nord Franche-Comté et Auxois Morvan (Bourgogne-Franche-Comté) ; "
        "Grand Châtellerault et Val de Garonne Guyenne Gascogne (Nouvelle-Aquitaine) ; "
        "Grand-Orly Seine Bièvre (Île-de-France) ; "
        "Lacq-Pau - Tarbes (Nouvelle-Aquitaine/Occitanie) ; Grand Est Touraine (Centre-Val de Loire)."
    )
    assert told.en.startswith("On 29 April 2019, 9 protocols signed in 7 regions: Carros (")
    assert "Nord Franche-Comté and Auxois Morvan (Bourgogne-Franche-Comté); " in told.en


def test_spelt_as_printed_it_is_word_for_word_what_the_press_release_says(thirteen):
    told = announced(thirteen, scope("2019-04-29"), as_printed())
    assert told.fr == f"Au 29 avril 2019, 9\u00a0protocoles d’accord signés dans 7\u00a0régions : {PRESS_RELEASE}."


def test_the_press_release_itself_says_so():
    """The sentence above is the one of the ministry, but for how it joins the items."""
    file = reference.FOLDER.parents[2] / "shared/data" / "communique-1207-2019-05-06.txt"
    if not file.exists():
        pytest.skip("the text of the press release is not here")
    published = re.sub(r"\s+", " ", file.read_text(encoding="utf-8").replace("'", "’"))
    assert "9 protocoles d’accord qui ont été signés dans 7 Régions" in published
    assert "4 protocoles d’accord en Normandie" in published
    listed = published.partition("feuille de route concrète : à ")[2].partition(". ")[0]
    assert re.split(r" ; |, (?=Sud Alsace)| et (?=Grand Est Touraine)", listed) == PRESS_RELEASE.split(" ; ")


def test_on_30_april_2019_thirteen_in_eight_of_which_four_in_normandie(thirteen):
    told = announced(thirteen, scope("2019-04-30"))
    assert told.fr.startswith("Au 30 avril 2019, 13\u00a0protocoles d’accord signés dans 8\u00a0régions : Carros")
    assert told.fr.endswith("; Axe Seine, Collines de Normandie, Côte d’Albâtre et Pays de l’Aigle (Normandie).")


def test_asked_about_normandie_it_speaks_of_normandie(thirteen):
    assert announced(thirteen, scope("2019-04-30", "Normandie")).fr == (
        "Au 30 avril 2019, 4\u00a0protocoles d’accord signés en Normandie : "
        "Axe Seine, Collines de Normandie, Côte d’Albâtre et Pays de l’Aigle."
    )
    assert announced(thirteen, scope("2019-04-30", "28")).en == (
        "On 30 April 2019, 4 protocols signed in Normandy: "
        "Axe Seine, Collines de Normandie, Côte d’Albâtre and Pays de l’Aigle."
    )


def test_what_is_new_since_the_day_before_is_what_was_signed_that_day(thirteen):
    told = announced(thirteen, scope("2019-04-30"), since=date(2019, 4, 29))
    assert told.fr == (
        "Après le 29 avril 2019 et jusqu’au 30 avril 2019, 4\u00a0protocoles d’accord signés dans 1\u00a0région : "
        "Axe Seine, Collines de Normandie, Côte d’Albâtre et Pays de l’Aigle (Normandie)."
    )


def test_a_territory_in_two_regions_is_named_with_both_and_counted_in_each(thirteen):
    for name, others in (("Occitanie", 0), ("Nouvelle-Aquitaine", 2)):
        where = scope("2019-04-29", name)
        with thirteen.store.reading() as reading:
            found = arrivals.arrivals(thirteen, reading, where, SIGNED)
        assert found.total == 1 + others
        told = sentences.announcement(found, where)
        assert f"signé{'s' if others else ''} {region(name).inside}" in told.fr
        assert told.fr.endswith("Lacq-Pau - Tarbes (Nouvelle-Aquitaine/Occitanie).")


def test_the_day_before_the_first_nothing_is_signed(thirteen):
    told = announced(thirteen, scope("2019-03-17"))
    assert (told.fr, told.en) == (
        "Au 17 mars 2019, aucun protocole d’accord signé.",
        "On 17 March 2019, no protocol signed.",
    )
    assert announced(thirteen, scope("2019-03-17", "28")).fr == (
        "Au 17 mars 2019, aucun protocole d’accord signé en Normandie."
    )


def test_a_week_counts_from_its_last_day(thirteen):
    """Sud Alsace signed in the week of 18 March 2019, which ends on the 24th."""
    assert "Sud Alsace" not in announced(thirteen, scope("2019-03-23")).fr
    assert "Sud Alsace" in announced(thirteen, scope("2019-03-24")).fr


def test_a_state_of_which_nothing_is_counted_counts_its_territories(thirteen):
    told = announced(thirteen, scope("2019-04-29"), state="pilot")
    assert told.fr.startswith(
        "Au 29 avril 2019, 13\u00a0territoires entrés dans l’état « Pilote » dans 8\u00a0régions :"
    )
    assert told.en.startswith("On 29 April 2019, 13 territories that entered the state “Pilot” in 8 regions:")


def test_a_list_too_long_says_how_many_it_leaves_out(thirteen):
    told = announced(thirteen, scope("2019-04-30"), limit=2)
    assert told.fr.endswith("Carros (Provence-Alpes-Côte d’Azur) ; Sud Alsace (Grand Est) ; et 11\u00a0autres.")
    assert told.en.endswith("; and 11 more.")


def test_a_state_there_is_not_is_told_with_the_near_ones(thirteen):
    with pytest.raises(UnknownName) as refused:
        announced(thirteen, scope("2019-04-30"), state="protocol_sined")
    assert refused.value.near == ("protocol_signed",)


def test_what_others_published_is_what_the_sentences_count(thirteen):
    for figure in reference.read("published.yaml", "figures"):
        if "reached" not in figure:
            continue
        # « sept premiers contrats du 18 au 24 mars » is a week, and so counts on its last day.
        day = {"2019-W12": "2019-03-24"}.get(figure["as_of"], figure["as_of"])
        where = scope(day, None if figure["scope"] == "national" else figure["scope"])
        with thirteen.store.reading() as reading:
            found = arrivals.arrivals(thirteen, reading, where, figure["reached"]["state"])
        count = found.total if figure["reached"]["count"] == "dossiers" else len(found.regions)
        assert count == figure["value"], figure["label"]


# ── one dossier ───────────────────────────────────────────────────────────────────────────────────────────────────


def stood(engine, dossier, day, known=NOW):
    with engine.store.reading() as reading:
        return arrivals.whereabouts(engine, reading, Scope(date.fromisoformat(day), known), dossier)


def test_one_dossier_stands_where_the_sentence_says(thirteen):
    told = sentences.standing(stood(thirteen, "axe-seine", "2019-04-30"))
    assert (
        told.fr
        == "Au 30 avril 2019, Axe Seine (Normandie) est dans l’état « Protocole signé » depuis le 30 avril 2019."
    )
    assert told.en == (
        "On 30 April 2019, Axe Seine (Normandy) is in the state “Protocol signed”, entered on 30 April 2019."
    )
    before = sentences.standing(stood(thirteen, "axe-seine", "2019-04-29"))
    assert "« Pilote » depuis le 1er février 2019" in before.fr


def test_what_is_known_to_the_month_is_said_to_the_month(thirteen):
    told = sentences.standing(stood(thirteen, "carros", "2019-03-01"))
    assert "depuis février 2019" in told.fr
    assert told.en.endswith("entered in February 2019.")


def test_before_it_was_known_a_dossier_stood_nowhere(thirteen):
    told = sentences.standing(stood(thirteen, "axe-seine", "2019-04-30", datetime(2019, 5, 7, tzinfo=UTC)))
    assert told.fr == "Au 30 avril 2019, Axe Seine (Normandie) n’a pas de dossier connu."


def test_the_label_is_the_one_of_the_phase(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    found = stood(sqlite_engine, ONE_REGION, "2019-04-30")
    assert "« Identifié »" in sentences.standing(found).fr


def test_a_dossier_tells_how_it_got_there(engine):
    walk(engine, TWO_REGIONS, to=SIGNED)
    found = stood(engine, TWO_REGIONS, "2020-01-01")
    assert [one.state for one in found.arrivals] == ["identified", "pilot", "projects_collected", SIGNED]
    assert (found.days, found.basis.entries) == (246, 4)
    assert found.dossier.where.fr == "Nouvelle-Aquitaine/Occitanie"
