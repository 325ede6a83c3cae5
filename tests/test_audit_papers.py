"""The two documents of a report: the progress report of a steering committee, and the press release of 6 May 2019."""

from datetime import UTC, date, datetime

import pytest
import reference
from dossiers import ONE_REGION, TWO_REGIONS, prepare, step, walk

from workflow.audit.papers import paper, projects
from workflow.audit.scope import Scope
from workflow.documents import Templates
from workflow.documents.sources import Folder
from workflow.engine import Command
from workflow.entries import ProjectSet
from workflow.errors import InvalidValue, UnknownName
from workflow.workspace import shipped

NOW = datetime(2022, 5, 7, tzinfo=UTC)
APRIL, EVE = date(2019, 4, 30), date(2019, 4, 29)
DOCUMENTS = ("progress_report", "press_release")


@pytest.fixture(scope="module")
def thirteen(tmp_path_factory):
    engine = reference.entered(f"sqlite:///{tmp_path_factory.mktemp('thirteen')}/jalon.db")
    yield engine
    engine.store.close()


@pytest.fixture(scope="module")
def templates():
    return Templates(Folder(shipped() / "templates/documents", shipped() / "templates/documents"))


def data(engine, document="press_release", on=APRIL, since=EVE, region=None, known=NOW, verified=None):
    with engine.store.reading() as reading:
        return paper(engine, reading, Scope(on, known, region, verified), since, document)


def told(engine, **asked):
    return data(engine, **asked).data["rapport"]


def step_of(report, code):
    (found,) = [one for one in report["etapes"] if one["code"] == code]
    return found


def test_the_facts_of_the_press_release_come_out(thirteen):
    """Nine protocols in seven regions before the meeting of 30 April 2019, and four more in Normandie on that day."""
    before = step_of(told(thirteen, on=EVE, since=date(2019, 3, 1)), "protocol_signed")
    assert (before["dossiers"], before["regions"], before["avant"]) == (9, 7, 0)
    assert [(one["nom"], [each["nom"] for each in one["territoires"]]) for one in before["nouveaux"]] == [
        ("Provence-Alpes-Côte d’Azur", ["Carros"]),
        ("Grand Est", ["Sud Alsace"]),
        ("Bourgogne-Franche-Comté", ["Nord Franche-Comté", "Auxois Morvan"]),
        ("Nouvelle-Aquitaine", ["Grand Châtellerault", "Val de Garonne Guyenne Gascogne"]),
        ("Île-de-France", ["Grand-Orly Seine Bièvre"]),
        ("Nouvelle-Aquitaine/Occitanie", ["Lacq-Pau - Tarbes"]),
        ("Centre-Val de Loire", ["Grand Est Touraine"]),
    ]
    on_the_day = step_of(told(thirteen), "protocol_signed")
    assert (on_the_day["dossiers"], on_the_day["regions"], on_the_day["avant"]) == (13, 8, 9)
    (normandie,) = on_the_day["nouveaux"]
    assert normandie["nom"] == "Normandie"
    assert [one["nom"] for one in normandie["territoires"]] == [
        "Axe Seine",
        "Collines de Normandie",
        "Côte d’Albâtre",
        "Pays de l’Aigle",
    ]


def test_each_arrival_is_dated_as_precisely_as_it_is_known(thirteen):
    found = step_of(told(thirteen, on=EVE, since=date(2019, 3, 1)), "protocol_signed")
    days = {each["nom"]: each["date"] for one in found["nouveaux"] for each in one["territoires"]}
    assert (days["Carros"], days["Sud Alsace"]) == ("2019-03-18", "2019-W12")


def test_what_was_there_and_what_is_new_add_up(thirteen):
    for found in told(thirteen, on=APRIL, since=date(2019, 3, 20))["etapes"]:
        new = sum(len(one["territoires"]) for one in found["nouveaux"])
        assert found["avant"] + new == found["dossiers"]


