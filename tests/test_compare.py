"""What differs between two documents, told as a person would."""

import io
import re
import shutil
import subprocess
import sys

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from issued_samples import HOSTILE, PROTOCOL, everywhere, issued
from test_formats_html import Page

from workflow.documents import blocks, compare_word, returned
from workflow.documents.blocks import Block
from workflow.documents.compare import as_text, compare
from workflow.documents.compare_page import as_html
from workflow.documents.formats import write
from workflow.documents.wording import Piece
from workflow.documents.wording import words as cut
from workflow.errors import DocumentError
from workflow.language import speaking
from workflow.money import format_amount

N, B = "\u202f", "\u00a0"

CHANGES = (
    (f"1{N}284{N}500{B}€", f"1{N}300{N}000{B}€"),
    ("une fois par trimestre", "deux fois par an"),
    ("Guichet unique de l’accueil", "Maison de l’accueil"),
    ("Les parties s’informent avant toute communication publique. ", ""),
    ("présidé par un binôme", "présidé par un binôme élu-industriel"),
)


def changed():
    """The protocol as it was discussed: an amount, a rhythm, a name, a sentence less, a row less, a row more."""
    text = PROTOCOL
    for before, after in CHANGES:
        assert before in text
        text = text.replace(before, after)
    lines = text.split("\n")
    lines = [line for line in lines if not line.startswith("| 6 |")]
    twelfth = next(place for place, line in enumerate(lines) if line.startswith("| 12 |"))
    lines.insert(twelfth + 1, f"| 13 | Atelier de réemploi | Innover | Recyclerie | 45{N}000{B}€ | 2021 |")
    return "\n".join(lines)


def told(before, after, language="fr"):
    return as_text(compare(before, after), language).replace(B, " ").replace(N, " ")


def words(before, after):
    (line,) = compare([Block("paragraph", (before,))], [Block("paragraph", (after,))]).lines
    (cell,) = line.cells
    return [(piece.text, piece.state) for piece in cell if piece.state != "same"]


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        (
            "Il dure douze mois à compter de ce jour.",
            "Il dure dix-huit mois à compter de ce jour.",
            ["douze", "dix-huit"],
        ),
        (
            f"Coût : 1{N}284{N}500{B}€ hors taxes",
            f"Coût : 1{N}300{N}000{B}€ hors taxes",
            ["1 284 500 €", "1 300 000 €"],
        ),
        ("Coût : 1 284 500 € hors taxes", "Coût : 284 500 € hors taxes", ["1 284 500 €", "284 500 €"]),
        (f"Soit 31,4{B}% des emplois", f"Soit 31,5{B}% des emplois", ["31,4 %", "31,5 %"]),
        ("le 30/04/2019 au soir", "le 30/05/2019 au soir", ["30/04/2019", "30/05/2019"]),
        ("le président de l’Aigle", "le président de l’Ombre", ["Aigle", "Ombre"]),
        ("la région et la ville", "la région", [" et la ville"]),
        ("la région", "la région, la ville", [", la ville"]),
    ],
)
def test_words_are_told_apart_and_an_amount_is_one_word(before, after, pieces):
    assert [text.replace(N, " ").replace(B, " ") for text, _ in words(before, after)] == pieces


@given(st.text(max_size=80))
def test_cutting_a_line_into_words_loses_nothing(line):
    assert "".join(cut(line)) == line


@given(st.integers(0, 10**15), st.sampled_from([N, B, " "]))
def test_any_amount_is_one_word_whatever_space_a_word_processor_puts_in_it(cents, space):
    amount = format_amount(cents, "fr").replace(N, space).replace(B, space)
    assert amount in cut(f"soit {amount} hors taxes")


@given(st.dates())
def test_a_day_in_figures_is_one_word(day):
    for written in (f"{day:%d/%m/%Y}", day.isoformat(), f"{day:%d.%m.%Y}"):
        assert written in cut(f"le {written}, à Rouen")


def test_a_lone_space_or_comma_between_two_changes_does_not_cut_them():
    found = words("M. Jean Dupont, maire, vient.", "Mme Anne Martin, maire, vient.")
    assert [state for _, state in found] == ["gone", "new"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("l'État, n° 4 : 1 000 €", f"l’État, n°{B}4{B}: 1{N}000{B}€"),
        ("sous\u2011préfet", "sous-préfet"),
        ("un  deux", "un deux"),
        ("coopé\u00adration", "coopération"),
        ("lʼÉtat", "l’État"),
        (" un deux ", "un deux"),
        ("1\u2007000 et 2\u2009000", f"1{N}000 et 2{B}000"),
    ],
)
def test_what_only_a_word_processor_changes_is_no_difference(before, after):
    assert compare([Block("paragraph", (before,))], [Block("paragraph", (after,))]).same


