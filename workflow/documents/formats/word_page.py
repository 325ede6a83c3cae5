"""What every page of a Word document carries: reference, provenance, the word across the page; and its properties."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE
from docx.opc.oxml import CT_Types, serialize_part_xml
from docx.opc.spec import default_content_types
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section

from workflow.date_forms import day_in_words
from workflow.documents.formats.archive import packed
from workflow.documents.formats.issued import Issued
from workflow.language import Text

Element = Any

LONGEST_PROPERTY = 255
"""Characters that Word allows in a property of a document."""
_TOKEN = re.compile(r"\{[a-z]+\}")
_NOT_FINAL = Text("Projet : document non définitif", "Draft: not a final document")
_STANDING = {False: Text("Projet", "Draft"), True: Text("Définitif", "Final")}
_LOCALES = {"fr": "fr-FR", "en": "en-GB"}


def dress(document: Document, issued: Issued) -> None:
    """Fill in the header and the footer of every page, and what the file says of itself.

    A modele may lay them out as it likes with the tokens ({reference}, {dossier}, {version}, {empreinte}…). Where none
    of its footers shows the provenance, a line with it is added: a page that is found alone must tell where it is from.
    """
    section = document.sections[-1]
    inherit_from(document)
    tokens = _tokens(issued)
    for number, (header, footer) in enumerate(_used(document, section), 1):
        told = [_filled(part, tokens) for part in (header, footer)]
        if not any("{empreinte}" in found for found in told):
            footer.append(_line(issued.provenance))
        if issued.watermark:
            _first_paragraph(header).append(_watermark(issued, number))
    _describe(document, issued)


def saved(document: Document) -> bytes:
    """The file, whose bytes depend on its parts alone: python-docx itself would date them by the clock."""
    package = document.part.package
    if package is None:
        raise TypeError("a document without a package")
    types = CT_Types.new()  # type: ignore[no-untyped-call]
    defaults = {"rels": CONTENT_TYPE.OPC_RELATIONSHIPS, "xml": CONTENT_TYPE.XML}
    held = {"_rels/.rels": package.rels.xml}
    for part in sorted(package.iter_parts(), key=lambda part: str(part.partname)):
        part.before_marshal()
        held[part.partname.membername] = part.blob
        if part.rels:
            held[part.partname.rels_uri.membername] = part.rels.xml
        if (part.partname.ext.lower(), part.content_type) in default_content_types:
            defaults[part.partname.ext] = part.content_type
        else:
            types.add_override(part.partname, part.content_type)
    for extension, kind in sorted(defaults.items()):
        types.add_default(extension, kind)
    held["[Content_Types].xml"] = serialize_part_xml(types)
    return packed(held)


def inherit_from(document: Document) -> None:
    """Give the last section the headers and footers that it takes over from those before it."""
    *former, last = [section._sectPr for section in document.sections]  # noqa: SLF001  # the element itself
    for tag in (qn("w:headerReference"), qn("w:footerReference")):
        own = {reference.get(qn("w:type")) for reference in last.findall(tag)}
        for earlier in reversed(former):
            for reference in earlier.findall(tag):
                if reference.get(qn("w:type")) not in own:
                    own.add(reference.get(qn("w:type")))
                    last.insert(0, reference)


# ---- headers and footers ---------------------------------------------------------------------------------------------


def _used(document: Document, section: Section) -> Iterator[tuple[Element, Element]]:
    """The elements of each header with its footer, of the pages there are: all, the first, the even ones."""
    pairs = [(section.header, section.footer)]
    if section.different_first_page_header_footer:
        pairs.append((section.first_page_header, section.first_page_footer))
    if document.settings.odd_and_even_pages_header_footer:
        pairs.append((section.even_page_header, section.even_page_footer))
    for pair in pairs:
        for part in pair:
            part.is_linked_to_previous = False  # makes an empty one where there is none
        yield pair[0]._element, pair[1]._element  # noqa: SLF001  # python-docx gives paragraphs, not fields and pictures


def _tokens(issued: Issued) -> Mapping[str, str]:
    return {
        "{titre}": issued.title,
        "{reference}": issued.reference,
        "{dossier}": issued.dossier,
        "{document}": issued.document,
        "{version}": issued.numbered,
        "{empreinte}": issued.fingerprint,
        "{date}": day_in_words(issued.made_on, issued.language),
    }


def _filled(part: Element, tokens: Mapping[str, str]) -> set[str]:
    """Replace the tokens, even where Word has cut one into several runs, and touch nothing else. Gives those found."""
    found: set[str] = set()
    for paragraph in part.iter(qn("w:p")):
        texts = list(paragraph.iter(qn("w:t")))
        whole = "".join(text.text or "" for text in texts)
        matches = [match for match in _TOKEN.finditer(whole) if match[0] in tokens]
        for match in reversed(matches):
            found.add(match[0])
            _replace(texts, match.start(), match.end(), tokens[match[0]])
    return found


def _replace(texts: list[Element], start: int, end: int, value: str) -> None:
    place = 0
    for text in texts:
        content = text.text or ""
        first, last = max(start - place, 0), min(end - place, len(content))
        if first < last:
            text.text = content[:first] + value + content[last:]
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            value = ""
        place += len(content)


def _line(text: str) -> Element:
    paragraph = OxmlElement("w:p")
    run, written = OxmlElement("w:r"), OxmlElement("w:t")
    written.text = text
    run.append(written)
    paragraph.append(run)
    return paragraph


def _first_paragraph(part: Element) -> Element:
    found = part.find(qn("w:p"))
    if found is None:
        found = OxmlElement("w:p")
        part.append(found)
    return found


_VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)


def _watermark(issued: Issued, number: int) -> Element:
    """The word as Word itself writes one, so that its own command for watermarks finds it and takes it away."""
    alternative = quoteattr(_NOT_FINAL.in_language(issued.language))
    style = (
        "position:absolute;margin-left:0;margin-top:0;width:470pt;height:150pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return parse_xml(
        f"<w:r {nsdecls('w')} {_VML}><w:rPr><w:noProof/></w:rPr><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e">'
        '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>'
        '<v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
        '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/>'
        '<v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>'
        '<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
        '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
        f'<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}" type="#_x0000_t136" '
        f'alt={alternative} style="{style}" o:allowincell="f" fillcolor="#d9d9d9" stroked="f">'
        '<v:fill opacity=".6"/>'
        f'<v:textpath style="font-family:&quot;Arial&quot;;font-weight:bold" string="{issued.watermark}"/>'
        '<w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict></w:r>'
    )


# ---- properties ------------------------------------------------------------------------------------------------------


def _describe(document: Document, issued: Issued) -> None:
    properties = document.core_properties
    properties.title = _short(issued.title)
    properties.subject = _short(issued.reference)
    properties.author = properties.last_modified_by = "Jalon"
    properties.category = _short(issued.document)
    properties.keywords = _short(f"{issued.dossier}, {issued.document}, {issued.short_hash}")
    properties.comments = f"sha256:{issued.template_digest}"[:LONGEST_PROPERTY]
    properties.identifier = _short(f"{issued.dossier}/{issued.document}/{issued.version}")
    properties.version = str(issued.version)
    properties.content_status = _STANDING[issued.final].in_language(issued.language)
    properties.language = _LOCALES[issued.language]
    properties.created = properties.modified = issued.made_at
    properties.revision = 1


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_PROPERTY else text[: LONGEST_PROPERTY - 1] + "…"
