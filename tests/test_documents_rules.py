"""What holds of every template whatever the dossier says: days, counts, lists, long texts, names that are missing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.dates import Period
from workflow.documents import variables
from workflow.documents.blocks import of_draft
from workflow.documents.escaping import unescaped, visible
from workflow.documents.facts import Field
from workflow.documents.render import Templates
from workflow.documents.shape import ROOT
from workflow.documents.sources import Stored

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
"""Written out here: the rule is checked by other means than those it is made with."""
DAYS = st.dates(min_value=Period.from_iso("1990-01-01").first, max_value=Period.from_iso("2100-12-31").last)
LINES = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=30)


def made(text, data):
    return Templates(Stored({"document.md": text})).render("document", data)


def said(expression, data):
    return unescaped(made(f"{{{{ {expression} }}}}", data).text.removesuffix("\n"))


# ── days ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(DAYS)
def test_a_day_is_written_in_full_and_only_the_first_is_ordinal(day):
    number = "1er" if day.day == 1 else str(day.day)
    written = f"{number} {MONTHS[day.month - 1]} {day.year}"
    data = {"document": {"date": day.isoformat()}}
    words = {
        name: said(f"document.date | {name}", data).replace("\u00a0", " ") for name in ("date", "quand", "du", "au")
    }
    assert words == {"date": written, "quand": f"le {written}", "du": f"du {written}", "au": f"au {written}"}
    assert "\u00a0" in said("document.date | date", data), "a day is not parted from its month at the end of a line"


@given(DAYS)
def test_less_than_a_day_is_never_said_with_the_article_of_a_day(day):
    month, year = day.isoformat()[:7], day.isoformat()[:4]
    named = f"{MONTHS[day.month - 1]} {year}"
    for iso, words in (
        (month, {"date": named, "quand": f"en {named}", "du": f"de {named}", "au": f"en {named}", "annee": year}),
        (year, {"date": year, "quand": f"en {year}", "du": f"de {year}", "au": f"en {year}", "annee": year}),
    ):
        data = {"document": {"date": iso}}
        assert {name: said(f"document.date | {name}", data).replace("\u00a0", " ") for name in words} == words


# ── counts and lists ──────────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(0, 3_000_000))
def test_a_count_takes_the_plural_from_two_on(count):
    data = {"rapport": {"projets": count}}
    counted = said("rapport.projets | compte('projet', 'projets')", data)
    assert re.fullmatch(r"[0-9\u202f]+\u00a0projets?", counted)
    assert int(counted.partition("\u00a0")[0].replace("\u202f", "")) == count
    assert counted.endswith("s") == (count > 1)
    assert said("rapport.projets | pluriel('projet', 'projets')", data) == counted.partition("\u00a0")[2]


SPELT = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt"),
)


@pytest.mark.parametrize(("count", "word"), [*enumerate(SPELT), (21, "21"), (1200, "1\u202f200"), (-1, "-1")])
def test_a_count_is_spelt_out_up_to_twenty_and_only_one_has_a_gender(count, word):
    data = {"rapport": {"projets": count}}
    assert said("rapport.projets | lettres", data) == word
    assert said("rapport.projets | lettres(true)", data) == ("une" if count == 1 else word)


@given(st.lists(LINES, max_size=6))
def test_a_list_says_each_name_once_in_order_and_et_before_the_last(names):
    written = said("projets | liste('titre')", {"projets": [{"titre": name} for name in names]})
    shown = [visible(name) for name in names]
    assert written == (f"{', '.join(shown[:-1])} et {shown[-1]}" if len(shown) > 1 else "".join(shown))


@given(st.lists(st.none() | st.booleans(), max_size=8))
def test_those_that_have_a_value_and_those_that_have_not_are_all_of_them(firm):
    data = {"projets": [{"numero": place, "ferme": value} for place, value in enumerate(firm)]}
    both = [said(f"projets | {word}('ferme') | liste('numero')", data) for word in ("avec", "sans")]
    numbers = [{int(number) for number in re.findall("[0-9]+", one)} for one in both]
    assert numbers[0] == {place for place, value in enumerate(firm) if value}
    assert numbers[0] | numbers[1] == set(range(len(firm)))
    assert not numbers[0] & numbers[1]


# ── long texts ────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(LINES | st.just(""), max_size=8))
def test_each_line_that_people_wrote_is_a_paragraph_and_says_what_they_wrote(lines):
    text = "\n".join(lines)
    blocks = of_draft(
        made("# T\n\n{{ projet.description | paragraphes | sinon }}\n", {"projet": {"description": text}}).text
    )
    told = [(block.kind, block.text) for block in blocks[1:]]
    assert told == [("paragraph", visible(line)) for line in lines if visible(line)]


@given(st.lists(LINES, max_size=8), st.sampled_from(["", "- ", "– ", "• ", "* ", "  - ", "▪ ", "  ◦\u00a0"]))
def test_each_line_that_people_wrote_is_an_item_whatever_mark_they_put_before(lines, mark):
    text = "\n".join(f"{mark}{line}" for line in lines)
    blocks = of_draft(
        made("# T\n\n{{ projet.description | tirets | sinon }}\n", {"projet": {"description": text}}).text
    )
    assert {block.kind for block in blocks[1:]} <= {"item"}
    assert [block.text for block in blocks[1:] if mark] == [visible(line) for line in lines if mark]


# ── what is missing ───────────────────────────────────────────────────────────────────────────────────────────────

WRITTEN = ("texte", "date", "montant", "nombre", "oui/non")


def one_of_each(fields, beside):
    """Lists with one element of which nothing is known, as deep as they go; `beside` begins the commands."""
    groups = {
        name: one_of_each(one.fields, beside) for name, one in fields.items() if one.kind == "groupe" and one.fields
    }
    lists = {
        name: [{**one_of_each(one.fields, beside), **({"commande": beside} if "commande" in one.fields else {})}]
        for name, one in fields.items()
        if one.kind == "liste"
    }
    return {**groups, **lists}


@pytest.mark.parametrize("root", ROOT.fields)
def test_every_variable_that_is_missing_is_listed_by_its_full_name_and_label(root):
    """In a document that writes every variable there is."""
    of = ROOT.fields[root]
    elements = one_of_each({root: of}, "jalon x")
    paths = [
        (name.replace("[]", "[0]"), one)
        for name, one in variables(Field("", "groupe", {root: of}))
        if one.kind in WRITTEN and not name.endswith("commande")
    ]
    text = "# T\n\n" + "\n\n".join(f"{{{{ {path} }}}}" for path, _ in paths)
    for path, one in paths:
        gaps = made(f"# T\n\n{{{{ {path} }}}}\n", elements).gaps
        assert [(gap.path, gap.label) for gap in gaps] == [(path, one.label)]
        command = gaps[0].command
        assert command is None or command == f"jalon x {one.option}"
    shown = re.findall(r"\[À COMPLÉTER : ([^]]+)\]", made(text, elements).text)
    assert shown == [one.label for _, one in paths]


@given(st.text("abcdéèêàç’- ", min_size=1, max_size=40).filter(str.strip))
def test_what_a_person_must_write_is_shown_as_the_template_calls_it(label):
    found = made(f'# T\n\n{{{{ "{label}" | a_completer }}}}\n', {})
    (gap,) = found.gaps
    assert gap.command is None
    assert f"[À COMPLÉTER : {gap.label}]" in found.text
    assert gap.label.replace("\u00a0", " ").strip() == label.strip()
