"""The PDF of a draft: what typst verifies, what it carries, what it says, and what it cannot reach."""

import json
import re
import shutil
import socket
import subprocess
import threading
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

import pytest
import typst
from issued_samples import DATA, HOSTILE, PROTOCOL, TITLE, everywhere, issued, seen

from workflow.documents import markdown_tree
from workflow.documents.formats import pdf, shipped_look, write
from workflow.documents.tree import Heading, Paragraph, Run, Tree, plain
from workflow.errors import DocumentError

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed here"
)
LOOK = shipped_look()


def run(*command, given=b""):
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def text_of(content, tmp_path, *options):
    file = tmp_path / "file.pdf"
    file.write_bytes(content)
    return run("pdftotext", *options, str(file), "-").decode()


def squeezed(text):
    """Without white space, and without the hyphens at the ends of lines."""
    return re.sub(r"\s", "", text.replace("\u00ad\n", "").replace("\u00ad", ""))


# ── what typst verifies ───────────────────────────────────────────────────────────────────────────────────────────


def test_it_declares_both_standards_and_typst_has_verified_them():
    content = write(issued(), "pdf")
    assert content.startswith(b"%PDF-1.7")
    metadata = content.decode("latin-1")
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert pdf.STANDARDS == ["a-3a", "ua-1"]


def test_typst_refuses_a_document_without_title():
    nameless = Tree((), (Heading(1, (Run("Article 1er"),)), Paragraph((Run("mot"),))))
    with pytest.raises(DocumentError, match="missing document title"):
        pdf.set_in_type(issued(), nameless, LOOK)


def test_typst_refuses_headings_out_of_order():
    unordered = Tree((Run("T"),), (Heading(1, (Run("A"),)), Heading(3, (Run("C"),))))
    with pytest.raises(DocumentError, match="heading") as refused:
        pdf.set_in_type(issued(), unordered, LOOK)
    assert "base.typ" in str(refused.value.remedy)
    ordered = replace(unordered, blocks=(Heading(1, (Run("A"),)), Heading(2, (Run("B"),))))
    assert pdf.set_in_type(issued(), ordered, LOOK).startswith(b"%PDF")


