"""The house rules that a reader relies on, held as data. docs/architecture.md draws the same picture."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
import yaml

import workflow

PACKAGE = Path(workflow.__file__).parent
ROOT = PACKAGE.parent

FLOORS = {
    "words": {"language", "errors", "version", "translations"},
    "values": {
        "canonical",
        "date_forms",
        "dates",
        "departments",
        "french",
        "identifiers",
        "keys",
        "money",
        "names",
        "regions",
        "system",
        "workspace",
    },
    "shapes": {"labels", "lifecycle", "models", "rows"},
    "rules": {"case", "documents", "entries", "evidence", "guards", "inputs", "rights"},
    "deeds": {"body", "correction", "database", "drafting", "lookup", "machine", "replay", "schema", "store"},
    "use": {"asof", "audit", "engine", "history", "integrity", "issuing", "reports"},
    "command": {"cli"},
}
"""From the ground up. A module imports from its own floor and from those below; nothing goes round in circles."""

TABLES = (FLOORS["shapes"] | FLOORS["deeds"] | FLOORS["use"]) - {"labels", "lifecycle", "machine"}
"""Who may speak of tables and ask the database; never a value, the lifecycle, a guard, a document or a command."""

DOORS = {
    "alembic": {"schema"},
    "click": {"cli"},
    "cryptography": {"integrity", "keys"},
    "docx": {"documents"},
    "docxtpl": {"documents"},
    "jinja2": {"documents"},
    "lxml": {"documents"},
    "markdown_it": {"documents"},
    "orjson": {"canonical"},
    "psycopg": set(),
    "pydantic": {"entries"},
    "pyhanko": {"integrity"},
    "pyhanko_certvalidator": {"integrity"},
    "python_redlines": {"documents"},
    "rfc3161_client": {"integrity"},
    "rich": {"cli"},
    "sqlalchemy": TABLES,
    "sqlmodel": TABLES | {"case", "entries"},
    "stdnum": {"identifiers"},
    "transitions": {"machine"},
    "typst": {"documents"},
    "yaml": {"cli", "lifecycle"},
}
"""Each library and who may import it."""

STATE_IS_WRITTEN_IN = "replay"
"""The module with the one assignment that moves a dossier."""

VAGUE_MODULES = {"base", "common", "core", "helper", "helpers", "misc", "tools", "util", "utils"}
VAGUE_ENDINGS = ("Factory", "Handler", "Helper", "Impl", "Manager", "Processor", "Service", "Util", "Utils")


def module_of(path):
    """What a file belongs to: `workflow/cli/show.py` to cli, `workflow/store.py` to store."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


SOURCES = {
    path: ast.parse(path.read_text(encoding="utf-8"), filename=str(path)) for path in sorted(PACKAGE.rglob("*.py"))
}
MODULES = {module_of(path) for path in SOURCES} - {"__init__"}
FILES = pytest.mark.parametrize(
    ("path", "tree"), SOURCES.items(), ids=[str(path.relative_to(PACKAGE)) for path in SOURCES]
)


def imports(node):
    """The dotted names imported anywhere below a node; `from workflow import store` is workflow.store."""
    for found in ast.walk(node):
        if isinstance(found, ast.Import):
            yield from (alias.name for alias in found.names)
        elif isinstance(found, ast.ImportFrom):
            if found.module == "workflow":
                yield from (f"workflow.{alias.name}" for alias in found.names)
            else:
                yield found.module


def own(name):
    """The module of ours that a dotted name is in, or None."""
    package, _, rest = name.partition(".")
    return rest.partition(".")[0] if package == "workflow" and rest else None


# ── who imports whom ──────────────────────────────────────────────────────────────────────────────────────────────


def test_every_module_has_its_floor_and_only_one():
    placed = [module for floor in FLOORS.values() for module in floor]
    assert sorted(placed) == sorted(set(placed))
    assert MODULES - set(placed) == set(), "place the new module on a floor, here and in docs/architecture.md"


@FILES
def test_imports_point_down(path, tree):
    floors = list(FLOORS.values())
    height = {module: number for number, floor in enumerate(floors) for module in floor}
    here = module_of(path)
    if here == "__init__":
        return
    above = {name for name in map(own, imports(tree)) if name and height[name] > height[here]}
    assert above == set(), f"{here} is below {above}"


def test_no_import_goes_round_in_circles():
    graph = defaultdict(set)
    for path, tree in SOURCES.items():
        here = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for name in imports(tree):
            # `from workflow.cli.show import table` needs workflow.cli.show; a name that is no file is one of a module.
            target = ROOT.joinpath(*name.split("."))
            if (
                name.startswith("workflow")
                and (target.is_dir() or target.with_suffix(".py").is_file())
                and name != here
            ):
                graph[here].add(name)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@FILES
def test_libraries_come_in_through_their_door(path, tree):
    here = module_of(path)
    strangers = {name.partition(".")[0] for name in imports(tree)} - sys.stdlib_module_names - {"workflow"}
    unknown = strangers - DOORS.keys()
    assert unknown == set(), (
        "a new library: give it a door here, a range in pyproject.toml, a line in docs/dependencies.md"
    )
    assert {name for name in strangers if here not in DOORS[name]} == set()


