"""`jalon territories` and `jalon figures`: what comes in from lists, every fault at its line and column."""

import os
import sys
from pathlib import Path

import pytest
import yaml

from workflow.models import HistoryEntry, PublishedFigure, Territory, TerritoryMember, TerritoryName, TerritoryRegion

EXAMPLE = Path(__file__).parents[1] / "examples" / "communique-2019-05-06"


def rows(jalon, table, **by):
    with jalon.engine() as engine, engine.store.reading() as reading:
        return list(reading.rows(table, **by))


def write(jalon, name, text, encoding="utf-8"):
    file = jalon.folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return file


# ── one by one ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_territory_is_declared_with_its_regions_members_aliases_and_code(jalon):
    jalon(
        *("territories", "add", "Pays de Redon", "--region", "Bretagne", "--region", "52", "--alias", "Redon"),
        *("--code", "ti-5301", "--member", "243500741 ca Redon Agglomération"),
    )
    assert [row.region_code for row in rows(jalon, TerritoryRegion, territory_id="pays-de-redon")] == ["52", "53"]
    (member,) = rows(jalon, TerritoryMember, territory_id="pays-de-redon")
    assert (member.siren, member.kind, member.name) == ("243500741", "CA", "Redon Agglomération")
    names = {(row.kind, row.name, row.phase) for row in rows(jalon, TerritoryName, territory_id="pays-de-redon")}
    assert names == {("name", "Pays de Redon", None), ("alias", "Redon", None), ("code", "ti-5301", "2018")}
    jalon("open", "redon", "--on", "2018-11-22")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "--region"),
        (["--region", "Normandye"], "noms proches : Normandie"),
        (["--region", "28", "--member", "12 CC x"], "un SIREN a 9 chiffres"),
        (["--region", "28", "--member", "200084952 XX x"], "SIREN NATURE NOM"),
        (["--region", "28", "--member", "200084952"], "SIREN NATURE NOM"),
        (["--region", "28", "--member", ""], "SIREN NATURE NOM"),
        (["--region", "28", "--alias", ""], "rien de lisible"),
        (["--region", "28", "--id", "…"], "Aucun identifiant"),
    ],
)
def test_a_territory_that_cannot_be_declared_is_refused(jalon, options, sentence):
    said = jalon("territories", "add", "Ailleurs", *options, code=None)
    assert said.code in (1, 2)
    assert sentence in said.err
    assert not rows(jalon, Territory, id="ailleurs")


def test_a_name_that_another_territory_bears_is_told_at_once(jalon):
    """Later it is ambiguous, and nothing is chosen for a person."""
    said = jalon("territories", "add", "Le Havre et Rouen", "--region", "28", "--alias", "vallée de la seine").out
    assert "! « vallée de la seine » est aussi un nom de axe-seine : seul, il ne désignera plus aucun des deux." in said
    assert "désigne plusieurs choses" in jalon("open", "Vallée de la Seine", code=1).err


def test_a_territory_is_declared_once(jalon):
    said = jalon("territories", "add", "Axe Seine", "--region", "28", code=1)
    assert "existe déjà" in said.err


@pytest.mark.parametrize("who", ["camille", "audit", "redaction"])
def test_the_national_level_declares_territories(jalon, who):
    assert "n’en a pas le droit" in jalon("territories", "add", "X", "--region", "28", "--as", who, code=1).err
    jalon("territories", "add", "X", "--region", "28", "--as", "national")


def test_the_list_of_one_region_has_the_territories_it_shares(jalon):
    listed = jalon("territories", "list", "--region", "Occitanie", "--json").json["territories"]
    assert [one["id"] for one in listed] == ["lacq-pau-tarbes"]
    assert listed[0]["regions"] == ["75", "76"]
    assert len(listed[0]["members"]) == 3
    assert "Nouvelle-Aquitaine, Occitanie" in jalon("territories", "list").out


