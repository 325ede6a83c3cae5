"""An office's own Word template: filled with the data of a draft, in the sandbox, its gaps shown."""

import io
import json
import sys
from hashlib import sha256

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from issued_samples import HOSTILE, issued, seen

from workflow.documents import returned, word_template
from workflow.documents.faults import TemplateRefused
from workflow.documents.formats import archive, digests
from workflow.errors import DocumentError

DATA = {
    "territoire": {"nom": "Pays de l'Aigle"},
    "projets": [
        {"numero": 1, "titre": "Halle d’essais", "cout": 128450000},
        {"numero": 2, "titre": "Guichet unique", "cout": None},
    ],
}


def template(*paragraphs, rows=(), footer=None, properties=None):
    """A Word file as an office would write it."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    if properties:
        document.core_properties.title = properties
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def canonical(data):
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def filled(content, data=None, **given):
    return word_template.fill(
        content, issued("# Protocole\n", data_json=canonical(data or DATA), **given), "notre.docx"
    )


def texts(content, data=None):
    return [block.text for block in returned.read(filled(content, data).content).blocks]


def refused(content, data=None):
    with pytest.raises(DocumentError) as error:
        filled(content, data)
    return str(error.value).replace("\u00a0", " ").replace("\u202f", " ")


def test_it_is_filled_with_the_words_of_our_own_templates():
    content = template(
        "Protocole {{ territoire.nom | de }}",
        "{% if projets %}Il y a des projets.{% endif %}",
        rows=[
            ("N°", "Projet", "Coût"),
            ("{%tr for projet in projets %}", "", ""),
            ("{{ projet.numero }}", "{{ projet.titre }}", "{{ projet.cout | montant }}"),
            ("{%tr endfor %}", "", ""),
        ],
    )
    assert texts(content) == [
        "Protocole du Pays de l’Aigle",
        "Il y a des projets.",
        "N° | Projet | Coût",
        "1 | Halle d’essais | 1\u202f284\u202f500\u00a0€",
        "2 | Guichet unique | [À COMPLÉTER : coût total]",
    ]


def test_what_is_missing_is_shown_highlighted_and_listed():
    content = template("Coût : {{ projets | somme('cout') | montant }}, hors taxes.")
    made = filled(content)
    assert [missing.path for missing in made.gaps] == ["projets[1].cout"]
    (paragraph,) = docx.Document(io.BytesIO(made.content)).paragraphs
    before, gap, after = paragraph.runs
    assert (before.text, after.text) == ("Coût : ", ", hors taxes.")
    assert gap.text.startswith("[À COMPLÉTER : ")
    assert gap.font.highlight_color == WD_COLOR_INDEX.YELLOW
    assert gap.bold
    assert before.font.highlight_color is after.font.highlight_color is None


def test_each_page_says_where_it_is_from_and_that_it_is_a_draft():
    made = filled(template("{{ territoire.nom }}", footer="Préfecture – {{ territoire.nom }}"))
    document = docx.Document(io.BytesIO(made.content))
    assert [paragraph.text for paragraph in document.sections[0].footer.paragraphs] == [
        "Préfecture – Pays de l'Aigle",
        "val-de-sarre-2018 · version 3 · 1a2b3c4d5e6f",
    ]
    assert b"PowerPlusWaterMarkObject" in document.sections[0].header.part.blob
    final = docx.Document(io.BytesIO(filled(template("mot"), final=True).content))
    assert b"PowerPlusWaterMarkObject" not in final.sections[0].header.part.blob


def test_its_properties_name_the_template_by_its_own_digest():
    content = template("mot", properties="{{ territoire.nom }}")
    properties = docx.Document(io.BytesIO(filled(content).content)).core_properties
    assert properties.comments == f"sha256:{sha256(content).hexdigest()}"
    assert properties.title == "Protocole"


def test_the_same_template_and_draft_give_the_same_bytes():
    content = template("{{ territoire.nom }}", rows=[("a", "b")])
    once = filled(content).content
    assert filled(content).content == once
    assert digests(filled(content, {**DATA, "territoire": {"nom": "Carros"}}).content).parts != digests(once).parts


def test_hostile_titles_come_out_verbatim():
    data = {**DATA, "projets": [{"numero": n, "titre": title, "cout": 1} for n, title in enumerate(HOSTILE, 1)]}
    content = template(
        "{% macro dit(x) %}<{{ x }}>{% endmacro %}Titres : {{ projets | liste('titre') }}",
        "{%p for projet in projets %}",
        "avant {{ projet.titre }} après",
        "{%p endfor %}",
        rows=[
            ("{%tr for projet in projets %}", "", ""),
            ("{{ projet.titre }}", "{{ dit(projet.titre) }}", "{{ projet.titre ~ '&<' }}"),
            ("{%tr endfor %}", "", ""),
        ],
        footer="{% for projet in projets %}{{ projet.titre }} {% endfor %}",
    )
    said = [seen(title) for title in HOSTILE]
    assert texts(content, data) == [
        f"Titres : {', '.join(said[:-1])} et {said[-1]}",
        *(f"avant {one} après" for one in said),
        *(f"{one} | <{one}> | {one}&<" for one in said),
    ]
    footer = docx.Document(io.BytesIO(filled(content, data).content)).sections[0].footer
    assert footer.paragraphs[0].text == "".join(f"{one} " for one in said)


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "interdit"),
        ("{{ territoire.__class__ }}", "interdit"),
        ("{{ territoire | attr('__class__') }}", "filtre inconnu"),
        ("{{ 'a' * 100000000 }}", "multiplication"),
        ("{% for i in range(100000000) %}x{% endfor %}", "appelés"),
        ("{% include '/etc/passwd' %}", "modèle inconnu"),
        ("{{ '{0.__class__}'.format(territoire) }}", "appelés"),
        ("{{ territoire.nom | safe }}", "filtre inconnu"),
        ("{{ inconnue }}", "inconnue"),
        ("{{ territoire.inconnue }}", "variable inconnue"),
        ("{% if territoire %}", "« {% if %} » n’est pas fermé : il manque {% endif %}"),
        ("{{ territoire nom }}", "« }} » attendu, « nom » trouvé"),
        ("{{ projets | somme }}", "« somme » prend 1 valeur entre parenthèses, et non 0"),
        ("{{ projets }}", "ne s’écrit pas d’un bloc"),
    ],
)
def test_a_tag_that_is_wrong_or_hostile_is_refused_by_name(tag, reason):
    for content in (template(tag), template("mot", footer=tag)):
        with pytest.raises(TemplateRefused) as error:
            filled(content)
        said = str(error.value).replace("\u00a0", " ")
        assert said.startswith("notre.docx:")
        assert reason in said


def test_a_template_that_costs_too_much_is_stopped():
    heavy = {**DATA, "projets": [{"numero": number, "titre": "x", "cout": 1} for number in range(1, 400)]}
    loops = "{% for a in projets %}{% for b in projets %}{% for c in projets %}x{% endfor %}{% endfor %}{% endfor %}"
    assert "pas" in refused(template(loops), heavy)


def test_a_tag_cut_by_two_paragraphs_is_an_error_and_loses_nothing_in_silence():
    assert "{%p" in refused(template("{% for projet in projets %}", rows=[("{{ projet.titre }}", "{% endfor %}")]))


@pytest.mark.parametrize("half", ["{{ territoire.nom", "territoire.nom }}", "{% if x", "{# rien", "{{ {{ x }}", "#}"])
def test_half_a_tag_is_refused_with_its_paragraph(half):
    assert refused(template("mot", half)).startswith("notre.docx:2 : paragraphe")


def test_a_tag_outside_the_text_is_refused():
    held = archive.unpacked(template("mot"))
    for before, after in ((b"<w:body>", b"<w:body><!-- {{ -->"), (b"<w:p>", b'<w:p w:rsidR="{{">')):
        held_so = {**held, "word/document.xml": held["word/document.xml"].replace(before, after, 1)}
        assert held_so != held
        assert "hors du texte" in refused(archive.packed(held_so))


def test_a_hostile_file_is_refused_before_it_is_opened():
    safe = template("mot")
    assert "macros" in refused(archive.packed({**archive.unpacked(safe), "word/vbaProject.bin": b"x"}))
    relations = archive.unpacked(safe)["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'attachedTemplate" Target="https://x.example/a.dotm" TargetMode="External"/></Relationships>',
    )
    remote = archive.packed({**archive.unpacked(safe), "word/_rels/document.xml.rels": relations})
    assert "attachedTemplate" in refused(remote)
    assert "vide" in refused(b"")
    assert "trop grand" in refused(template("".join(f"{number:x}" for number in range(500_000))))


def test_without_the_extra_one_is_told_what_to_type(monkeypatch):
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(DocumentError) as error:
        filled(template("mot"))
    assert "pip install 'jalon[word]'" in str(error.value.remedy)
