"""A states.yaml that is hostile, or that an editor mangled, is refused in words and at once."""

import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lifecycles import SMALL, changed, checked, told

from workflow.lifecycle.loading import examine
from workflow.lifecycle.tree import DEEPEST, FULLEST, LARGEST

ENDLESS = Path("/dev/zero")


def where(found):
    return [" ".join(one.split(" ", 2)[:2]) for one in told(found.problems)]


# ── what YAML can do and a states.yaml cannot ─────────────────────────────────────────────────────────────────────

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_an_alias_bomb_is_refused_without_going_off(tmp_path):
    began = time.perf_counter()
    found = checked(tmp_path, BOMB)
    assert time.perf_counter() - began < 1
    assert "anchor" in {one.code for one in found.problems}
    assert found.lifecycle is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("&a [*a]\n", ["1:1 anchor", "1:5 anchor", "1:1 not-a-table"]),
        (changed("{fr: Envoyer, en: Send}", "&l {fr: Envoyer, en: Send}"), ["14:12 anchor"]),
        (changed("{fr: Envoyer, en: Send}", "*l"), ["14:12 anchor"]),
        (changed("roles: [coordinator]", "roles: &r [coordinator]").replace("[national]", "*r"), None),
    ],
    ids=["recursive", "an anchor alone", "an alias of nothing", "an anchor and its alias"],
)
def test_anchors_and_aliases_are_refused_where_they_stand(tmp_path, text, expected):
    found = checked(tmp_path, text)
    assert sorted(where(found)) == sorted(expected or ["17:12 anchor", "24:12 anchor"])
    anchor = next(one for one in found.problems if one.code == "anchor")
    assert anchor.message.fr.endswith(
        "les ancres « & » et les alias « * » ne sont pas permis, écrivez la valeur en entier"
    )
    assert anchor.message.en.endswith("anchors “&” and aliases “*” are not allowed, write the value out")


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("!!python/object/apply:os.mkdir ['{folder}/made']", "tag:yaml.org,2002:python/object/apply:os.mkdir"),
        ("!!python/name:os.system", "tag:yaml.org,2002:python/name:os.system"),
        ("!!str essai", "tag:yaml.org,2002:str"),
        ("!essai un", "!essai"),
        ("! essai", "!"),
    ],
)
def test_tags_are_refused_and_nothing_is_run(tmp_path, value, tag):
    found = checked(tmp_path, changed("name: essai", "name: " + value.format(folder=tmp_path)))
    assert where(found) == ["1:7 tag"]
    assert found.problems[0].message.fr == f"l’étiquette « {tag} » n’est pas permise : retirez-la"
    assert found.problems[0].message.en == f"the tag “{tag}” is not allowed: remove it"
    assert [one.name for one in tmp_path.iterdir()] == ["states.yaml"]


def test_a_tag_that_was_never_declared_is_refused(tmp_path):
    found = checked(tmp_path, changed("name: essai", "name: !x!y essai"))
    assert where(found) == ["1:7 tag"]
    assert found.problems[0].message.en == "tags “!” are not allowed"


@pytest.mark.parametrize("count", [DEEPEST + 1, 5_000])
def test_what_is_nested_too_deep_is_refused_at_the_level_where_it_is(tmp_path, count):
    found = checked(tmp_path, "name: " + "[" * count + "]" * count + "\n")
    assert told(found.problems, "en") == [f"1:{6 + DEEPEST} too-deep more than {DEEPEST} levels deep"]
    assert found.problems[0].message.fr == f"plus de {DEEPEST} niveaux de profondeur"


def test_two_documents_are_refused_at_the_second(tmp_path):
    found = checked(tmp_path, SMALL + "---\n" + SMALL)
    assert where(found) == ["25:1 two-documents"]
    assert found.problems[0].message.fr == "un deuxième document commence ici : retirez la ligne « --- »"
    assert found.problems[0].message.en == "a second document begins here: remove the line “---”"


