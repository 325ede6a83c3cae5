"""The tutorials are true: every command in them is typed, in order, and answers what they show."""

import pytest
from typed_pages import Reader, Typed, as_pattern, typed

PAGES = ["tutorial.md", "tutorial.en.md"]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_tutorial_answers_what_the_page_shows(page, tmp_path):
    Reader(tmp_path).follow(page, 25)


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