def test_figures_published_by_others_are_there_with_their_sources(thirteen):
    published = told(thirteen)["publies"]
    assert {(one["valeur"], one["environ"]) for one in published} >= {(330, True), (9, False), (13, False)}
    assert all(one["source"] for one in published)
    assert [one["valeur"] for one in told(thirteen, region="28")["publies"]] == [4]


def test_a_figure_that_was_not_recorded_yet_is_not_there(thirteen):
    assert told(thirteen, known=datetime(2022, 5, 1, tzinfo=UTC))["publies"] == []


def test_every_region_has_its_steps_with_who_arrived(thirteen):
    regions = {one["code"]: one for one in told(thirteen)["regions"]}
    assert set(regions) == {"11", "24", "27", "28", "44", "75", "76", "93"}
    (signed,) = [one for one in regions["28"]["etapes"] if one["code"] == "protocol_signed"]
    assert (regions["28"]["dans"], signed["dossiers"], signed["avant"]) == ("en Normandie", 4, 0)
    assert len(signed["nouveaux"][0]["territoires"]) == 4
    assert [one["nouveaux"] for one in regions["76"]["etapes"]] == [[], [], [], [], []]


def test_of_a_region_it_tells_that_region(thirteen):
    report = told(thirteen, region="Normandie")
    assert report["perimetre"] == "la région Normandie"
    assert step_of(report, "protocol_signed")["dossiers"] == 4
    assert [one["code"] for one in report["regions"]] == ["28"]
    assert data(thirteen, region="28").data["document"]["reference"] == "press_release-28-2019-04-30"


def test_the_press_release_of_a_region_speaks_of_that_region(thirteen, templates):
    """Four protocols in Normandie are not four in one region of the country."""
    text = templates.render("press_release", data(thirteen, region="28").data).text.replace("\u00a0", " ")
    assert text.startswith("# Territoires d’industrie : où en est le programme en Normandie au 30 avril 2019")
    assert "quatre protocoles d’accord sont signés en Normandie." in text
    assert "dans une région" not in text


def test_it_says_what_it_stands_on(thirteen):
    found = data(thirteen)
    assert (found.basis.on, found.basis.known, found.basis.entries) == (APRIL, NOW, 39)
    report = found.data["rapport"]
    assert (report["date"], report["precedente"]) == ("2019-04-30", "2019-04-29")
    assert report["connu_le"] == "le 7 mai 2022 à 1 h 59"
    assert (report["repris"], report["perimetre"]) == (39, "l’ensemble du programme")
    assert (report["entrees"], report["verifie"]) == (39, None)


@pytest.mark.parametrize(
    ("verified", "said"),
    [
        (None, "39 entrées lues dans l’historique, qui n’a pas été vérifié."),
        (True, "39 entrées lues dans l’historique, vérifié et intact."),
        (False, "39 entrées lues dans l’historique, QUI N’EST PAS INTACT."),
    ],
)
def test_the_progress_report_says_whether_the_history_was_verified(thirteen, templates, verified, said):
    text = templates.render("progress_report", data(thirteen, "progress_report", verified=verified).data).text
    assert said in text.replace("\u00a0", " ")


def test_the_progress_report_of_a_region_is_named_after_it_and_tells_it_once(thirteen, templates):
    text = templates.render("progress_report", data(thirteen, "progress_report", region="28").data).text
    assert "Territoires d’industrie en Normandie au 30 avril 2019" in text.replace("\u00a0", " ")
    assert "## Par région" not in text
    assert "## Par région" in templates.render("progress_report", data(thirteen, "progress_report").data).text


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("region", [None, "28"])
def test_the_template_takes_it_and_lacks_nothing_that_we_know(thirteen, templates, document, region):
    found = data(thirteen, document, region=region)
    made = templates.render(document, found.data)
    assert {gap.label for gap in made.gaps} <= {"lieu", "contact pour la presse"}
    assert "30 avril 2019" in made.text.replace("\u00a0", " ")


