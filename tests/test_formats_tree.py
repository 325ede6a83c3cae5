"""The Markdown of a draft: what it may say, what is refused with its line, and data that stays data."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from issued_samples import HOSTILE, PROTOCOL, everywhere, seen

from workflow.documents import blocks
from workflow.documents.escaping import escaped, visible
from workflow.documents.markdown_tree import LONGEST, read
from workflow.documents.tree import (
    BREAK,
    Heading,
    Item,
    Listing,
    PageBreak,
    Paragraph,
    Run,
    Table,
    plain,
)
from workflow.errors import DocumentError
from workflow.language import speaking


def body(text):
    return read(f"# T\n\n{text}").blocks


def test_a_title_then_headings_paragraphs_and_styles():
    tree = read("# Le *titre*\n\n## Article 1er\n\nUn **mot** et\nun *autre*.\n\n### Détail\n\n#### Plus fin\n")
    assert plain(tree.title) == "Le titre"
    assert tree.blocks == (
        Heading(1, (Run("Article 1er"),)),
        Paragraph(
            (Run("Un "), Run("mot", bold=True), Run(" et un "), Run("autre", emphasis=True), Run(".")),
        ),
        Heading(2, (Run("Détail"),)),
        Heading(3, (Run("Plus fin"),)),
    )


CELLS = st.lists(st.sampled_from(["a", "un mot", r"a \| b", r"\|", "1 200 €"]), min_size=1, max_size=4)


@given(st.integers(1, 3), CELLS, st.booleans(), st.booleans(), st.integers(0, 2))
def test_a_row_may_lack_cells_but_has_none_too_many_however_its_borders_are_written(size, cells, opened, closed, above):
    header = f"| {' | '.join('abc'[:size])} |\n|{'---|' * size}\n" + f"|{' x |' * size}\n" * above
    opened = opened or len(cells) == 1  # a line without any border ends the table
    row = f"{'| ' if opened else ''}{' | '.join(cells)}{' |' if closed else ''}"
    if len(cells) > size:
        with pytest.raises(DocumentError, match=f"ligne {5 + above}\u00a0: une ligne a trop de cellules"):
            body(f"{header}{row}\n")
        return
    (table,) = body(f"{header}{row}\n")
    said = [plain(cell) for cell in table.rows[-1]]
    assert said == [cell.replace("\\|", "|") for cell in cells] + [""] * (size - len(cells))
    assert len(table.rows) == above + 1


def test_a_backslash_at_the_end_of_a_line_is_a_new_line():
    assert body("un\\\ndeux") == (Paragraph((Run("un"), BREAK, Run("deux"))),)


def test_lists_hold_lists_once():
    assert body("3. un\n4. deux\n   - a\n   - b\n") == (
        Listing(
            True,
            3,
            (
                Item(((Run("un"),),)),
                Item(((Run("deux"),),), Listing(False, 1, (Item(((Run("a"),),)), Item(((Run("b"),),))))),
            ),
        ),
    )


def test_a_table_knows_its_amounts_its_header_and_where_one_signs():
    (table,) = body("| Nom | Coût | Visa |\n|:--|--:|:-:|\n| a \\| b | 12 | |\n| **Total** | **12** | |\n")
    assert isinstance(table, Table)
    assert table.alignments == ("left", "right", "center")
    assert [plain(cell) for cell in table.header] == ["Nom", "Coût", "Visa"]
    assert [[plain(cell) for cell in row] for row in table.rows] == [["a | b", "12", ""], ["Total", "12", ""]]
    assert table.has_header
    assert table.to_write_in == {2}
    assert [table.is_total(row) for row in table.rows] == [False, True]


def test_a_header_of_empty_cells_is_none():
    (table,) = body("| | |\n|---|---|\n| Axe | Attirer |\n")
    assert not table.has_header
    assert table.to_write_in == frozenset()


def test_a_row_of_labels_is_no_total_where_no_column_is_named():
    (table,) = body("| | |\n|---|---|\n| **Séance du** | |\n| **Objet** | Le contrat |\n")
    assert [table.is_total(row) for row in table.rows] == [False, False]


def test_a_signature_takes_more_room_than_a_word():
    (signed,) = body("| Nom | Signature |\n|---|---|\n| a | |\n")
    (attended,) = body("| Nom | Présent ou excusé |\n|---|---|\n| a | |\n")
    assert (signed.to_sign_in, attended.to_sign_in) == ({1}, frozenset())
    assert attended.to_write_in == {1}


def test_a_short_table_stays_on_one_page_and_a_long_one_does_not():
    short, long = (body("| a |\n|---|\n" + "| mot |\n" * count)[0] for count in (4, 40))
    assert short.kept_whole
    assert not long.kept_whole


def test_dashes_are_a_new_page_even_under_a_paragraph():
    assert body("mot\n---\nsuite") == (Paragraph((Run("mot"),)), PageBreak(), Paragraph((Run("suite"),)))


def test_a_gap_is_known_wherever_it_stands():
    text = "avant [À COMPLÉTER : durée (en mois)] après\n\n| a |\n|---|\n| [À COMPLÉTER\u00a0: coût] |\n"
    paragraph, table = body(text)
    assert [run.text for run in paragraph.spans if run.gap] == ["[À COMPLÉTER : durée (en mois)]"]
    assert table.rows[0][0] == (Run("[À COMPLÉTER\u00a0: coût]", gap=True),)


def test_links_lead_to_sites_and_mailboxes_only():
    (paragraph,) = body("[site](https://a.example/x?y=1) et <mailto:a@b.example>")
    assert [run.link for run in paragraph.spans if run.link] == ["https://a.example/x?y=1", "mailto:a@b.example"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Sans titre", 1, "commence par son titre"),
        ("", 1, "commence par son titre"),
        ("## Section d’abord", 1, "commence par son titre"),
        ("#\n\ntexte", 1, "le titre est vide"),
        ("# T\n\n# U", 3, "un second titre"),
        ("# T\n\n### Trop bas", 3, "un niveau de titre est sauté avant ###"),
        ("# T\n\n## A\n\n#### Trop bas", 5, "un niveau de titre est sauté avant ####"),
        ("# T\n\n##### Cinq", 3, "plus de quatre dièses"),
        ("# T\n\nmot\n\n> citation", 5, "une citation"),
        ("# T\n\nun\ndeux `code`", 4, "du code"),
        ("# T\n\n```\ncode\n```", 3, "un bloc de code"),
        ("# T\n\n<div>\nx\n</div>", 3, "du HTML"),
        ("# T\n\nmot <b>gras</b>", 3, "du HTML"),
        ("# T\n\na\\\nb\\\n![x](https://a.example/i.png)", 5, "une image"),
        ("# T\n\n[x](javascript:alert(1))", 3, "ni https ni mailto"),
        ("# T\n\n[x](http://a.example)", 3, "ni https ni mailto"),
        ("# T\n\n[x](/etc/passwd)", 3, "ni https ni mailto"),
        ("# T\n\n- a\n  - b\n    - c", 5, "une liste dans une liste de liste"),
        ("# T\n\n- a\n\n  | x |\n  |---|\n  | y |", 5, "un tableau"),
        ("# T\n\n- a\n  - b\n\n  suite", 6, "du texte après une liste intérieure"),
        ("# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 1 | 2 | 3 |", 6, "une ligne a trop de cellules"),
    ],
)
def test_what_the_dialect_does_not_have_is_refused_with_its_line(text, line, said):
    with pytest.raises(DocumentError) as refused:
        read(text)
    # The sentence is compared without the no-break spaces of French.
    message = str(refused.value).replace("\u00a0", " ")
    assert message.startswith(f"texte du document, ligne {line} : ")
    assert said in message
    assert refused.value.remedy
    with speaking("en"):
        assert f"line {line}: " in str(refused.value)


def test_a_definition_of_a_link_and_a_footnote_are_only_text():
    (definition, note) = body("[lien]: https://a.example\n\nmot[^1]")
    assert plain(definition.spans) == "[lien]: https://a.example"
    assert plain(note.spans) == "mot[^1]"


def test_indented_text_is_a_paragraph_and_not_code():
    assert body("    décalé") == (Paragraph((Run("décalé"),)),)


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(DocumentError, match="caractères"):
        read("# T\n\n" + "a" * LONGEST)


def test_what_no_file_can_hold_is_left_out():
    assert plain(body("a\x00b\x07c\ud800d\ufffee")[0].spans) == "abcde"


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_only_ever_text(title):
    texts = [block.text for block in blocks.of_draft(everywhere(title))]
    said = seen(title)
    assert texts[:4] == [f"Document {said}", f"Section {said}", said, f"avant {said} après"]
    assert texts[4] == f"{said} {said}"
    assert texts[5:8] == [said, "deux", said]
    assert texts[8:] == [f"Titre | {said}", f"{said} | 12\u202f000\u00a0€", f"x | {said}"]


anything = st.text(st.characters(codec=None), min_size=1, max_size=40).filter(visible)
marks = st.text(st.sampled_from("*_`[]()<>#+-.!|\\~:{}$&;'\"^=/@%0129aé \n\t\u00a0\u202f"), min_size=1, max_size=25)


@settings(max_examples=60, deadline=None)
@given(st.lists(anything | marks.filter(visible), min_size=1, max_size=12))
def test_any_data_comes_out_as_it_went_in(strings):
    text = "# T\n\n" + "\n\n".join(
        f"{escaped(one)}\n\navant {escaped(one)} après\n\n**{escaped(one)}**\n\n## {escaped(one)}\n\n"
        f"- {escaped(one)}\n\n| c |\n|---|\n| {escaped(one)} |"
        for one in strings
    )
    found = [block.text for block in blocks.of_draft(text)][1:]
    wanted = []
    for one in strings:
        said = blocks.flat(visible(one))
        wanted += [said, blocks.flat(f"avant {visible(one)} après"), said, said, said, "c", said]
    assert list(map(spaced, found)) == list(map(spaced, wanted))


def spaced(text):
    """The same without white space at the ends: Markdown trims it."""
    return text.strip()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    with suppress(DocumentError):
        assert plain(read(f"# T\n\n{text}").title) == "T"


def test_the_blocks_of_a_draft_know_the_heading_they_stand_under():
    found = blocks.of_draft(PROTOCOL)
    assert found[0].kind == "title"
    assert [block.under for block in found if "comité de projet est présidé" in block.text] == [
        "Article 5 – Gouvernance"
    ]
    assert [block.parts for block in found if block.kind == "row"][1][3] == "Communauté d’agglomération du Val de Sarre"
