import gettext
import os
import re
import string
import subprocess
import sys
from collections import Counter
from io import BytesIO
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner

import workflow
from workflow.language import LANGUAGES, no_break
from workflow.translations import install

FRENCH = Path(workflow.__file__).parent / "locale" / "fr" / "LC_MESSAGES"


@pytest.fixture(autouse=True)
def _as_before(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "en")
    before = gettext.bindtextdomain("messages")
    yield
    gettext.bindtextdomain("messages", before)


@pytest.fixture(scope="module")
def catalogue():
    with (FRENCH / "messages.po").open("rb") as file:
        return read_po(file, locale="fr")


def said_by_click():
    """Every sentence of the click installed here: a text, or a singular and its plural."""
    found = extract_from_dir(
        Path(click.__file__).parent,
        method_map=[("**.py", "python")],
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
    )
    return {message for _, _, message, _, _ in found}


def forms(message):
    """The msgid and the msgstr of a catalogue's message, each as a tuple."""
    return tuple((part,) if isinstance(part, str) else tuple(part) for part in (message.id, message.string))


def test_every_sentence_of_the_click_installed_is_in_french(catalogue):
    said = said_by_click()
    assert len(said) > 60
    translated = {message.id for message in catalogue if message.id and all(forms(message)[1]) and not message.fuzzy}
    assert said - translated == set()
    assert translated - said == set(), "sentences that click no longer says"


def test_what_is_compiled_is_what_was_written(catalogue):
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    with (FRENCH / "messages.mo").open("rb") as file:
        shipped = read_mo(file)
    translations, written = (
        {forms(message) for message in made if message.id} for made in (shipped, read_mo(compiled))
    )
    assert translations == written, "run: make translations"
    assert (shipped.num_plurals, shipped.plural_expr) == (2, "(n > 1)")


def test_a_translation_asks_for_nothing_click_does_not_give(catalogue):
    def fields(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name} | set(re.findall(r"%\(\w+\)s", text))

    for message in catalogue:
        originals, translations = forms(message)
        for translation in translations:
            assert fields(translation) <= set().union(*map(fields, originals)), message.id


def test_the_french_is_typeset_as_french_is(catalogue):
    for message in catalogue:
        for translation in forms(message)[1]:
            assert no_break(translation) == translation, "no-break spaces before ; : ! ? » and after «"
            assert not re.search(r"\w'\w", translation), "the apostrophe is ’"
            assert "..." not in translation, "the ellipsis is …"


def sample_command():
    @click.command()
    @click.option("--day", type=click.DateTime(["%Y-%m-%d"]))
    @click.argument("dossier")
    def sample(day, dossier):
        """Advance a dossier."""

    return sample


@pytest.mark.parametrize(
    ("arguments", "french", "english"),
    [
        (["--help"], "Utilisation\u00a0: ", "Usage: "),
        (["--help"], "Afficher cette aide et sortir.", "Show this message and exit."),
        ([], "Erreur\u00a0: Il manque l’argument", "Error: Missing argument"),
        (["a", "b"], "Argument en trop (b)", "Got unexpected extra argument (b)"),
        (["a", "b", "c"], "Arguments en trop (b c)", "Got unexpected extra arguments (b c)"),
        (
            ["a", "--dya", "1"],
            "Option inconnue\u00a0: «\u00a0--dya\u00a0». Vouliez-vous dire",
            "No such option '--dya'. Did",
        ),
        (["a", "--day", "31/04/2019"], "«\u00a031/04/2019\u00a0» ne suit pas la forme", "does not match the format"),
    ],
)
def test_click_speaks_the_language_that_was_chosen(arguments, french, english):
    for language, said in [("fr", french), ("en", english), ("fr", french)]:
        install(language)
        assert said in CliRunner().invoke(sample_command(), arguments).output


def test_the_language_of_the_system_has_no_say():
    script = "from workflow.translations import install; install('en'); import click; print(click.Path().name)"
    environment = dict(os.environ, LANG="fr_FR.UTF-8", LC_ALL="fr_FR.UTF-8", LANGUAGE="fr")
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout == "path\n"


def test_there_is_a_catalogue_for_every_language_but_click_s_own():
    assert {folder.name for folder in FRENCH.parent.parent.iterdir()} == set(LANGUAGES) - {"en"}


def test_the_plural_begins_at_two_as_in_french(catalogue):
    with (FRENCH / "messages.mo").open("rb") as file:
        french = gettext.GNUTranslations(file)
    one, many = "Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"
    counts = Counter(french.ngettext(one, many, number) for number in range(5))
    assert counts == {"Argument en trop ({args})": 2, "Arguments en trop ({args})": 3}