# ── documents ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_versions_are_told_in_words_under_their_articles():
    assert told(blocks.of_draft(PROTOCOL), blocks.of_draft(changed())) == (
        "8 différences.\n"
        "\n"
        "Article 4 – Premiers projets\n"
        "  – « 1 284 500 € » devient « 1 300 000 € » dans « 1 | Réhabilitation de la friche Saint-Joseph en plateau "
        "technique mutualisé | Innover | Communauté d’agglomération du Val de Sarre | 1 300 000 € | 2019-2021 »\n"
        "  – « Guichet unique » devient « Maison » dans « 3 | Maison de l’accueil des salariés | Attirer | Communauté "
        "de communes des Trois Rivières | 118 000 € | 2019 »\n"
        "  – retiré : « 6 | Logements temporaires pour alternants | Recruter | Action Logement | 1 730 000 € | "
        "2020-2022 »\n"
        "  – ajouté : « 13 | Atelier de réemploi | Innover | Recyclerie | 45 000 € | 2021 »\n"
        "\n"
        "Article 5 – Gouvernance\n"
        "  – ajouté : « élu-industriel » dans « …projet est présidé par un binôme élu-industriel : Mme Hélène "
        "Garnier-Œuvrard, élue,… »\n"
        "  – « une » devient « deux » dans « …Il se réunit au moins deux fois par an. Le comité… »\n"
        "  – « trimestre » devient « an » dans « …réunit au moins deux fois par an. Le comité de pilotage régional… »\n"
        "\n"
        "Article 9 – Communication et litiges\n"
        "  – retiré : « Les parties s’informent avant toute communication publique. » dans « Tout litige est porté, à "
        "défaut… »\n"
    )


def test_the_same_is_told_in_english():
    assert told(blocks.of_draft(PROTOCOL), blocks.of_draft(PROTOCOL), "en") == "Both documents say the same.\n"
    english = told([Block("paragraph", ("un deux trois",))], [Block("paragraph", ("un deux quatre",))], "en")
    assert english == "1 difference.\n\nAt the beginning\n  – “trois” becomes “quatre” in “un deux quatre”\n"


def test_a_document_and_itself_are_the_same():
    assert compare(blocks.of_draft(PROTOCOL), blocks.of_draft(PROTOCOL)).same
    assert compare([], []).same


@pytest.mark.parametrize(
    ("count", "fr", "en"),
    [
        (0, "Les deux documents disent la même chose.", "Both documents say the same."),
        (1, "1 différence.", "1 difference."),
        (2, "2 différences.", "2 differences."),
    ],
)
def test_differences_are_counted_in_words(count, fr, en):
    after = [Block("paragraph", (f"article {place}",)) for place in range(count)]
    summary = compare([], after).summary
    assert (summary.fr, summary.en) == (fr, en)


@given(st.integers(0, 260), st.integers(1, 3))
@settings(max_examples=8, deadline=None)
def test_a_row_more_among_hundreds_that_say_the_same_is_the_only_difference(place, more):
    """A plan where every date is « à préciser »: what stands everywhere is no less the same."""
    rows = [Block("row", ("à préciser", "Ville"))] * 260
    after = [*rows[:place], *[Block("row", ("2019", "Région"))] * more, *rows[place:]]
    assert [line.state for line in compare(rows, after).lines if line.state != "same"] == ["new"] * more
    assert [line.state for line in compare(after, rows).lines if line.state != "same"] == ["gone"] * more


def test_a_heading_that_changes_is_told_under_its_new_name():
    comparison = compare([Block("heading", ("Article 2 – Durée",))], [Block("heading", ("Article 3 – Durée",))])
    assert [(change.under, change.before, change.after) for change in comparison.changes] == [
        ("Article 3 – Durée", "2", "3")
    ]


def test_paragraphs_that_have_nothing_in_common_are_gone_and_new():
    before = [Block("paragraph", ("Le comité se réunit chaque mois.",))]
    after = [Block("paragraph", ("Tout litige relève du tribunal administratif.",))]
    assert [line.state for line in compare(before, after).lines] == ["gone", "new"]


NAMED = st.lists(st.sampled_from(["Halle", "Quai", "Friche", "École", "Navette", "Gare", "Usine"]), unique=True)