# ── what it carries ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(shutil.which("pdfdetach") is None, reason="pdfdetach (poppler-utils) is not installed here")
def test_the_data_it_was_made_from_is_inside_to_the_byte(tmp_path):
    data = json.dumps({"titres": HOSTILE}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for given in (DATA, data):
        file, out = tmp_path / "file.pdf", tmp_path / "out"
        file.write_bytes(write(issued(data_json=given), "pdf"))
        run("pdfdetach", "-savefile", pdf.ATTACHMENT, "-o", str(out), str(file))
        assert out.read_text(encoding="utf-8") == given
    assert b"/AFRelationship /Source" in file.read_bytes() or b"/AFRelationship/Source" in file.read_bytes()


@needs_poppler
def test_its_properties_say_what_it_is(tmp_path):
    file = tmp_path / "file.pdf"
    file.write_bytes(write(issued(), "pdf"))
    told = run("pdfinfo", "-isodates", str(file)).decode()
    assert TITLE in told
    assert "2019-04-30" in told
    assert "1a2b3c4d5e6f" in told
    assert re.search(r"Tagged:\s+yes", told)


# ── what it says ──────────────────────────────────────────────────────────────────────────────────────────────────


@needs_poppler
def test_every_page_says_where_it_is_from_and_its_number(tmp_path):
    pages = text_of(write(issued(), "pdf"), tmp_path).rstrip("\f").split("\f")
    assert len(pages) == 4
    for number, page in enumerate(pages, 1):
        assert "val-de-sarre-2018 · version 3 · 1a2b3c4d5e6f" in page
        assert f"Page {number} / 4" in page
        assert "Val de Sarre et Trois Rivières – protocole d’accord" in page


@needs_poppler
def test_the_word_across_the_page_is_there_until_the_document_is_final(tmp_path):
    def letters(content):
        return squeezed(text_of(content, tmp_path, "-raw"))

    assert letters(write(issued("# T\n\nmot"), "pdf")).count("PROJET") == 1
    assert "PROJET" not in letters(write(issued("# T\n\nmot", final=True), "pdf"))
    assert "DRAFT" in letters(write(issued("# T\n\nmot", language="en"), "pdf"))


@needs_poppler
def test_french_is_hyphenated_as_french(tmp_path):
    long = "# T\n\n" + "Anticonstitutionnellement administrativement intercommunalités. " * 40
    broken = re.findall(r"(\w+)[-\u00ad\u2010]\n(\w+)", text_of(write(issued(long), "pdf"), tmp_path))
    assert broken
    assert {"".join(pair) for pair in broken} <= {
        "Anticonstitutionnellement",
        "administrativement",
        "intercommunalités",
    }


def test_a_workspace_keeps_the_look_it_was_made_with():
    """It was copied into the workspace, where it may have been changed: what came since is said by the program."""
    older = replace(LOOK, typst=re.sub(r"#let to-fill-in = .*\n", "", LOOK.typst))
    assert older != LOOK
    vote = issued("# T\n\n| Pour | Contre |\n|---|---|\n| | |\n")
    assert write(vote, "pdf", older) == write(vote, "pdf", LOOK)


def words_of(content, tmp_path):
    """Each word of the pages with its left and right edge and its line, in points."""
    page = text_of(content, tmp_path, "-bbox")
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>', page)
    return [(word, float(left), float(right), float(top)) for left, top, right, word in found]


@needs_poppler
def test_a_line_beside_the_long_number_of_an_act_has_no_holes(tmp_path):
    """No line is cut within such a number: the one before it is left short and not stretched to the margin."""
    visa = (
        "Vu la délibération de la communauté de communes du Val d’Ombrelle "
        "n°\u00a0014\\-200000902\\-20191210\\-2019\\_2\\-DE en date du 10\u00a0décembre 2019\u202f;"
    )
    words = words_of(write(issued(f"# T\n\n{visa}\n", final=True), "pdf"), tmp_path)
    start = next(place for place, (word, *_) in enumerate(words) if word == "Vu")
    line = [one for one in words[start:] if abs(one[3] - words[start][3]) < 2]
    gaps = [after[1] - before[2] for before, after in pairwise(line)]
    assert len(gaps) > 8
    assert max(gaps) < 5


def test_a_paragraph_of_amounts_is_justified_like_any_other():
    text = "Trois projets, pour un coût total de 4\u202f744\u202f500,50\u00a0€\u202f; deux d’entre eux sont fermes."
    amounts, visa = issued(f"# T\n\n{text}\n"), issued("# T\n\nVu l’acte 014-200000902-20191210-2019\\_2-DE\n")
    assert "justify: false" not in pdf.source(amounts, amounts.tree, LOOK).partition(LOOK.typst)[2]
    assert "justify: false" in pdf.source(visa, visa.tree, LOOK).partition(LOOK.typst)[2]


@needs_poppler
def test_the_last_line_of_a_title_is_not_made_of_one_word(tmp_path):
    title = "Compte rendu d’installation du comité de projet du Territoire d’industrie Pays de l’Ombrelle"
    words = words_of(write(issued(f"# {title}\n\nmot\n", title=title, reference="R", final=True), "pdf"), tmp_path)
    place = next(place for place, (word, *_) in enumerate(words) if word == "Compte")
    lines = {}
    for word, left, right, top in words[place : place + len(title.split())]:
        lines.setdefault(round(top), []).append((word, left, right))
    widths = [line[-1][2] - line[0][1] for line in lines.values()]
    assert len(widths) > 1
    assert min(widths) > 0.6 * max(widths)


@needs_poppler
def test_the_text_is_the_draft(tmp_path):
    said = squeezed(text_of(write(issued(final=True), "pdf", unhyphenated()), tmp_path, "-layout"))
    for paragraph in markdown_tree.read(PROTOCOL).blocks:
        if isinstance(paragraph, Paragraph):
            assert squeezed(plain(paragraph.spans).split("\n")[0]) in said


def unhyphenated():
    return replace(LOOK, typst=LOOK.typst.replace("hyphenate: true", "hyphenate: false"))


@needs_poppler
def test_thirty_hostile_titles_come_out_verbatim(tmp_path):
    text = "# T\n\n" + "\n\n".join(everywhere(title).split("\n\n", 1)[1] for title in HOSTILE)
    content = write(issued(text, final=True), "pdf", unhyphenated())
    said = squeezed(text_of(content, tmp_path, "-raw"))
    missing = [title for title in HOSTILE if said.count(squeezed(seen(title))) < 9]
    assert missing == []
    assert b"/URI" not in content
    assert b"/JavaScript" not in content


def test_what_no_font_has_is_shown_as_a_square_and_listed(tmp_path):
    content = write(issued("# Usine 株 🏭\n\nLa société 🏭 de Łódź, Ελλάς, Москва.\n"), "pdf")
    assert content.startswith(b"%PDF")
    if shutil.which("pdftotext"):
        said = text_of(content, tmp_path)
        assert "La société □ de Łódź, Ελλάς, Москва." in said
        assert "U+1F3ED" in said
        assert "U+682A" in said


# ── what it cannot reach ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "code",
    [
        '#import "@preview/cetz:0.3.4": *',
        '#include "/etc/passwd"',
        '#eval("1")',
        '#let f = std.at("ev" + "al")',
        "#let d = dictionary(sys)",
        '#plugin("x.wasm")',
    ],
)
def test_a_look_takes_nothing_from_elsewhere(code):
    look = replace(LOOK, typst=f"{LOOK.typst}\n{code}\n")
    with pytest.raises(DocumentError, match="base") as refused:
        write(issued(), "pdf", look)
    assert f"ligne {LOOK.typst.count(chr(10)) + 2}" in str(refused.value).replace("\u00a0", " ")


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../../../etc/passwd", "base.typ", "."])
def test_a_look_reads_no_file(path):
    look = replace(LOOK, typst=f'{LOOK.typst}\n#read("{path}")\n')
    with pytest.raises(DocumentError) as refused:
        write(issued(), "pdf", look)
    assert "jalon-typst-" not in str(refused.value)


