"""Writes hashes.json: what the files of the sample draft hash to. Run with each Python it is to speak for.

python tests/formats/freeze.py            adds this Python, and fails where its hashes are others
python tests/formats/freeze.py --anew     begins again, when a file was meant to change
"""

import json
import sys
import zlib
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path[:0] = [str(FOLDER.parent), str(FOLDER.parent.parent)]

from issued_samples import issued  # noqa: E402  # after the path it is found on

from workflow.documents.formats import digests, write  # noqa: E402


def main() -> None:
    """Write the hashes, or hold them to those that are there."""
    target = FOLDER / "hashes.json"
    files = {}
    for name in ("docx", "pdf", "html", "md"):
        for standing, final in (("draft", False), ("final", True)):
            found = digests(write(issued(final=final), name))
            files[f"{name} {standing}"] = {"content": found.content, "parts": found.parts}
    here = f"{sys.implementation.name} {sys.version.split()[0]}, {sys.platform}"
    held = {"pythons": [], "files": files, "zlib": zlib.ZLIB_RUNTIME_VERSION}
    if "--anew" not in sys.argv and target.exists():
        held = json.loads(target.read_text(encoding="utf-8"))
    if held["files"] != files or held["zlib"] != zlib.ZLIB_RUNTIME_VERSION:
        sys.exit(f"{here}: other hashes than {held['pythons']}")
    held["pythons"] = sorted({*held["pythons"], here})
    target.write_text(json.dumps(held, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
