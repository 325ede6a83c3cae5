"""Files that come back: what is read of them, what one is told of them, and those made to do harm."""

import io
import struct
import zipfile
import zlib
from time import process_time

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from issued_samples import PROTOCOL, issued

from workflow.documents import blocks, returned
from workflow.documents.formats import archive, write
from workflow.documents.package import LARGEST, LARGEST_PART, MOST_PARTS
from workflow.documents.placeholders import find
from workflow.errors import DocumentError
from workflow.language import speaking

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(scope="module")
def protocol():
    return write(issued(), "docx")


def altered(content, **parts):
    """The same file with other parts; names are given with `__` for `/`."""
    held = archive.unpacked(content)
    return archive.packed(held | {name.replace("__", "/"): data for name, data in parts.items()})


def with_body(content, xml):
    """The same file, saying something else."""
    return altered(content, **{"word/document.xml": f"<w:document {W}><w:body>{xml}</w:body></w:document>".encode()})


def with_relation(content, kind, target, mode=' TargetMode="External"', where="word/_rels/document.xml.rels"):
    relations = archive.unpacked(content).get(
        where, b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )
    added = f'<Relationship Id="rIdX" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/></Relationships>'
    return altered(content, **{where: relations.replace(b"</Relationships>", added.encode())})


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as opened:
        for name, data in parts:
            opened.writestr(name, data)
    return buffer.getvalue()


def refused(content):
    """What is said of a file that is refused."""
    with pytest.raises(DocumentError) as error:
        returned.read(content)
    with speaking("en"):
        assert str(error.value).startswith("the file is not accepted: ")
    return str(error.value).replace("\u00a0", " ").removeprefix("le fichier n’est pas accepté : ")


def said(content):
    return [(block.kind, block.text) for block in returned.read(content).blocks]


def remarks(content):
    return [remark.fr for remark in returned.read(content).remarks]


