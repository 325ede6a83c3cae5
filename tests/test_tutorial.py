"""The tutorials are true: every command in them is typed, in order, and answers what they show."""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from command_line import CommandLine

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ["tutorial.md", "tutorial.en.md"]


@dataclass
class Typed:
    """A command of a page, and the lines of its answer that the page shows."""

    line: int
    words: list[str]
    shown: list[str] = field(default_factory=list)


def typed(page):
    """The commands in the `console` blocks of a page."""
    found, inside, pending = [], False, ""
    for number, line in enumerate((DOCS / page).read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            inside = line == "```console"
        elif inside and (line.startswith("$ ") or pending):
            pending += line.removeprefix("$ ").removesuffix("\\")
            if not line.endswith("\\"):
                found.append(Typed(number, shlex.split(pending)))
                pending = ""
        elif inside and line.strip():
            found[-1].shown.append(line)
    return found


def as_pattern(shown):
    """A line as the page shows it: `…` stands for what depends on the day or the machine; spaces are not counted."""
    pieces = [r"\s+".join(map(re.escape, piece.split())) for piece in shown.split("…")]
    return re.compile(r".*?".join(rf"\s*{piece}\s*" for piece in pieces))


class Reader:
    """Somebody who types what a page says, in a folder of his own."""

    def __init__(self, folder):
        self.line = CommandLine(folder, USER="alex", LOGNAME="alex")

    def do(self, command):
        """Do one line of a page; what it answered."""
        name, *words = command.words
        match name:
            case "cd":
                self.line.folder = self.line.folder / words[0]
            case "export":
                variable, _, value = words[0].partition("=")
                self.line.environ[variable] = value
            case "printf":
                (self.line.folder / words[-1]).write_text(words[0], encoding="utf-8")
            case "jalon":
                # `next` shows what would be refused; whatever else begins with the sign was.
                refused = command.shown[:1] and command.shown[0].startswith("✗") and words[0] != "next"
                return self.jalon(words, refused=refused)
            case _:
                pytest.fail(f"line {command.line}: the test does not know how to do “{name}”")
        return ""

    def jalon(self, words, *, refused):
        """What the command answered on both streams; a `>` keeps it in a file."""
        target = None
        if ">" in words:
            target = self.line.folder / words[words.index(">") + 1]
            words = words[: words.index(">")]
        answer = self.line(*words, code=1 if refused else 0)
        if target is not None:
            target.write_text(answer.out, encoding="utf-8")
        return answer.out + answer.err


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_tutorial_answers_what_the_page_shows(page, tmp_path):
    reader = Reader(tmp_path)
    commands = typed(page)
    assert len(commands) > 25
    for command in commands:
        lines = iter(reader.do(command).splitlines())
        for shown in command.shown:
            pattern = as_pattern(shown)
            assert any(pattern.search(line) for line in lines), (
                f"{page}:{command.line}: after “{' '.join(command.words)}” there is no line “{shown}” (in that order)"
            )


def test_both_pages_type_the_same_commands():
    def jalon(page):
        return [command.words[:3] for command in typed(page) if command.words[0] == "jalon"]

    french, english = map(jalon, PAGES)
    assert french == english


@pytest.mark.parametrize(
    ("shown", "line", "same"),
    [
        ("◕ Protocole signé  1  1", "◕ Protocole signé     1     1   ███", True),
        ("◕ Protocole signé  1  1", "◕ Protocole signé     1     0   ███", False),
        ("au … connu", "au 30 avril, d’après ce qui était connu", True),
        ("au … connu", "au 30 avril", False),
        ("→ jalon next axe-seine", "  → jalon show axe-seine", False),
    ],
)
def test_a_line_that_a_page_shows_is_the_line_but_for_what_it_leaves_out(shown, line, same):
    assert bool(as_pattern(shown).search(line)) == same


def test_a_page_that_promises_too_much_is_found_out(tmp_path):
    reader = Reader(tmp_path)
    answer = reader.do(Typed(1, ["jalon", "init", "contrats"]))
    assert not as_pattern("✓ Espace de travail détruit").search(answer)
    with pytest.raises(AssertionError):
        reader.do(Typed(2, ["jalon", "dossiers"]))  # there is no workspace here, and the page shows no refusal
