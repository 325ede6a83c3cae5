"""What a command costs before it does anything: `jalon --help` and `jalon show` beside processes that only import.

The help may take at most 1.5 times a process that imports click and yaml, the sheet of a dossier at most 1.3 times one
that imports sqlmodel. Every side is a process of its own, in turn, in rounds; medians are compared.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measure import in_turn, verdict

LAUNCHER = Path(__file__).resolve().parent.parent / "cli.py"
ROUNDS = 15


def process(*arguments: str | Path, cwd: Path) -> Callable[[int], float]:
    """Seconds that a Python process with these arguments takes, from start to end."""

    def side(_turn: int) -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=cwd, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - begun

    return side


def workspace(folder: Path) -> None:
    """A workspace with one dossier."""
    for line in ("init", "territories add Carros --region 93", "open carros --on 2019-02"):
        command = [sys.executable, LAUNCHER, *line.split()]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    # Modules are compiled once, as wherever Jalon is installed: what was set to prevent it would be measured instead.
    for name in [name for name in os.environ if name.startswith(("JALON_", "PYTHON"))]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace(folder)
        for line in ("--help", "show carros"):
            subprocess.run([sys.executable, LAUNCHER, *line.split()], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        found = in_turn(
            {
                "import click, yaml": process("-c", "import click, yaml", cwd=folder),
                "jalon --help": process(LAUNCHER, "--help", cwd=folder),
                "import sqlmodel": process("-c", "import sqlmodel", cwd=folder),
                "jalon show": process(LAUNCHER, "show", "carros", cwd=folder),
            },
            ROUNDS,
        )
    print(f"Python {sys.version.split()[0]}; {ROUNDS} rounds, medians")
    for side, seconds in found.items():
        print(f"{side:30}{seconds * 1e3:12.0f} ms")
    help_ratio = found["jalon --help"] / found["import click, yaml"]
    show_ratio = found["jalon show"] / found["import sqlmodel"]
    print("jalon --help / import click, yaml ", verdict(help_ratio, 1.5, at_most=True))
    print("jalon show / import sqlmodel      ", verdict(show_ratio, 1.3, at_most=True))


if __name__ == "__main__":
    main()