def paragraph(text, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


# ── what is read ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_reads_as_it_was_written_and_calls_for_no_remark(protocol):
    found = returned.read(protocol)
    assert found.kind == "docx"
    assert found.blocks == blocks.of_draft(PROTOCOL)
    assert found.remarks == ()


def test_a_file_that_nobody_of_us_made_is_read_too():
    document = docx.Document()
    document.add_heading("Compte rendu", 0)
    document.add_heading("Décisions", 1)
    document.add_paragraph("Le protocole est adopté.")
    document.add_paragraph("un point", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Coût", "12 000 €"
    buffer = io.BytesIO()
    document.save(buffer)
    found = returned.read(buffer.getvalue()).blocks
    assert [(block.kind, block.text, block.under) for block in found] == [
        ("title", "Compte rendu", ""),
        ("heading", "Décisions", ""),
        ("paragraph", "Le protocole est adopté.", "Décisions"),
        ("item", "un point", "Décisions"),
        ("row", "Coût | 12 000 €", "Décisions"),
    ]


def test_tracked_changes_are_read_as_accepted_and_told(protocol):
    content = with_body(
        protocol,
        "<w:p><w:r><w:t xml:space='preserve'>Il dure </w:t></w:r><w:del><w:r><w:delText>douze</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>dix-huit</w:t></w:r></w:ins><w:r><w:t xml:space='preserve'> mois</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>partie</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:tc><w:p><w:r><w:t>restée</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    )
    assert said(content) == [("paragraph", "Il dure dix-huit mois"), ("row", "restée")]
    assert remarks(content) == ["Le suivi des modifications y est resté : elles sont lues comme acceptées."]


def test_what_is_hidden_is_not_read_and_is_told(protocol):
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r><w:r><w:t>vu</w:t></w:r></w:p>"
    assert said(with_body(protocol, hidden)) == [("paragraph", "vu")]
    assert remarks(with_body(protocol, hidden)) == ["Il contient du texte caché, qui n’est pas lu."]
    shown = hidden.replace("<w:vanish/>", '<w:vanish w:val="0"/>')
    assert said(with_body(protocol, shown)) == [("paragraph", "cachévu")]
    assert remarks(with_body(protocol, shown)) == []


@pytest.mark.parametrize(
    ("value", "read"), [("0", True), ("false", True), ("off", True), ("1", False), ("true", False)]
)
def test_hiding_can_be_said_and_unsaid(protocol, value, read):
    run = f'<w:p><w:r><w:rPr><w:vanish w:val="{value}"/></w:rPr><w:t>caché</w:t></w:r></w:p>'
    assert bool(said(with_body(protocol, run))) is read
    assert bool(remarks(with_body(protocol, run))) is not read


def test_what_was_moved_is_read_once_where_it_went(protocol):
    went, came = (f"<w:{name}><w:r><w:t>déplacé</w:t></w:r></w:{name}>" for name in ("moveFrom", "moveTo"))
    content = with_body(protocol, f"<w:p>{went}<w:r><w:t>ici </w:t></w:r></w:p><w:p>{came}</w:p>")
    assert said(content) == [("paragraph", "ici"), ("paragraph", "déplacé")]
    assert len(remarks(content)) == 1


@pytest.mark.parametrize(("kind", "element"), [("footnotes", "footnote"), ("endnotes", "endnote")])
def test_notes_are_read_after_the_text_and_what_was_left_in_them_is_found(protocol, kind, element):
    note = f'<w:{element} w:id="2">{paragraph("Vu la délibération n° XXX")}{paragraph("bis")}</w:{element}>'
    content = altered(
        with_relation(with_body(protocol, paragraph("Le texte.")), kind, f"{kind}.xml", mode=""),
        **{f"word/{kind}.xml": f"<w:{kind} {W}>{note}</w:{kind}>".encode()},
    )
    assert said(content) == [
        ("paragraph", "Le texte."),
        ("paragraph", "Vu la délibération n° XXX"),
        ("paragraph", "bis"),
    ]
    assert [found.text for found in find(returned.read(content).blocks)] == ["n° XXX"]


def test_controls_boxes_tabs_and_breaks_are_read(protocol):
    content = with_body(
        protocol,
        f"<w:sdt><w:sdtContent>{paragraph('dans un contrôle')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>un</w:t><w:tab/><w:t>deux</w:t><w:br/><w:t>trois</w:t><w:noBreakHyphen/><w:t>bis</w:t></w:r></w:p>"
        f"<w:p><w:r><w:t>autour</w:t></w:r><w:r><w:pict><w:txbxContent>{paragraph('dans un cadre')}</w:txbxContent>"
        "</w:pict></w:r></w:p>"
        "<w:p><w:hyperlink><w:r><w:t>un lien</w:t></w:r></w:hyperlink><w:fldSimple><w:r><w:t> un champ</w:t></w:r>"
        "</w:fldSimple></w:p>",
    )
    assert [text for _, text in said(content)] == [
        "dans un contrôle",
        "un deux trois\u2011bis",
        "autour",
        "dans un cadre",
        "un lien un champ",
    ]


def test_rows_and_cells_are_read_through_the_controls_around_them(protocol):
    """As a form of an office has them: a section that repeats, a cell whose content is chosen."""

    def control(xml):
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{xml}</w:sdtContent></w:sdt>"

    cells = [f"<w:tc>{paragraph(text)}</w:tc>" for text in ("un", "deux", "trois")]
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cells[0]}</w:tr>"
    row = f"<w:tr>{cells[0]}{control(cells[1])}{control(control(cells[2]))}</w:tr>"
    content = with_body(protocol, f"<w:tbl><w:tblPr/>{control(row + gone)}{row}</w:tbl>")
    assert [block.parts for block in returned.read(content).blocks] == [("un", "deux", "trois")] * 2


def test_an_inner_table_is_read_in_its_cell(protocol):
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>dedans</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    content = with_body(protocol, f"<w:tbl><w:tr><w:tc>{paragraph('avant')}{inner}</w:tc></w:tr></w:tbl>")
    assert said(content) == [("row", "avant dedans")]


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("decimal", ["1", "2", "3"]),
        ("lowerLetter", ["a", "b", "c"]),
        ("upperLetter", ["A", "B", "C"]),
        ("lowerRoman", ["i", "ii", "iii"]),
        ("upperRoman", ["I", "II", "III"]),
        ("decimalZero", ["01", "02", "03"]),
        ("ordinal", ["1er", "2e", "3e"]),
    ],
)
def test_headings_have_the_numbers_that_word_shows(protocol, form, numbers):
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="Titre %1 :"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    headed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/>'
    content = with_body(protocol, paragraph("objet", headed) * 3)
    content = altered(content, **{"word/numbering.xml": numbering.encode()})
    assert [text for _, text in said(content)] == [f"Titre {number} : objet" for number in numbers]


