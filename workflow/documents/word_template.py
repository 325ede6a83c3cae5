"""An office's own Word template, filled with the same data, showing the same gaps, in the same sandbox.

The template is a Word file with `{{ territoire.nom }}`, `{%tr for projet in projets %}`… in it, as docxtpl reads them.
Whoever writes one can attack whoever fills it: the file is looked at as a returned one is, its tags as those of our own
templates are, its values are escaped as XML, and what it makes must be XML without being mended.
"""

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import docx
import jinja2
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.font import Font
from jinja2 import nodes, pass_context
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

from workflow.canonical import parse
from workflow.documents import allowed
from workflow.documents.budget import Run, current
from workflow.documents.environment import Sandbox
from workflow.documents.escaping import unescaped
from workflow.documents.facts import Facts
from workflow.documents.faults import Fault, Misused, TemplateRefused
from workflow.documents.filters import EACH, JOINED
from workflow.documents.formats.issued import Issued
from workflow.documents.formats.word_page import dress, saved
from workflow.documents.gaps import MARK, Missing
from workflow.documents.package import Package
from workflow.documents.shape import ROOT
from workflow.documents.writing import Prose, is_markdown, written
from workflow.errors import DocumentError, JalonError
from workflow.language import Text
from workflow.names import shown

if TYPE_CHECKING:
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # it has no types

LARGEST = 2 * 1024 * 1024
"""Bytes of the XML of a template: some fifty pages."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _T = f"{_W}p", f"{_W}t"
_TAG = re.compile(r"\{\{(?:(?!\{\{|\}\}).)*\}\}|\{%(?:(?!\{%|%\}).)*%\}|\{#(?:(?!\{#|#\}).)*#\}", re.DOTALL)
_HALF = re.compile(r"\{[{%#]|[}%#]\}")
_UNCLOSED = Text(
    "paragraphe (compté du haut) : une balise n’est pas fermée dans son paragraphe",
    "paragraph (counted from the top): a tag is not closed in its paragraph",
)
_ASTRAY = Text("une balise hors du texte", "a tag outside the text")
_XML = "§xml"
_WRONG = (ArithmeticError, AttributeError, LookupError, RecursionError, SyntaxError, TypeError, ValueError)
"""What Python raises when a template asks for what cannot be, and docxtpl on tables without a grid."""

Element = Any


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
    _highlight(document.element)
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
        made.render(context, _WordSandbox(file))
    except JalonError:
        raise
    except (jinja2.TemplateError, Misused, *_WRONG) as error:
        line = error.lineno if isinstance(error, jinja2.TemplateSyntaxError) else 1
        why = error.message if isinstance(error, Misused) else Text(shown(str(error), 200), shown(str(error), 200))
        raise TemplateRefused([Fault(file, line, why)]) from error
    # Opened again, for python-docx does not know of the headers that docxtpl has put in the place of others.
    return docx.Document(io.BytesIO(saved(made.docx)))


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


# ---- the sandbox, writing XML ----------------------------------------------------------------------------------------


class _Xml(str):
    """XML, as it goes into the file; to Jinja2, a text that needs no escaping."""

    __slots__ = ()

    def __html__(self) -> "_Xml":
        return self


@pass_context
def _finalized(_context: Context, value: Any) -> Any:
    if is_markdown(value) and not isinstance(value, Prose):
        return value  # from a macro or a block: its values are escaped already
    return _Xml(escape(unescaped(written(value))))


class _WordSandbox(Sandbox):
    """Our sandbox, in which values are escaped as XML and text stays as it is."""

    def __init__(self, file: str) -> None:
        super().__init__(MappingProxyType({}))
        self._file = file
        self.finalize = _finalized
        self.filters = {**self.filters, _XML: _measured}

    def from_string(self, source: Any, *_given: Any, **_named: Any) -> Any:
        tree = self.parse(source, self._file)
        faults = allowed.faults_of(tree, self._file, self._file, frozenset())
        if faults:
            raise TemplateRefused(faults)
        code = self.compile(_Preparation().visit(tree), self._file, self._file)
        return _Part(jinja2.Template.from_code(self, code, {}))


class _Part:
    """A part of the file, as docxtpl asks for it to be rendered."""

    def __init__(self, template: jinja2.Template) -> None:
        self._template = template

    def render(self, context: dict[str, Any]) -> str:
        return "".join(self._template.root_render_func(self._template.new_context(context)))


def _measured(text: str) -> _Xml:
    current.get().write(len(text))
    return _Xml(text)


class _Preparation(NodeTransformer):
    """Loops counted, text measured, `~` escaping: as in our own templates, without typesetting."""

    def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.Node:  # noqa: N802  # Jinja's word
        return _filtered(nodes.Const(node.data, lineno=node.lineno), _XML)

    def visit_Const(self, node: nodes.Const) -> nodes.Const:  # noqa: N802  # Jinja's word
        if isinstance(node.value, str):
            node.value = node.value.replace("&amp;", "&")  # docxtpl undoes the other signs, in tags
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802  # Jinja's word
        self.generic_visit(node)
        node.iter = _filtered(node.iter, EACH)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802  # Jinja's word
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), JOINED)


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


# ---- gaps ------------------------------------------------------------------------------------------------------------


def _highlight(root: Element) -> None:
    """Every gap in a run of its own, bold on yellow."""
    for text in list(root.iter(qn("w:t"))):
        run = text.getparent()
        if run.tag == qn("w:r") and MARK.search(text.text or ""):
            for piece in _pieces(run, text):
                run.addprevious(piece)
            run.getparent().remove(run)


def _pieces(run: Element, text: Element) -> Iterator[Element]:
    """The run cut before and after each gap; what else it holds stays where it is."""
    properties = run.find(qn("w:rPr"))
    children = [child for child in run if child is not properties]
    place = children.index(text)
    yield from _run_of(properties, children[:place])
    content = text.text or ""
    done = 0
    for gap in MARK.finditer(content):
        yield from _run_of(properties, [_text(content[done : gap.start()])])
        (marked,) = _run_of(properties, [_text(gap[0])])
        font = Font(marked)
        font.bold, font.highlight_color = True, WD_COLOR_INDEX.YELLOW
        yield marked
        done = gap.end()
    yield from _run_of(properties, [_text(content[done:]), *children[place + 1 :]])


def _run_of(properties: Element | None, children: list[Element]) -> Iterator[Element]:
    held = [child for child in children if child.tag != qn("w:t") or child.text]
    if held:
        run = OxmlElement("w:r")
        if properties is not None:
            run.append(deepcopy(properties))
        run.extend(held)
        yield run


def _text(content: str) -> Element:
    text = OxmlElement("w:t")
    text.text = content
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return text