@given(NAMED, NAMED)
@settings(max_examples=60, deadline=None)
def test_among_paragraphs_much_alike_each_is_still_compared_with_itself(before, after):
    """Whatever came or went between them: they have more in common with themselves than with one another."""
    kept = [name for name in before if name in after]
    after = [*kept, *[name for name in after if name not in before]]

    def plan(names, cost):
        said = "Le projet {0} de {0} est porté par la ville, {0} compris, pour un coût {1}."
        return [Block("paragraph", (said.format(name, cost),)) for name in names]

    told = compare(plan(before, "connu"), plan(after, "révisé")).lines
    pairs = [(kept_words(line, "new"), kept_words(line, "gone")) for line in told if line.state == "changed"]
    if len(kept) == len(before) or len(kept) == len(after):
        assert [(name(old), name(new)) for old, new in pairs] == [(one, one) for one in kept]
    assert [name(kept_words(line, "new")) for line in told if line.state != "new"] == before
    assert [name(kept_words(line, "gone")) for line in told if line.state != "gone"] == after


def name(sentence):
    return sentence.split()[2]


def kept_words(line, without):
    return "".join(piece.text for cell in line.cells for piece in cell if piece.state != without)


def test_a_row_is_never_taken_for_a_paragraph():
    before, after = [Block("row", ("un deux trois", "quatre"))], [Block("paragraph", ("un deux trois | quatre !",))]
    assert [line.state for line in compare(before, after).lines] == ["gone", "new"]


def test_a_row_with_a_cell_more_is_still_the_same_row():
    before, after = (
        [Block("row", ("1", "Halle d’essais", "CCI"))],
        [Block("row", ("1", "Halle d’essais", "CCI", "2019"))],
    )
    assert [line.state for line in compare(before, after).lines] == ["changed"]


texts = st.lists(st.text("abc é’ 12€\u202f,.", min_size=1, max_size=20), max_size=8)


@settings(max_examples=100, deadline=None)
@given(texts, texts)
def test_each_document_can_be_read_back_from_the_comparison(before, after):
    """Nothing is lost: the lines without what came are the first document, without what went the second."""
    first, second = ([Block("paragraph", (text,)) for text in each] for each in (before, after))
    comparison = compare(first, second)
    left = [line for line in comparison.lines if line.state != "new"]
    right = [line for line in comparison.lines if line.state != "gone"]
    assert [kept(line, "new") for line in left] == [seen(text) for text in before]
    assert [kept(line, "gone") for line in right] == [seen(text) for text in after]
    assert comparison.same == (not comparison.changes)


def kept(line, without):
    return seen(kept_words(line, without))


def seen(text):
    return re.sub("[\u00a0\u202f ]+", " ", text).strip()


def test_long_documents_are_compared_all_the_same():
    before = [Block("paragraph", (f"paragraphe numéro {number} du contrat",)) for number in range(3_000)]
    after = [Block("paragraph", (f"autre texte {number} sans rapport",)) for number in range(3_000)]
    assert {line.state for line in compare(before, after).lines} == {"gone", "new"}
    huge = [Block("paragraph", ("mot " * 20_000,))], [Block("paragraph", ("autre " * 20_000 + "mot " * 20_000,))]
    assert not compare(*huge).same


# ── on a page ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_what_went_and_what_came_without_colour():
    comparison = compare(blocks.of_draft(PROTOCOL), blocks.of_draft(changed()))
    content = as_html(comparison, "Protocole, version 3", "Protocole, version 4", "fr")
    page = Page(content)
    assert page.all("html") == [{"lang": "fr"}]
    assert page.said("dd") == ["Protocole, version 3", "Protocole, version 4"]
    # Heard as well as seen: a screen reader says where each begins and ends.
    (removed,) = [text for text in page.said("del") if "trimestre" in text]
    assert removed == " (début du retrait) trimestre (fin du retrait) "
    assert {"ajouté", "retiré", "changé"} == set(page.said("span")) & {"ajouté", "retiré", "changé"}
    style = page.said("style")[0]
    assert "line-through" in style
    assert "underline" in style


def test_each_kind_of_line_is_shown_as_what_it_is():
    kinds = ["title", "heading", "paragraph", "item", "row"]
    before = [Block(kind, ("un deux trois", "quatre") if kind == "row" else ("un deux trois",)) for kind in kinds]
    after = [
        Block(kind, tuple(part.replace("trois", "<3>") for part in block.parts))
        for kind, block in zip(kinds, before, strict=True)
    ]
    for other, state in ((before, "same"), (after, "changed")):
        page = Page(as_html(compare(before, other), "a", "b", "fr"))
        lines = [(tag, given["class"]) for tag, given in page.elements if given.get("class", "").startswith("line ")]
        wanted = zip(["h3", "h4", "p", "p", "div"], kinds, strict=True)
        ending = "" if state == "same" else " changed"
        assert lines == [(tag, f"line {kind}{ending}") for tag, kind in wanted]
        assert page.said("h2") == ["Ce qui change", "Le texte entier"]
        assert len(page.all("li")) == (0 if state == "same" else 5)
    said = page.said("li")[1].replace(B, " ")
    assert said == "un deux <3> : « trois » devient « <3> » dans « un deux <3> »"
    assert page.said("h1") == ["Comparaison"]
    assert [text for text in page.said("span") if text == "quatre"] == ["quatre"], "each cell of a row by itself"


