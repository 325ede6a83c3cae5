"""Departments at the command line: declared, imported, shown, and the prefects that documents ask for."""

import pytest
from reference import FOLDER

from workflow.models import DossierDepartment, TerritoryDepartment


def codes(jalon, territory):
    with jalon.engine() as engine, engine.store.reading() as reading:
        return [row.department_code for row in reading.rows(TerritoryDepartment, territory_id=territory)]


def test_a_territory_is_declared_with_its_departments_by_code_or_name(jalon):
    jalon("territories", "add", "Vexin", "--region", "28", "--department", "Seine Maritime", "--department", "27")
    assert codes(jalon, "vexin") == ["27", "76"]


def test_an_unknown_one_is_refused_with_the_near_ones(jalon):
    told = jalon("territories", "add", "Vexin", "--region", "28", "--department", "20", code=1).err
    assert "2A Corse-du-Sud, 2B Haute-Corse" in told
    assert codes(jalon, "vexin") == []


def test_one_outside_the_regions_is_taken_with_a_warning(jalon):
    said = jalon("territories", "add", "Vexin", "--region", "28", "--department", "95").out
    assert "! Le département 95 (Val-d’Oise) est en Île-de-France, qui n’est pas parmi les régions données." in said
    told = jalon(
        "territories", "add", "Vexin bis", "--region", "28", "--department", "95", "--json", "--lang", "en"
    ).json
    assert told["warnings"] == ["Department 95 (Val-d’Oise) is in Île-de-France, which is not among the regions given."]


def test_the_press_release_keeps_its_departments(jalon):
    jalon("territories", "import", FOLDER / "territories.yaml")
    assert codes(jalon, "nord-franche-comte") == ["25", "70", "90"]
    assert codes(jalon, "axe-seine") == [], "one that was known already is left as it is"
    listed = {one["id"]: one["departments"] for one in jalon("territories", "list", "--json").json["territories"]}
    assert listed["grand-orly-seine-bievre"] == ["91", "94"]
    assert "25, 70, 90" in jalon("territories", "list").out


@pytest.mark.parametrize(
    ("column", "cell"), [("départements", "27|76"), ("Departments", "Eure | 76"), ("département", "27 |76")]
)
def test_a_column_of_a_spreadsheet_has_them(jalon, column, cell):
    (jalon.folder / "liste.csv").write_text(f"nom;régions;{column}\nVexin;28;{cell}\n", encoding="utf-8")
    jalon("territories", "import", "liste.csv")
    assert codes(jalon, "vexin") == ["27", "76"]


def test_a_code_that_a_spreadsheet_spoilt_is_told_at_its_place(jalon):
    (jalon.folder / "liste.csv").write_text("nom;régions;départements\nAlpes;93;6\nVexin;28;27|77777\n", "utf-8")
    told = jalon("territories", "import", "liste.csv", code=2).err
    assert "liste.csv:2:3 : Code ou nom de département inconnu : « 6 » ; noms proches : 06 Alpes-Maritimes." in told
    assert "liste.csv:3:3 : Code ou nom de département inconnu : « 77777 » ; noms proches : 77 Seine-et-Marne." in told
    assert codes(jalon, "vexin") == []


def test_an_import_warns_of_each_territory_by_its_name(jalon):
    (jalon.folder / "liste.csv").write_text("nom;régions;départements\nA;28;75\nB;28;76\nC;11;76\n", "utf-8")
    said = jalon("territories", "import", "liste.csv").out
    assert "! A : Le département 75 (Paris) est en Île-de-France" in said
    assert "! C : Le département 76 (Seine-Maritime) est en Normandie" in said
    assert "B :" not in said


def test_the_sheets_show_them(jalon):
    jalon("territories", "add", "Vexin", "--region", "28", "--department", "27", "--department", "76")
    assert "Départements  Eure (27), Seine-Maritime (76)" in jalon("show", "vexin").out
    assert jalon("show", "vexin", "--json").json["departments"][1] == {"code": "76", "name": "Seine-Maritime"}
    jalon("open", "vexin")
    assert "Normandie · Eure (27), Seine-Maritime (76)" in jalon("show", "vexin").out
    assert [one["code"] for one in jalon("show", "vexin", "--json").json["departments"]] == ["27", "76"]
    jalon("open", "axe-seine")
    assert " · Normandie\n" in jalon("show", "axe-seine").out


def test_those_that_were_forgotten_are_added_by_a_correction(jalon):
    jalon("open", "axe-seine")
    said = jalon("correct", "axe-seine", "0", "--set", "departments=27 76 75", "--because", "oubliés").out
    assert "Le département 75 (Paris) est en Île-de-France" in said
    with jalon.engine() as engine, engine.store.reading() as reading:
        found = reading.rows(DossierDepartment, dossier_id="axe-seine-2018")
    assert [row.department_code for row in found] == ["27", "75", "76"]


def test_a_document_asks_for_each_prefect_and_what_it_says_to_type_names_him(jalon):
    jalon("territories", "add", "Vexin", "--region", "28", "--department", "27", "--department", "76")
    jalon("open", "vexin", "--on", "2018-11-22")
    jalon("advance", "withdraw", "vexin", "--because", "essai")
    name = "vexin-2018-withdrawal_letter-1"
    commands = {one["command"] for one in jalon("draft", "show", name, "--json").json["gaps"]}
    wanted = (
        'jalon record signatory vexin-2018 --college state --organisation "État" --office "préfet de l’Eure" --name …'
    )
    assert wanted in commands
    assert wanted.replace("de l’Eure", "de la Seine-Maritime") in commands
    assert "préfet de l’Eure" in jalon("draft", "show", name, "--raw").out
