"""How a template is read and what is made of it before it runs: its lines, its typography, and what is counted."""

import re

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from workflow.documents.filters import EACH, JOINED, PROSE
from workflow.french import typeset

_TAG = r"\{(?:%(?:(?!%\}).)*%|#(?:(?!#\}).)*#)\}"
_ALONE = re.compile(rf"^[ \t]*((?:{_TAG}[ \t]*)*?\{{([%#])(?:(?!\2\}}).)*?)([-+]?\2\}})[ \t]*\n", re.MULTILINE)


def standing_alone(source: str) -> str:
    """The template, its tags that stand alone on a line taking the whole line with them.

    A tag at the end of a line of text leaves the line its end, so that a list or a paragraph is what it looks like. The
    end of the line goes inside the tag: lines keep their numbers.
    """
    return _ALONE.sub(r"\1\n\3", source)


def prepared(tree: nodes.Template) -> nodes.Template:
    """The same template, its loops counted, its text typeset and measured, its `~` escaping."""
    made: nodes.Template = _Preparation().visit(tree)
    return made


class Counted(NodeTransformer):
    """Loops go through a filter that counts them, `~` through one that escapes: in every kind of template."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802  # Jinja's word
        made = self.generic_visit(node)
        node.iter = filtered(node.iter, EACH)
        return made

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802  # Jinja's word
        self.generic_visit(node)
        return filtered(nodes.List(node.nodes, lineno=node.lineno), JOINED)


class _Preparation(Counted):
    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802  # Jinja's word
        children = node.nodes
        made: list[nodes.Expr] = []
        for place, child in enumerate(children):
            if isinstance(child, nodes.TemplateData):
                text = _prose(
                    child.data,
                    after_value=place > 0 and not isinstance(children[place - 1], nodes.TemplateData),
                    before_value=place + 1 < len(children) and not isinstance(children[place + 1], nodes.TemplateData),
                )
                made.append(filtered(nodes.Const(text, lineno=child.lineno), PROSE))
            else:
                made.append(self.visit(_spoken(child)))
        node.nodes = made
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802  # Jinja's word
        node.nodes = [_spoken(part) for part in node.nodes]
        return super().visit_Concat(node)


def filtered(node: nodes.Node, name: str) -> nodes.Filter:
    """The same value, through a filter of that name."""
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


_ELIDED = re.compile(r"(?<=\w)'$")
_MARK = re.compile(r"[ \t]*(?:#+|-|[0-9]+[.])[ \t]+")
"""What makes a line a heading or an item: the space after it is that of Markdown, whatever sign comes next."""
_RULER = re.compile(r"(?=.*--)[ \t|:-]+")


def _prose(text: str, *, after_value: bool, before_value: bool) -> str:
    lines = text.split("\n")
    # « | :--- | » tells the columns of a table apart: its spaces are not those of a sentence.
    text = "\n".join(line if _RULER.fullmatch(line) else _typeset_line(line) for line in lines)
    if before_value:
        text = _ELIDED.sub("’", text)
    if after_value and text.startswith(("(", ":")):
        # Otherwise a gap, which is written in brackets, would be taken for the text of a link.
        text = f"\\{text}"
    return text


def _typeset_line(line: str) -> str:
    begins = _MARK.match(line)
    mark = begins[0] if begins else ""
    return mark + typeset(line.removeprefix(mark))


def _spoken(node: nodes.Expr) -> nodes.Expr:
    """Texts that a template writes by an expression are prose too, and Markdown as the rest of it is."""
    match node:
        case nodes.Const(value=str() as text):
            return filtered(nodes.Const(typeset(text), lineno=node.lineno), PROSE)
        case nodes.CondExpr():
            node.expr1 = _spoken(node.expr1)
            node.expr2 = _spoken(node.expr2) if node.expr2 is not None else None
        case nodes.Filter():
            _typeset_words(node)
    return node


def _typeset_words(node: nodes.Node) -> None:
    match node:
        case nodes.Const(value=str() as text):
            node.value = typeset(text)
        case nodes.CondExpr() | nodes.Filter():
            for part in node.iter_child_nodes(exclude=("test",)):
                _typeset_words(part)
