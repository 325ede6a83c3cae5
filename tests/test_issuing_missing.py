"""What a draft lacks is told under the headings where it says so, and the last version of each draft is the newest."""

import json
import re

import pytest
from document_samples import INCOMPLETE, LIFECYCLE, drafted
from hypothesis import given
from hypothesis import strategies as st

from workflow.documents.render import Templates
from workflow.issuing.drafts import newest
from workflow.issuing.missing import lacks
from workflow.models import Draft
from workflow.rows import full, row
from workflow.workspace import TEMPLATES, shipped


def draft(**values):
    told = {"dossier_id": "d", "version": 1, "item": 0, "seq": 1, "title": "T", "text": "", "data": "{}", "gaps": "[]"}
    told |= {"id": "d-x-1", "document": "x", "template_digest": "t", "data_digest": "d", "text_digest": "x"}
    return row(Draft, full(Draft, {**told, **values}))


def places(text):
    """The headings under which each mark stands, read line by line."""
    found, under = {}, ""
    for line in text.splitlines():
        marks = re.findall(r"\[À COMPLÉTER : ([^]]+)\]", line)
        if line.startswith("##"):
            under = re.sub(r"\\(.)", r"\1", line.lstrip("# "))
        for mark in marks:
            of = re.fullmatch(r"total \((.*)\)", mark)
            found.setdefault(of[1] if of else mark, []).append("" if line.startswith("#") else under)
    return {label: list(dict.fromkeys(headings)) for label, headings in found.items()}


@pytest.mark.parametrize("document", LIFECYCLE.documents)
def test_each_missing_value_is_told_under_every_heading_that_asks_for_it(document):
    made = drafted(Templates.of_folder(shipped() / TEMPLATES), INCOMPLETE, document).rendered
    told = lacks(draft(text=made.text, gaps=json.dumps([gap.as_dict() for gap in made.gaps])))
    assert [lack.path for lack in told] == [gap.path for gap in made.gaps]
    asked = places(made.text)
    for lack in told:
        assert [one for one in lack.under if one] == [one for one in asked[lack.label] if one], lack.path


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.integers(1, 9)),
        max_size=12,
        unique_by=lambda one: (one[0], one[1], one[2]),
    )
)
def test_the_newest_is_the_last_version_of_each_document_and_item(drawn):
    rows = [draft(id=f"{name}-{item}-{seq}", document=name, item=item, seq=seq) for name, item, seq in drawn]
    found = newest(rows)
    series = {(name, item) for name, item, _ in drawn}
    assert {(one.document, one.item) for one in found} == series
    assert len(found) == len(series)
    for one in found:
        assert one.seq == max(seq for name, item, seq in drawn if (name, item) == (one.document, one.item))
    assert [one.seq for one in found] == sorted(one.seq for one in found)
