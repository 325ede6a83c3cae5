import os
import sys
from pathlib import Path

import pytest

from workflow import workspace as workspaces
from workflow.errors import InvalidValue, WorkspaceError
from workflow.language import speaking
from workflow.workspace import Workspace, migrations, shipped

as_root = hasattr(os, "geteuid") and os.geteuid() == 0


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.fixture
def made(tmp_path):
    return Workspace.create(tmp_path / "office", environ={})


# ── making one ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_workspace_holds_a_copy_of_our_lifecycle_and_templates(made):
    assert made.lifecycle_path.read_bytes() == (shipped() / "states.yaml").read_bytes()
    ours = shipped() / "templates" / "documents"
    assert names(made.templates) == names(ours)
    assert names(ours), "we ship templates"
    for path in ours.rglob("*.*"):
        assert (made.templates / path.relative_to(ours)).read_bytes() == path.read_bytes()


def test_a_new_workspace_has_a_place_for_the_database_and_the_evidence_and_nothing_else(made):
    assert sorted(path.name for path in made.root.iterdir()) == ["db", "evidence", "states.yaml", "templates"]
    assert made.evidence == made.root / "evidence"
    assert list(made.evidence.iterdir()) == []
    assert list((made.root / "db").iterdir()) == []


def test_a_workspace_can_be_made_in_a_folder_that_holds_other_things(tmp_path):
    (tmp_path / "minutes.txt").write_text("ours")
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "kept.pdf").write_text("proof")
    Workspace.create(tmp_path, environ={})
    assert (tmp_path / "minutes.txt").read_text() == "ours"
    assert (tmp_path / "evidence" / "kept.pdf").read_text() == "proof"


def test_the_copies_can_be_edited_even_where_ours_cannot(tmp_path, monkeypatch):
    installed = tmp_path / "installed"
    (installed / "templates" / "documents").mkdir(parents=True)
    (installed / "templates" / "documents" / "letter.md").write_text("…", encoding="utf-8")
    (installed / "states.yaml").write_text("…", encoding="utf-8")
    for path in installed.rglob("*.*"):
        path.chmod(0o444)
    monkeypatch.setattr(workspaces, "shipped", lambda: installed)
    made = Workspace.create(tmp_path / "office", environ={})
    assert made.lifecycle_path.stat().st_mode & 0o200
    assert (made.templates / "letter.md").stat().st_mode & 0o200


def refusal(folder, environ=None):
    with pytest.raises(WorkspaceError) as caught:
        Workspace.create(folder, environ=environ or {})
    return caught.value


def test_a_folder_with_a_lifecycle_of_its_own_keeps_its_content(tmp_path):
    mine = tmp_path / "office"
    (mine / "templates" / "documents").mkdir(parents=True)
    (mine / "states.yaml").write_text("mine", encoding="utf-8")
    made = Workspace.create(mine, environ={})
    assert made.lifecycle_path.read_text(encoding="utf-8") == "mine"
    assert names(mine) == ["db", "evidence", "states.yaml", "templates", "templates/documents"]


@pytest.mark.skipif(sys.platform == "win32", reason="links of Unix")
def test_a_lifecycle_that_cannot_be_read_is_not_replaced_by_ours(tmp_path):
    (tmp_path / "states.yaml").symlink_to("gone.yaml")
    assert "il n’existe pas" in str(refusal(tmp_path))
    assert names(tmp_path) == ["states.yaml"]


def test_a_template_that_is_there_already_is_not_written_over(tmp_path):
    ours = max(path for path in (shipped() / "templates" / "documents").rglob("*") if path.is_file())
    mine = tmp_path / ours.relative_to(shipped())
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")
    before = names(tmp_path)
    error = refusal(tmp_path)
    assert str(mine) in str(error)
    assert "il existe déjà" in str(error)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert names(tmp_path) == before


