"""Nothing that is shown runs over the edge of a terminal of 80 columns, in either language; a pipe cuts nothing."""

import pytest
from dossiers import ONE_REGION, TWO_REGIONS, on, prepare, walk
from screens import seen, wide

from workflow.engine import Command
from workflow.entries import Note, ProjectSet

SLUGS = ("lacq-pau-tarbes", "val-de-garonne-guyenne-gascogne", "sud-alsace", "grand-orly-seine-bievre")

READS = {
    "dossiers": ("dossiers",),
    "dossiers of a region": ("dossiers", "--region", "93"),
    "report": ("report", "--on", "2019-04-30"),
    "report of a region": ("report", "--on", "2019-04-30", "--region", "28"),
    "lifecycle show": ("lifecycle", "show"),
    "lifecycle check": ("lifecycle", "check"),
    "actors list": ("actors", "list"),
    **{f"show {slug}": ("show", slug) for slug in SLUGS},
    **{f"next {slug}": ("next", slug) for slug in SLUGS},
    **{f"history {slug}": ("history", slug) for slug in SLUGS},
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("words", READS.values(), ids=list(READS))
def test_the_press_release_fits_a_terminal_of_80_columns(reference, words, language):
    screen = seen(reference, *words, "--lang", language)
    assert screen.strip()
    # A state’s file may lie deep in a folder: what cannot be broken is left whole, for it is copied.
    assert wide(screen.replace(str(reference.folder), ".")) <= 80


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_list_follows_the_width_of_the_terminal(reference, columns):
    screen = seen(reference, "dossiers", columns=columns)
    assert wide(screen) <= columns
    assert len([line for line in screen.splitlines() if "2019" in line]) == 13


def test_a_list_of_the_country_is_one_line_a_dossier_on_80_columns(reference):
    screen = seen(reference, "dossiers")
    assert sum("◕" in line and "2019" in line for line in screen.splitlines()) == 13
    assert "Suite" not in screen, "left out where there is no room for it"
    assert "Suite" in seen(reference, "dossiers", columns=100)
    assert "Suite" in reference("dossiers").out


@pytest.mark.parametrize("columns", [60, 70, 80, 90])
def test_a_name_is_broken_after_a_hyphen_never_inside_a_word(jalon, columns):
    for name in ("Niort Haut-Val-de-Sèvre", "Périgord-Limousin", "Saint-Pourçain-sur-Sioule Limagne"):
        jalon("territories", "add", name, "--region", "75")
    for territory in ("perigord-limousin", "niort-haut-val-de-sevre"):
        jalon("open", territory, "--on", "2018-11-22")
    screen = seen(jalon, "dossiers", columns=columns)
    assert wide(screen) <= columns
    for word in (
        "Niort",
        "Haut-",
        "Val-",
        "Sèvre",
        "Périgord-",
        "Limousin",
        "Saint-",
        "Pourçain-",
        "Sioule",
        "Limagne",
    ):
        assert word in screen


@pytest.fixture
def long_winded(jalon):
    """A dossier where every text is as long as people make them."""
    prose = "Une très longue phrase sans intérêt, que quelqu’un a pourtant tapée jusqu’au bout ; " * 5
    with jalon.engine() as engine:
        dossier = walk(engine, TWO_REGIONS, to="protocol_signed")
        title = "Création d’une école de production aux métiers de la chaudronnerie et de la soudure en Béarn"
        engine.record(
            dossier, ProjectSet(title=title, holder="Communauté d’agglomération " * 3, cost=10**12), on("2019-05-01")
        )
        engine.record(
            dossier, Note(text=prose), Command("admin", comment=prose, source="https://example.org/" + "a" * 90)
        )
        walk(engine, ONE_REGION)
        prepare(engine, "axe-seine-2018", "pilot")
    return jalon


@pytest.mark.parametrize("command", ["show", "next", "history"])
def test_long_texts_are_folded_between_words(long_winded, command):
    screen = seen(long_winded, command, TWO_REGIONS)
    assert wide(screen) <= 80
    if command != "next":
        assert "chaudronnerie" in screen


@pytest.mark.parametrize("command", ["show", "next", "history"])
def test_a_pipe_is_plain_and_whole(long_winded, command):
    said = long_winded(command, TWO_REGIONS).out
    assert "\x1b" not in said
    assert not {"\u00a0", "\u202f"} & set(said)
    if command != "next":
        assert "Création d’une école de production aux métiers de la chaudronnerie et de la soudure en Béarn" in said
    if command == "history":
        assert "a" * 90 in said


def test_a_command_that_is_broken_over_lines_can_be_pasted_into_a_shell(long_winded):
    """Otherwise its first line alone would be performed."""
    screen = seen(long_winded, "next", TWO_REGIONS).replace("\u00a0", " ").splitlines()
    (first,) = [place for place, line in enumerate(screen) if "record validation" in line and "--region 76" in line]
    pasted = "\n".join((screen[first].partition("→ ")[2], screen[first + 1]))
    heard = pasted.replace("\\\n", "")  # as a shell does
    assert "\n" not in heard
    whole = long_winded("next", TWO_REGIONS).out
    assert f"→ {' '.join(heard.split())}\n" in whole
    assert not any(line.endswith("\\") for line in whole.splitlines()), "nothing is broken in a pipe"


def test_what_a_terminal_shows_and_what_a_pipe_gets_say_the_same(reference):
    def words(text):
        return [word for word in text.replace("\u00a0", " ").replace("\u202f", " ").split() if word.strip("─-\\")]

    for command in ("next", "history"):
        assert words(seen(reference, command, "sud-alsace")) == words(reference(command, "sud-alsace").out)
