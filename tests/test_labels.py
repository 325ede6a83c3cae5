"""Every code has its words, in both languages, and no two codes of a kind share them."""

import pytest
from sqlalchemy import CheckConstraint

from workflow import labels, models
from workflow.language import Text
from workflow.lifecycle.parts import TEXT_EACH

LISTS = {
    name: getattr(labels, name)
    for name in (
        "COLLEGES",
        "COMMITTEES",
        "COPY_KINDS",
        "DOCUMENTS",
        "EVIDENCE_KINDS",
        "MEDIA",
        "MEMBER_KINDS",
        "OF_DOCUMENT",
        "ORIGINS",
        "PERSON_ROLES",
        "PROJECT_STATUSES",
        "ROLES",
        "TEXT_EACH",
        "THE_DOCUMENT",
    )
}
PHRASES = ("OF_DOCUMENT", "THE_DOCUMENT")
"""The same codes as another list, as a sentence needs them."""


@pytest.mark.parametrize("name", sorted(LISTS.keys() - {"COMMITTEES", "TEXT_EACH", *PHRASES}))
def test_every_code_of_the_tables_has_its_words(name):
    assert tuple(LISTS[name]) == getattr(models, name)


@pytest.mark.parametrize("name", PHRASES)
def test_every_document_has_its_words_within_a_sentence(name):
    assert tuple(LISTS[name]) == models.DOCUMENTS


def test_every_kind_of_committee_has_its_words():
    rule = next(one for one in models.Committee.__table__.constraints if isinstance(one, CheckConstraint))
    assert all(f"'{code}'" in str(rule.sqltext) for code in labels.COMMITTEES)
    assert str(rule.sqltext).count("'") == 2 * len(labels.COMMITTEES)


def test_everything_that_has_texts_of_its_own_has_its_words():
    assert tuple(labels.TEXT_EACH) == TEXT_EACH


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_two_codes_are_never_called_the_same(name, language):
    words = [label.in_language(language) for label in LISTS[name].values()]
    assert all(words)
    assert len(set(words)) == len(words)


def test_no_code_is_taken_for_its_own_french_word():
    said = {(name, code) for name, words in LISTS.items() for code, label in words.items() if label.fr == code}
    assert said == {("ORIGINS", "import")}


def test_a_list_of_words_is_all_there_is_in_the_module():
    found = {name for name, value in vars(labels).items() if isinstance(value, dict) and name.isupper()}
    assert found == LISTS.keys()
    assert all(isinstance(label, Text) for words in LISTS.values() for label in words.values())
