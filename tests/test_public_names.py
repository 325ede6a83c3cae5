"""What a program needs is at hand under `workflow`, and importing that alone costs nothing."""

import subprocess
import sys

import pytest

import workflow


@pytest.mark.parametrize("name", workflow.__all__)
def test_every_public_name_is_the_one_of_its_module(name):
    found = getattr(workflow, name)
    home = sys.modules[f"workflow.{workflow.HOMES[name]}"]
    assert found is getattr(home, name)
    assert name in dir(workflow)


def test_the_list_of_names_is_in_order_and_whole():
    assert sorted(workflow.__all__) == sorted(workflow.HOMES)


def test_another_name_is_not_there():
    with pytest.raises(AttributeError, match="module 'workflow' has no attribute 'Manager'"):
        workflow.Manager  # noqa: B018


def test_a_program_of_ten_lines_keeps_a_dossier(tmp_path):
    program = """
        from workflow import Command, Engine, Store, Workspace, load, upgrade
        from workflow.entries import ActorSet, TerritoryAdded

        workspace = Workspace.create(FOLDER, {})
        store = Store(workspace.database_url)
        upgrade(store)
        engine = Engine(store)
        founder = ActorSet(id="agt-0001", handle="moi", label="Moi", role="administrator")
        engine.found("exemple/1", load(workspace.lifecycle_path), founder)
        engine.register(TerritoryAdded(id="axe-seine", name="Axe Seine", regions=["28"]), Command("moi"))
        print(engine.open("Axe Seine", Command("moi")).dossier)
        """
    lines = "\n".join(line.strip() for line in program.splitlines())
    script = f"from pathlib import Path\nFOLDER = Path({str(tmp_path / 'espace')!r})\n{lines}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("axe-seine-2018\n", "")