@FILES
def test_no_import_of_ours_hides_in_a_function(path, tree):
    """A library may be loaded late to start faster, and ruff demands the reason; a module of ours may not."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    hidden = {name for function in functions for name in imports(function) if own(name)}
    assert hidden == set() or module_of(path) == "cli"


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@FILES
def test_names_say_what_things_are(path, tree):
    assert path.stem not in VAGUE_MODULES
    classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert [name for name in classes if name.endswith(VAGUE_ENDINGS)] == []


def names_of_the_lifecycle():
    """The states, transitions and texts of the states.yaml we ship, which only that file may know."""
    declared = yaml.safe_load((ROOT / "states.yaml").read_text(encoding="utf-8"))
    return {name for section in ("states", "transitions", "texts") for name in declared[section]}


def test_the_lifecycle_is_content():
    """A name of two words is looked for everywhere; `pilot` or `close` are English too, and count as whole strings."""
    names = names_of_the_lifecycle()
    assert len(names) > 10
    compound = re.compile(rf"\b({'|'.join(sorted(name for name in names if '_' in name))})\b")
    files = [path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".po", ".md", ".yaml", ".json"}]
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in files
        for name in compound.findall(path.read_text(encoding="utf-8"))
    }
    for path, tree in SOURCES.items():
        strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        found |= {f"{path.relative_to(ROOT)}: {name!r}" for name in names & {text for text in strings if text}}
    assert found == set()


# ── what is done in one place, and what is not done ───────────────────────────────────────────────────────────────


def test_a_dossier_is_moved_in_one_place():
    moves = []
    for path, tree in SOURCES.items():
        if module_of(path) in {"errors", "machine"}:  # facts of an error; the throw-away position the machine moves
            continue
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            moves += [
                module_of(path)
                for target in targets
                if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
                and isinstance(target, ast.Attribute)
                and target.attr == "state"
            ]
    assert moves == [STATE_IS_WRITTEN_IN]


@FILES
def test_no_failure_is_swallowed_whole(path, tree):
    wide = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and not (
            isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
        )  # cleared up, and passed on as it was
    ]
    assert wide == [], "name the error that the one call in the `try` can raise"


IMPORTING = """
import os, pkgutil, sys, importlib
import workflow

package = workflow.__path__[0] + os.sep
plumbing = {'<string>', '<frozen os>', os.__file__, '<frozen _collections_abc>'}
seen = set()


def callers():
    frame = sys._getframe(1)
    while frame is not None:
        yield frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back


def note(name, line):
    seen.add(f'{os.path.relpath(name, package)}:{line}')


class Watched(type(os.environ)):
    '''Whoever asks, os apart. A library may look at its own variables while a class of ours is made from its own.'''

    def __getitem__(self, key):
        name, line = next((name, line) for name, line in callers() if name not in plumbing)
        if name.startswith(package):
            note(name, line)
        return super().__getitem__(key)


def watch(event, arguments):
    '''What our code had done on the way, unless the import system did it to import something.'''
    if event.startswith(('open', 'os.', 'sqlite3.', 'socket.', 'subprocess.')):
        for name, line in callers():
            if name.startswith('<frozen importlib'):
                break
            if name.startswith(package):
                note(name, line)
                break


os.environ.__class__ = Watched
sys.addaudithook(watch)
for module in pkgutil.walk_packages(workflow.__path__, 'workflow.'):
    importlib.import_module(module.name)
print(*sorted(seen), sep='\\n')
"""


def run(script):
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_importing_reads_no_environment_and_opens_nothing():
    assert run(IMPORTING) == []


def test_the_watch_on_imports_would_see_one_that_does(tmp_path):
    (tmp_path / "workflow").mkdir()
    (tmp_path / "workflow" / "__init__.py").touch()
    (tmp_path / "workflow" / "nosy.py").write_text("import os\nos.environ.get('HOME')\nopen(__file__).close()\n")
    script = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{IMPORTING}"
    assert run(script) == ["nosy.py:2", "nosy.py:3"]


def test_the_package_and_its_command_start_light():
    """What takes long to load is loaded by the command that needs it."""
    heavy = sorted(DOORS.keys() - {"click", "yaml", "psycopg"})
    report = f"import sys; print(*sorted(set({heavy}) & sys.modules.keys()))"
    assert run(f"import workflow; {report}") == []
    assert run(f"import workflow.cli; {report}") == []


def test_who_lists_or_begins_a_template_does_not_load_what_writes_word_and_pdf():
    commands = ", ".join(f"workflow.cli.templates.{name}" for name in ("check", "inspect", "list", "new"))
    assert run(f"import sys, {commands}; print(*({{'docx', 'docxtpl', 'lxml', 'typst'}} & sys.modules.keys()))") == []


def test_the_picture_is_the_one_in_the_manual():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = re.search(r"```floors\n(.*?)```", page, flags=re.DOTALL)[1]
    lines = [line.split() for line in drawn.splitlines()]
    assert {floor: set(modules) for floor, *modules in lines} == FLOORS
    assert [floor for floor, *_ in lines] == list(reversed(FLOORS)), "drawn from the top down"
