"""The manual of drafting is true: every command of it is typed, in order, and answers what it shows."""

from drafted import Word, drafts_of
from signers import blank_pdf
from typed_pages import as_pattern, typed

from workflow.cli.draft import VERBS
from workflow.cli.templates import VERBS as TEMPLATES

PAGE = "drafting.md"


def prepare(jalon, words):
    """What a person has in hand when the page comes to a command: the Word file he edited, the copy he scanned."""
    for name in (word for word in words if word.endswith((".docx", ".pdf")) and not (jalon.folder / word).exists()):
        if name.endswith(".pdf"):
            (jalon.folder / name).write_bytes(blank_pdf())
        else:
            Word(drafts_of(jalon.folder / "envoi")["docx"].read_bytes()).complete().save(jalon.folder / name)


def test_every_command_of_the_page_answers_what_it_shows(drafter):
    done = 0
    for command in typed(PAGE):
        name, *words = command.words
        if name == "export":
            variable, _, value = words[0].partition("=")
            drafter.environ[variable] = value
            continue
        assert name == "jalon", command.line
        if words[:2] == ["draft", "attach"]:
            prepare(drafter, words)
        said = drafter(*words).out.splitlines()
        done += 1
        for shown in command.shown:
            assert any(as_pattern(shown).fullmatch(line) for line in said), (command.line, shown, said)
    assert done > 20


def test_every_command_there_is_stands_in_the_page():
    spoken = {tuple(command.words[1:3]) for command in typed(PAGE) if command.words[0] == "jalon"}
    assert {("draft", name) for name in VERBS} | {("templates", name) for name in TEMPLATES} <= spoken
