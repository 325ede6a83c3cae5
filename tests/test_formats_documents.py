"""Every document of the reference workspace, of a dossier that is complete and of one that is not, in every format."""

import shutil
import subprocess

import pytest
from document_samples import COMPLETE, INCOMPLETE, drafted
from issued_samples import issued

from workflow.documents import blocks, placeholders, returned
from workflow.documents.formats import odt, write
from workflow.documents.placeholders import Kind
from workflow.documents.render import Templates
from workflow.workspace import TEMPLATES, shipped

OURS = Templates.of_folder(shipped() / TEMPLATES)
SAMPLES = {"complete": COMPLETE, "incomplete": INCOMPLETE}
each = pytest.mark.parametrize("document", OURS.documents)
both = pytest.mark.parametrize("sample", SAMPLES)


def draft(document, sample):
    made = drafted(OURS, SAMPLES[sample], document).rendered
    return made, issued(made.text, title=made.title, document=document)


@each
@both
def test_it_reads_the_same_in_word_and_is_verified_as_pdf(document, sample):
    made, one = draft(document, sample)
    assert returned.read(write(one, "docx")).blocks == blocks.of_draft(made.text)
    assert write(one, "pdf").startswith(b"%PDF-1.7")
    assert made.text.count("[À COMPLÉTER") == write(one, "html").decode().count("<mark>")


@each
@both
def test_nothing_is_left_in_it_but_its_own_gaps(document, sample):
    made, _ = draft(document, sample)
    found = placeholders.find(blocks.of_draft(made.text))
    assert {each.kind for each in found} <= {Kind.GAP}
    assert len(found) == made.text.count("[À COMPLÉTER")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_libreoffice_opens_all_of_them(tmp_path):
    files = []
    for document in OURS.documents:
        for sample in SAMPLES:
            file = tmp_path / f"{document}-{sample}.docx"
            file.write_bytes(write(draft(document, sample)[1], "docx"))
            files.append(file)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *files],
        check=True,
        capture_output=True,
        timeout=2 * odt.SECONDS,
    )
    assert {file.stem for file in tmp_path.glob("*.pdf")} == {file.stem for file in files}
