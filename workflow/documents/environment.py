"""The sandbox in which templates run, on plain data only, within a budget.

Three walls, each enough alone for what we know of: what a template may say is a short list (`allowed`); what it can
reach is frozen plain data through one function that knows no attribute (`member`); what it may cost is counted
(`budget`). Jinja2's own immutable sandbox stands behind them.
"""

from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any, NoReturn

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound, nodes, pass_context
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflow.documents.allowed import resolved
from workflow.documents.budget import current
from workflow.documents.faults import Misused
from workflow.documents.filters import FILTERS, INNER, TESTS
from workflow.documents.gaps import Gap
from workflow.documents.preparation import prepared
from workflow.documents.writing import member, written

_LOOP = frozenset({"first", "index", "index0", "last", "length", "nextitem", "previtem", "revindex", "revindex0"})


@pass_context
def _finalized(_context: Context, value: Any) -> Any:
    # Since the context is asked for, nothing is finalized at compile time, where constants would be escaped as HTML.
    return written(value)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2 that writes Markdown, reaches nothing but our frozen data, and counts."""

    intercepted_binops = frozenset("+-")

    def __init__(self, trees: Mapping[str, Callable[[], nodes.Template]]) -> None:
        super().__init__(
            loader=_Checked(trees),
            autoescape=True,
            finalize=_finalized,
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            optimized=False,
            auto_reload=False,
            cache_size=-1,
        )
        self.globals = {}
        self.filters = {**FILTERS, **INNER}
        self.tests = dict(TESTS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        if isinstance(obj, TemplateReference) and not attribute.startswith("_"):
            return obj[attribute]
        return member(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, tuple) and type(argument) is int:
            if not -len(obj) <= argument < len(obj):
                raise Misused(
                    f"pas d’élément [{argument}] : il y en a {len(obj)}", f"no [{argument}]: {len(obj)} there"
                )
            return obj[argument]
        if type(argument) is not str:
            raise Misused(f"« [{argument}] » : pas de place de ce genre", f"“[{argument}]”: no place of this kind")
        return member(obj, argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        for value in (left, right):
            if isinstance(value, Gap):
                return value
            if type(value) is not int:
                raise Misused(
                    f"« {operator} » ne va qu’entre deux nombres entiers ; les textes se joignent par « ~ »",
                    f"“{operator}” goes between two whole numbers only; texts are joined by “~”",
                )
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, called: Any, *arguments: Any, **named: Any) -> Any:
        if not isinstance(called, Macro | BlockReference):
            raise Misused("seules les macros et les blocs peuvent être appelés", "only macros and blocks may be called")
        run = current.get()
        run.enter()
        try:
            return super().call(context, called, *arguments, **named)
        finally:
            run.leave()

    def join_path(self, template: str, parent: str) -> str:
        return resolved(template, parent)

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> Template:  # noqa: A002  # Jinja's word
        run = current.get(None)
        if run is not None:
            run.step()
        return super().get_template(name, parent, globals)

    def handle_exception(self, source: str | None = None) -> NoReturn:
        raise  # as it is: who renders reads the line of the template from the traceback


class _Checked(BaseLoader):
    """Loads the trees that have been looked through; there is no other way to a template."""

    has_source_access = False

    def __init__(self, trees: Mapping[str, Callable[[], nodes.Template]]) -> None:
        self._trees = trees

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:  # noqa: A002  # Jinja's word
        if name not in self._trees:
            raise TemplateNotFound(name)
        code: CodeType = environment.compile(prepared(self._trees[name]()), name, name)
        return Template.from_code(environment, code, globals or {})