def test_a_file_of_the_same_name_is_in_the_way(tmp_path):
    (tmp_path / "office").write_text("a note")
    assert "n’est pas un répertoire" in str(refusal(tmp_path / "office"))
    assert (tmp_path / "office").read_text() == "a note"


def test_a_file_where_a_folder_is_wanted_leaves_everything_as_it_was(tmp_path):
    (tmp_path / "db").write_text("a note")
    error = refusal(tmp_path)
    assert str(tmp_path / "db") in str(error)
    assert names(tmp_path) == ["db"]


def test_the_folder_above_must_be_there(tmp_path):
    error = refusal(tmp_path / "prefecture" / "office")
    assert f"« {tmp_path / 'prefecture'} » n’est pas un répertoire" in str(error).replace("\u00a0", " ")
    assert f"mkdir -p {tmp_path / 'prefecture'}" in str(error.remedy)
    assert names(tmp_path) == []


def test_a_folder_to_make_is_named_as_a_shell_reads_it(tmp_path):
    assert f"mkdir -p '{tmp_path / 'la préfecture'}'" in str(refusal(tmp_path / "la préfecture" / "office").remedy)


def test_nobody_is_told_to_make_a_folder_where_a_file_is(tmp_path):
    (tmp_path / "note").write_text("a note")
    error = refusal(tmp_path / "note" / "office")
    assert "n’est pas un répertoire" in str(error)
    assert "mkdir" not in str(error.remedy)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit on the size of files")
def test_a_disk_that_fills_up_leaves_nothing_half_made(tmp_path):
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, hard))
    try:
        error = refusal(tmp_path / "office")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert "le fichier dépasse la taille permise" in str(error)
    assert names(tmp_path) == []


@pytest.mark.skipif(as_root or sys.platform == "win32", reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    tmp_path.chmod(0o555)
    try:
        assert "les droits d’accès ne le permettent pas" in str(refusal(tmp_path / "office"))
    finally:
        tmp_path.chmod(0o755)


# ── finding one ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_nearest_workspace_upwards_is_the_one(made):
    inner = Workspace.create(made.root / "archive", environ={})
    deep = inner.root / "2019" / "april"
    deep.mkdir(parents=True)
    assert Workspace.find(deep, environ={}).root == inner.root
    assert Workspace.find(made.templates, environ={}).root == made.root


def test_the_current_folder_is_where_the_search_begins(made, monkeypatch):
    monkeypatch.chdir(made.evidence)
    assert Workspace.find(environ={}) == made


def test_a_link_to_a_folder_of_a_workspace_leads_to_the_workspace(made, tmp_path):
    (tmp_path / "shortcut").symlink_to(made.evidence, target_is_directory=True)
    assert Workspace.find(tmp_path / "shortcut", environ={}) == made


def test_where_there_is_none_one_is_told_how_to_make_one(tmp_path):
    with pytest.raises(WorkspaceError) as caught:
        Workspace.find(tmp_path, environ={})
    assert str(tmp_path) in str(caught.value)
    assert "jalon init" in str(caught.value.remedy)
    with speaking("en"):
        assert "No workspace" in str(caught.value)
        assert "make one here: jalon init" in str(caught.value.remedy)


def test_the_environment_can_name_another(made, tmp_path):
    other = Workspace.create(tmp_path / "other", environ={})
    assert Workspace.find(made.root, environ={"JALON_WORKSPACE": str(other.root)}) == other
    assert Workspace.find(made.root, environ={"JALON_WORKSPACE": ""}) == made


def test_a_folder_named_by_the_environment_must_be_a_workspace(made, tmp_path):
    with pytest.raises(WorkspaceError, match="JALON_WORKSPACE") as caught:
        Workspace.find(made.root, environ={"JALON_WORKSPACE": str(tmp_path)})
    assert "unset JALON_WORKSPACE" in str(caught.value.remedy)


def test_the_lifecycle_itself_is_no_folder_to_name(made):
    with pytest.raises(WorkspaceError, match="n’est pas un répertoire avec un"):
        Workspace.find(made.root, environ={"JALON_WORKSPACE": str(made.lifecycle_path)})


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        pytest.param(lambda path: path.mkdir(), "c’est un répertoire", id="a folder"),
        pytest.param(lambda path: path.symlink_to("gone.yaml"), "il n’existe pas", id="a link to nothing"),
        pytest.param(lambda path: path.symlink_to(path.name), "tournent en rond", id="a link to itself"),
        pytest.param(
            lambda path: (path.touch(), path.chmod(0)),
            "les droits d’accès",
            id="no right to read",
            marks=pytest.mark.skipif(as_root, reason="root may read everything"),
        ),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="links and rights of Unix")
