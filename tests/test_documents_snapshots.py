"""Every document of the reference workspace, as it is made of two invented dossiers: tests/documents holds them.

`pytest --update-documents` writes them anew; read the difference before you commit it.
"""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from document_samples import COMPLETE, INCOMPLETE, LIFECYCLE, SINGULAR, data_of, drafted
from markdown_it import MarkdownIt

from workflow.documents.escaping import unescaped
from workflow.documents.gaps import MARK
from workflow.documents.markdown_tree import read
from workflow.documents.render import Templates
from workflow.documents.tree import plain
from workflow.workspace import TEMPLATES, shipped

KEPT = Path(__file__).parent / "documents"
SAMPLES = {"": COMPLETE, ".incomplete": INCOMPLETE}
DOCUMENTS = tuple(LIFECYCLE.documents)
EACH = pytest.mark.parametrize("document", DOCUMENTS)
WHICH = pytest.mark.parametrize("which", SAMPLES, ids=["complete", "incomplete"])


@pytest.fixture(scope="module")
def templates():
    return Templates.of_folder(shipped() / TEMPLATES)


@pytest.fixture
def kept(request):
    """The same as what is kept under a name, or it is kept from now on."""

    def compare(name, text):
        file = KEPT / name
        if request.config.getoption("--update-documents"):
            file.write_bytes(text.encode())
        assert file.is_file(), "pytest --update-documents writes it"
        assert text == file.read_bytes().decode()

    return compare


def listed(gaps):
    return "".join(f"{gap.path}\n    {gap.label}\n    {gap.command or '–'}\n" for gap in gaps)


@EACH
@WHICH
def test_a_document_is_what_it_was(templates, kept, document, which):
    made = drafted(templates, SAMPLES[which], document).rendered
    kept(f"{document}{which}.md", made.text)
    if which:
        kept(f"{document}{which}.gaps.txt", listed(made.gaps))


