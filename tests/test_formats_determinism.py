"""The same draft has the same bytes on another day, machine, time zone, locale and Python."""

import json
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from issued_samples import FOLDER, issued

from workflow.documents.formats import digests, write

HASHES = json.loads((FOLDER / "hashes.json").read_text(encoding="utf-8"))
FORMATS = ("docx", "pdf", "html", "md")

CHILD = """
import sys, time
start = {clock}
time.time = lambda: start
time.localtime = lambda *given, real=time.localtime: real(*(given or (start,)))
import issued_samples
from workflow.documents.formats import digests, write
for name in {formats}:
    for final in (False, True):
        found = digests(write(issued_samples.issued(final=final), name))
        print(name, final, found.content, found.parts)
"""


def found_here():
    lines = []
    for name in FORMATS:
        for final in (False, True):
            found = digests(write(issued(final=final), name))
            lines.append(f"{name} {final} {found.content} {found.parts}")
    return lines


@pytest.mark.parametrize(
    ("zone", "seed", "locale", "clock", "folder"),
    [
        ("Asia/Tokyo", "1", "C", 0, "/"),
        ("America/Caracas", "4242", "fr_FR.UTF-8", 4_000_000_000, None),
    ],
)
def test_a_fresh_process_elsewhere_and_at_another_time_gives_the_same_bytes(
    zone, seed, locale, clock, folder, tmp_path
):
    environment = {
        **os.environ,
        "TZ": zone,
        "PYTHONHASHSEED": seed,
        "LC_ALL": locale,
        "LANG": locale,
        "HOME": str(tmp_path),
        "SOURCE_DATE_EPOCH": "1",
        "PYTHONPATH": str(Path(__file__).parent),
    }
    done = subprocess.run(
        [sys.executable, "-c", CHILD.format(clock=clock, formats=FORMATS)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=folder or tmp_path,
    )
    assert done.stderr == ""
    assert [line.strip() for line in done.stdout.splitlines()] == [line.strip() for line in found_here()]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("final", [False, True])
def test_every_python_and_machine_gives_the_hashes_that_were_frozen(name, final):
    """`tests/formats/freeze.py` wrote them, on the Pythons that they name; run it when a file is meant to change."""
    found = digests(write(issued(final=final), name))
    frozen = HASHES["files"][f"{name} {'final' if final else 'draft'}"]
    assert found.parts == frozen["parts"]
    # Another zlib packs the same parts into other bytes.
    if name != "docx" or HASHES["zlib"] == zlib.ZLIB_RUNTIME_VERSION:
        assert found.content == frozen["content"]
