"""The Word file of a draft, opened again as Word would: styles, numbers, tables, header, footer, properties."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from issued_samples import HOSTILE, PROTOCOL, TITLE, everywhere, issued, seen
from lxml import etree

from workflow.documents import blocks, returned
from workflow.documents.escaping import escaped
from workflow.documents.formats import Look, archive, digests, plain_look, read_look, shipped_look, write
from workflow.documents.formats.look import FOLDER
from workflow.errors import DocumentError, WorkspaceError
from workflow.workspace import Workspace, shipped


def word(text=PROTOCOL, look=None, **given):
    """The file, opened."""
    return docx.Document(io.BytesIO(write(issued(text, **given), "docx", look)))


def modele(change):
    """Our own look, its Word file changed as a person would."""
    document = docx.Document(io.BytesIO(shipped_look().word))
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return replace(shipped_look(), word=buffer.getvalue())


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return opened.read(name).decode()


W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def xpath(content, path, name="word/document.xml"):
    """What is at a path of one part."""
    return etree.fromstring(archive.unpacked(content)[name]).xpath(path, namespaces=W)


def texts(container):
    return [paragraph.text for paragraph in container.paragraphs]


# ── text and styles ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_read_in_word_is_what_the_draft_says():
    assert returned.read(write(issued(), "docx")).blocks == blocks.of_draft(PROTOCOL)


def test_each_block_has_the_style_that_word_knows_it_by():
    document = word("# T\n\n## A\n\n### B\n\n#### C\n\nmot\n\n- p\n  - q\n\n1. r\n   1. s\n")
    assert [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs] == [
        ("Title", "T"),
        ("Heading 1", "A"),
        ("Heading 2", "B"),
        ("Heading 3", "C"),
        ("Normal", "mot"),
        ("List Bullet", "p"),
        ("List Bullet 2", "q"),
        ("List Number", "r"),
        ("List Number 2", "s"),
    ]


def test_bold_emphasis_and_new_lines_are_kept():
    (paragraph,) = word("# T\n\nun **deux** *trois*\\\nquatre").paragraphs[1:]
    assert [(run.text, run.bold, run.italic) for run in paragraph.runs] == [
        ("un ", None, None),
        ("deux", True, None),
        (" ", None, None),
        ("trois", None, True),
        ("\n", None, None),
        ("quatre", None, None),
    ]


def test_a_gap_is_bold_on_yellow():
    gaps = [run for paragraph in word().paragraphs for run in paragraph.runs if "COMPLÉTER" in run.text]
    assert len(gaps) == 3
    assert {run.font.highlight_color for run in gaps} == {WD_COLOR_INDEX.YELLOW}
    assert all(run.bold and re.fullmatch(r"\[À COMPLÉTER.:.*\]", run.text) for run in gaps)


def test_a_link_leads_where_it_says():
    content = write(issued("# T\n\n[le site](https://a.example/x?a=1&b=2), [x](https://a.example/x?a=1&b=2)."), "docx")
    links = docx.Document(io.BytesIO(content)).paragraphs[1].hyperlinks
    assert [(link.text, link.address) for link in links] == [
        ("le site", "https://a.example/x?a=1&b=2"),
        ("x", "https://a.example/x?a=1&b=2"),
    ]
    assert part(content, "word/_rels/document.xml.rels").count("a.example") == 1


def test_three_dashes_begin_a_page():
    document = word("# T\n\navant\n\n---\n\naprès\n\n---\n\n| a |\n|---|\n| b |\n")
    assert [p.text for p in document.paragraphs if p.paragraph_format.page_break_before] == ["après", ""]


def test_the_language_of_the_draft_is_that_of_the_spelling_checker():
    french, english = write(issued(), "docx"), write(issued(language="en"), "docx")
    assert 'w:lang w:val="fr-FR"' in part(french, "word/styles.xml")
    assert 'w:lang w:val="en-GB"' in part(english, "word/styles.xml")


# ── articles and lists that Word numbers ──────────────────────────────────────────────────────────────────────────


def articles(*titles):
    return "# T\n\n" + "\n\n".join(f"## {title}\n\nmot" for title in titles)


def headings(document):
    return [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith(("Heading", "Article"))]


def test_articles_are_numbered_by_word_and_read_the_same():
    text = articles("Préambule", "Article 1er – Objet", "Article 2 – Durée", "Article 3 – Litiges", "Signatures")
    content = write(issued(text), "docx")
    assert headings(docx.Document(io.BytesIO(content))) == [
        ("Heading 1", "Préambule"),
        ("Article", "Objet"),
        ("Article", "Durée"),
        ("Article", "Litiges"),
        ("Heading 1", "Signatures"),
    ]
    assert returned.read(content).blocks == blocks.of_draft(text)


@pytest.mark.parametrize(
    "titles",
    [
        ("Article 1 – A", "Article 2 – B"),
        ("Article premier. A", "Article 2. B"),
        ("Article 1\u00a0: A", "Article 2\u00a0: B"),
        ("Article\u00a01er – A",),
    ],
)
def test_articles_may_be_worded_in_several_ways(titles):
    content = write(issued(articles(*titles)), "docx")
    assert {style for style, _ in headings(docx.Document(io.BytesIO(content)))} == {"Article"}
    assert returned.read(content).blocks == blocks.of_draft(articles(*titles))


@pytest.mark.parametrize(
    "titles",
    [
        ("Article 2 – A", "Article 3 – B"),
        ("Article 1 – A", "Article 3 – B"),
        ("Article 1 – A", "Article 2. B"),
        ("Article 1 – A", "Article 1 – B"),
        ("Articles 1 et 2 – A",),
        ("**Article 1** – A",),
    ],
)
def test_numbers_that_word_would_count_otherwise_stay_as_they_are_written(titles):
    content = write(issued(articles(*titles)), "docx")
    assert {style for style, _ in headings(docx.Document(io.BytesIO(content)))} == {"Heading 1"}
    assert returned.read(content).blocks == blocks.of_draft(articles(*titles))


def test_an_article_that_somebody_adds_is_numbered_and_so_are_the_next():
    content = write(issued(articles("Article 1er – A", "Article 2 – B", "Article 3 – C")), "docx")
    document = docx.Document(io.BytesIO(content))
    third = next(paragraph for paragraph in document.paragraphs if paragraph.text == "C")
    third.insert_paragraph_before("Ajouté", style="Article")
    buffer = io.BytesIO()
    document.save(buffer)
    found = [block.text for block in returned.read(buffer.getvalue()).blocks if block.kind == "heading"]
    assert found == ["Article 1er – A", "Article 2 – B", "Article 3 – Ajouté", "Article 4 – C"]


def test_each_numbered_list_begins_again():
    content = write(issued("# T\n\n1. a\n2. b\n\nmot\n\n1. c\n\nmot\n\n5. d\n"), "docx")
    numbering = part(content, "word/numbering.xml")
    used = xpath(content, "//w:p[w:pPr/w:pStyle/@w:val='ListNumber']//w:numId/@w:val")
    assert used[0] == used[1]
    assert len(set(used)) == 3
    starts = {
        number: re.search(rf'<w:num w:numId="{number}">.*?startOverride w:val="(\d+)"', numbering)[1] for number in used
    }
    assert list(starts.values()) == ["1", "1", "5"]


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_table_repeats_its_header_and_cuts_no_row():
    content = write(issued(), "docx")
    assert xpath(content, "count((//w:tbl)[1]/w:tr)") == 14
    assert xpath(content, "count((//w:tbl)[1]/w:tr[w:trPr/w:cantSplit])") == 14
    assert xpath(content, "count((//w:tbl)[1]/w:tr[w:trPr/w:tblHeader])") == 1
    assert xpath(content, "count((//w:tbl)[1]/w:tr[1][w:trPr/w:tblHeader])") == 1
    assert word().tables[0].style.name == "Tableau du document"


def test_amounts_are_right_aligned_and_their_column_holds_them():
    table = word().tables[0]
    assert {str(row.cells[4].paragraphs[0].alignment) for row in table.rows} == {"RIGHT (2)"}
    assert {row.cells[1].paragraphs[0].alignment for row in table.rows} == {None}
    # The widest amount, at nine points, takes some two centimetres.
    assert table.columns[4].width > Cm(2.5)


def test_columns_are_as_wide_as_what_they_hold_asks():
    table = word().tables[0]
    number, project, axis, holder, cost, dates = (column.width for column in table.columns)
    assert number < axis < cost < project
    assert number < Cm(1.2)
    assert holder > axis
    assert dates > Cm(1.5)
    whole = word().sections[0].page_width - 2 * Cm(2.3)
    assert abs(sum(column.width for column in table.columns) - whole) < Cm(0.01)


def test_a_headless_table_has_no_header_row():
    content = write(issued("# T\n\n| | |\n|---|---|\n| **Axe** | Attirer |\n| **Porteur** | CCI |\n"), "docx")
    document = docx.Document(io.BytesIO(content))
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["Axe", "Attirer"],
        ["Porteur", "CCI"],
    ]
    assert xpath(content, "//w:tblLook/@w:firstRow") == ["0"]


def test_there_is_room_to_sign():
    signatures = word().tables[-1]
    assert all(row.height >= Cm(1.4) for row in signatures.rows[1:])
    assert signatures.columns[2].width > Cm(3)


def test_a_word_to_write_takes_less_room_than_a_signature():
    attendance, vote = word(
        "# T\n\n| Nom | Présent, excusé ou représenté |\n|---|---|\n| a | |\n\n"
        "b\n\n| Pour | Contre |\n|---|---|\n| | |\n"
    ).tables
    for row in (attendance.rows[1], vote.rows[1]):
        assert Cm(0.7) <= row.height <= Cm(1)


def test_the_projects_of_each_axis_stand_under_one_another():
    first, second = word(
        "# T\n\n## Attirer\n\n| N° | Projet | Coût |\n|---|---|--:|\n| 1 | École | 60 000 € |\n\n"
        "## Recruter\n\n| N° | Projet | Coût |\n|---|---|--:|\n| 2 | Friche du Port et ses abords | 3 400 000,50 € |\n"
    ).tables
    assert [one.width for one in first.columns] == [one.width for one in second.columns]


def test_labels_in_bold_are_shaded_as_a_total_only_under_a_header():
    shaded = "count(//w:tc[w:tcPr/w:shd[@w:fill='F4F6FA']])"
    assert (
        xpath(write(issued("# T\n\n| | |\n|---|---|\n| **Séance du** | |\n| **Objet** | a |\n"), "docx"), shaded) == 0
    )
    assert xpath(write(issued("# T\n\n| a | b |\n|---|---|\n| c | d |\n| **Total** | **1** |\n"), "docx"), shaded) == 2


def test_two_tables_in_a_row_do_not_touch():
    document = word("# T\n\n| a |\n|---|\n| b |\n\n| c |\n|---|\n| d |\n")
    between = document.element.body[2]
    assert int(between.xpath("string(w:pPr/w:spacing/@w:before)")) >= 200


def test_two_tables_in_a_row_stay_two_and_a_document_does_not_end_with_one():
    document = word("# T\n\n| a |\n|---|\n| b |\n\n| c |\n|---|\n| d |\n")
    assert len(document.tables) == 2
    assert [child.tag for child in document.element.body] == [
        qn(f"w:{name}") for name in ("p", "tbl", "p", "tbl", "p", "sectPr")
    ]


# ── every page ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_header_and_footer_say_what_it_is_and_where_it_is_from():
    section = word().sections[0]
    assert texts(section.header) == ["Val de Sarre et Trois Rivières – protocole d’accord"]
    assert texts(section.footer) == ["val-de-sarre-2018 · version 3 · 1a2b3c4d5e6f\tPage 1 / 1"]
    fields = xpath(write(issued(), "docx"), "//w:instrText/text()", "word/footer1.xml")
    assert [field.strip() for field in fields] == ["PAGE", "NUMPAGES"]


def test_the_word_across_the_page_is_there_until_the_document_is_final():
    draft, final = write(issued(), "docx"), write(issued(final=True), "docx")
    header = part(draft, "word/header1.xml")
    assert 'string="PROJET"' in header
    assert "PowerPlusWaterMarkObject" in header
    assert "rotation:315" in header
    assert 'alt="Projet\u00a0: document non définitif"' in header
    assert "PROJET" not in part(final, "word/header1.xml")
    assert 'string="DRAFT"' in part(write(issued(language="en"), "docx"), "word/header1.xml")


def test_the_properties_tell_a_search_what_it_is():
    properties = word().core_properties
    assert properties.title == TITLE
    assert properties.identifier == "val-de-sarre-2018/protocol/3"
    assert properties.content_status == "Projet"
    assert word(final=True).core_properties.content_status == "Définitif"
    assert properties.comments == f"sha256:{'ab' * 32}"
    assert properties.created == properties.modified == datetime(2019, 4, 30, tzinfo=UTC)
    assert properties.language == "fr-FR"


def test_a_title_longer_than_word_allows_is_cut_in_the_properties_only():
    title = "Très long titre " * 30
    document = word(f"# {title}\n\nmot", title=title.strip())
    assert document.core_properties.title == title[:254] + "…"
    assert document.paragraphs[0].text == title.strip()


# ── the look ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_modele_we_ship_is_the_one_that_is_written_out():
    assert shipped_look().word == plain_look.modele()


def test_a_workspace_has_its_own_look_and_ours_for_what_it_lacks(tmp_path):
    folder = tmp_path / FOLDER
    assert read_look(tmp_path) == shipped_look()
    folder.mkdir(parents=True)
    (folder / "base.typ").write_text("// à nous", encoding="utf-8")
    assert read_look(tmp_path) == replace(shipped_look(), typst="// à nous")
    (folder / "base.typ").write_bytes(b"\xff\xfe")
    with pytest.raises(WorkspaceError, match="UTF-8"):
        read_look(tmp_path)
    (folder / "base.typ").unlink()
    (folder / "modele.docx").mkdir()
    with pytest.raises(WorkspaceError, match="répertoire"):
        read_look(tmp_path)


def test_the_look_is_part_of_what_a_file_is_made_from():
    ours = shipped_look()
    other = replace(ours, typst=ours.typst + "\n")
    assert ours.digests.keys() == {"modele.docx", "base.typ"}
    assert ours.digests["modele.docx"] == other.digests["modele.docx"]
    assert ours.digests["base.typ"] != other.digests["base.typ"]


def test_styles_changed_in_the_modele_are_those_of_the_document():
    def bigger(document):
        document.styles["Title"].font.size = Pt(28)
        document.sections[0].left_margin = Cm(5)

    document = word(look=modele(bigger))
    assert document.styles["Title"].font.size == Pt(28)
    # The table is as wide as the text has become.
    assert sum(column.width for column in document.tables[0].columns) < Cm(14)


def test_the_text_of_the_modele_is_never_taken_over():
    assert "modèle d’apparence" not in " ".join(texts(word())).lower()


def test_a_token_that_word_has_cut_into_runs_is_filled_and_nothing_else_is_touched():
    def cut(document):
        footer = document.sections[0].footer
        paragraph = footer.paragraphs[0]
        paragraph.text = "Dossier {dos"
        paragraph.add_run("sier}, {ver").bold = True
        paragraph.add_run("sion} {empreinte} {inconnu} le {date}")

    footer = word(look=modele(cut)).sections[0].footer
    assert texts(footer) == ["Dossier val-de-sarre-2018, 3 1a2b3c4d5e6f {inconnu} le 30 avril 2019"]
    assert [run.bold for run in footer.paragraphs[0].runs] == [None, True, None]


def test_fields_and_pictures_of_the_footer_stay():
    def decorated(document):
        run = document.sections[0].footer.paragraphs[0].add_run()
        run.element.append(etree.fromstring(f'<w:pict xmlns:w="{W["w"]}"/>'))

    content = write(issued(), "docx", modele(decorated))
    assert "<w:pict/>" in part(content, "word/footer1.xml")
    assert "NUMPAGES" in part(content, "word/footer1.xml")


def test_a_footer_without_provenance_is_given_one():
    def bare(document):
        document.sections[0].footer.paragraphs[0].text = "Préfecture"

    assert texts(word(look=modele(bare)).sections[0].footer) == [
        "Préfecture",
        "val-de-sarre-2018 · version 3 · 1a2b3c4d5e6f",
    ]


def test_a_first_page_of_its_own_has_its_word_and_its_provenance():
    def first(document):
        document.sections[0].different_first_page_header_footer = True
        document.settings.odd_and_even_pages_header_footer = True

    content = write(issued(), "docx", modele(first))
    section = docx.Document(io.BytesIO(content)).sections[0]
    for header in (section.header, section.first_page_header, section.even_page_header):
        assert "PowerPlusWaterMarkObject" in header.part.blob.decode()
    for footer in (section.first_page_footer, section.even_page_footer):
        assert texts(footer)[-1] == "val-de-sarre-2018 · version 3 · 1a2b3c4d5e6f"


def test_a_modele_of_several_sections_gives_its_last_the_headers_it_takes_over():
    document = word(look=modele(lambda document: document.add_section()))
    assert len(document.sections) == 1
    assert texts(document.sections[0].header) == ["Val de Sarre et Trois Rivières – protocole d’accord"]


def test_styles_that_a_modele_has_lost_are_ours():
    lost = docx.Document()  # python-docx's own, which has none of ours and other numberings
    buffer = io.BytesIO()
    lost.save(buffer)
    content = write(issued(), "docx", Look(buffer.getvalue(), ""))
    assert returned.read(content).blocks == blocks.of_draft(PROTOCOL)
    document = docx.Document(io.BytesIO(content))
    assert {"Article", "Texte de tableau", "Tableau du document"} <= {style.name for style in document.styles}
    assert document.styles["Article"].base_style.name == "Heading 1"
    identifiers = [style.style_id for style in document.styles]
    assert len(identifiers) == len(set(identifiers))


def test_a_modele_without_numberings_or_properties_is_given_both():
    def poorer(content):
        parts = archive.unpacked(content)
        for name in ("word/numbering.xml", "docProps/core.xml"):
            parts.pop(name)
        for name in ("word/_rels/document.xml.rels", "_rels/.rels", "[Content_Types].xml"):
            parts[name] = re.sub(rb"<(Relationship|Override) [^>]*(numbering|core)[^>]*/>", b"", parts[name])
        return archive.packed(parts)

    look = replace(shipped_look(), word=poorer(shipped_look().word))
    content = write(issued(), "docx", look)
    assert returned.read(content).blocks == blocks.of_draft(PROTOCOL)
    assert docx.Document(io.BytesIO(content)).core_properties.created == datetime(2019, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_a_modele_that_is_no_word_file_is_refused_with_what_to_do(content):
    with pytest.raises(DocumentError, match=r"modele\.docx") as refused:
        write(issued(), "docx", Look(content, ""))
    assert "LibreOffice" in str(refused.value.remedy)


# ── bytes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_draft_gives_the_same_bytes_and_another_gives_others():
    once = write(issued(), "docx")
    assert write(issued(), "docx") == once
    others = [issued(version=4), issued(final=True), issued(short_hash="0" * 12), issued(PROTOCOL + "\nfin\n")]
    assert len({write(other, "docx") for other in others} | {once}) == 5


def test_the_archive_tells_nothing_of_when_and_where_it_was_made():
    with zipfile.ZipFile(io.BytesIO(write(issued(), "docx"))) as opened:
        entries = opened.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.create_system, entry.external_attr) for entry in entries} == {(3, 0o600 << 16)}


def test_the_hash_of_the_parts_outlives_another_way_of_packing():
    content = write(issued(), "docx")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as other:
        for name, data in reversed(archive.unpacked(content).items()):
            other.writestr(name, data)
    assert digests(content).parts == digests(buffer.getvalue()).parts != ""
    assert digests(content).content != digests(buffer.getvalue()).content
    assert digests(write(issued(version=4), "docx")).parts != digests(content).parts
    assert digests(b"%PDF-1.7").parts == ""


# ── the schema ────────────────────────────────────────────────────────────────────────────────────────────────────

ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs suppressAutoHyphens spacing ind "
    "contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs noProof color sz szCs highlight u shd lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan tcBorders shd vAlign",
    "lvl": "start numFmt lvlRestart pStyle suff lvlText lvlJc pPr rPr",
    "lvlOverride": "startOverride lvl",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr tblStylePr",
    "settings": "zoom defaultTabStop autoHyphenation hyphenationZone doNotHyphenateCaps evenAndOddHeaders "
    "characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
    "sectPr": "headerReference footerReference pgSz pgMar cols titlePg docGrid",
    "numbering": "abstractNum num",
    "tbl": "tblPr tblGrid tr",
}
"""The order that ECMA-376 demands of the children of an element: Word calls a file damaged where it is another."""


@pytest.mark.parametrize("look", [None, "python-docx"])
def test_every_element_has_its_children_in_the_order_that_word_demands(look):
    if look:
        buffer = io.BytesIO()
        docx.Document().save(buffer)
        look = Look(buffer.getvalue(), "")
    content = write(issued(), "docx", look)
    looked_at = set()
    for name in ("document", "styles", "numbering", "settings", "header1", "footer1"):
        root = etree.fromstring(archive.unpacked(content).get(f"word/{name}.xml", b"<x/>"))
        for element in root.iter():
            tag = etree.QName(element).localname
            # The styles that python-docx brings are its own matter, and use much that ours do not.
            if tag in ORDER and not (look and name in ("styles", "settings")):
                known = ORDER[tag].split()
                children = [etree.QName(child).localname for child in element]
                looked_at.add(tag)
                assert set(children) <= set(known), tag
                assert children == sorted(children, key=known.index), tag
    assert looked_at == ORDER.keys() or look


# ── hostile data ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_comes_out_verbatim_in_paragraphs_headings_lists_and_cells(title):
    text = everywhere(title)
    content = write(issued(text, title=seen(title), reference=seen(title)), "docx")
    assert returned.read(content).blocks == blocks.of_draft(text)
    document = docx.Document(io.BytesIO(content))
    assert document.core_properties.title == seen(title)
    assert texts(document.sections[0].header) == [seen(title)]
    for name, data in archive.unpacked(content).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(data)


def test_a_token_in_a_title_is_not_filled_in():
    header = word("# T\n\nmot", reference="{dossier} {version}").sections[0].header
    assert texts(header) == ["{dossier} {version}"]


def test_spaces_at_the_ends_of_a_run_are_kept():
    document = word(f"# T\n\n{escaped('a')} **{escaped('b')}** {escaped('c')}")
    assert document.paragraphs[1].text == "a b c"


def test_a_new_workspace_has_the_look_in_it_to_be_changed(tmp_path):
    made = Workspace.create(tmp_path / "bureau", environ={})
    for name in ("modele.docx", "base.typ"):
        assert (made.root / FOLDER / name).read_bytes() == (shipped() / FOLDER / name).read_bytes()
    assert read_look(made.root) == shipped_look()
