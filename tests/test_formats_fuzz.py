"""Thousands of texts that nobody would think of, in every place a text can stand, in every format."""

import os
import random
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from issued_samples import issued
from test_formats_html import Page

from workflow.documents import blocks, returned
from workflow.documents.escaping import escaped, visible
from workflow.documents.formats import shipped_look, write

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("JALON_FUZZ", "500"))
"""How many texts go through Word, the page and the PDF; 20,000 take some minutes."""
A_DRAFT = 500
"""How many of them one draft says."""
ASCII = [chr(code) for code in range(0x20, 0x7F)]
SIGNS = list("*_`[]()<>#+-.!|\\~:{}$&;'\"^=/@%") * 3
LATIN = list("éèàçùôîœŒÿ«»’…–— \u00a0\u202f€°²½")
STRANGE = [*"\t\n\r\x00\x07\u200b\u202e\u2028\ufeff\ud800株🏭ﬁ\u0301", "\\\n", "&#35;", "]]>", "{{", "#{"]
PIECES = ["**", "__", "- ", "1. ", "# ", "> ", "    ", "```", "---", "| ", "</w:t>", "<b>", "![x](y)", "[a](https://b)"]


def texts(count, alphabet, seed):
    """Random texts in which something can be seen, always the same ones."""
    dice = random.Random(seed)  # noqa: S311  # not a secret
    made = []
    while len(made) < count:
        text = "".join(dice.choice(alphabet) for _ in range(dice.randint(1, 24)))
        if visible(text):
            made.append(text)
    return made


def draft_of(strings):
    """A draft that says each text in six places."""
    return "# T\n\n" + "\n\n".join(
        f"{escaped(text)}\n\navant {escaped(text)} après\n\n**{escaped(text)}**\n\n## {escaped(text)}\n\n"
        f"- {escaped(text)}\n\n| c |\n|---|\n| {escaped(text)} |"
        for text in strings
    )


def said_of(strings):
    for text in strings:
        said = visible(text)
        yield from (said, f"avant {said} après", said, said, said, "c", said)


def spaced(text):
    """Without white space at the ends, which Markdown trims, and runs of it as one."""
    return " ".join(text.split())


@pytest.mark.parametrize("seed", range(10))
def test_two_thousand_texts_are_read_verbatim_in_six_places(seed):
    strings = texts(2_000, ASCII + SIGNS + LATIN + STRANGE + PIECES, seed)
    found = [spaced(block.text) for block in blocks.of_draft(draft_of(strings))[1:]]
    assert found == [spaced(text) for text in said_of(strings)]


@pytest.mark.parametrize("seed", range(COUNT // A_DRAFT))
def test_five_hundred_texts_come_out_verbatim_in_word_and_on_the_page(seed):
    strings = texts(A_DRAFT, ASCII + SIGNS + LATIN + STRANGE + PIECES, 99 + seed)
    draft = issued(draft_of(strings))
    wanted = [spaced(text) for text in said_of(strings)]
    in_word = [spaced(block.text) for block in returned.read(write(draft, "docx")).blocks[1:]]
    assert in_word == wanted
    page = Page(write(draft, "html"))
    assert [spaced(text) for text in page.said("p", "h2", "li", "th", "td")[2:]] == wanted


@pytest.mark.parametrize("seed", range(COUNT // A_DRAFT))
def test_five_hundred_texts_are_set_by_typst_and_stay_text(tmp_path, seed):
    strings = texts(A_DRAFT, ASCII + SIGNS + LATIN + PIECES, 7 + seed)
    look = shipped_look()
    look = replace(look, typst=look.typst.replace("hyphenate: true", "hyphenate: false"))
    content = write(issued(draft_of(strings), final=True), "pdf", look)
    assert b"/URI" not in content
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed here")
    (tmp_path / "all.pdf").write_bytes(content)
    told = subprocess.run(["pdftotext", "-raw", tmp_path / "all.pdf", "-"], check=True, capture_output=True).stdout
    squeezed = re.sub(r"\s", "", told.decode())
    missing = [text for text in strings if re.sub(r"\s", "", visible(text)) not in squeezed]
    assert missing == []