@WHICH
def test_the_data_is_what_it_was(kept, which):
    data = data_of(SAMPLES[which], "protocol")
    kept(f"data{which or '.complete'}.json", json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def test_nothing_is_kept_that_nobody_makes(request):
    made = {f"{document}{which}.md" for document in DOCUMENTS for which in SAMPLES}
    made |= {f"{document}.incomplete.gaps.txt" for document in DOCUMENTS}
    made |= {"data.complete.json", "data.incomplete.json"}
    assert {file.name for file in KEPT.iterdir()} == made


@EACH
@WHICH
def test_what_is_shown_as_missing_is_listed_and_what_is_listed_is_shown(templates, document, which):
    made = drafted(templates, SAMPLES[which], document).rendered
    shown = set(MARK.findall(made.text))
    labels = {gap.label for gap in made.gaps}
    totals = {f"total ({label})" for label in labels}
    assert shown <= labels | totals
    assert {label for label in labels if label not in shown and f"total ({label})" not in shown} == set()


@EACH
def test_a_complete_dossier_lacks_only_what_is_still_to_come(templates, document):
    """An amendment is drawn before it is signed; a release about the whole programme has no dossier to tell it of."""
    made = drafted(templates, COMPLETE, document).rendered
    lacking = {
        "amendment": ["avenant.signature.lieu", "avenant.signature.date"],
        "press_release": ["texte[lieu]", "texte[contact pour la presse]"],
    }
    assert [gap.path for gap in made.gaps] == lacking.get(document, [])


@EACH
@WHICH
def test_a_document_begins_with_its_title_and_keeps_to_the_dialect(templates, document, which):
    made = drafted(templates, SAMPLES[which], document).rendered
    reader = MarkdownIt("commonmark").enable("table")
    tokens = reader.parse(made.text)
    assert [token.tag for token in tokens[:1]] == ["h1"]
    assert sum(token.type == "heading_open" and token.tag == "h1" for token in tokens) == 1
    kinds = {token.type for token in tokens} | {one.type for token in tokens for one in token.children or ()}
    allowed = {
        *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "softbreak", "hr"),
        *("bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close", "list_item_open"),
        *("list_item_close", "table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
        *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close", "strong_open", "strong_close"),
        *("em_open", "em_close", "hardbreak"),
    }
    assert kinds <= allowed
    assert "|" not in "".join(token.content for token in tokens if token.type == "inline"), "a table that is none"
    assert made.title
    assert plain(read(made.text).title) == made.title
    assert "\\" not in made.title


@EACH
@WHICH
def test_every_part_of_a_document_stands_apart_from_the_next(templates, document, which):
    """A heading, a list or a table that sticks to a paragraph is read otherwise by some readers of Markdown."""
    lines = drafted(templates, SAMPLES[which], document).rendered.text.split("\n")
    for before, line in pairwise(lines):
        if line.startswith("#") or before.startswith("#") or "---" in (line, before):
            assert "" in (before, line), line
        if line.startswith(("- ", "| ", "1. ")) and not before.startswith((line[0], "|")):
            assert before == "", line


WRONG = re.compile(
    r"\b(?:de|à) les? (?=[A-ZÉ])|\b(?:de|le|la|que) (?=[AEIOUYÉÈÎŒ][a-zé])|\bde de\b|[^ |] {2,}|[ ,][,.]| [)]| ’|’ "
    r"|[(] | (?=[:;!?»%€])|« |n° |(?<=[0-9]) (?=€|ha\b|janvier|mars|avril|mai|juin)|'"
)
"""What French typography or grammar forbids."""


@EACH
@WHICH
def test_french_needs_no_second_pen(templates, document, which):
    """Where people typed a straight apostrophe or no no-break space, theirs is kept: it is taken away here."""
    made = drafted(templates, SAMPLES[which], document)
    text = re.sub(r"\[À COMPLÉTER : [^]]+\]", "X", unescaped(made.rendered.text))
    for typed in sorted(typed_by_people(made.data), key=len, reverse=True):
        text = text.replace(typed, "X")
    lines = [line.replace(" | ", "|") for line in text.split("\n") if not line.startswith("|:")]
    assert [(found[0], line) for line in lines for found in WRONG.finditer(line.replace("| ", "|"))] == []


SEVERAL = re.compile(
    r"\b(?:[Uu]ne?|1)[ \u00a0](?!mois\b|fois\b)\w+[sx]\b|\b(?:[Ll]es|[DdCcs]es|[Ll]eurs)[ \u00a0](?:une?|1)\b"
    r"|\b[Ii]ls répond|leur concours|\b[LlDd]es (?:inter|membres|préfets|régions)|\b(?:ceux|celles|chacune)\b"
    r"|d’entre (?:eux|elles)|\bdont 1\b"
)
"""What is said of several, or of one as of several."""
OF_ALL = re.compile(
    r"^(?:Le programme Territoires d’industrie a|Deux principes le guident).*$|les membres du comité"
    r"|à ses services et à ceux de ses opérateurs",
    re.MULTILINE,
)
"""What is said of all territories, and of those who are always several."""


@pytest.mark.parametrize(
    "document", [name for name, spec in LIFECYCLE.documents.items() if spec not in LIFECYCLE.reports]
)
def test_one_is_not_told_as_several(templates, document):
    """One member, one project, one region, one prefect."""
    text = OF_ALL.sub("", unescaped(drafted(templates, SINGULAR, document).rendered.text))
    assert [(one[0], line) for line in text.split("\n") for one in SEVERAL.finditer(line)] == []


def test_several_are_told_as_several(templates):
    """The same rule finds the plurals of the complete dossier, so that it is not blind."""
    text = unescaped(drafted(templates, COMPLETE, "protocol").rendered.text)
    assert len(SEVERAL.findall(text)) > 5


def test_each_department_has_its_prefect_at_the_table(templates):
    told = drafted(templates, SINGULAR, "committee_installation").data
    assert "| État | préfet ou son représentant |" in templates.render("committee_installation", told).text
    two = {**told, "departements": told["departements"] * 2}
    assert "| État | préfets ou leurs représentants |" in templates.render("committee_installation", two).text


def typed_by_people(data):
    """The texts of the data that stand as they were typed: titles, descriptions, names with a straight apostrophe."""
    if isinstance(data, dict):
        for name, value in data.items():
            if isinstance(value, str) and (name in ("titre", "connu_le") or "'" in value):
                yield value
            elif name == "textes":
                yield from (line.removeprefix("- ") for text in value.values() for line in re.split("\n+", text))
            elif name == "description" and value:
                yield from re.split("\n+", value)
            else:
                yield from typed_by_people(value)
    elif isinstance(data, list):
        for value in data:
            yield from typed_by_people(value)
