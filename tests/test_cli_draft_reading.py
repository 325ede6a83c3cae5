"""A draft as one reads it on a screen: its layout without marks of Markdown, every word of it, its gaps in it."""

import io
import re
from contextlib import redirect_stdout

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.cli.draft.reading import show
from workflow.documents.blocks import of_draft
from workflow.documents.escaping import escaped
from workflow.errors import DocumentError

DRAFT = """# Protocole

## Article 1er

Un **mot** et un\\
autre, *enfin* : [À COMPLÉTER : lieu].

### Détail

3. trois
4. quatre

   et encore
   - dedans
   - [À COMPLÉTER : pour qui]

- puce

| N° | Projet | Coût |
|:---|:-------|-----:|
| 1 | École | 60 € |
| 12 | [À COMPLÉTER : titre] | 1 € |

| | | |
|:--|:--|:--|
| **Date** | 1er mai | ou avant |
| Lieu | | Pau |

---

Fin.
"""


def shown(text):
    with redirect_stdout(io.StringIO()) as screen:
        show(text)
    return screen.getvalue().replace("\u00a0", " ")


def test_a_draft_is_laid_out_as_a_page_is():
    assert shown(DRAFT).splitlines() == [
        "",
        "Article 1er",
        "",
        "Un mot et un",
        "autre, enfin : [À COMPLÉTER : lieu].",
        "",
        "Détail",
        "",
        "3. trois",
        "4. quatre",
        "   et encore",
        "   – dedans",
        "   – [À COMPLÉTER : pour qui]",
        "",
        "– puce",
        "",
        "N°  Projet                 Coût",
        "--  ---------------------  ----",
        "1   École                  60 €",
        "12  [À COMPLÉTER : titre]   1 €",
        "",
        "Date  1er mai · ou avant",
        "Lieu  Pau",
        "",
        "* * *",
        "",
        "Fin.",
    ]


def test_what_is_outside_the_dialect_is_refused_before_anything_is_shown():
    with redirect_stdout(io.StringIO()) as screen, pytest.raises(DocumentError, match="ligne 5"):
        show("# T\n\nmot\n\n> citation\n")
    assert screen.getvalue() == ""


LINES = st.lists(
    st.text(st.characters(categories=["L", "Nd", "P", "Sm"]), min_size=1, max_size=12), min_size=1, max_size=5
)


@given(LINES, st.sampled_from(["{}", "- {}", "1. {}", "## {}", "**{}**", "a\\\n{}"]))
def test_every_word_of_a_draft_is_on_the_screen(words, place):
    text = f"# T\n\n{place.format(escaped(' '.join(words)))}\n"
    said = " ".join(block.text for block in of_draft(text)[1:])
    on_screen = re.sub(r"^(?:–|1\.) ", "", " ".join(shown(text).split()))
    assert on_screen == " ".join(said.split())