# ── from a file ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_thirteen_territories_of_the_press_release_come_in_whole(empty):
    empty("init")
    said = empty("territories", "import", EXAMPLE / "territories.yaml")
    assert "13 territoires déclarés" in said.out
    told = yaml.safe_load((EXAMPLE / "territories.yaml").read_text(encoding="utf-8"))["territories"]
    listed = {one["id"]: one for one in empty("territories", "list", "--json").json["territories"]}
    for territory in told:
        found = listed[territory["slug"]]
        assert (found["name"], found["regions"]) == (territory["name"], territory["regions"])
        assert sorted(found["aliases"]) == sorted(territory["aliases"])
        assert found["codes"] == {"2018": territory["code"]}
        assert {one["siren"]: one for one in found["members"]} == {one["siren"]: one for one in territory["members"]}


def test_a_file_imported_twice_adds_nothing(empty):
    empty("init")
    empty("territories", "import", EXAMPLE / "territories.yaml")
    before = rows(empty, Territory)
    said = empty("territories", "import", EXAMPLE / "territories.yaml", "--json").json
    assert said["added"] == []
    assert len(said["known"]) == 13
    assert rows(empty, Territory) == before


CSV = "nom;régions;code;alias;membres\n"


@pytest.mark.parametrize(
    ("encoding", "notice"),
    [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("cp1252", True)],
)
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_comes_in_from_any_spreadsheet(jalon, encoding, notice, separator):
    row = "Côte d’Albâtre;Normandie;ti-2802;Bresle|Côte;200084952 CU Le Havre|210600334 COMMUNE Carros\n"
    text = (CSV + row + "\n").replace(";", separator).replace("\n", "\r\n")
    said = jalon("territories", "import", write(jalon, "t.csv", text, encoding))
    assert "1 territoire déclaré" in said.out
    assert ("cp1252" in said.out) == notice
    assert [row.name for row in rows(jalon, Territory, id="cote-d-albatre")] == ["Côte d’Albâtre"]
    assert len(rows(jalon, TerritoryMember, territory_id="cote-d-albatre")) == 2
    aliases = [row.name for row in rows(jalon, TerritoryName, territory_id="cote-d-albatre") if row.kind == "alias"]
    assert sorted(aliases) == ["Bresle", "Côte"]


def test_all_the_faults_of_a_csv_are_told_at_once_and_nothing_is_taken(jalon):
    text = CSV + "Un;Normandie;;;\nDeux;Normandye;;;12 CC x\n;28;;;\nUn;28;;;\nTrois;;;;\n"
    before = rows(jalon, Territory)
    said = jalon("territories", "import", write(jalon, "t.csv", text), "--json", code=2).error
    assert said["code"] == "invalid-file"
    found = [(one["line"], one["column"], one["code"]) for one in said["problems"]]
    assert found == [(3, 2, "value"), (3, 5, "value"), (4, 1, "missing"), (5, 1, "twice"), (6, 1, "missing")]
    assert rows(jalon, Territory) == before


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("nom;couleur\nX;bleu\n", 1, "colonne inconnue : « couleur »"),
        ("Nom;Région\n;28\n", 2, "« Nom » manque"),
        ("nom;nom\nX;Y\n", 1, "colonne donnée deux fois"),
        ("nom;régions,code\nX;28\n", 1, "plusieurs séparateurs"),
        ('nom;régions\n"X;28\nY;28\n', 2, "guillemet"),
        ("nom;régions\nX;28;de trop\n", 2, "3 cellules pour 2 colonnes"),
        ("", 1, "le fichier est vide"),
        ("nom;régions\n" + "x" * 40_000 + ";28\n", 2, "ne se lit pas"),
        ("nom;régions\n=CMD();28\n\u202eX;28\n", 3, "sens de lecture"),
    ],
)
def test_a_csv_that_cannot_be_read_is_refused_at_its_line(jalon, text, line, sentence):
    said = jalon("territories", "import", write(jalon, "t.csv", text), code=2)
    assert f"t.csv:{line}:" in said.err
    assert sentence in said.err
    assert "rien n’a été enregistré" in said.err


