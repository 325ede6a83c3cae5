"""What a template may say: a list of what is allowed, looked through before anything is run.

A template is content that people pass on, so it is taken for hostile. What the list does not name is refused with
file:line: other statements, arithmetic but + and - of numbers, methods, unknown filters, names that begin with `_`,
parts whose name is computed. What can be repeated is handed to the budget by `preparation`: loops go through a filter
that counts them, text through one that measures it, `~` through one that escapes.

So no single step can be long. Powers and repetitions of text do not exist, numbers only grow by addition, texts only by
being written, and lists not at all.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import nodes

from workflow.documents.faults import Fault
from workflow.documents.filters import FILTERS, TAKES, TESTS
from workflow.errors import offered
from workflow.french import plural
from workflow.language import Text
from workflow.names import nearest, shown

STATEMENTS: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.Extends,
    nodes.Block,
    nodes.Include,
    nodes.FromImport,
    nodes.For,
    nodes.If,
    nodes.Macro,
    nodes.With,
    nodes.Assign,
    nodes.AssignBlock,
)
EXPRESSIONS: tuple[type[nodes.Node], ...] = (
    nodes.Name,
    nodes.Const,
    nodes.TemplateData,
    nodes.List,
    nodes.Tuple,
    nodes.CondExpr,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.Call,
    nodes.Keyword,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Add,
    nodes.Sub,
    nodes.Concat,
)
_ALLOWED = frozenset(STATEMENTS + EXPRESSIONS)
_LITERALS = (str, int, bool, type(None))

_NAMES: Mapping[type[nodes.Node], Text] = {
    nodes.Mul: Text("la multiplication", "multiplication"),
    nodes.Div: Text("la division", "division"),
    nodes.FloorDiv: Text("la division", "division"),
    nodes.Mod: Text("l’opérateur %", "the operator %"),
    nodes.Pow: Text("la puissance", "powers"),
    nodes.Slice: Text("l’extraction [a:b]", "slices"),
    nodes.Dict: Text("un dictionnaire", "a dictionary"),
    nodes.Import: Text("« import » (prenez « from … import … »)", "“import” (take “from … import …”)"),
    nodes.CallBlock: Text("« call »", "“call”"),
    nodes.FilterBlock: Text("« filter » en bloc", "“filter” as a block"),
    nodes.NSRef: Text("un espace de noms", "a namespace"),
}

Parts = nodes.Include | nodes.Extends | nodes.FromImport


def faults_of(tree: nodes.Template, name: str, file: str, known: frozenset[str]) -> list[Fault]:
    """Everything in the template that is not allowed; `known` are the names of the templates there are."""
    walked = list(_walked(tree))
    objections = ((line, message) for node, line in walked for message in _objections(node, name, known))
    return [Fault(file, line, message) for line, message in (*objections, *_misplaced(tree, walked))]


OURS = "jalon/"
"""What begins the name of a template as we ship it: `{% extends "jalon/protocol.md" %}`; its parts are ours too."""


def resolved(name: str, inside: str) -> str:
    """The full name of a part named inside a template."""
    return f"{OURS}{name}" if inside.startswith(OURS) and not name.startswith(OURS) else name


def parts_of(tree: nodes.Template, name: str) -> list[str]:
    """The full names of the templates that the template called `name` includes, extends or imports from."""
    named = [
        part.template for part, _ in _walked(tree) if isinstance(part, nodes.Include | nodes.Extends | nodes.FromImport)
    ]
    return [resolved(one.value, name) for one in named if isinstance(one, nodes.Const) and isinstance(one.value, str)]


def _walked(tree: nodes.Node) -> Iterator[tuple[nodes.Node, int]]:
    """Every node with its line; without recursion, since a template may nest deeper than Python goes."""
    waiting = [(tree, 1)]
    while waiting:
        node, line = waiting.pop()
        yield node, line
        below = list(node.iter_child_nodes())
        waiting.extend((child, _line_of(child) or line) for child in reversed(below))


def _line_of(node: nodes.Node) -> int | None:
    # Jinja2 wraps some statements in a node that knows no line of its own.
    return node.lineno or next((child.lineno for child in node.iter_child_nodes()), None)


def _misplaced(tree: nodes.Template, walked: Iterable[tuple[nodes.Node, int]]) -> Iterator[tuple[int, Text]]:
    """What Jinja2 would refuse only once a document is drawn: a block written twice, a parent named too late."""
    blocks: set[str] = set()
    for node, line in walked:
        match node:
            case nodes.Block(name=name) if name in blocks:
                name = shown(name)
                yield line, Text(f"le bloc « {name} » est écrit deux fois", f"the block “{name}” is written twice")
            case nodes.Block(name=name):
                blocks.add(name)
            case nodes.Extends() if node not in tree.body:
                yield line, Text("« extends » se met seul, en tête du modèle", "“extends” stands alone, at the top")
            case nodes.For(target=target) if "loop" in _names_bound(target):
                yield (
                    line,
                    Text(
                        "« loop » ne peut pas nommer les éléments d’une boucle",
                        "“loop” cannot name the elements of a loop",
                    ),
                )


def _objections(node: nodes.Node, inside: str, known: frozenset[str]) -> Iterator[Text]:
    if type(node) not in _ALLOWED:
        what = _NAMES.get(type(node), Text(f"« {type(node).__name__} »", f"“{type(node).__name__}”"))
        yield Text(f"{what.fr} : ce n’est pas permis dans un modèle", f"{what.en}: not allowed in a template")
        return
    for name in _names_in(node):
        if name.startswith("_"):
            yield Text(
                f"« {shown(name)} » : un nom qui commence par _ est interdit",
                f"“{shown(name)}”: a name that begins with _ is forbidden",
            )
    match node:
        case nodes.Const(value=value) if not isinstance(value, _LITERALS):
            yield Text(f"{value!r} : un nombre entier ou un texte", f"{value!r}: a whole number or a text")
        case nodes.Filter(name=name) if name not in FILTERS:
            yield _unknown(Text("filtre", "filter"), name, FILTERS)
        case nodes.Filter():
            yield from _argument_objections(node)
        case nodes.Test(name=name) if name not in TESTS:
            yield _unknown(Text("test", "test"), name, TESTS)
        case nodes.Call() if not _may_be_called(node):
            yield Text("seules les macros et les blocs peuvent être appelés", "only macros and blocks may be called")
        case nodes.Include() | nodes.Extends() | nodes.FromImport():
            yield from _part_objections(node, inside, known)
        case nodes.For(recursive=True):
            yield Text("une boucle « recursive » n’est pas permise", "a “recursive” loop is not allowed")
        case nodes.AssignBlock(filter=filtered) if filtered is not None:
            yield Text("« set » avec un filtre n’est pas permis", "“set” with a filter is not allowed")
    if isinstance(node, nodes.Call | nodes.Filter | nodes.Test) and (node.dyn_args or node.dyn_kwargs):
        yield Text("*args et **kwargs ne sont pas permis", "*args and **kwargs are not allowed")


def _argument_objections(node: nodes.Filter) -> Iterator[Text]:
    (least, most), given, name = TAKES[node.name], len(node.args), node.name
    if node.kwargs:
        yield Text(f"« {name} » : ses valeurs se donnent sans les nommer", f"“{name}”: its arguments are not named")
    elif not least <= given <= most:
        wanted = str(most) if least == most else f"{least}-{most}"
        yield Text(
            f"« {name} » prend {wanted} {plural(most, 'valeur', 'valeurs')} entre parenthèses, et non {given}",
            f"“{name}” takes {wanted} in parentheses, and not {given}",
        )


def _names_in(node: nodes.Node) -> Iterator[str]:
    match node:
        case nodes.Name(name=name) | nodes.Block(name=name):
            yield name
        case nodes.Getattr(attr=name):
            yield name
        case nodes.Getitem(arg=nodes.Const(value=str() as name)):
            yield name
        case nodes.Macro(name=name):
            yield name
        case nodes.FromImport(names=names):
            for one in names:
                yield from (one,) if isinstance(one, str) else one


def _names_bound(target: nodes.Node) -> set[str]:
    return {name.name for name in (target, *target.find_all(nodes.Name)) if isinstance(name, nodes.Name)}


def _may_be_called(node: nodes.Call) -> bool:
    called = node.node
    if isinstance(called, nodes.Getattr):
        return isinstance(called.node, nodes.Name) and called.node.name == "self"
    return isinstance(called, nodes.Name)


def _part_objections(node: Parts, inside: str, known: frozenset[str]) -> Iterator[Text]:
    name = node.template.value if isinstance(node.template, nodes.Const) else None
    if not isinstance(name, str):
        yield Text("le nom d’une partie est un texte entre guillemets", "the name of a part is a quoted text")
    elif resolved(name, inside) not in known:
        yield _unknown(Text("modèle", "template"), name, known)


def _unknown(kind: Text, name: str, known: Any) -> Text:
    name = shown(name)
    others = offered(nearest(name, known), sorted(known))
    return Text(f"{kind.fr} inconnu : « {name} »{others.fr}", f"unknown {kind.en}: “{name}”{others.en}")
