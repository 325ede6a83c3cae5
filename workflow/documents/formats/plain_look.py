"""The `modele.docx` we ship, written out so that a change of it can be read.

    python -m workflow.documents.formats.plain_look > templates/look/modele.docx

Nothing loads this when a document is written: the file is, the one that an office may have changed in Word.
"""

import sys

from workflow.documents.formats.archive import packed

_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_INK, _GREY, _RULE, _SHADE = "1B2A4E", "4B4B4B", "969696", "E9EDF5"
_WIDTH = 9298
"""Of the text, in twentieths of a point: A4 less margins of 2.3 cm."""


def modele() -> bytes:
    """The file, always the same bytes."""
    return packed(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _RELATIONS,
            "docProps/app.xml": _APP,
            "docProps/core.xml": _CORE,
            "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
            "word/document.xml": _document(),
            "word/footer1.xml": _FOOTER,
            "word/header1.xml": _HEADER,
            "word/numbering.xml": _NUMBERING,
            "word/settings.xml": _SETTINGS,
            "word/styles.xml": _styles(),
        }
    )


def _xml(text: str) -> bytes:
    return (_XML + text).encode()


_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

_CONTENT_TYPES = _xml(
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_TYPE}.numbering+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_TYPE}.settings+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_TYPE}.header+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_TYPE}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    '<Override PartName="/docProps/app.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
    "</Types>"
)
_RELATIONS = _xml(
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/extended-properties" Target="docProps/app.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELATIONS = _xml(
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/numbering" Target="numbering.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/settings" Target="settings.xml"/>'
    f'<Relationship Id="rId4" Type="{_OFFICE}/header" Target="header1.xml"/>'
    f'<Relationship Id="rId5" Type="{_OFFICE}/footer" Target="footer1.xml"/>'
    "</Relationships>"
)
_APP = _xml(
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Jalon</Application></Properties>"
)
_CORE = _xml(
    f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>Modèle d’apparence</dc:title><dc:creator>Jalon</dc:creator><dc:language>fr-FR</dc:language>"
    "</cp:coreProperties>"
)

# Without the mark of the present Word the file would open in its compatibility mode.
_SETTINGS = _xml(
    f'<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:autoHyphenation/>'
    '<w:hyphenationZone w:val="425"/><w:doNotHyphenateCaps/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
    'w:val="15"/></w:compat><w:themeFontLang w:val="fr-FR"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
    "</w:settings>"
)


def _field(name: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {name} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


_HEADER = _xml(
    f'<w:hdr {_W}><w:p><w:pPr><w:pStyle w:val="Header"/><w:jc w:val="right"/></w:pPr>'
    f"{_run('{reference}')}</w:p></w:hdr>"
)
_FOOTER = _xml(
    f'<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
    f"{_run('{dossier} · version {version} · {empreinte}')}<w:r><w:tab/></w:r>"
    f"{_run('Page ')}{_field('PAGE')}{_run(' / ')}{_field('NUMPAGES')}</w:p></w:ftr>"
)

# ---- numbers and bullets ---------------------------------------------------------------------------------------------


def _level(number: int, form: str, text: str, indent: int, style: str = "", suffix: str = "tab") -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    place = f'<w:ind w:left="{indent}" w:hanging="{340 if indent else 0}"/>'
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{linked}<w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>{place}</w:pPr></w:lvl>'
    )


def _abstract(number: int, kind: str, levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="{kind}"/>{levels}</w:abstractNum>'


_NUMBERING = _xml(
    f"<w:numbering {_W}>"
    + _abstract(
        1,
        "hybridMultilevel",
        _level(0, "bullet", "–", 567, "ListBullet") + _level(1, "bullet", "•", 1021, "ListBullet2"),
    )
    + _abstract(
        2,
        "hybridMultilevel",
        _level(0, "decimal", "%1.", 567, "ListNumber") + _level(1, "lowerLetter", "%2)", 1021, "ListNumber2"),
    )
    + _abstract(3, "singleLevel", _level(0, "decimal", "Article %1 – ", 0, "Article", suffix="nothing"))
    + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2, 3))
    + "</w:numbering>"
)

# ---- styles ----------------------------------------------------------------------------------------------------------


def _style(
    name: str,
    identifier: str,
    paragraph: str = "",
    run: str = "",
    *,
    based: str = "Normal",
    following: str = "",
    kind: str = "paragraph",
    custom: bool = False,
) -> str:
    return (
        f'<w:style w:type="{kind}"{" w:customStyle=" + chr(34) + "1" + chr(34) if custom else ""} '
        f'w:styleId="{identifier}"><w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{based}"/>' if based else "")
        + (f'<w:next w:val="{following}"/>' if following else "")
        + '<w:uiPriority w:val="1"/><w:qFormat/>'
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


def _heading(number: int, size: int, before: int, after: int, more: str = "") -> str:
    return _style(
        f"heading {number}",
        f"Heading{number}",
        f'<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/><w:spacing w:before="{before}" w:after="{after}"/>'
        f'<w:jc w:val="left"/><w:outlineLvl w:val="{number - 1}"/>',
        f'<w:b/><w:bCs/>{more}<w:color w:val="{_INK}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
        following="Normal",
    )