HEAD = "territories:\n"


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        (HEAD + "  - {name: X, regions: [28], colour: blue}\n", "2:38", "« colour » est inconnu"),
        (HEAD + "  - {name: X, name: Y, regions: [28]}\n", "2:15", "est déjà donné ligne 2"),
        (HEAD + "  - {name: X, regions: 5}\n", "2:24", "inconnu : « 5 »"),
        (HEAD + "  - {regions: ['28']}\n", "2:5", "« name » manque"),
        (HEAD + "  - {name: X}\n", "2:5", "au moins une région"),
        (HEAD + "  - {name: [X], regions: ['28']}\n", "2:12", "« name » est un texte"),
        (HEAD + "  - {name: X, regions: ['28'], members: [{siren: '1', kind: CC, name: x}]}\n", "2:50", "9 chiffres"),
        (
            HEAD + "  - {name: X, regions: ['28'], members: [{siren: '200084952', kind: QQ, name: x}]}\n",
            "2:69",
            "nature inconnue",
        ),
        (HEAD + "  - juste un texte\n", "2:5", "des champs et leurs valeurs"),
        ("territories: X\n", "1:1", "puis une liste"),
        ("rien: []\n", "1:1", "puis une liste"),
        ("- a\n", "1:1", "puis une liste"),
        ("", "1:1", "puis une liste"),
        (HEAD + "  - &a {name: X}\n  - *a\n", "2:5", "les ancres"),
        (HEAD + "  - !!python/object/apply:os.system ['true']\n", "2:5", "les types !"),
        ("a: 1\n---\nb: 2\n", "2:1", "un seul document"),
        (HEAD + "\t- x\n", "2:1", "ce n’est pas du YAML"),
        (HEAD + "  - {name: X\n", "3:1", "ce n’est pas du YAML"),
        ("[" * 5000, "1:21", "trop de niveaux"),
        (HEAD + "  - {name: Un, regions: [28]}\n  - {name: un, regions: [28]}\n", "3:5", "est déjà donné ligne 2"),
    ],
)
def test_a_yaml_that_cannot_be_taken_is_refused_at_its_place(jalon, text, place, sentence):
    before = rows(jalon, Territory)
    said = jalon("territories", "import", write(jalon, "t.yaml", text), code=2)
    assert f"t.yaml:{place} : " in said.err
    assert sentence in said.err.replace("\u202f", " ")
    assert rows(jalon, Territory) == before


def test_what_yaml_would_make_of_a_value_is_never_made(jalon):
    text = "territories:\n  - {name: No, slug: 012, code: 1e3, regions: [28]}\n"
    jalon("territories", "import", write(jalon, "t.yaml", text))
    (row,) = rows(jalon, Territory, id="012")
    assert row.name == "No"
    assert "1e3" in {one.name for one in rows(jalon, TerritoryName, territory_id="012")}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("t.xlsx", b"PK\x03\x04", "ni un .yaml ni un .csv"),
        ("t.csv", b"nom;r\0gions\n", "ce n’est pas un fichier de texte"),
        ("t.csv", b"\x81\x8d\x8f", "ce n’est pas un fichier de texte"),
        ("t.yaml", b"x" * (5 * 1024 * 1024 + 1), "plus de 5 Mio"),
    ],
)
def test_a_file_that_is_none_is_refused(jalon, name, content, sentence):
    assert sentence in jalon("territories", "import", write(jalon, name, content), code=2).err


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of Unix")
@pytest.mark.parametrize("noun", ["territories", "figures"])
def test_a_pipe_is_not_waited_for_and_a_device_not_read_to_its_end(jalon, noun):
    os.mkfifo(jalon.folder / "liste.csv")
    for file in ("liste.csv", "/dev/zero"):
        assert "ce n’est pas un fichier" in jalon(noun, "import", file, code=2).err


def test_a_missing_file_or_a_folder_is_refused(jalon):
    assert "il n’existe pas" in jalon("territories", "import", "nulle-part.csv", code=2).err
    assert "c’est un répertoire" in jalon("territories", "import", "db", code=2).err