def test_one_document_may_be_marked_as_such(tmp_path):
    assert checked(tmp_path, "---\n" + SMALL + "...\n").lifecycle is not None


# ── what an editor does to a file ─────────────────────────────────────────────────────────────────────────────────


def test_a_file_in_the_encoding_of_windows_is_refused_at_its_first_accent(tmp_path):
    found = checked(tmp_path, SMALL.encode("cp1252"))
    line = SMALL.splitlines()[4]
    assert where(found) == [f"5:{line.index('è') + 1} not-utf-8"]
    assert found.problems[0].message.fr == (
        "ce fichier n’est pas en UTF-8 (octet 0xe8, « è » sous Windows) : enregistrez-le en UTF-8"
    )
    assert found.problems[0].message.en == "this file is not UTF-8 (byte 0xe8, “è” on Windows): save it as UTF-8"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_a_file_in_another_unicode_is_refused(tmp_path, encoding):
    found = checked(tmp_path, SMALL.encode(encoding))
    assert found.lifecycle is None
    assert {one.code for one in found.problems} <= {"not-utf-8", "control-character"}


def test_a_byte_order_mark_is_told_beside_the_other_mistakes(tmp_path):
    found = checked(tmp_path, b"\xef\xbb\xbf" + changed("to: sent", "to: snet").encode())
    assert where(found) == ["1:1 byte-order-mark", "16:9 unknown-state"]
    assert found.problems[0].message.fr == (
        "le fichier commence par une marque d’ordre (BOM) : enregistrez-le en « UTF-8 » sans BOM"
    )
    assert found.problems[0].message.en == (
        "the file begins with a byte order mark (BOM): save it as “UTF-8” without BOM"
    )


def test_the_line_ends_of_every_system_give_the_same_lifecycle(tmp_path):
    expected = checked(tmp_path, SMALL).lifecycle
    for ends in (b"\r\n", b"\r"):
        assert checked(tmp_path, SMALL.encode().replace(b"\n", ends)).lifecycle == expected
    wrong = changed("to: sent", "to: snet").encode().replace(b"\n", b"\r\n")
    assert where(checked(tmp_path, wrong)) == ["16:9 unknown-state"]


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe"])
def test_control_characters_are_refused_where_they_are(tmp_path, sign):
    text = changed("fr: Envoyé,", f"fr: Envo{sign}yé,").replace("fr: Répondu,", f"fr: Répon{sign}du,")
    found = checked(tmp_path, text)
    assert where(found) == ["10:26 control-character", "11:31 control-character"]
    assert found.problems[0].message.fr == f"caractère de commande U+{ord(sign):04X} : retirez-le"
    assert found.problems[0].message.en == f"control character U+{ord(sign):04X}: remove it"


def test_a_tab_for_alignment_is_told_as_a_tab(tmp_path):
    found = checked(tmp_path, changed("    to: sent\n", "\tto: sent\n"))
    assert where(found) == ["16:1 tab"]
    assert found.problems[0].message.fr == "une tabulation : l’alignement se fait avec des espaces"
    assert found.problems[0].message.en == "a tab: lines are aligned with spaces"


SYNTAX = [
    ("    to: sent\n", "   to: sent\n", "16:4", "cette ligne n’est pas alignée avec les précédentes"),
    ("    to: sent\n", "    to sent\n", "17:5", "il manque « : » après ce nom, ou une ligne n’est pas alignée"),
    ("roles: [coordinator]", "roles: [coordinator", "18:11", "il manque une virgule ou « ] »"),
    ("{fr: Envoyer, en: Send}", "{fr: Envoyer, en: Send", "15:9", "il manque une virgule ou « } »"),
    (
        "{fr: Envoyer, en: Send}",
        "{fr: 'Envoyer, en: Send}",
        "25:1",
        "des guillemets sont ouverts et ne sont pas fermés",
    ),
    (
        "name: essai",
        "name: essai: un",
        "1:12",
        "« : » n’est pas attendu ici : alignez les clés, et mettez entre guillemets un texte qui contient « : »",
    ),
    ("name: essai", "name: @essai", "1:7", "un texte qui commence par ce signe se met entre guillemets"),
    ("name: essai", "name: - essai", "1:7", "« - » n’est pas attendu ici : alignez les tirets d’une liste"),
    ('version: "1"', 'version: "\\q"', "2:12", "ce n’est pas du YAML bien formé"),
]