def test_the_press_release_reads_like_one(thirteen, templates):
    found = data(thirteen, on=EVE, since=date(2019, 3, 1))
    text = templates.render("press_release", found.data).text
    text = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\\", "")
    assert "neuf protocoles d’accord sont signés dans sept régions" in text
    assert "- Nord Franche-Comté et Auxois Morvan (Bourgogne-Franche-Comté) ;" in text
    assert "- Lacq-Pau - Tarbes (Nouvelle-Aquitaine/Occitanie) ;" in text
    assert "- Grand Est Touraine (Centre-Val de Loire)." in text


# ── delays ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_has_waited_for_too_long_is_named(engine):
    walk(engine, ONE_REGION, to="protocol_signed")
    walk(engine, TWO_REGIONS, to="implemented")
    report = told(engine, document="progress_report", on=date(2020, 5, 6), since=date(2020, 1, 1))
    (late,) = report["retards"]
    assert late == {
        "territoire": "Axe Seine",
        "regions": "Normandie",
        "etape": "Protocole signé",
        "depuis": "2019-04-30",
        "jours": 372,
        "delai": 310,
    }
    signed = step_of(report, "protocol_signed")
    assert (signed["en_cours"], signed["mediane"], signed["delai"], signed["au_dela"]) == (1, 204, 310, 1)


def test_where_no_project_was_entered_none_is_claimed(thirteen, templates):
    found = data(thirteen)
    assert found.data["rapport"]["projets"] is None
    assert "par les acteurs locaux" not in templates.render("press_release", found.data).text


def test_projects_are_counted_once_however_often_they_change(engine):
    dossier = walk(engine, ONE_REGION, to="projects_collected")
    engine.record(dossier, ProjectSet(number=1, status="in_progress"), Command("national"))
    walk(engine, TWO_REGIONS, to="pilot")
    with engine.store.reading() as reading:
        assert projects(reading, Scope(date(2020, 5, 6), NOW)) == 2
        assert projects(reading, Scope(date(2019, 3, 11), NOW)) == 0
        assert projects(reading, Scope(date(2020, 5, 6), NOW, "75")) == 0


def test_a_project_that_was_voided_is_none(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION)
    receipts = [
        sqlite_engine.record(dossier, ProjectSet(title=f"Projet {number}"), Command("national")) for number in (1, 2)
    ]
    sqlite_engine.correct(dossier, receipts[1].seq, Command("national", comment="doublon"), void=True)
    fixing = Command("national", comment="titre complet")
    sqlite_engine.correct(dossier, receipts[0].seq, fixing, changes={"title": "Projet premier"})
    with sqlite_engine.store.reading() as reading:
        assert projects(reading, Scope(date(2020, 5, 6), NOW)) == 1


def test_a_contract_without_a_protocol_is_no_protocol_signed(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION, to="projects_collected")
    prepare(sqlite_engine, dossier, "contract_validated")
    _, command = step("contract_validated", comment="négocié directement")
    sqlite_engine.advance(dossier, "validate_contract_directly", command)
    report = told(sqlite_engine, on=date(2020, 1, 1), since=date(2019, 1, 1))
    assert step_of(report, "contract_validated")["dossiers"] == 1
    assert step_of(report, "protocol_signed")["dossiers"] == 0


def test_an_end_is_a_step_only_where_some_came_to_it(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION, to="pilot")
    asked = {"on": date(2020, 5, 6), "since": date(2019, 1, 1)}
    assert "withdrawn" not in [one["code"] for one in told(sqlite_engine, **asked)["etapes"]]
    sqlite_engine.advance(dossier, *step("withdrawn"), inputs={"reason": "renonce"})
    assert step_of(told(sqlite_engine, **asked), "withdrawn")["dossiers"] == 1


# ── what cannot be asked ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("document", ["protocol", "press_relase", "", "%"])
def test_only_documents_drawn_from_a_report_are(thirteen, document):
    with pytest.raises(UnknownName) as refused:
        data(thirteen, document)
    assert set(refused.value.near) <= set(DOCUMENTS)


@pytest.mark.parametrize("since", [APRIL, date(2019, 5, 1)])
def test_the_earlier_day_precedes_that_of_the_report(thirteen, since):
    with pytest.raises(InvalidValue, match="précéder"):
        data(thirteen, since=since)