def _numbered(number: int, level: int = 0) -> str:
    at = f'<w:ilvl w:val="{level}"/>' if level else ""
    return f'<w:numPr>{at}<w:numId w:val="{number}"/></w:numPr>'


def _in_a_list(name: str, identifier: str, number: int, level: int) -> str:
    return _style(name, identifier, f'{_numbered(number, level)}<w:spacing w:after="60"/>')


def _border(side: str, colour: str = _RULE, size: int = 4, space: int = 0) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


def _styles() -> bytes:
    sides = "".join(map(_border, ("top", "left", "bottom", "right", "insideH", "insideV")))
    return _xml(
        f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/><w:sz w:val="20"/>'
        '<w:szCs w:val="20"/><w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="269" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
        + _style(
            "Title",
            "Title",
            f"<w:keepNext/><w:pBdr>{_border('bottom', _INK, 8, 10)}</w:pBdr><w:suppressAutoHyphens/>"
            '<w:spacing w:before="120" w:after="400" w:line="252" w:lineRule="auto"/>'
            '<w:ind w:left="567" w:right="567"/><w:jc w:val="center"/>',
            f'<w:b/><w:bCs/><w:color w:val="{_INK}"/><w:sz w:val="36"/><w:szCs w:val="36"/>',
            following="Normal",
        )
        + _heading(1, 25, 340, 140)
        + _heading(2, 22, 240, 100)
        + _heading(3, 20, 200, 80, "<w:i/><w:iCs/>")
        + _style("Article", "Article", _numbered(3), based="Heading1", following="Normal", custom=True)
        + _in_a_list("List Bullet", "ListBullet", 1, 0)
        + _in_a_list("List Bullet 2", "ListBullet2", 1, 1)
        + _in_a_list("List Number", "ListNumber", 2, 0)
        + _in_a_list("List Number 2", "ListNumber2", 2, 1)
        + _style(
            "Texte de tableau",
            "TexteTableau",
            '<w:suppressAutoHyphens/><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>'
            '<w:jc w:val="left"/>',
            '<w:sz w:val="18"/><w:szCs w:val="18"/>',
            custom=True,
        )
        + _style(
            "En-tête de tableau",
            "EnteteTableau",
            "<w:keepNext/>",
            f'<w:b/><w:bCs/><w:color w:val="{_INK}"/>',
            based="TexteTableau",
            custom=True,
        )
        + _style("header", "Header", '<w:spacing w:after="0"/>', f'<w:color w:val="{_GREY}"/><w:sz w:val="16"/>')
        + _style(
            "footer",
            "Footer",
            f"<w:pBdr>{_border('top', _RULE, 4, 4)}</w:pBdr>"
            f'<w:tabs><w:tab w:val="right" w:pos="{_WIDTH}"/></w:tabs><w:spacing w:after="0"/><w:jc w:val="left"/>',
            f'<w:color w:val="{_GREY}"/><w:sz w:val="16"/>',
        )
        + _style(
            "Hyperlink",
            "Hyperlink",
            run='<w:color w:val="0B4A9E"/><w:u w:val="single"/>',
            based="DefaultParagraphFont",
            kind="character",
        )
        + '<w:style w:type="table" w:customStyle="1" w:styleId="TableauDocument"><w:name w:val="Tableau du document"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="1"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/></w:tcPr>'
        "</w:tblStylePr></w:style></w:styles>"
    )


# ---- what one sees when one opens it ---------------------------------------------------------------------------------


_EXPLAINED = (
    "Ce fichier donne leur apparence aux documents Word de Jalon : marges, polices, en-tête, pied de page, logo. "
    "Changez ses styles, son en-tête et son pied de page dans Word ou dans LibreOffice, puis enregistrez-le sous le "
    "même nom. Ce texte-ci n’est jamais repris."
)
_TOKENS = (
    "Dans l’en-tête et le pied de page, ces mots entre accolades sont remplacés : {titre}, {reference}, {dossier}, "
    "{document}, {version}, {empreinte}, {date}."
)


def _paragraph(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(text)}</w:p>'


def _document() -> bytes:
    shown = (
        ("Title", "Modèle d’apparence"),
        (
            "Normal",
            _EXPLAINED,
        ),
        (
            "Normal",
            _TOKENS,
        ),
        ("Article", "Titre d’un article : style Article"),
        ("Heading1", "Titre d’une partie : style Titre 1"),
        ("Heading2", "Titre d’une sous-partie : style Titre 2"),
        ("Heading3", "Titre du troisième niveau : style Titre 3"),
        ("ListBullet", "liste à puces ;"),
        ("ListBullet2", "liste dans la liste."),
        ("ListNumber", "liste numérotée ;"),
        ("ListNumber2", "liste dans la liste."),
        ("EnteteTableau", "En-tête de tableau"),
        ("TexteTableau", "Texte de tableau. Le style du tableau s’appelle « Tableau du document »."),
    )
    return _xml(
        f"<w:document {_W}><w:body>{''.join(_paragraph(*each) for each in shown)}"
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1304" w:bottom="1304" w:left="1304" '
        'w:header="709" w:footer="624" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(modele())