@pytest.mark.parametrize(("old", "new", "place", "french"), SYNTAX)
def test_a_fault_of_form_is_told_in_words_where_yaml_stumbles(tmp_path, old, new, place, french):
    found = checked(tmp_path, changed(old, new))
    assert where(found) == [f"{place} syntax"]
    assert found.problems[0].message.fr == french
    assert found.problems[0].message.en != french


@pytest.mark.parametrize("text", ["", "\n\n", "# rien\n", "---\n", "--- ''\n"])
def test_a_file_with_nothing_in_it_is_told_to_be_empty(tmp_path, text):
    (problem,) = checked(tmp_path, text).problems
    assert (problem.line, problem.column, problem.code) == (1, 1, "empty-file")
    assert (problem.message.fr, problem.message.en) == ("le fichier est vide", "the file is empty")


# ── size ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_of_a_megabyte_is_refused_unread(tmp_path):
    found = checked(tmp_path, SMALL + "#" * LARGEST)
    assert told(found.problems, "en") == ["1:1 too-large the file exceeds 1 MB"]
    assert found.problems[0].message.fr == "le fichier dépasse 1 Mo"


def test_a_file_of_too_many_values_is_read_no_further(tmp_path):
    found = checked(tmp_path, SMALL + "reports: [" + "a, " * (3 * FULLEST) + "a]\n")
    (problem,) = found.problems
    assert (problem.line, problem.code) == (25, "too-large")
    assert problem.message.en == f"more than {FULLEST} names and values"
    assert problem.message.fr == f"plus de {FULLEST} noms et valeurs"


@pytest.mark.skipif(not ENDLESS.exists(), reason="no endless file on this system")
def test_an_endless_file_is_read_no_further_than_the_limit(tmp_path):
    (tmp_path / "states.yaml").symlink_to(ENDLESS)
    tracemalloc.start()
    found = examine(tmp_path / "states.yaml")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [one.code for one in found.problems] == ["too-large"]
    assert peak < 10 * LARGEST


# ── whatever is in it ─────────────────────────────────────────────────────────────────────────────────────────────

anything = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SIGNS = "a fr [ ] { } , : - | > ' \" # ? & * ! % @ ~ \\ é << 012 no states: transitions: &a *a !x --- ..."
pieces = st.sampled_from([*SIGNS.split(" "), " ", "  ", "\t", "\n", ": ", "- ", "\n---\n"])


@anything
@given(content=st.binary(max_size=400))
def test_no_bytes_make_the_checker_fall(tmp_path, content):
    found = checked(tmp_path, content)
    assert found.lifecycle is None
    assert found.problems


@anything
@given(parts=st.lists(pieces, max_size=60))
def test_no_yaml_makes_the_checker_fall(tmp_path, parts):
    found = checked(tmp_path, "".join(parts))
    assert found.lifecycle is None
    assert all(one.line >= 1 and one.column >= 1 for one in found.problems)


@anything
@given(data=st.data())
def test_a_file_that_was_cut_or_mangled_anywhere_is_read_or_refused(tmp_path, data):
    text = SMALL
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    mangled = text[:start] + data.draw(st.lists(pieces, max_size=4).map("".join)) + text[end:]
    found = checked(tmp_path, mangled)
    assert (found.lifecycle is None) == bool(found.problems)
    lines = mangled.split("\n")
    for problem in found.problems:
        assert problem.line <= len(lines)
        assert problem.column <= len(lines[problem.line - 1]) + 1
