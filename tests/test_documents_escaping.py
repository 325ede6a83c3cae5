"""What people typed comes out of a document as they typed it, wherever it stands, whatever it would mean elsewhere."""

import pytest
from hostile import TITLES
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from workflow.documents.escaping import escaped, tidied, title_of, unescaped, visible
from workflow.documents.render import Templates
from workflow.documents.sources import Stored

CONTEXTS = {
    "paragraph": "{{ projet.titre }}",
    "list": "- {{ projet.titre }}",
    "heading": "## {{ projet.titre }}",
    "bold": "Avant **{{ projet.titre }}** après",
    "cell": "| a | b |\n|---|---:|\n|{{ projet.titre }}|{{ projet.titre }}|",
    "mid-text": "Le projet « {{ projet.titre }} » est retenu ({{ projet.titre }}).",
}
IN_CONTEXT = {
    "paragraph": ["{}"],
    "list": ["{}"],
    "heading": ["{}"],
    "bold": ["Avant {} après"],
    "cell": ["a", "b", "{}", "{}"],
    "mid-text": ["Le projet «\u00a0{}\u00a0» est retenu ({})."],
}
READER = MarkdownIt("commonmark").enable("table")
TEMPLATES = Templates(Stored({f"{name.replace('-', '_')}.md": f"# T\n\n{text}\n" for name, text in CONTEXTS.items()}))


def read_back(markdown):
    """The texts of the blocks of a document, after its title."""
    texts = []
    for token in READER.parse(markdown):
        if token.type == "inline":
            texts.append(
                "".join("" if one.type.endswith(("_open", "_close")) else one.content for one in token.children)
            )
            assert {one.type for one in token.children} <= {"text", "strong_open", "strong_close"}, token.content
    return texts[1:]


def comes_out(text, context):
    made = TEMPLATES.render(context.replace("-", "_"), {"projet": {"titre": text}})
    seen = visible(text)
    wanted = [one.replace("{}", seen) for one in IN_CONTEXT[context]]
    assert read_back(made.text) == wanted


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("title", TITLES)
def test_a_hostile_title_is_only_a_title(title, context):
    assert len(TITLES) == 30
    comes_out(title, context)


MARKS = st.text(
    alphabet=st.sampled_from("\\`*_{}[]()#+-.!|<>&~=:;'\"/@$%^?, \t\n01aé«»—…\u00a0\u202f\u202e\u0000"), max_size=40
)
ANY = st.text(max_size=60)


def readable(text):
    return visible(text) != ""


@pytest.mark.parametrize("context", CONTEXTS)
@given(text=st.one_of(MARKS, ANY).filter(readable))
@settings(max_examples=150, deadline=None)
@example(text="\\")
@example(text="\\|")
@example(text="a\\\\|b")
def test_any_text_comes_out_as_it_was_typed(text, context):
    comes_out(text, context)


JOINED = {
    "nested": "{{ 'a' ~ ('b' ~ (projet.titre ~ 'c')) }}",
    "in_a_choice": "{{ 'a' ~ ('b' ~ projet.titre ~ 'c' if projet.titre else 'x' ~ 'y') }}",
    "in_a_macro": "{% macro m(t) %}{{ 'b' ~ (t ~ 'c') }}{% endmacro %}{{ 'a' ~ m(projet.titre) }}",
    "in_a_filter": "{{ ('a' ~ ('b' ~ projet.titre)) ~ 'c' }}",
    "in_a_list": "{% for t in ['a' ~ ('b' ~ projet.titre ~ 'c')] %}{{ t }}{% endfor %}",
    "in_a_variable": "{% set t = 'b' ~ (projet.titre ~ 'c') %}{{ 'a' ~ t }}",
}
JOINING = Templates(Stored({f"{name}.md": f"# T\n\n{text}\n" for name, text in JOINED.items()}))


@pytest.mark.parametrize("way", JOINED)
@given(text=st.one_of(MARKS, st.sampled_from(TITLES)).filter(readable))
@settings(max_examples=40, deadline=None)
def test_what_is_joined_in_any_way_is_escaped_once(way, text):
    made = JOINING.render(way, {"projet": {"titre": text}})
    assert read_back(made.text) == [f"ab{visible(text)}c"]


ALL = Templates(
    Stored(
        {
            "all.md": "# T\n\n{% for projet in projets %}\n"
            + "\n\n".join(f"{text}\n\n" for text in CONTEXTS.values())
            + "{% endfor %}"
        }
    )
)


@pytest.mark.slow
@given(texts=st.lists(st.one_of(MARKS, ANY).filter(readable), min_size=20, max_size=20))
@settings(max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_twenty_thousand_texts_come_out_in_six_contexts_as_they_were_typed(texts):
    made = ALL.render("all", {"projets": [{"titre": text} for text in texts]})
    wanted = [
        one.replace("{}", visible(text)) for text in texts for in_context in IN_CONTEXT.values() for one in in_context
    ]
    assert read_back(made.text) == wanted


@given(text=ANY | MARKS)
@example(text="&#92;")  # what a backslash is written as, typed by a person
@example(text="\\&#92;\\")
def test_escaping_can_be_undone(text):
    assert unescaped(escaped(text)) == visible(text)


@given(text=ANY)
def test_nothing_that_cannot_be_seen_is_left(text):
    seen = visible(text)
    assert "\n" not in seen
    assert seen == visible(seen)
    assert not set(seen) & set("\u0000\u001b\u200b\u202e\u2066\ufeff\r\t")


def test_line_ends_become_spaces_and_a_text_of_several_lines_stays_one_paragraph():
    assert visible("un\r\ndeux\u2028trois\tquatre") == "un deux trois quatre"
    assert visible("\u00a0marges\u202f") == "marges"


def test_the_title_is_read_from_the_first_line_without_its_marks():
    assert (
        title_of("# Fiche **n° 1** : l\\'*usine* \\*bleue\\* &#92;o\\/\n\nsuite") == "Fiche n° 1 : l'usine *bleue* \\o/"
    )


def test_a_document_is_tidied_without_a_word_changing():
    assert tidied("\n\n# T  \n\n\n\n\na \n") == "# T\n\na\n"