def test_each_change_of_the_list_leads_to_its_place():
    page = Page(as_html(compare(blocks.of_draft(PROTOCOL), blocks.of_draft(changed())), "a", "b", "fr"))
    places = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    links = [attributes["href"].removeprefix("#") for attributes in page.all("a")]
    assert len(links) == 8
    assert set(links) == places


def test_nothing_runs_on_the_page_whatever_a_title_says():
    before, after = blocks.of_draft("# T\n\nmot"), blocks.of_draft("\n".join(map(everywhere, HOSTILE[:1])))
    for title in HOSTILE:
        page = Page(as_html(compare(before, blocks.of_draft(everywhere(title))), title, title, "fr"))
        assert not {tag for tag, _ in page.elements} & {"script", "img", "b", "iframe"}
    assert b"default-src 'none'" in as_html(compare(before, after), "a", "b", "en").replace(b"&#x27;", b"'")


# ── a file that came back ─────────────────────────────────────────────────────────────────────────────────────────


def edited(content):
    """The file as somebody edited it in a word processor."""
    document = docx.Document(io.BytesIO(content))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace("une fois par trimestre", "deux fois par an") if run.text.strip() else run.text
    document.tables[0].rows[1].cells[4].paragraphs[0].runs[0].text = "1 300 000 €"
    document.add_paragraph("Fait en un seul exemplaire.")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_draft_is_compared_with_the_file_that_came_back():
    came_back = returned.read(edited(write(issued(), "docx")))
    found = [(c.before, c.after) for c in compare(blocks.of_draft(PROTOCOL), came_back.blocks).changes]
    assert [tuple(text.replace(N, " ").replace(B, " ") for text in pair) for pair in found] == [
        ("1 284 500 €", "1 300 000 €"),
        ("une", "deux"),
        ("trimestre", "an"),
        ("", "Fait en un seul exemplaire."),
    ]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_saving_it_again_in_libreoffice_is_no_difference(tmp_path):
    source = tmp_path / "draft.docx"
    source.write_bytes(write(issued(), "docx"))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    subprocess.run([*command, "docx", "--outdir", tmp_path / "again", source], check=True, capture_output=True)
    again = (tmp_path / "again" / "draft.docx").read_bytes()
    assert again != source.read_bytes()
    assert as_text(compare(blocks.of_draft(PROTOCOL), returned.read(again).blocks), "en") == (
        "Both documents say the same.\n"
    )


# ── in Word ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def two_files():
    return write(issued(), "docx"), write(issued(changed(), version=4), "docx")


@pytest.mark.slow
def test_word_shows_the_changes_as_tracked_ones(two_files):
    before, after = two_files
    both = compare_word.tracked(before, after, "Jalon", issued().made_on)
    assert compare_word.tracked(before, after, "Jalon", issued().made_on) == both
    came_back = returned.read(both)
    assert came_back.blocks == blocks.of_draft(changed())
    assert [remark.en for remark in came_back.remarks] == [
        "Changes are still tracked in it: they are read as accepted."
    ]
    document = docx.Document(io.BytesIO(both)).element.xml
    assert document.count("<w:ins ") > 3
    assert document.count("<w:del ") > 3
    assert "rPrChange" not in document
    assert set(re.findall(r'w:date="([^"]+)"', document)) == {"2019-04-30T00:00:00Z"}
    assert set(re.findall(r'w:author="([^"]+)"', document)) == {"Jalon"}


def test_a_file_that_is_not_safe_is_not_handed_to_the_program_that_compares(two_files):
    with pytest.raises(DocumentError, match="vide"):
        compare_word.tracked(two_files[0], b"", "Jalon", issued().made_on)


def test_without_the_extra_one_is_told_what_to_type(monkeypatch, two_files):
    monkeypatch.setitem(sys.modules, "python_redlines", None)
    with pytest.raises(DocumentError) as refused:
        compare_word.tracked(*two_files, "Jalon", issued().made_on)
    assert "pip install 'jalon[compare]'" in str(refused.value.remedy)
    with speaking("en"):
        assert "extra" in str(refused.value)


def test_a_piece_is_the_same_unless_it_is_said_otherwise():
    assert Piece("mot").state == "same"
