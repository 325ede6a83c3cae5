"""The page of a draft: complete in itself, readable by everybody, and with nothing that runs."""

import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser

import pytest
from issued_samples import HOSTILE, PROTOCOL, TITLE, everywhere, issued, seen

from workflow.documents import blocks
from workflow.documents.formats import write

VOID = {"meta", "br", "hr"}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "div", "header", "main", "footer", "p", "h1", "h2", "h3", "h4"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "strong", "em", "mark", "a", "br", "hr"),
}


class Page(HTMLParser):
    """The page as a browser reads it: its elements in order, its text by element, nothing left open."""

    def __init__(self, content):
        super().__init__()
        self.open, self.elements, self.texts = [], [], {}
        self.feed(content.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, len(self.elements)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for _, number in self.open:
            self.texts[number] = self.texts.get(number, "") + data

    def said(self, *tags):
        return [self.texts.get(place, "") for place, (tag, _) in enumerate(self.elements, 1) if tag in tags]

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def page(text=PROTOCOL, **given):
    return Page(write(issued(text, **given), "html"))


def test_it_says_its_language_its_title_and_what_it_is():
    found = page()
    assert found.all("html") == [{"lang": "fr"}]
    assert found.said("title") == [TITLE]
    assert found.said("h1") == [TITLE]
    assert found.said("header") == ["Val de Sarre et Trois Rivières – protocole d’accord"]
    assert found.said("footer") == ["val-de-sarre-2018 · version 3 · 1a2b3c4d5e6f"]
    assert page(language="en").all("html") == [{"lang": "en"}]


def test_headings_follow_one_another_without_a_gap():
    levels = [int(tag[1]) for tag, _ in page().elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_tables_name_their_columns_or_their_rows():
    found = page(PROTOCOL + "\n| | |\n|---|---|\n| **Axe** | Attirer |\n")
    scopes = [attributes["scope"] for attributes in found.all("th")]
    assert scopes == ["col"] * 13 + ["row"]
    assert found.all("td")[4] == {"class": "right"}
    assert {attributes.get("tabindex") for attributes in found.all("div") if attributes.get("class") == "wide"} == {"0"}


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("| Projet | Coût |\n|---|---:|\n| A | 1 |\n| **Total** | **1** |", [{}, {}, {"class": "total"}]),
        ("| Nom | Signature |\n|---|---|\n| A | |", [{}, {"class": "sign"}]),
        ("| Nom | Émargement |\n|---|---|\n| A | |\n| B | |", [{}, {"class": "write"}, {"class": "write"}]),
        ("| Nom | Signature |\n|---|---|\n| A | |\n| B | signé |", [{}, {}, {}]),
        ("| | |\n|---|---|\n| **Axe** | **Attirer** |", [{}]),
    ],
)
def test_a_row_of_a_total_and_one_to_write_in_are_shown_as_such(table, rows):
    assert page(f"# T\n\n{table}\n").all("tr") == rows


def test_a_column_stands_on_the_side_that_the_draft_says():
    found = page("# T\n\n| a | b | c |\n|:---|:---:|---:|\n| d | e | f |\n")
    sides = [{}, {"class": "center"}, {"class": "right"}]
    assert [{k: v for k, v in one.items() if k != "scope"} for one in found.all("th")] == sides
    assert found.all("td") == sides


def test_a_link_leads_where_it_says_and_tells_nobody_from_where():
    found = page("# T\n\n[le *site*](https://a.example/?b=1&c=%22) et **[écrire](mailto:x@a.example)**\n")
    assert {one["href"] for one in found.all("a")} == {"https://a.example/?b=1&c=%22", "mailto:x@a.example"}
    assert {one["rel"] for one in found.all("a")} == {"noreferrer"}
    assert "".join(found.said("a")) == "le siteécrire"
    assert found.said("em") == ["site"]
    assert found.said("strong") == ["écrire"]


def test_gaps_are_marked_and_the_draft_says_it_is_one():
    found = page()
    assert found.said("mark") == re.findall(r"\[À COMPLÉTER[^\]]*\]", PROTOCOL)
    (body,) = found.all("body")
    assert body == {"class": "draft", "data-watermark": "PROJET"}
    assert "n’est pas définitif" in found.said("p")[0]
    assert page(final=True).all("body") == [{}]
    assert "définitif" not in page(final=True).said("p")[0]


def test_nothing_runs_nothing_is_fetched_and_only_its_own_style_applies():
    content = write(issued(), "html").decode()
    found = Page(content.encode())
    (policy,) = [meta["content"] for meta in found.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    (style,) = re.findall("<style>(.*?)</style>", content, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert {tag for tag, _ in found.elements} <= ALLOWED
    names = {name for _, attributes in found.elements for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("style", "src", "srcset", "action")}
    assert "url(" not in style
    assert "@import" not in style
    assert "@media print" in style


def test_lists_go_on_counting_where_they_should():
    found = page("# T\n\n3. a\n4. b\n   - c\n\nmot\n\n1. d\n")
    assert found.all("ol") == [{"start": "3"}, {}]
    assert [text.split() for text in found.said("li")] == [["a"], ["b", "c"], ["c"], ["d"]]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_only_ever_text(title):
    text = everywhere(title)
    found = page(text, title=seen(title), reference=seen(title), dossier="d")
    assert {tag for tag, _ in found.elements} <= ALLOWED
    assert found.all("a") == []
    assert found.said("title") == [seen(title)]
    assert found.said("h1", "h2") == [f"Document {seen(title)}", f"Section {seen(title)}"]
    rows = [block.parts for block in blocks.of_draft(text) if block.kind == "row"]
    assert found.said("th", "td") == [cell for row in rows for cell in row]


def test_the_same_draft_gives_the_same_bytes():
    assert write(issued(), "html") == write(issued(), "html")
