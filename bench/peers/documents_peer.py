"""A peer of bench/documents.py, in an environment of its own. Run with: NAME FOLDER ROUNDS.

FOLDER holds the protocol as protocol.md and protocol.html. Prints the median of the seconds that one document took, the
first one left out. Each does less than Jalon: no peer writes PDF/A-3a and PDF/UA-1 together with the data inside.
"""

import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

name, folder, rounds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
MARKDOWN = (folder / "protocol.md").read_text(encoding="utf-8")


def weasyprint():
    """HTML to PDF/UA-1."""
    from weasyprint import HTML  # noqa: PLC0415  # each peer has its own library

    page = (folder / "protocol.html").read_text(encoding="utf-8")
    return lambda turn: HTML(string=page.replace("187", str(100 + turn))).write_pdf(pdf_variant="pdf/ua-1")


def docxtpl():
    """A Word template filled in, then made a PDF by LibreOffice."""
    import docx  # noqa: PLC0415  # each peer has its own library
    from docxtpl import DocxTemplate  # noqa: PLC0415

    document = docx.Document()
    rows = [line for line in MARKDOWN.splitlines() if line.startswith("|")]
    for line in MARKDOWN.splitlines():
        if line and not line.startswith("|"):
            document.add_paragraph(line)
    table = document.add_table(rows=3, cols=4)
    table.rows[0].cells[0].text = "{%tr for row in rows %}"
    for place, cell in enumerate(table.rows[1].cells):
        cell.text = f"{{{{ row[{place}] }}}}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    buffer = io.BytesIO()
    document.save(buffer)
    cells = [(line.split("|") + [""] * 5)[1:5] for line in rows]

    def make(turn):
        template = DocxTemplate(io.BytesIO(buffer.getvalue()))
        template.render({"rows": [[*row[:3], str(turn)] for row in cells]}, autoescape=True)
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / "protocol.docx"
            template.save(file)
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", place, file]
            subprocess.run(command, check=True, capture_output=True)
            return file.with_suffix(".pdf").read_bytes()

    return make


def pandoc():
    """Markdown to DOCX."""
    import pypandoc  # noqa: PLC0415  # each peer has its own library

    def make(turn):
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / "protocol.docx"
            text = MARKDOWN.replace("187", str(100 + turn))
            pypandoc.convert_text(text, "docx", format="commonmark_x", outputfile=str(file))
            return file.read_bytes()

    return make


PEERS = {"WeasyPrint": weasyprint, "docxtpl + LibreOffice": docxtpl, "pandoc": pandoc}


def main():
    """Time it."""
    make = PEERS[name]()
    taken = []
    for turn in range(rounds + 1):
        begun = time.perf_counter()
        if len(make(turn)) < 1000:
            sys.exit("an empty document")
        taken.append(time.perf_counter() - begun)
    print(json.dumps(statistics.median(taken[1:])))


if __name__ == "__main__":
    main()
