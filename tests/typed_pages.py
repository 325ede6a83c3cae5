"""Somebody who types what a page of the manual says, and reads whether the answer is the one it shows."""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from command_line import CommandLine

DOCS = Path(__file__).parents[1] / "docs"


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

    def follow(self, page, least):
        """Type every command of a page, in order; each answers what the page shows. There are more than `least`."""
        commands = typed(page)
        assert len(commands) > least
        for command in commands:
            lines = iter(self.do(command).splitlines())
            for shown in command.shown:
                pattern = as_pattern(shown)
                assert any(pattern.search(line) for line in lines), (
                    f"{page}:{command.line}: after “{' '.join(command.words)}” there is no line “{shown}” "
                    "(in that order)"
                )

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