def test_a_lifecycle_that_cannot_be_read_is_said_and_not_passed_over(made, damage, said):
    """The workspace above must not be taken instead: it would be another administration's."""
    inner = made.root / "archive"
    inner.mkdir()
    damage(inner / "states.yaml")
    with pytest.raises(WorkspaceError) as caught:
        Workspace.find(inner, environ={})
    assert str(inner / "states.yaml") in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not remove a folder somebody is in")
def test_a_current_folder_that_is_gone_is_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(WorkspaceError, match="Le répertoire courant n’existe plus"):
        Workspace.find(environ={})


@pytest.mark.skipif(sys.platform != "linux", reason="the other systems know no name that is not Unicode")
def test_a_folder_whose_name_is_no_text_is_refused(tmp_path):
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/pr\xe9fecture"))
    odd.mkdir()
    error = refusal(odd)
    assert "n’est pas en UTF-8" in str(error)
    str(error).encode()


# ── its database ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["office", "DREETS Île-de-France", "50% ? #1 & co", "c:d"])
def test_the_database_is_a_file_of_the_workspace_whatever_the_folder_is_called(tmp_path, name):
    from sqlalchemy import make_url

    made = Workspace.create(tmp_path / name, environ={})
    url = make_url(made.database_url)
    assert url.drivername == "sqlite"
    assert url.database == str(made.root / "db" / "jalon.db")
    assert not url.query


def test_the_environment_can_name_another_database(made):
    environ = {"JALON_DATABASE_URL": " postgresql://jalon:s3cret@db.example/contracts\n"}
    found = Workspace.find(made.root, environ)
    assert found.database_url == "postgresql://jalon:s3cret@db.example/contracts"
    assert found.root == made.root


def test_an_empty_variable_is_no_database(made):
    assert Workspace.find(made.root, {"JALON_DATABASE_URL": ""}) == made


def test_a_password_is_never_shown_by_accident(made):
    found = Workspace.find(made.root, {"JALON_DATABASE_URL": "postgresql://jalon:s3cret@db.example/contracts"})
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize("url", ["mysql://jalon:s3cret@db.example/contracts", "jalon.db", "postgres://s3cret", "://"])
def test_another_kind_of_database_is_refused_without_showing_what_was_typed(made, tmp_path, url):
    for attempt in (lambda e: Workspace.find(made.root, e), lambda e: Workspace.create(tmp_path / "new", e)):
        with pytest.raises(InvalidValue, match="ni une base SQLite ni une base PostgreSQL") as caught:
            attempt({"JALON_DATABASE_URL": url})
        assert "s3cret" not in f"{caught.value} {caught.value.remedy}".replace("compte:secret", "")
    assert not (tmp_path / "new").exists()


# ── what we ship ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_migrations_are_ours_whatever_the_workspace_holds(made, monkeypatch):
    monkeypatch.chdir(made.root)
    assert migrations() == shipped() / "db" / "migrations"
    assert (migrations() / "env.py").is_file()


def test_a_checkout_ships_its_own_root():
    assert (shipped() / "pyproject.toml").is_file() or shipped().name == "_workspace"
    assert (shipped() / "states.yaml").is_file()