class Proxy:
    """Where everything this process asks of the network would have to go through; it gives nothing and remembers."""

    def __init__(self, monkeypatch):
        self.asked = []
        self.server = socket.create_server(("127.0.0.1", 0))
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{self.server.getsockname()[1]}")
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        with self.server, suppress(OSError):
            while True:
                connection, _ = self.server.accept()
                self.asked.append(connection.recv(1000))
                connection.close()


def test_nothing_is_asked_of_the_network(monkeypatch, tmp_path):
    proxy = Proxy(monkeypatch)
    write(issued(everywhere('#import "@preview/cetz:0.3.4": *')), "pdf")
    assert proxy.asked == []
    # The watch works: typst alone, left to itself, does ask.
    with pytest.raises(typst.TypstError):
        typst.compile(b'#import "@preview/cetz:0.3.4": *', root=tmp_path, package_cache_path=tmp_path)
    assert proxy.asked[0].startswith(b"CONNECT packages.typst.org")


def test_the_content_is_string_literals_only():
    code = pdf.source(issued(everywhere('#read("x") \\ "')), markdown_tree.read(everywhere('#read("x") \\ "')), LOOK)
    ours = code.partition(LOOK.typst)[2]
    assert ours
    without = re.sub(r'"(?:[^"\\]|\\.)*"', '""', ours)
    assert "read" not in without
    assert "#" not in without.replace("#show:", "").replace("#pdf.attach", "").replace("#{", "")


def test_a_look_without_its_functions_is_told_so():
    with pytest.raises(DocumentError, match="look"):
        write(issued(), "pdf", replace(LOOK, typst="// rien"))


# ── bytes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_draft_gives_the_same_bytes_and_another_gives_others():
    once = write(issued(), "pdf")
    assert write(issued(), "pdf") == once
    others = [issued(version=4), issued(final=True), issued(data_json="{}"), issued(PROTOCOL + "\nfin\n")]
    assert len({write(other, "pdf") for other in others} | {once}) == 5
