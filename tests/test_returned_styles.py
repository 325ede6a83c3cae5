"""What a paragraph of a file that came back is: as its style says, the styles under it, and what it says itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from workflow.documents.paragraph_styles import ParagraphStyles

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def style(identifier, name="", based="", properties="", more='w:type="paragraph"'):
    return (
        f'<w:style {more} w:styleId="{identifier}"><w:name w:val="{name or identifier}"/>'
        f'{f"""<w:basedOn w:val="{based}"/>""" if based else ""}<w:pPr>{properties}</w:pPr></w:style>'
    )


def styles(*declared):
    return ParagraphStyles(etree.fromstring(f"<w:styles {W}>{''.join(declared)}</w:styles>"))


def paragraph(name="", properties=""):
    named = f'<w:pStyle w:val="{name}"/>' if name else ""
    return etree.fromstring(f"<w:p {W}><w:pPr>{named}{properties}</w:pPr></w:p>")


def outline(level):
    return f'<w:outlineLvl w:val="{level}"/>'


def numbering(number, level=None):
    place = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    return f'<w:numPr>{place}<w:numId w:val="{number}"/></w:numPr>'


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Title", "title"),
        ("heading 1", "heading"),  # as Word writes « Titre 1 », whatever its language
        ("Heading 4", "heading"),
        ("headings of ours", "paragraph"),
        ("Normal", "paragraph"),
        ("Subtitle", "paragraph"),
    ],
)
def test_a_style_is_known_by_its_name(name, kind):
    assert styles(style("X", name)).of(paragraph("X")).kind == kind


@pytest.mark.parametrize(
    ("level", "kind"), [("0", "heading"), ("8", "heading"), ("9", "paragraph"), ("", "paragraph"), ("x", "paragraph")]
)
def test_what_stands_in_the_outline_is_a_heading_whether_its_style_or_it_says_so(level, kind):
    found = styles(style("Ours", properties=outline(level)), style("Plain"))
    assert found.of(paragraph("Ours")).kind == kind
    assert found.of(paragraph("Plain", outline(level))).kind == kind
    assert found.of(paragraph("Plain")).kind == "paragraph"


def test_a_paragraph_that_names_no_style_has_the_default_one_of_paragraphs():
    for value in ("1", "true"):
        found = styles(
            style("C", "heading 1", more='w:type="character" w:default="1"'),
            style("H", "heading 1", more=f'w:type="paragraph" w:default="{value}"'),
            style("P", "Normal"),
            style("T", "heading 2", more='w:type="table" w:default="1"'),
        )
        assert found.of(paragraph()).name == "heading 1"
        assert found.of(paragraph("P")).name == "normal"
    assert styles(style("C", "heading 1", more='w:type="character" w:default="1"')).of(paragraph()).kind == "paragraph"
    assert styles(style("H", "heading 1", more='w:type="paragraph" w:default="0"')).of(paragraph()).kind == "paragraph"
    assert ParagraphStyles(None).of(etree.fromstring(f"<w:p {W}/>")).kind == "paragraph"


@given(st.sampled_from([("Title", "title"), ("heading 3", "heading")]), st.integers(0, 5))
def test_a_style_of_an_office_is_what_the_one_under_all_the_others_is(under, depth):
    name, kind = under
    declared = [style("S0", name, properties=numbering(7, 1))]
    declared += [style(f"S{place + 1}", f"Le nôtre {place}", f"S{place}") for place in range(depth)]
    found = styles(*reversed(declared))
    assert found.of(paragraph(f"S{depth}")).kind == kind
    assert found.numbering(paragraph(f"S{depth}")) == ("7", 1)


def test_the_nearest_style_that_says_something_is_heard():
    found = styles(
        style("T", "Title"),
        style("H", "heading 1", "T", numbering(1)),
        style("O", "Article", "H", numbering(2, 3)),
        style("P", "Alinéa", "O"),
    )
    assert found.of(paragraph("O")).kind == found.of(paragraph("P")).kind == "heading"
    assert found.numbering(paragraph("H")) == ("1", 0)
    assert found.numbering(paragraph("P")) == ("2", 3)


def test_what_an_outline_says_is_inherited_too():
    found = styles(style("A", "Article", properties=outline(1)), style("B", "Annexe", "A"))
    assert found.of(paragraph("B")).kind == "heading"


@pytest.mark.parametrize("based", [("A", "A"), ("B", "A"), ("B", "C")])
def test_styles_that_are_based_on_one_another_or_on_nothing_known_are_read_all_the_same(based):
    found = styles(style("A", "heading 1", based[0]), style("B", "Le nôtre", based[1]))
    assert found.of(paragraph("A")).kind == "heading"
    assert found.of(paragraph("nowhere")).kind == "paragraph"


@pytest.mark.parametrize(
    ("own", "wanted"),
    [
        ("", ("7", 1)),
        (numbering(3, 2), ("3", 2)),
        (numbering(3), ("3", 0)),
        (numbering(3, 9), ("3", 0)),
        (numbering(0), None),  # how Word takes the number off one heading
    ],
)
def test_a_paragraph_may_be_numbered_otherwise_than_its_style_or_not_at_all(own, wanted):
    assert styles(style("H", "heading 1", properties=numbering(7, 1))).numbering(paragraph("H", own)) == wanted
    assert styles(style("P")).numbering(paragraph("P")) is None
