"""Draws docs/pictures: the pages of the protocol and of the contract of an invented dossier.

    python docs/make_pictures.py

The PDF's pages are drawn by typst, which needs nothing else. Those of the Word file are drawn where LibreOffice and
pdftoppm are installed, and left as they are elsewhere.
"""

import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import typst

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]

from document_samples import COMPLETE, drafted  # noqa: E402  # after the path it is found on

from workflow.documents.formats import Issued, pdf, shipped_look, write  # noqa: E402
from workflow.documents.render import Templates  # noqa: E402
from workflow.workspace import TEMPLATES, shipped  # noqa: E402

PICTURES = HERE / "pictures"
FINE, COARSE = 80, 40
"""Dots per inch of a page, before it is set beside the others, and of the sheet."""


def issued(document: str) -> Issued:
    """A draft of the complete sample."""
    made = drafted(Templates.of_folder(shipped() / TEMPLATES), COMPLETE, document).rendered
    return Issued(
        text=made.text,
        title=made.title,
        dossier="pays-de-l-ombrelle-2018",
        document=document,
        version=1,
        reference=made.title,
        short_hash="1a2b3c4d5e6f",
        template_digest="0" * 64,
        data_json="{}",
        final=False,
        made_on=date(2020, 3, 15),
    )


def sheet(pages: list[bytes]) -> bytes:
    """The pages side by side, three in a row."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, page in enumerate(pages):
            (folder / f"{number}.png").write_bytes(page)
        images = ", ".join(f'image("{number}.png", width: 210mm)' for number in range(len(pages)))
        code = (
            "#set page(width: auto, height: auto, margin: 6mm, fill: luma(200))\n"
            f"#grid(columns: {min(len(pages), 3)}, gutter: 6mm, {images})"
        )
        made = typst.compile(code.encode(), root=folder, format="png", ppi=COARSE)
    return made[0] if isinstance(made, list) else made


def pages_of_pdf(draft: Issued) -> list[bytes]:
    """Each page as the PDF has it."""
    code = pdf.source(draft, draft.tree, shipped_look())
    made = typst.compile(code.encode(), root=HERE, ignore_system_fonts=True, format="png", ppi=FINE)
    return made if isinstance(made, list) else [made]


def pages_of_word(draft: Issued) -> list[bytes]:
    """Each page of the Word file as LibreOffice shows it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "draft.docx").write_bytes(write(draft, "docx"))
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", name, folder / "draft.docx"]
        for command in (convert, ["pdftoppm", "-r", str(FINE), "-png", folder / "draft.pdf", folder / "page"]):
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # commands of ours
        return [page.read_bytes() for page in sorted(folder.glob("page*.png"))]


def main() -> None:
    """Draw them all."""
    PICTURES.mkdir(exist_ok=True)
    for document in ("protocol", "contract"):
        draft = issued(document)
        (PICTURES / f"{document}-pdf.png").write_bytes(sheet(pages_of_pdf(draft)))
        if shutil.which("soffice") and shutil.which("pdftoppm"):
            (PICTURES / f"{document}-word.png").write_bytes(sheet(pages_of_word(draft)))


if __name__ == "__main__":
    main()