def test_levels_count_within_the_one_above(protocol):
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, text in enumerate(("%1", "%1.%2"))
    )
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )

    def heading(level):
        return paragraph(
            "x",
            f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="{level}"/>',
        )

    content = with_body(protocol, "".join(map(heading, (0, 1, 1, 0, 1))))
    content = altered(content, **{"word/numbering.xml": numbering.encode()})
    assert [text for _, text in said(content)] == ["1 x", "1.1 x", "1.2 x", "2 x", "2.1 x"]


def test_a_pdf_is_accepted_by_its_first_bytes_and_not_read():
    found = returned.read(write(issued(), "pdf"))
    assert (found.kind, found.blocks, found.remarks) == ("pdf", (), ())


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        (b"%PDF-1.7\n%%EOF", None),
        (b"%PDF-1.7\n", "Ce PDF semble incomplet."),
        (b"%PDF-1.7\n/Encrypt 4 0 R\n%%EOF", "Ce PDF est chiffré."),
        (b"%PDF-1.7\n/S/JavaScript/JS(app.alert(1))\n%%EOF", "Ce PDF contient du JavaScript."),
    ],
)
def test_what_a_pdf_has_that_one_should_know_is_told(content, remark):
    assert remarks(content) == ([remark] if remark else [])


# ── what one is told ──────────────────────────────────────────────────────────────────────────────────────────────


def test_macros_are_told_whatever_the_name_of_the_file(protocol):
    by_relation = with_relation(protocol, "vbaProject", "vbaProject.bin", mode="")
    by_part = altered(protocol, **{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    for content in (by_part, by_relation):
        assert remarks(content) == ["Ce fichier contient des macros : ne les activez pas."]


def test_comments_other_documents_and_fetching_fields_are_told(protocol):
    commented = with_relation(protocol, "comments", "comments.xml", mode="")
    commented = altered(commented, **{"word/comments.xml": f"<w:comments {W}/>".encode()})
    assert remarks(commented) == ["Il contient des commentaires."]
    assert remarks(with_body(protocol, '<w:altChunk w:id="x"/>')) == [
        "Il contient un autre document, qui n’est pas lu."
    ]
    cut = "<w:p><w:r><w:instrText> DDE</w:instrText></w:r><w:r><w:instrText>AUTO c cmd</w:instrText></w:r></w:p>"
    simple = '<w:p><w:fldSimple w:instr="INCLUDEPICTURE &quot;https://x.example/a.png&quot;"/></w:p>'
    for field in (cut, simple):
        assert remarks(with_body(protocol, field)) == [
            "Il contient un champ qui va chercher un autre fichier : ne le mettez pas à jour."
        ]


def test_an_address_to_click_on_is_no_reason_to_refuse(protocol):
    assert remarks(with_relation(protocol, "hyperlink", "https://x.example/")) == []


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "il est vide (0 octet)."),
        (b"bonjour", "ce n’est pas un fichier Word."),
        (b"<html>%PDF-1.7", "ce n’est pas un fichier Word."),
        (b"MZ\x90\x00" + b"\0" * 100, "ce n’est pas un fichier Word."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
            "il est protégé par un mot de passe, ou dans l’ancien format",
        ),
        (b"PK\x03\x04", "il est abîmé ou incomplet."),
        (zipped([("mimetype", b"application/vnd.oasis.opendocument.text")]), "ce n’est pas un fichier Word."),
        (zipped([("[Content_Types].xml", b"<Types/>")]), "ce n’est pas un fichier Word."),
    ],
)
def test_what_is_no_word_file_is_refused(content, reason):
    assert refused(content).startswith(reason)


