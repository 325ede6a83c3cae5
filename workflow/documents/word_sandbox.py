"""Our sandbox for the tags of a Word template: values are escaped as XML, and what is not a tag stays as it is."""

from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

import jinja2
from jinja2 import nodes, pass_context
from jinja2.runtime import Context

from workflow.documents import allowed
from workflow.documents.budget import current
from workflow.documents.environment import Sandbox
from workflow.documents.escaping import unescaped
from workflow.documents.faults import TemplateRefused
from workflow.documents.preparation import Counted, filtered
from workflow.documents.writing import Prose, is_markdown, written

_XML = "§xml"


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


class WordSandbox(Sandbox):
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


class _Preparation(Counted):
    """The same as in our own templates, without typesetting; text is measured and stays as it is."""

    def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.Node:  # noqa: N802  # Jinja's word
        return filtered(nodes.Const(node.data, lineno=node.lineno), _XML)

    def visit_Const(self, node: nodes.Const) -> nodes.Const:  # noqa: N802  # Jinja's word
        if isinstance(node.value, str):
            node.value = node.value.replace("&amp;", "&")  # docxtpl undoes the other signs, in tags
        return node
