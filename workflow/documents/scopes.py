"""Which variables a template speaks of, and whether they exist, found by reading it and without any data.

A misspelt name is told even where no dossier has come to yet: in a branch not taken, in a list that is empty. The
reading follows loops, `set`, includes, parents, and macros with what they are called with.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jinja2 import nodes

from workflow.documents.allowed import resolved
from workflow.documents.facts import Field, UnknownVariable
from workflow.documents.faults import Fault, Misused
from workflow.documents.shape import ROOT
from workflow.language import Text
from workflow.names import nearest, shown

PATHS = frozenset({"avec", "liste", "sans", "somme"})
"""The filters whose first argument names a variable of each element."""
KEEP = frozenset({"avec", "sans", "sinon"})
"""The filters that give back what they were given, or some of it."""
_IMPLIED = ("self", "super")


@dataclass(frozen=True, slots=True)
class _Known:
    """A value of the data: what it is, and its full name."""

    of: Field
    path: str

    def part(self, name: str) -> "_Known":
        if self.of.kind == "liste":
            raise Misused(
                f"« {self.path} » est une liste : prenez-en les éléments avec « for »",
                f"“{self.path}” is a list: take its elements with “for”",
            )
        found = self.of.child(name)
        if found is None:
            raise UnknownVariable(self.path, name, list(self.of.fields))
        return _Known(found, f"{self.path}.{name}" if self.path else name)

    def element(self) -> "_Known | None":
        if self.of.kind != "liste":
            return None
        return _Known(Field(self.of.label, "groupe", self.of.fields), f"{self.path}[]")


@dataclass(frozen=True)
class _Macro:
    node: nodes.Macro
    scope: "_Scope"
    file: str


_Scope = dict[str, "_Known | _Macro | None"]
"""What each name stands for; None for what a template makes itself."""


@dataclass
class Reading:
    """What was read in a template: the variables it uses, by their full name, and what is wrong with them."""

    trees: Callable[[str], nodes.Template]
    place: Callable[[str], str]
    used: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    _called: set[tuple[int, tuple[str, ...]]] = field(default_factory=set)

    def of(self, name: str) -> "Reading":
        """Read a whole document."""
        self._template(name, {root: _Known(one, root) for root, one in ROOT.fields.items()})
        return self

    def _template(self, name: str, scope: _Scope) -> None:
        tree = self.trees(name)
        scope.update(dict.fromkeys(_IMPLIED))
        for parent in tree.find_all(nodes.Extends):  # first: its blocks see what it sets
            self._template(resolved(_constant(parent.template), name), scope)
        self._statements(tree.body, scope, name)

    def _statements(self, body: list[nodes.Node], scope: _Scope, file: str) -> None:
        for node in body:
            self._statement(node, scope, file)

    def _statement(self, node: nodes.Node, scope: _Scope, file: str) -> None:
        match node:
            case nodes.For():
                inner = dict(scope)
                elements = self._kind(node.iter, scope, file)
                _bind(inner, node.target, elements.element() if isinstance(elements, _Known) else None)
                if node.test is not None:
                    self._kind(node.test, inner, file)
                self._statements(node.body, {**inner, "loop": None}, file)
                self._statements(node.else_, dict(scope), file)
            case nodes.Macro():
                scope[node.name] = _Macro(node, scope, file)
            case nodes.With():
                inner = dict(scope)
                for target, value in zip(node.targets, node.values, strict=True):
                    _bind(inner, target, self._kind(value, scope, file))
                self._statements(node.body, inner, file)
            case nodes.Assign():
                _bind(scope, node.target, self._kind(node.node, scope, file))
            case nodes.AssignBlock():
                self._statements(node.body, dict(scope), file)
                _bind(scope, node.target, None)
            case nodes.Block():
                self._statements(node.body, dict(scope), file)
            case nodes.Include():
                self._template(resolved(_constant(node.template), file), dict(scope))
            case nodes.FromImport():
                self._import(node, scope, file)
            case nodes.If():
                self._kind(node.test, scope, file)
                self._statements([*node.body, *node.elif_, *node.else_], scope, file)
            case nodes.Output():
                for part in node.nodes:
                    self._kind(part, scope, file)

    def _import(self, node: nodes.FromImport, scope: _Scope, file: str) -> None:
        name = resolved(_constant(node.template), file)
        there: _Scope = {}
        self._template(name, there)
        for one in node.names:
            asked, alias = (one, one) if isinstance(one, str) else one
            if not isinstance(there.get(asked), _Macro):
                known = [known for known, made in there.items() if isinstance(made, _Macro)]
                self._tell(node, file, _no_macro(asked, name, known))
            scope[alias] = there.get(asked)

    def _kind(self, node: nodes.Node, scope: _Scope, file: str) -> "_Known | _Macro | None":
        try:
            return self._value(node, scope, file)
        except Misused as error:
            self._tell(node, file, error.message)
            return None

    def _value(self, node: nodes.Node, scope: _Scope, file: str) -> "_Known | _Macro | None":
        match node:
            case nodes.Name(name=name):
                if name not in scope:
                    raise UnknownVariable("", name, sorted(scope.keys() - set(_IMPLIED)))
                return self._use(scope[name])
            case nodes.Getattr(attr=str() as name) | nodes.Getitem(arg=nodes.Const(value=str() as name)):
                whole = self._kind(node.node, scope, file)
                return self._use(whole.part(name)) if isinstance(whole, _Known) else None
            case nodes.Getitem():
                whole = self._kind(node.node, scope, file)
                self._kind(node.arg, scope, file)
                return whole.element() if isinstance(whole, _Known) else None
            case nodes.Filter():
                return self._filter(node, scope, file)
            case nodes.CondExpr():
                self._kind(node.test, scope, file)
                kinds = [self._kind(one, scope, file) for one in (node.expr1, node.expr2) if one is not None]
                return next((one for one in kinds if one is not None), None)
            case nodes.Call():
                self._call(node, scope, file)
                return None
        for part in node.iter_child_nodes():
            self._kind(part, scope, file)
        return None

    def _filter(self, node: nodes.Filter, scope: _Scope, file: str) -> "_Known | _Macro | None":
        given = self._kind(node.node, scope, file) if node.node is not None else None
        for argument in node.args:
            self._kind(argument, scope, file)
        if node.name in PATHS and node.args and isinstance(node.args[0], nodes.Const) and isinstance(given, _Known):
            inner = given.element()
            for name in str(node.args[0].value).split("."):
                inner = self._use(inner.part(name)) if inner is not None else None  # type: ignore[assignment]
        return given if node.name in KEEP else None

    def _call(self, node: nodes.Call, scope: _Scope, file: str) -> None:
        called = self._kind(node.node, scope, file) if isinstance(node.node, nodes.Name) else None
        given = [self._kind(argument, scope, file) for argument in node.args]
        named = {keyword.key: self._kind(keyword.value, scope, file) for keyword in node.kwargs}
        if isinstance(called, _Macro):
            self._macro(called, given, named)

    def _macro(
        self, macro: _Macro, given: "list[_Known | _Macro | None]", named: "Mapping[str, _Known | _Macro | None]"
    ) -> None:
        names = [argument.name for argument in macro.node.args]
        needed = names[: len(names) - len(macro.node.defaults)]
        if len(given) > len(names) or named.keys() - set(names) or set(needed[len(given) :]) - named.keys():
            takes = ", ".join(names) or "–"
            called = macro.node.name
            raise Misused(f"« {called} » se prend avec : {takes}", f"“{called}” takes: {takes}")
        bound = {**dict.fromkeys(names), **dict(zip(names, given, strict=False)), **named}
        told = (id(macro.node), tuple(one.path if isinstance(one, _Known) else "" for one in bound.values()))
        if told not in self._called:  # a macro may call itself
            self._called.add(told)
            self._statements(macro.node.body, {**macro.scope, **bound}, macro.file)

    def _use(self, found: "_Known | _Macro | None") -> "_Known | _Macro | None":
        if isinstance(found, _Known) and not found.path.endswith("[]"):
            self.used.add(found.path)
        return found

    def _tell(self, node: nodes.Node, file: str, message: Text) -> None:
        fault = Fault(self.place(file), node.lineno or 1, message)
        if fault not in self.faults:
            self.faults.append(fault)


def _constant(node: nodes.Node) -> str:
    return str(node.value) if isinstance(node, nodes.Const) else ""


def _bind(scope: _Scope, target: nodes.Node, value: "_Known | _Macro | None") -> None:
    if isinstance(target, nodes.Name):
        scope[target.name] = value
    else:
        scope.update({name.name: None for name in target.find_all(nodes.Name)})


def _no_macro(asked: str, name: str, known: list[str]) -> Text:
    near = ", ".join(nearest(asked, known) or known)
    return Text(
        f"pas de macro « {shown(asked)} » dans {name} ; il y a : {near}",
        f"no macro “{shown(asked)}” in {name}; there are: {near}",
    )