def test_a_truncated_file_is_refused_wherever_it_was_cut(protocol):
    for end in range(1, len(protocol), 997):
        assert refused(protocol[:end])


def test_a_file_of_which_a_byte_was_changed_is_read_or_refused(protocol):
    for place in range(0, len(protocol), 211):
        content = bytearray(protocol)
        content[place] ^= 0xFF
        try:
            returned.read(bytes(content))
        except DocumentError as error:
            assert error.message.fr  # noqa: PT017  # either is right


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 4), st.binary(max_size=8)), min_size=1, max_size=6))
@example([(0, 0, b"%PDF-")])
def test_any_damage_is_refused_in_words(damages):
    content = bytearray(_SMALL)
    for where, length, written in damages:
        place = where % len(content)
        content[place : place + length] = written
    try:
        found = returned.read(bytes(content))
    except DocumentError as error:
        assert error.message.fr  # noqa: PT017  # either is right
    else:
        assert found.kind == ("pdf" if content.startswith(b"%PDF-") else "docx"), "whatever its beginning says it is"


_SMALL = write(issued("# T\n\n## Article 1er – A\n\n- un\n\n| a |\n|---|\n| b |\n"), "docx")


def test_a_bomb_is_refused_before_it_goes_off(protocol):
    bomb = altered(protocol, **{"word/media/image1.bin": b"\0" * 50_000_000})
    assert len(bomb) < 100_000
    begun = process_time()
    assert refused(bomb) == "il se décompresse démesurément."
    assert process_time() - begun < 1
    assert refused(with_body(protocol, "<w:p/>" * 1_000_000)) == "il se décompresse démesurément."


def test_many_large_parts_and_many_small_ones_are_refused(protocol):
    held = list(archive.unpacked(protocol).items())
    assert refused(zipped(held + [(f"x{number}", b"") for number in range(MOST_PARTS)])) == (
        f"il a plus de {MOST_PARTS} parties."
    )
    noise = zlib.compress(b"") + bytes(range(256)) * 4
    lying = bytearray(zipped([*held, *((f"word/{number}.bin", noise) for number in range(10))], zipfile.ZIP_STORED))
    assert returned.read(bytes(lying)).kind == "docx"
    for number in range(10):
        at = lying.rindex(f"word/{number}.bin".encode()) - 46
        lying[at + 20 : at + 28] = struct.pack("<II", LARGEST // 9, LARGEST // 9)
    assert refused(bytes(lying)) == "il est trop grand une fois décompressé."


def central(content, name):
    """Where the directory of the zip tells of a part: its compressed and real size are 20 and 24 bytes further."""
    return content.rindex(name.encode()) - 46


def test_a_header_that_lies_about_a_size_is_not_believed(protocol):
    content = bytearray(protocol)
    at = central(protocol, "word/document.xml")
    for claimed in (10, 10_000_000):
        content[at + 24 : at + 28] = struct.pack("<I", claimed)
        assert refused(bytes(content)) in ("il est abîmé ou incomplet.", "il se décompresse démesurément.")


def test_parts_that_share_their_bytes_are_refused(protocol):
    content = bytearray(protocol)
    offset = content[central(protocol, "word/styles.xml") + 42 :][:4]
    at = central(protocol, "word/settings.xml")
    content[at + 42 : at + 46] = offset
    assert refused(bytes(content)) == "ses parties se chevauchent."


def test_an_encrypted_part_is_refused(protocol):
    content = bytearray(protocol)
    at = central(protocol, "word/document.xml")
    content[at + 8] |= 1
    assert refused(bytes(content)) == "il est chiffré."


@pytest.mark.parametrize("name", ["../x.xml", "/etc/x.xml", "word\\x.xml", "C:/x.xml", "word/../../x", "a\nb"])
def test_a_part_whose_name_leads_elsewhere_is_refused(protocol, name):
    content = zipped([*archive.unpacked(protocol).items(), (name.replace("\\", "/"), b"")])
    content = content.replace(name.replace("\\", "/").encode(), name.encode())
    assert refused(content) == "il contient une partie au nom interdit."


def test_two_parts_of_one_name_are_refused(protocol):
    content = zipped([*archive.unpacked(protocol).items(), ("word/DOCUMENT.xml", b"<x/>")])
    assert refused(content) == "il contient deux parties du même nom."


def test_an_unknown_compression_is_refused(protocol):
    held = archive.unpacked(protocol)
    assert refused(zipped(held.items(), zipfile.ZIP_BZIP2)) == "il est compressé d’une manière inconnue."


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("attachedTemplate", "word/_rels/settings.xml.rels"),
        ("image", "word/_rels/document.xml.rels"),
        ("oleObject", "word/_rels/document.xml.rels"),
        ("frame", "word/_rels/webSettings.xml.rels"),
        ("aFChunk", "word/_rels/document.xml.rels"),
        ("settings", "_rels/.rels"),
    ],
)
def test_what_would_be_fetched_when_it_is_opened_is_refused(protocol, kind, where):
    content = with_relation(protocol, kind, "https://mechant.example/x", where=where)
    assert refused(content) == f"il va chercher « {kind} » hors du fichier."


