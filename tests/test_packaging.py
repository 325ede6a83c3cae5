"""What is shipped: the artefacts themselves are opened and installed, not the checkout."""

import email
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from hatchling import build

from workflow.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ("states.yaml", "templates", "db/migrations", "examples")
DIST_INFO = f"jalon-{VERSION}.dist-info"


def built(what, source, target):
    """The artefact that hatchling makes of a source folder, as pip would ask for it."""
    target.mkdir(exist_ok=True)
    before = Path.cwd()
    os.chdir(source)
    try:
        return target / what(str(target))
    finally:
        os.chdir(before)


def files_of(folder, *names):
    """Relative name to content of every file that is ours, without what Python leaves behind."""
    found = [
        path
        for name in names
        for path in ([folder / name] if (folder / name).is_file() else (folder / name).rglob("*"))
    ]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in found
        if path.is_file() and "__pycache__" not in path.parts
    }


def files_in_wheel(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return built(build.build_wheel, ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    return built(build.build_sdist, ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def unpacked(sdist, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    return source


# ── what is inside ────────────────────────────────────────────────────────────────────────────────────────────────


def test_workflow_is_the_only_name_the_wheel_installs(wheel):
    assert {PurePosixPath(name).parts[0] for name in files_in_wheel(wheel)} == {"workflow", DIST_INFO}


def test_the_wheel_carries_the_content_byte_for_byte(wheel):
    prefix = "workflow/_workspace/"
    carried = {
        name.removeprefix(prefix): data for name, data in files_in_wheel(wheel).items() if name.startswith(prefix)
    }
    ours = files_of(ROOT, *CONTENT)
    assert {"states.yaml", "db/migrations/env.py"} <= ours.keys()
    assert any(name.startswith("templates/documents/") for name in ours)
    assert carried == ours


def test_the_wheel_carries_the_package_byte_for_byte(wheel):
    carried = {
        name: data
        for name, data in files_in_wheel(wheel).items()
        if name.startswith("workflow/") and not name.startswith("workflow/_workspace/")
    }
    assert carried == files_of(ROOT, "workflow")
    assert "workflow/locale/fr/LC_MESSAGES/messages.mo" in carried


def test_the_wheel_says_what_it_is(wheel):
    files = files_in_wheel(wheel)
    metadata = email.message_from_bytes(files[f"{DIST_INFO}/METADATA"])
    assert (metadata["Name"], metadata["Version"]) == ("jalon", VERSION)
    assert metadata["License-Expression"] == "MIT"
    assert files[f"{DIST_INFO}/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    assert b"jalon = workflow.cli:run" in files[f"{DIST_INFO}/entry_points.txt"]
    assert f"{DIST_INFO}/WHEEL" in files
    assert b"Tag: py3-none-any" in files[f"{DIST_INFO}/WHEEL"]


def test_the_archive_gives_the_same_wheel_as_the_checkout(wheel, unpacked, tmp_path):
    again = built(build.build_wheel, unpacked, tmp_path)
    assert files_in_wheel(again) == files_in_wheel(wheel)


def test_the_archive_can_be_worked_on(unpacked):
    for name in ("Makefile", "requirements/dev.txt", "requirements/install.sh", "tests/conftest.py", "docs", "cli.py"):
        assert (unpacked / name).exists(), name
    assert os.access(unpacked / "requirements" / "install.sh", os.X_OK)


def test_nothing_that_was_made_by_running_it_is_shipped(wheel, sdist):
    with tarfile.open(sdist) as archive:
        names = [*archive.getnames(), *files_in_wheel(wheel)]
    assert [name for name in names if name.endswith((".db", ".pyc", ".log")) or "/.venv/" in name] == []


# ── installed in an empty place ───────────────────────────────────────────────────────────────────────────────────


class Installation:
    """A throw-away environment with Jalon in it, and the libraries of the environment that runs the tests."""

    def __init__(self, folder):
        venv.create(folder / "venv", with_pip=False, symlinks=os.name != "nt")
        self.bin = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()
        site = Path(self.python("-c", "import sysconfig; print(sysconfig.get_path('purelib'))"))
        # As a mere folder of sys.path: the .pth files in it, and so the checkout that runs the tests, stay out.
        (site / "00_libraries.pth").write_text("\n".join(path for path in sys.path if path.endswith("-packages")))

    def install(self, *what):
        offline = ("--no-deps", "--no-index", "--no-build-isolation", "--ignore-installed", "--no-cache-dir", "--quiet")
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", self.bin / "python", "install")
        self._run(*pip, *offline, *what)

    def python(self, *arguments):
        return self._run(self.bin / "python", *arguments)

    def jalon(self, *arguments):
        return self._run(self.bin / "jalon", *arguments)

    def _run(self, *command):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "JALON_"))}
        run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.elsewhere, env=kept)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout.strip()


@pytest.fixture(params=["wheel", "sdist", "editable"])
def installed(request, tmp_path):
    """Jalon installed in each of the three ways, and the folder its content must come from."""
    installation = Installation(tmp_path)
    if request.param == "editable":
        checkout = tmp_path / "checkout"
        shutil.copytree(request.getfixturevalue("unpacked"), checkout)
        installation.install("--editable", checkout)
        return installation, checkout
    installation.install(request.getfixturevalue(request.param))
    package = installation.python("-c", "import workflow; print(workflow.__path__[0])")
    assert Path(package).is_relative_to(tmp_path)
    return installation, Path(package) / "_workspace"


@pytest.mark.slow
def test_an_installed_jalon_works_from_an_empty_folder(installed):
    installation, content = installed
    assert VERSION in installation.jalon("--version")
    found = installation.python("-c", "import workflow.workspace as w; print(w.shipped(), w.migrations(), sep='\\n')")
    assert [Path(line) for line in found.splitlines()] == [content, content / "db" / "migrations"]
    assert files_of(content, *CONTENT) == files_of(ROOT, *CONTENT)

    installation.jalon("init")
    assert (installation.elsewhere / "states.yaml").read_bytes() == (ROOT / "states.yaml").read_bytes()
    for name in ("cli", "tests", "templates", "db", "examples", "docs", "hatch_build"):
        missing = f"import importlib.util as u; print(u.find_spec({name!r}))"
        assert installation.python("-I", "-c", missing) == "None", f"{name} can be imported"


@pytest.mark.slow
def test_the_launcher_of_a_checkout_is_the_same_command(unpacked, tmp_path):
    installation = Installation(tmp_path)
    assert VERSION in installation.python(unpacked / "cli.py", "--version")
