"""What every command has: the language, the streams, exit codes, and one clear sentence when something is refused."""

import io
import json
import os
import pty
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import click
import pytest
from command_line import LAUNCHER

from workflow.cli import output
from workflow.cli.group import COMMANDS, SECTIONS
from workflow.cli.group import jalon as root
from workflow.cli.invocation import answer, unforeseen
from workflow.cli.refusals import with_capital
from workflow.language import LANGUAGES, Text, speaking
from workflow.store import Transaction
from workflow.version import VERSION

NO_BREAK = "\u00a0\u202f"
ORDINARY = str.maketrans(dict.fromkeys(NO_BREAK, " "))


def commands(command=root, path=("jalon",)):
    """Every command with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), (*path, name))


EVERY = list(commands())
each_command = pytest.mark.parametrize(("path", "command"), EVERY, ids=[" ".join(path) for path, _ in EVERY])


# ── help ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@each_command
def test_every_command_has_its_help_in_both_languages_with_lines_to_type(empty, path, command):
    helped = {}
    for language in LANGUAGES:
        helped[language] = empty(*path[1:], "--help", "--lang", language).out
    assert helped["fr"] != helped["en"]
    assert command.examples or isinstance(command, click.Group), "an example line, unless its commands have theirs"
    for line in command.examples:
        assert line.startswith(" ".join(path[:2])), "the line calls this very command"
        assert all(line in text for text in helped.values())
    for text in helped.values():
        assert "None" not in text
        assert not set(NO_BREAK) & set(text)


@each_command
def test_every_option_says_what_it_is_for_in_both_languages(path, command):
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.said.fr.endswith((".", "…")), parameter.name
            assert parameter.said.en.endswith((".", "…")), parameter.name


def test_the_list_of_commands_loads_none_of_them():
    script = (
        "import sys; from workflow.cli.invocation import answer; answer(['--help']);"
        "print(*sorted(name for name in sys.modules if name.startswith(('workflow.', 'sqlalchemy', 'rich'))))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "workflow.engine" not in loaded
    assert not {name for name in loaded if name.startswith(("sqlalchemy", "rich"))}
    assert not {f"workflow.cli.{entry.module}" for entry in COMMANDS.values()} & loaded


def test_the_commands_are_listed_under_what_one_comes_for(empty):
    for language in LANGUAGES:
        text = empty("--help", "--lang", language).out
        places = [text.index(section.in_language(language).replace("\u00a0", " ")) for section in SECTIONS]
        assert places == sorted(places)
        for name, entry in COMMANDS.items():
            (line,) = [line for line in text.splitlines() if line.split()[:1] == [name]]
            assert output.plain(entry.does.in_language(language))[:20] in line


def test_jalon_alone_shows_the_help(empty):
    assert empty().out == empty("--help").out


def test_the_version_is_said(empty):
    assert empty("--version").out == f"jalon {VERSION}\n"


# ── the language ──────────────────────────────────────────────────────────────────────────────────────────────────

FRENCH, ENGLISH = "Aucun espace de travail", "No workspace"


@pytest.mark.parametrize(
    ("arguments", "environ", "said"),
    [
        ([], {}, FRENCH),
        ([], {"LANG": "en_GB.UTF-8"}, ENGLISH),
        ([], {"LANG": "de_DE.UTF-8"}, FRENCH),
        ([], {"LANG": "C"}, FRENCH),
        ([], {"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, FRENCH),
        ([], {"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_US"}, ENGLISH),
        ([], {"LANG": "en_GB.UTF-8", "JALON_LANG": "fr"}, FRENCH),
        ([], {"LANG": "fr_FR.UTF-8", "JALON_LANG": "en"}, ENGLISH),
        ([], {"LANG": "en_GB.UTF-8", "JALON_LANG": ""}, ENGLISH),
        (["--lang", "en"], {"JALON_LANG": "fr"}, ENGLISH),
        (["--lang=fr"], {"JALON_LANG": "en"}, FRENCH),
    ],
)
def test_the_language_is_the_one_typed_or_that_of_jalon_lang_or_of_the_system(empty, arguments, environ, said):
    known = {"LANG": "", "LC_ALL": "", "LC_MESSAGES": "", **environ}
    assert said in empty("territories", "list", *arguments, code=1, **known).err
    assert said in empty(*arguments, "territories", "list", code=1, **known).err


@pytest.mark.parametrize("arguments", [["--lang", "de"], ["--lang="], ["--lang"]])
def test_a_language_we_do_not_speak_is_refused(empty, arguments):
    assert "Langue inconnue" in empty("dossiers", *arguments, code=2).err


def test_a_language_we_do_not_speak_in_the_variable_is_refused_too(empty):
    assert "Langue inconnue : « de »" in empty("dossiers", code=2, JALON_LANG="de").err


def test_what_follows_two_dashes_is_never_an_option_of_ours(jalon):
    jalon("open", "axe-seine", "--on", "2018-11-22")
    jalon("record", "note", "--on", "2018-11-23", "axe-seine", "--", "--lang")
    with jalon.engine() as engine, engine.store.reading() as reading:
        assert engine.entries(reading, "axe-seine-2018")[-1].payload.text == "--lang"


def test_click_speaks_the_language_too(empty):
    assert "Option inconnue" in empty("dossiers", "--nope", code=2).err
    assert "No such option" in empty("dossiers", "--nope", "--lang", "en", code=2).err


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_misspelt_command_answers_with_the_near_one(empty):
    said = empty("dosiers", code=2)
    assert "Commande inconnue : « dosiers »" in said.err
    assert "dossiers" in said.err
    assert "→ aide : jalon --help" in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["-rf"],
        ["dossiers", "-rf"],
        ["show"],
        ["advance", "x"],
        ["open"],
        ["open", "a", "b"],
        ["record"],
        ["record", "nothing", "x"],
        ["correct", "axe-seine", "deux", "--void"],
        ["open", "axe-seine", "--expect-seq", "-1"],
        ["open", "axe-seine", "--expect-seq", "99999999999999999999x"],
    ],
)
def test_a_misuse_is_one_sentence_and_leaves_with_2(jalon, arguments):
    said = jalon(*arguments, code=2)
    assert said.out == ""
    first, *rest = said.err.strip().splitlines()
    assert first.startswith("✗ ")
    assert any("--help" in line for line in rest)
    assert "Traceback" not in said.err


def test_what_is_refused_is_named_between_the_quotation_marks_of_the_language(empty):
    for arguments, french, english in (
        (["show"], "Il manque l’argument « DOSSIER|TERRITOIRE ».", "Missing argument “DOSSIER|TERRITORY”."),
        (["record", "person", "axe", "un"], "pour « N° » :", "for “NUMBER”:"),
        (["dossiers", "--limit", "-1"], "pour « --limit » :", "for “--limit”:"),
        (["record", "signature", "axe", "1"], "Il manque l’option « --document ».", "Missing option “--document”."),
        (["dossiers", "--regio", "28"], "Vouliez-vous dire « --region » ?", "Did you mean “--region”?"),
        (["--json"], "Vouliez-vous dire « --version » ?", "Did you mean “--version”?"),
    ):
        for language, expected in (("fr", french), ("en", english)):
            assert expected in empty(*arguments, "--lang", language, code=2).err.translate(ORDINARY), language


def test_a_noun_alone_is_refused_with_its_commands(empty):
    assert "✗ Il manque une commande : add, list." in empty("actors", code=2).err
    assert "✗ Missing command: add, list." in empty("actors", "--lang", "en", code=2).err


def test_an_option_without_its_value_points_to_the_help_of_its_command(empty):
    assert "→ aide : jalon dossiers --help" in empty("dossiers", "--as", code=2).err


def test_minus_h_is_help_everywhere(empty):
    assert empty("-h").out == empty("--help").out
    assert empty("record", "note", "-h").out == empty("record", "note", "--help").out


def test_the_help_is_french_to_its_last_word(empty):
    assert "jalon record [OPTIONS] COMMANDE …" in empty("record", "--help").out
    assert "jalon record [OPTIONS] COMMAND …" in empty("record", "--help", "--lang", "en").out
    assert "x>=" not in empty("record", "note", "--help").out


@pytest.mark.parametrize(
    "name", ["", " ", "…", "%", "'); DROP TABLE dossier; --", "a" * 10_000, "\u202e", "../../x", "*"]
)
def test_a_name_that_nothing_bears_is_refused_whatever_it_is_made_of(jalon, name):
    said = jalon("open", "--", name, code=None)
    assert said.code in (1, 2)
    assert said.err.startswith("✗ ")
    assert len(said.err) < 400
    assert "\u202e" not in said.err


def test_a_refusal_is_a_sentence_on_the_error_stream_then_what_to_type(empty):
    said = empty("territories", "list", code=1)
    assert said.out == ""
    sentence, remedy = said.err.strip().splitlines()
    assert sentence.startswith("✗ Aucun espace de travail")
    assert remedy == "  → créez-en un ici : jalon init"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("le 1er janvier 2099 est dans le futur.", "Le 1er janvier 2099 est dans le futur."),
        ("l’année 3000 n’est pas acceptée.", "L’année 3000 n’est pas acceptée."),
        ("axe-seine-2018 en est à l’entrée n° 4.", "axe-seine-2018 en est à l’entrée n° 4."),
        ("acte.pdf : il n’existe pas.", "acte.pdf : il n’existe pas."),
        ("titre : 400 caractères, 300 au plus.", "titre : 400 caractères, 300 au plus."),
        ("--on : « hier » : ce n’est pas une date.", "--on : « hier » : ce n’est pas une date."),
        ("« x » existe.", "« x » existe."),
        ("", ""),
    ],
)
def test_a_refusal_begins_with_a_capital_unless_it_begins_with_what_was_typed(said, shown):
    with speaking("fr"):
        assert with_capital(Text(said, said)).translate(ORDINARY) == shown


def test_who_forgets_the_quotation_marks_is_told_of_them(jalon):
    said = jalon("record", "note", "axe-seine", "Réunion", "avec", "la", "CCI", code=2).err
    assert "✗ En trop : « avec », « la », « CCI » ; ce qui a plusieurs mots se met entre guillemets." in said
    assert "→ aide : jalon record note --help" in said
    english = jalon("territories", "list", "28", "--lang", "en", code=2).err
    assert "Too many words: “28”; what has several words goes between quotation marks." in english


def test_with_json_a_refusal_is_one_object(empty):
    error = empty("territories", "list", "--json", code=1).error
    assert error["code"] == "workspace"
    assert "Aucun espace de travail" in error["message"]
    assert error["remedy"].endswith("jalon init")


def test_with_json_a_misuse_is_one_object_too(empty):
    error = empty("dossiers", "--json", "--nope", code=2).error
    assert (error["code"], error["remedy"]) == ("usage", "aide\u00a0: jalon dossiers --help")


def test_with_json_every_reason_against_a_transition_is_data(jalon):
    jalon("open", "axe-seine", "--on", "2018-11-22")
    error = jalon("advance", "enter_pilot", "axe-seine", "--json", code=1).error
    assert error["code"] == "transition-blocked"
    by_code = {blocker["code"]: blocker for blocker in error["blockers"]}
    assert {"date_given", "input_given", "binome_complete", "evidence_attached"} <= by_code.keys()
    assert by_code["evidence_attached"]["overridable"]
    assert not by_code["binome_complete"]["overridable"]
    assert by_code["date_given"]["remedy"]


def test_a_broken_lifecycle_tells_every_fault_at_its_place(empty):
    empty("init")
    states = empty.folder / "states.yaml"
    states.write_text(states.read_text(encoding="utf-8").replace("to: pilot\n", "to: pilote\n"), encoding="utf-8")
    said = empty("lifecycle", "check", code=1)
    assert "states.yaml:" in said.err
    assert "pilote" in said.err
    problem = empty("lifecycle", "check", "--json", code=1).error["problems"][0]
    assert problem["line"] > 0
    assert problem["column"] > 0


# ── Ctrl-C, and what was not foreseen ─────────────────────────────────────────────────────────────────────────────


def test_ctrl_c_is_heard_and_nothing_is_half_saved(jalon, monkeypatch):
    jalon("open", "axe-seine", "--on", "2018-11-22")
    append = Transaction.append

    def interrupted(self, *arguments):
        append(self, *arguments)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Transaction, "append", interrupted)
    said = jalon("record", "note", "axe-seine", "un mot", code=130)
    assert "Interrompu" in said.err
    assert jalon.seq("axe-seine-2018") == 0
    assert jalon("record", "note", "axe-seine", "un mot", "--json", code=130).error["code"] == "interrupted"


def test_a_fault_of_ours_is_a_sentence_that_asks_to_report_it(monkeypatch):
    fault = ZeroDivisionError("division by zero")
    err = io.StringIO()
    with redirect_stderr(err):
        unforeseen(ZeroDivisionError, fault, None)
    assert "ZeroDivisionError: division by zero" in err.getvalue()
    assert "JALON_DEBUG=1" in err.getvalue()
    assert "jalon verify" in err.getvalue()
    assert "Traceback" not in err.getvalue()


BREAKING = """
import workflow.cli.group, workflow.cli
def broken(name): raise ZeroDivisionError("un défaut")
workflow.cli.group.import_module = broken
workflow.cli.run()
"""


@pytest.mark.parametrize("debug", ["", "1"])
def test_the_command_leaves_with_1_after_a_fault_and_shows_where_it_is_on_demand(debug):
    done = subprocess.run(
        [sys.executable, "-c", BREAKING, "dossiers"],
        env={**os.environ, "JALON_DEBUG": debug},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "un défaut" in done.stderr
    assert ("Traceback" in done.stderr) == bool(debug)


# ── the streams ───────────────────────────────────────────────────────────────────────────────────────────────────

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these tests speak of Unix streams")


@pytest.mark.slow
def test_a_reader_that_had_enough_is_no_fault(jalon):
    read, write = os.pipe()
    os.close(read)
    said = jalon.process("territories", "list", stdout=write)
    os.close(write)
    assert said.err == ""


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_fault(jalon, closed):
    said = jalon.process("territories", "list", prefix=("sh", "-c", f'exec "$@" {closed}', "sh"))
    assert said.err == ""
    assert ("axe-seine" in said.out) == (">&-" not in closed.replace("2>&-", ""))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_the_output_is_said(jalon):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        said = jalon.process("territories", "list", stdout=full, code=1)
    assert "plus de place sur le disque" in said.err
    assert "Traceback" not in said.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", "✗ Aucun espace"), ("cp1252", "x Aucun espace"), ("latin-1", "x Aucun"), ("ascii", "")],
)
def test_a_console_that_lacks_our_characters_gets_their_plain_cousins(empty, encoding, expected):
    said = empty.process("territories", "list", code=1, environ={"PYTHONIOENCODING": encoding})
    assert said.err.startswith(expected)
    assert "->" in said.err or "→" in said.err


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "xx_YY.nonsense"])
def test_any_locale_will_do(jalon, locale):
    said = jalon.process("open", "Axe Seine", "--on", "novembre 2018", environ={"LC_ALL": locale, "LANG": locale})
    assert "Dossier ouvert" in said.out


@pytest.mark.slow
def test_an_argument_that_is_not_utf_8_is_refused(jalon):
    said = jalon.process("open", b"axe\xffseine", code=2)
    assert "n’est pas en UTF-8" in said.err


def test_a_surrogate_in_an_argument_is_refused(empty):
    assert "L’argument n° 2" in empty("open", "axe\udcffseine", code=2).err


# ── how things look ───────────────────────────────────────────────────────────────────────────────────────────────


def on_a_terminal(*arguments, cwd, columns=80, **environ):
    """What a command draws on a terminal of that width."""
    mine, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, LAUNCHER, *arguments],
        cwd=cwd,
        stdin=its,
        stdout=its,
        stderr=its,
        env={"PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLUMNS": str(columns), "USER": "admin", **environ},
    )
    os.close(its)
    drawn = b""
    while True:
        try:
            piece = os.read(mine, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        drawn += piece
    os.close(mine)
    return process.wait(), drawn.decode().replace("\r\n", "\n")


@pytest.mark.slow
def test_a_table_on_a_terminal_is_coloured_and_within_its_width(jalon):
    code, drawn = on_a_terminal("territories", "list", cwd=jalon.folder)
    assert code == 0
    assert "\x1b[" in drawn
    assert "Axe Seine" in drawn
    code, plainly = on_a_terminal("territories", "list", cwd=jalon.folder, NO_COLOR="1")
    assert "\x1b[3" not in plainly, "no colour where none is wanted"
    assert max(len(click.unstyle(line)) for line in plainly.splitlines()) <= 80


@pytest.mark.slow
def test_a_refusal_on_a_terminal_has_a_symbol_besides_the_colour(empty):
    code, drawn = on_a_terminal("territories", "list", cwd=empty.folder)
    assert code == 1
    assert "\x1b[31m" in drawn
    assert "✗" in drawn
    assert "→" in drawn


def test_a_table_in_a_pipe_is_plain_whole_and_aligned():
    columns = [output.Column(Text("nom", "name")), output.Column(Text("montant", "amount"), right=True)]
    out = io.StringIO()
    with redirect_stdout(out):
        output.table(columns, [("a" * 200, "1\u202f200\u00a0€"), ("b", None)])
    lines = out.getvalue().splitlines()
    assert lines[0].split() == ["nom", "montant"]
    assert "a" * 200 in lines[2]
    assert lines[2].endswith("1 200 €")
    assert len({len(line) for line in lines[:3]}) == 1


def test_json_keeps_letters_and_order():
    out = io.StringIO()
    with redirect_stdout(out):
        output.print_json({"nom": "Pays de l’Aigle", "a": Text("oui", "yes"), "chemin": Path("x")})
    assert list(json.loads(out.getvalue())) == ["nom", "a", "chemin"]
    assert "Pays de l’Aigle" in out.getvalue()
    assert json.loads(out.getvalue())["a"] == {"fr": "oui", "en": "yes"}


def test_what_has_no_json_form_is_a_fault_of_ours():
    with pytest.raises(TypeError), redirect_stdout(io.StringIO()):
        output.print_json({"x": object()})


def test_a_bar_is_drawn_only_for_a_person_and_for_many(capsys):
    assert list(output.progress(iter(range(50)), 50, "x")) == list(range(50))
    assert capsys.readouterr().err == ""


def test_completion_in_a_shell_knows_the_commands_and_loads_none(empty):
    said = empty.process(environ={"_JALON_COMPLETE": "bash_complete", "COMP_WORDS": "jalon op", "COMP_CWORD": "1"})
    assert "open" in said.out
    assert "advance" not in said.out


def test_the_answer_is_an_exit_code_and_the_process_goes_on():
    with speaking("fr"), redirect_stdout(io.StringIO()):
        assert answer(["--version"]) == 0
        assert answer(["--help"]) == 0
