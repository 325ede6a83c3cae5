"""What Jalon stands on: locked, of a licence that binds nobody, and known to docs/dependencies.md."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = [Requirement(text) for text in PYPROJECT["project"]["dependencies"]]
EXTRAS = [Requirement(text) for extra in PYPROJECT["project"]["optional-dependencies"].values() for text in extra]
BUILD, DEV = (
    [Requirement(text) for text in PYPROJECT["dependency-groups"][group] if isinstance(text, str)]
    for group in ("build", "dev")
)

LESSER_GPL = {"docxtpl", "psycopg", "psycopg-binary", "python-stdnum"}
"""Used as they are, as libraries: what the LGPL asks for. docs/dependencies.md says it."""


def lock(name):
    """The text of a lock, and its pins: package to version and number of hashes."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)(.*?)(?=^[\w#]|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    return text, {
        canonicalize_name(package): (version, rest.count("--hash=sha256:")) for package, version, rest in pins
    }


# ── the locks ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("run", [*RUNTIME, *BUILD]), ("dev", [*RUNTIME, *EXTRAS, *BUILD, *DEV])],
    ids=["run", "dev"],
)
def test_a_lock_pins_what_pyproject_asks_for(name, wanted):
    _, pins = lock(name)
    for requirement in wanted:
        package = canonicalize_name(requirement.name)
        assert package in pins, f"{package} is not in requirements/{name}.txt: make lock"
        version = pins[package][0]
        assert requirement.specifier.contains(version), f"{package} {version} is not {requirement.specifier}: make lock"


@pytest.mark.parametrize("name", ["run", "dev"])
def test_every_file_of_a_lock_is_known_by_its_hash(name):
    text, pins = lock(name)
    assert len(pins) == len(re.findall(r"^[\w.-]+(?:\[.*\])?==", text, flags=re.MULTILINE)) > 20
    assert [package for package, (_, hashes) in pins.items() if not hashes] == []


@pytest.mark.parametrize("name", ["run", "dev"])
def test_a_lock_names_no_host(name):
    text, _ = lock(name)
    assert "://" not in text
    assert "index-url" not in text


def test_what_runs_is_what_is_tested():
    assert lock("run")[1].items() <= lock("dev")[1].items()


def test_the_environment_of_the_tests_is_the_lock():
    pins = lock("dev")[1]
    installed = {canonicalize_name(found.name): found.version for found in distributions()}
    locked = {package: version for package, (version, _) in pins.items()}
    assert {package: version for package, version in installed.items() if locked.get(package, version) != version} == {}


# ── their licences ────────────────────────────────────────────────────────────────────────────────────────────────


def licences(distribution):
    """The alternatives a distribution declares, in the words it declares them in."""
    metadata = distribution.metadata
    if expression := metadata.get("License-Expression"):
        return expression.split(" OR ")
    classifiers = [text for text in metadata.get_all("Classifier", []) if text.startswith("License :: ")]
    if classifiers:
        return [" AND ".join(text.rpartition(" :: ")[2] for text in classifiers)]
    return (metadata.get("License") or "").strip().splitlines()[:1]


def binds(licence):
    """Whether a licence is of the GPL family, the lesser one apart."""
    lesser = r"lesser general public|library general public|\blgpl"
    return bool(
        re.search(r"gpl|general public|affero", re.sub(lesser, "", licence, flags=re.IGNORECASE), re.IGNORECASE)
    )


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", False),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", False),
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("GNU Affero General Public License v3", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("LGPL-3.0-only AND GPL-2.0-only", True),
    ],
)
def test_the_licences_that_bind_are_recognised(licence, expected):
    assert binds(licence) is expected


@pytest.mark.parametrize(
    "distribution", sorted(distributions(), key=lambda found: found.name), ids=lambda found: found.name
)
def test_nothing_installed_is_under_the_gpl_or_the_agpl(distribution):
    alternatives = licences(distribution)
    assert alternatives, f"{distribution.name} declares no licence"
    free = [licence for licence in alternatives if not binds(licence)]
    assert free, f"{distribution.name}: {alternatives}"
    lesser = all(re.search("lgpl|lesser", licence, re.IGNORECASE) for licence in free)
    assert not lesser or canonicalize_name(distribution.name) in LESSER_GPL, f"{distribution.name}: {free}"


def test_our_own_licence_is_the_one_declared():
    assert PYPROJECT["project"]["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


# ── the page about them ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("requirement", [*RUNTIME, *EXTRAS, *BUILD, *DEV], ids=lambda requirement: requirement.name)
def test_the_page_says_why_it_is_there(requirement):
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| {re.escape(requirement.name)}[ ,|]", page, flags=re.MULTILINE | re.IGNORECASE)


def test_the_locks_name_versions_that_are_versions():
    for name in ("run", "dev"):
        for version, _ in lock(name)[1].values():
            assert not Version(version).is_prerelease, (name, version)