CANARY = "canari-que-personne-ne-doit-lire"
BOMB = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "part",
    ["word/document.xml", "word/styles.xml", "word/numbering.xml", "_rels/.rels", "word/_rels/document.xml.rels"],
)
@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY x SYSTEM "file://{canary}">',
        '<!ENTITY % p SYSTEM "file://{canary}"> %p;',
        '<!ENTITY x SYSTEM "https://mechant.example/x">',
        f'<!ENTITY a0 "ha">{BOMB}<!ENTITY x "&a9;">',
        "",
    ],
)
def test_no_entity_is_resolved_and_no_dtd_accepted(protocol, tmp_path, part, declared):
    canary = tmp_path / "canary.txt"
    canary.write_text(CANARY)
    held = archive.unpacked(protocol)[part].split(b"?>", 1)[-1].strip()
    root = held[1:].split(b" ", 1)[0].decode()
    doctype = f"<!DOCTYPE {root} [{declared.replace('{canary}', str(canary))}]>".encode()
    begun = process_time()
    reason = refused(altered(protocol, **{part: doctype + held.replace(b"><", b">&x;<", 1 if declared else 0)}))
    assert process_time() - begun < 2
    assert CANARY not in reason
    assert "DTD" in reason or "n’est pas du XML lisible" in reason


def test_a_dtd_in_another_encoding_is_seen_too(protocol):
    text = (
        f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e "f">]><w:document {W}><w:body/></w:document>'
    )
    assert "DTD" in refused(altered(protocol, **{"word/document.xml": text.encode("utf-16")}))


def test_text_beyond_all_bounds_is_refused(protocol, monkeypatch):
    long = with_body(protocol, paragraph("mot") * 2_000)
    assert len(said(long)) == 2_000
    monkeypatch.setattr(returned, "LONGEST", 80_000)
    assert refused(long) == "il a trop de texte pour être comparé."
    deep = "<w:sdt><w:sdtContent>" * 2_000
    assert "XML" in refused(with_body(protocol, deep))
    large = altered(protocol, **{"word/document.xml": bytes(range(32, 127)) * (LARGEST_PART // 95 + 1)})
    assert refused(large) in ("la partie « word/document.xml » est trop grande.", "il se décompresse démesurément.")


def test_a_file_larger_than_all_others_is_not_even_looked_at(monkeypatch, protocol):
    monkeypatch.setattr(returned, "LARGEST", len(protocol) - 1)
    assert refused(protocol) == "il dépasse 100 Mio."


def test_the_strict_variant_of_the_format_is_told_apart(protocol):
    strict = b'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body/></w:document>'
    assert "Strict" in refused(altered(protocol, **{"word/document.xml": strict}))
    assert "texte de Word" in refused(altered(protocol, **{"word/document.xml": b"<svg/>"}))
