"""An office's own Word template, filled with the same data, showing the same gaps, in the same sandbox.

The template is a Word file with `{{ territoire.nom }}`, `{%tr for projet in projets %}`… in it, as docxtpl reads them.
Whoever writes one can attack whoever fills it: the file is looked at as a returned one is, its tags as those of our own
templates are, its values are escaped as XML, and what it makes must be XML without being mended.
"""

import io
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import docx
import jinja2
from docx.document import Document
from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

from workflow.canonical import parse
from workflow.documents.budget import Run, current
from workflow.documents.facts import Facts
from workflow.documents.faults import WRONG, Fault, Misused, TemplateRefused, undefined_in
from workflow.documents.formats.issued import Issued
from workflow.documents.formats.word_gaps import highlight
from workflow.documents.formats.word_page import dress, saved
from workflow.documents.gaps import Missing
from workflow.documents.package import Package
from workflow.documents.shape import ROOT
from workflow.documents.syntax import reason
from workflow.documents.word_sandbox import WordSandbox
from workflow.documents.word_xml import Element, W
from workflow.errors import DocumentError, JalonError
from workflow.language import Text
from workflow.names import shown

if TYPE_CHECKING:
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # it has no types

LARGEST = 2 * 1024 * 1024
"""Bytes of the XML of a template: some fifty pages."""
_P, _T = f"{W}p", f"{W}t"
_TAG = re.compile(r"\{\{(?:(?!\{\{|\}\}).)*\}\}|\{%(?:(?!\{%|%\}).)*%\}|\{#(?:(?!\{#|#\}).)*#\}", re.DOTALL)
_HALF = re.compile(r"\{[{%#]|[}%#]\}")
_UNCLOSED = Text(
    "paragraphe (compté du haut) : une balise n’est pas fermée dans son paragraphe",
    "paragraph (counted from the top): a tag is not closed in its paragraph",
)
_ASTRAY = Text("une balise hors du texte", "a tag outside the text")


@dataclass(frozen=True, slots=True)
class Filled:
    """A template filled in."""

    content: bytes
    gaps: tuple[Missing, ...]


def fill(template: bytes, issued: Issued, file: str) -> Filled:
    """The Word file that an office's template makes of the data of a draft; `file` is its name, for messages.

    The same template and draft give the same bytes. Raises DocumentError where the extra is not installed, where the
    template is no Word file, hostile, wrong or too heavy, or makes what is no document.
    """
    _demand_safe(template, file)
    run = Run()
    token = current.set(run)
    try:
        document = _rendered(template, issued.data_json, file)
    finally:
        current.reset(token)
    highlight(document.element)
    dress(document, replace(issued, template_digest=sha256(template).hexdigest()))
    return Filled(saved(document), tuple(run.gaps.values()))


def _demand_safe(template: bytes, file: str) -> None:
    package = Package(template)
    package.demand_self_contained()
    if package.has_macros:
        raise DocumentError(
            Text("le modèle Word contient des macros.", "the Word template contains macros."),
            Text("l’enregistrer au format .docx, sans macros", "save it as .docx, without macros"),
        )
    size = 0
    for name in package.names:
        if name.startswith("word/") and name.endswith(".xml"):
            size += len(package.read(name))
            if size > LARGEST:
                raise DocumentError(
                    Text("le modèle Word est trop grand.", "the Word template is too large."),
                    Text("l’alléger, ou le couper en plusieurs", "make it smaller, or several of it"),
                )
            _demand_closed(package.xml(name), file)


def _demand_closed(root: Element, file: str) -> None:
    """Refuse a tag that is not whole within its paragraph.

    docxtpl looks for the end of each through the whole file: a thousand that have none would take it hours.
    """
    texts = root.iter(_T)
    for number, paragraph in enumerate(root.iter(_P), 1):
        left = _TAG.sub("", "".join(text.text or "" for text in paragraph.iter(_T)))
        if _HALF.search(left):
            raise TemplateRefused([Fault(file, number, _UNCLOSED)])
    inside = set(texts)
    for element in root.iter():
        said = [*element.attrib.values(), element.tail or ""] if isinstance(element.tag, str) else []
        if element not in inside:
            said.append(element.text or "")
        if any(_HALF.search(text) for text in said):
            raise TemplateRefused([Fault(file, 1, _ASTRAY)])


def _rendered(template: bytes, data: str, file: str) -> Document:
    made: DocxTemplate = _template_class()(io.BytesIO(template))
    try:
        roots = Facts(parse(data.encode()), "", ROOT, None)
        context = {name: value for name, value in roots.items() if value is not None}
        made.render(context, WordSandbox(file))
    except JalonError:
        raise
    except (jinja2.TemplateError, Misused, *WRONG) as error:
        line = error.lineno if isinstance(error, jinja2.TemplateSyntaxError) else 1
        raise TemplateRefused([Fault(file, line, _why(error))]) from error
    # Opened again, for python-docx does not know of the headers that docxtpl has put in the place of others.
    return docx.Document(io.BytesIO(saved(made.docx)))


def _why(error: Exception) -> Text:
    if isinstance(error, Misused):
        return error.message
    if isinstance(error, jinja2.TemplateSyntaxError):
        return reason(error)
    if isinstance(error, jinja2.UndefinedError):
        name = undefined_in(error)
        return Text(
            f"« {name} » n’a pas de valeur ici : un modèle Word reçoit les données que le modèle .md emploie",
            f"“{name}” has no value here: a Word template gets the data that the .md template uses",
        )
    return Text(shown(str(error), 200), shown(str(error), 200))


def _template_class() -> type["DocxTemplate"]:
    try:
        from docxtpl import DocxTemplate  # noqa: PLC0415  # an extra
    except ImportError as fault:
        raise DocumentError(
            Text(
                "remplir un modèle Word demande un complément qui n’est pas installé ici.",
                "filling in a Word template needs an extra that is not installed here.",
            ),
            Text("taper : pip install 'jalon[word]'", "type: pip install 'jalon[word]'"),
        ) from fault

    class Strict(DocxTemplate):  # type: ignore[misc]  # it has no types
        """docxtpl mends broken XML by leaving out what follows; here it is an error."""

        def render_xml_part(self, *given: Any) -> str:
            made: str = super().render_xml_part(*given)
            try:
                etree.fromstring(made.encode())
            except etree.XMLSyntaxError as fault:
                raise Misused(
                    "une balise {% … %} est ouverte dans un paragraphe et fermée dans un autre : écrivez {%p … %}",
                    "a tag {% … %} opens in one paragraph and closes in another: write {%p … %}",
                ) from fault
            return made

    return Strict
