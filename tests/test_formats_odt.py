"""What LibreOffice makes of our files: it opens every one, and turns Word files into OpenDocument."""

import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile

import pytest
from issued_samples import HOSTILE, PROTOCOL, everywhere, issued, seen

from workflow.documents import blocks
from workflow.documents.formats import odt, write
from workflow.errors import DocumentError

pytestmark = pytest.mark.slow
needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def paragraphs(content):
    """What an OpenDocument file says, paragraph by paragraph."""
    root = ET.fromstring(parts(content)["content.xml"])  # noqa: S314  # made by our own converter
    return [said(found) for found in root.iter() if found.tag in (f"{TEXT}p", f"{TEXT}h") and said(found)]


def said(element):
    pieces = [element.text or ""]
    for child in element:
        if child.tag == f"{TEXT}s":
            pieces.append(" " * int(child.get(f"{TEXT}c", "1")))
        elif child.tag == f"{TEXT}line-break":
            pieces.append(" ")
        else:
            pieces.append(said(child))
        pieces.append(child.tail or "")
    return "".join(pieces).strip()


@pytest.fixture(scope="module")
def content():
    return write(issued(), "odt")


@needs_libreoffice
def test_the_opendocument_file_says_what_the_draft_says_and_is_dated_as_it_is(content):
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        first = opened.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert parts(content)["mimetype"] == b"application/vnd.oasis.opendocument.text"
    found = " ".join(paragraphs(content))
    for block in blocks.of_draft(PROTOCOL):
        for part in block.parts:
            assert re.sub("^Article (1er|[0-9]) – ", "", part) in found
    meta = parts(content)["meta.xml"].decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", meta)) == {"2019-04-30T00:00:00"}
    styles = parts(content)["styles.xml"].decode()
    assert "PROJET" in styles
    assert "1a2b3c4d5e6f" in styles


@needs_libreoffice
def test_the_same_draft_gives_the_same_opendocument_bytes(content):
    assert write(issued(), "odt") == content


@needs_libreoffice
def test_libreoffice_opens_every_word_file_hostile_titles_included(tmp_path):
    """Opened, and saved as PDF, where nothing of the text may be missing."""
    text = "# T\n\n" + "\n\n".join(everywhere(title).split("\n\n", 1)[1] for title in HOSTILE)
    files = {"protocol": issued(final=True), "hostile": issued(text, final=True), "draft": issued(language="en")}
    for name, draft in files.items():
        (tmp_path / f"{name}.docx").write_bytes(write(draft, "docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    sources = [str(tmp_path / f"{name}.docx") for name in files]
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *sources],
        check=True,
        capture_output=True,
        timeout=odt.SECONDS,
    )
    for name in files:
        assert (tmp_path / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext"):
        found = subprocess.run(
            ["pdftotext", "-raw", tmp_path / "hostile.pdf", "-"], check=True, capture_output=True, text=True
        ).stdout
        squeezed = re.sub(r"\s|\u00ad", "", found)
        # Hyphens that LibreOffice puts at the ends of lines are not in the text.
        missing = [
            title
            for title in HOSTILE
            if re.sub(r"\s", "", seen(title)) not in squeezed
            and re.sub(r"\s|-", "", seen(title)) not in squeezed.replace("-", "")
        ]
        assert missing == []
        assert "Article1er–Objet" in re.sub(
            r"\s",
            "",
            subprocess.run(
                ["pdftotext", tmp_path / "protocol.pdf", "-"], check=True, capture_output=True, text=True
            ).stdout,
        )


def test_without_a_converter_one_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(odt.shutil, "which", lambda name: None)
    with pytest.raises(DocumentError, match="LibreOffice") as refused:
        write(issued(), "odt")
    assert "apt install libreoffice" in str(refused.value.remedy)
    assert "--format docx" in str(refused.value.remedy)


@pytest.mark.parametrize("script", ["exit 1", "exit 0", "sleep 5"])
def test_a_converter_that_fails_or_never_ends_is_told_so(monkeypatch, tmp_path, script):
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(odt, "SECONDS", 1)
    with pytest.raises(DocumentError, match="soffice"):
        write(issued(), "odt")


@needs_libreoffice
def test_libreoffice_opens_the_opendocument_file(content, tmp_path):
    (tmp_path / "draft.odt").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "draft.odt"],
        check=True,
        capture_output=True,
        timeout=odt.SECONDS,
    )
    assert (tmp_path / "draft.pdf").read_bytes().startswith(b"%PDF")
