"""The Word file of a draft, to be edited: real styles, articles that Word numbers, tables that fit their content."""

import io
import zipfile

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

from workflow.documents.formats.issued import Issued
from workflow.documents.formats.look import WORD, Look
from workflow.documents.formats.word_body import WordBody
from workflow.documents.formats.word_page import dress, inherit_from, saved
from workflow.documents.formats.word_styles import Styles
from workflow.errors import DocumentError
from workflow.language import Text

_TEXT_WIDTH = 9_298
"""In twentieths of a point, where the modele does not say: A4 less margins of 2.3 cm."""


def write(issued: Issued, look: Look) -> bytes:
    """The file. Raises DocumentError for a text outside the dialect and for a modele.docx that cannot be opened."""
    tree = issued.tree
    document = opened(look.word)
    styles = Styles(document)
    styles.speak(issued.language)
    links: dict[str, str] = {}

    def link(address: str) -> str:
        if address not in links:
            links[address] = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return links[address]

    inherit_from(document)
    body = document.element.body
    section = body.find(qn("w:sectPr"))
    written = parse_xml(WordBody(styles, link, _width(document)).xml(tree))
    for child in list(body):
        if child is not section:
            body.remove(child)
    for place, child in enumerate(list(written)):
        body.insert(place, child)
    dress(document, issued)
    return saved(document)


def opened(content: bytes) -> Document:
    """A modele.docx, open. Raises DocumentError for anything else."""
    try:
        document = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as fault:
        raise DocumentError(
            Text(f"{WORD} n’est pas un fichier Word lisible.", f"{WORD} is not a Word file that can be read."),
            Text(
                f"l’enregistrer de nouveau depuis Word ou LibreOffice, au format .docx ; supprimé, {WORD} est le nôtre",
                f"save it again from Word or LibreOffice, as .docx; without it, {WORD} is ours",
            ),
        ) from fault
    if document.element.body.find(qn("w:sectPr")) is None:
        document.element.body.append(parse_xml(f'<w:sectPr xmlns:w="{document.element.nsmap["w"]}"/>'))
    return document


def _width(document: Document) -> int:
    """Of the text, in twentieths of a point."""
    section = document.sections[-1]
    page, left, right = section.page_width, section.left_margin, section.right_margin
    if page is None or left is None or right is None:
        return _TEXT_WIDTH
    return max(int((page - left - right) / 635), 1_000)
