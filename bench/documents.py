"""What a draft costs as files: Jalon beside WeasyPrint, docxtpl with LibreOffice, and pandoc.

One draft, a protocol of nine articles with a table of twelve projects, is written as DOCX, PDF and HTML in a process
that has written some before; each turn its text is another, since typst remembers what it has set. Then a hundred are
written on two processors. The peers make what they can of the same protocol, in an environment of their own, in a
process that has begun; a peer that cannot run here is said so and counted for nothing.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

from measure import in_turn, seconds, verdict

from workflow.documents.formats import Issued, shipped_look, write
from workflow.documents.formats.many import Task, write_many

HERE = Path(__file__).parent
PROTOCOL = (HERE.parent / "tests" / "formats" / "protocole.md").read_text(encoding="utf-8")
ROUNDS, EACH, MANY = 7, 5, 100
FORMATS = ("docx", "pdf", "html")
PEERS = {
    "WeasyPrint": ("weasyprint==70.0",),
    "docxtpl + LibreOffice": ("docxtpl==0.20.2", "python-docx==1.2.0"),
    "pandoc": ("pypandoc-binary==1.17",),
}
_PAIRS = {
    "WeasyPrint": ("pdf", "PDF", 2),
    "docxtpl + LibreOffice": ("docx pdf", "DOCX and PDF", 4),
    "pandoc": ("docx", "DOCX", 2),
}
"""What each peer is held against, and how many times longer it takes at least."""


def draft(number: int) -> Issued:
    """A protocol like no other."""
    return Issued(
        text=PROTOCOL.replace("187", str(100 + number % 900)).replace("Karim", f"Karim {number}"),
        title=f"Protocole d’accord n° {number}",
        dossier=f"val-de-sarre-{number}",
        document="protocol",
        version=number,
        reference="Val de Sarre et Trois Rivières",
        short_hash=f"{number:012x}",
        template_digest="0" * 64,
        data_json='{"territoire":{"nom":"Val de Sarre"}}',
        final=False,
        made_on=date(2019, 4, 30),
    )


def one() -> dict[str, float]:
    """Seconds for one draft, by format and for all three, warm."""
    look = shipped_look()
    numbers = iter(range(1, 10**6))

    def side(*names: str) -> float:
        made = [draft(next(numbers)) for _ in range(EACH)]
        return seconds(lambda: [write(each, name, look) for each in made for name in names], EACH)

    side(*FORMATS)
    sides = {name: lambda turn, name=name: side(name) for name in FORMATS}
    return in_turn({**sides, "all": lambda turn: side(*FORMATS)}, ROUNDS)


def hundred(folder: Path) -> float:
    """Seconds for a hundred drafts in three formats on two processors, the start of the processes included."""
    tasks = [Task(draft(number), name, folder / f"{number}.{name}") for number in range(MANY) for name in FORMATS]

    def progress(done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        filled = 40 * done // total
        end = "\n" if done == total else ""
        print(f"\r  {'█' * filled}{'░' * (40 - filled)} {done:3} / {total}", end=end, file=sys.stderr, flush=True)

    begun = perf_counter()
    failures = write_many(tasks, shipped_look(), processes=2, progress=progress)
    taken = perf_counter() - begun
    if failures:
        raise failures[0].error
    return taken


def peer(name: str, needs: tuple[str, ...], folder: Path) -> float | str:
    """Seconds a peer takes for one protocol, or why it cannot run here."""
    if "LibreOffice" in name and shutil.which("soffice") is None:
        return "LibreOffice is not installed"
    place = Path(os.environ.get("JALON_BENCH_PEERS", tempfile.gettempdir())) / "jalon-bench-documents"
    place /= name.split()[0].lower()
    python = place / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", place], check=True, capture_output=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *needs],
            check=True,
            capture_output=True,
            text=True,
        )
        command = [python, HERE / "peers" / "documents_peer.py", name, folder, str(ROUNDS)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        return said[-1] if said else type(error).__name__
    return float(json.loads(done.stdout))


def main() -> None:
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors; {ROUNDS} rounds, medians")
    found = one()
    for name in (*FORMATS, "all"):
        print(f"  {name:30}{found[name] * 1e3:8.1f} ms")
    print(f"{'one draft, three formats, s':32}", verdict(found["all"], 0.2, at_most=True))
    with tempfile.TemporaryDirectory() as name:
        taken = hundred(Path(name))
    print(f"{f'{MANY} drafts, two processors, s':32}", verdict(taken, 15, at_most=True))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = replace(draft(0), final=True)
        (folder / "protocol.md").write_bytes(write(source, "md"))
        (folder / "protocol.html").write_bytes(write(source, "html"))
        for label, needs in PEERS.items():
            result = peer(label, needs, folder)
            formats, what, limit = _PAIRS[label]
            if isinstance(result, str):
                print(f"{label:32} cannot run here: {result}")
                continue
            ours = sum(found[each] for each in formats.split())
            print(f"{f'{label} / Jalon, {what}':32}", verdict(result / ours, limit, at_most=False))
            print(f"  {result * 1e3:.0f} ms beside {ours * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