# ── the figures ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_published_figures_come_in_with_their_sources(jalon):
    assert "11 chiffres ajoutés" in jalon("figures", "import", EXAMPLE / "published.yaml").out
    found = rows(jalon, PublishedFigure)
    projects = next(row for row in found if row.what == "projects")
    assert (projects.value, projects.approximate, projects.as_of, projects.scope) == (330, 1, "2019-04-30", "national")
    assert all(row.source for row in found)
    assert next(row for row in found if row.scope == "28").value == 4
    assert next(row for row in found if row.value == 29).as_of == "2019-01-31", "a month is over on its last day"
    assert "(déduit : " in next(row for row in found if row.value == 9).source
    listed = jalon("figures", "list", "--json").json["figures"]
    assert [one["as_of"] for one in listed] == sorted(row.as_of for row in found)
    assert "≈ 330" in jalon("figures", "list").out


@pytest.mark.parametrize(("noun", "name"), [("territories", "territories.yaml"), ("figures", "published.yaml")])
def test_an_import_with_a_key_is_done_once(jalon, noun, name):
    jalon(noun, "import", EXAMPLE / name, "--idempotency-key", "liste")
    count = len(rows(jalon, HistoryEntry))
    jalon(noun, "import", EXAMPLE / name, "--idempotency-key", "liste")
    assert len(rows(jalon, HistoryEntry)) == count
    assert count > 10


def test_how_many_came_in_is_counted_as_each_language_counts(jalon):
    none = jalon.folder / "rien.csv"
    none.write_text("nom;régions\n", encoding="utf-8")
    assert "0 territoire déclaré\n" in jalon("territories", "import", none).out
    assert "0 territories declared\n" in jalon("territories", "import", none, "--lang", "en").out
    jalon("territories", "import", EXAMPLE / "territories.yaml")
    again = jalon("territories", "import", EXAMPLE / "territories.yaml").out
    assert "0 territoire déclaré, 13 déjà connus\n" in again


def test_an_import_tells_the_entries_it_wrote_and_the_hash_of_the_last(jalon):
    said = jalon("figures", "import", EXAMPLE / "published.yaml").out
    first, last = (rows(jalon, HistoryEntry)[place] for place in (-11, -1))
    assert f"entrées             registre n° {first.seq} à {last.seq}\n" in said
    assert f"dernière empreinte  {last.hash}\n" in said


def test_that_no_figure_is_there_yet_is_said_with_the_command_that_adds_some(jalon):
    said = jalon("figures", "list").out
    assert said.splitlines() == ["Aucun chiffre publié.", "  → en ajouter : jalon figures import FICHIER"]


def test_figures_imported_twice_are_there_once(jalon):
    jalon("figures", "import", EXAMPLE / "published.yaml")
    assert jalon("figures", "import", EXAMPLE / "published.yaml", "--json").json == {"added": []}
    assert len(rows(jalon, PublishedFigure)) == 11


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"as_of": "31/04/2019"}, "avril"),
        ({"published_on": "demain"}, "« demain »"),
        ({"value": "3,5"}, "n’est pas un nombre entier"),
        ({"value": "-3"}, "n’est pas un nombre entier"),
        ({"scope": "Mars"}, "inconnu"),
        ({"approximate": "peut-être"}, "oui ou non"),
        ({"source": ""}, "« source » manque"),
        ({"label": "\u202e"}, "lisible"),
        ({"couleur": "bleu"}, "« couleur » est inconnu"),
    ],
)
def test_a_figure_with_a_fault_is_refused_and_none_is_taken(jalon, change, sentence):
    good = {
        "as_of": "2019-04-30",
        "published_on": "2019-05-06",
        "what": "projects",
        "value": "330",
        "label": "projets",
        "source": "communiqué",
    }
    text = yaml.safe_dump({"figures": [good, {**good, **change}]}, allow_unicode=True)
    said = jalon("figures", "import", write(jalon, "f.yaml", text), code=2)
    assert sentence in said.err.replace("\u202f", " ")
    assert "f.yaml:" in said.err
    assert not rows(jalon, PublishedFigure)


def test_figures_come_from_a_csv_too(jalon):
    text = "date;publié le;quoi;valeur;libellé;source\n2019-04-30;2019-05-06;projects;1 330;projets;communiqué\n"
    jalon("figures", "import", write(jalon, "f.csv", text))
    (row,) = rows(jalon, PublishedFigure)
    assert (row.value, row.what) == (1330, "projects")
