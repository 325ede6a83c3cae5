"""An entry is written once, to bytes that never change, and read back as it was; names stay out of the hashed bytes."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from dossiers import ONE_REGION, TWO_REGIONS, history_of, rows, walk
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.body import Author, Entry, FileRef, columns, read, write
from workflow.canonical import leaf_hash, open_disclosure
from workflow.dates import Period
from workflow.engine import Command
from workflow.entries import KINDS, Fired, Note, PersonSet, ProjectSet
from workflow.models import Disclosure, HistoryEntry

ENTRY = Entry(
    dossier="axe-seine-2018",
    seq=7,
    about=7,
    kind="project",
    payload=ProjectSet(number=1, title="École", cost=5),
    period=Period.parse("2019-W18"),
    recorded="2019-05-06T07:12:33.123456Z",
    author=Author("agt-0042", "Camille Durand", "coordinator", ("28",)),
    origin="cli",
    lifecycle="d" * 64,
    log="jalon.test/1",
    prev="p" * 43,
    app="0.1.0",
    command_key="k",
    comment="parce que",
    source="Journal officiel",
    evidence=(FileRef("press", "article.pdf", "a" * 64, 12),),
    drafts=({"document": "contract", "item": 0},),
)


def stored(entry, written):
    return SimpleNamespace(**columns(entry, written))


def back(entry, keep=lambda text: True):
    written = write(entry)
    return read(stored(entry, written), [one.text for one in written.disclosures if keep(one.text)])


def test_an_entry_is_read_back_as_it_was_written():
    written = write(ENTRY)
    found = read(stored(ENTRY, written), [one.text for one in written.disclosures])
    assert replace(found, hash="", body=b"", missing=frozenset()) == ENTRY
    assert (found.hash, found.body, found.erased) == (written.hash, written.body, False)
    assert found.missing == {"holder", "description"}  # never told


def test_the_body_holds_what_verification_needs_and_nothing_more():
    body = json.loads(write(ENTRY).body)
    assert list(body) == sorted(body)
    assert body.keys() == {
        *(
            "_sd",
            "about",
            "actor",
            "app",
            "cmd",
            "corrects",
            "data",
            "dossier",
            "effective",
            "evidence",
            "from",
            "kind",
        ),
        *("log", "origin", "precision", "prev", "recorded", "redacts", "regions", "restates", "role", "rules", "seq"),
        *("to", "trigger", "v", "voided"),
    }
    assert (body["effective"], body["precision"]) == ("2019-04-29", "week")
    assert body["data"] == {"number": 1, "cost": 5}


def test_the_hash_is_that_of_the_bytes():
    written = write(ENTRY)
    assert written.hash == leaf_hash(written.body)


@pytest.mark.parametrize(
    "text", ["École", "Camille", "Durand", "parce que", "Journal officiel", "article.pdf", "a" * 64, "contract"]
)
def test_names_reasons_and_files_stay_out_of_the_hashed_bytes(text):
    written = write(ENTRY)
    assert text.encode() not in written.body
    assert text in json.dumps([open_disclosure(one.text) for one in written.disclosures], ensure_ascii=False)


def test_the_order_of_the_digests_tells_nothing_of_what_they_hide():
    digests = json.loads(write(ENTRY).body)["_sd"]
    assert digests == sorted(digests)
    assert len(digests) == len(write(ENTRY).disclosures) == 6


def test_two_entries_that_say_the_same_have_nothing_in_common_that_shows_it():
    one, other = write(ENTRY), write(ENTRY)
    assert not set(json.loads(one.body)["_sd"]) & set(json.loads(other.body)["_sd"])
    assert one.hash != other.hash


def test_an_entry_whose_names_were_erased_is_still_read():
    found = back(ENTRY, keep=lambda text: False)
    assert (found.author.label, found.comment, found.source, found.drafts) == (None, None, None, ())
    assert found.evidence == (FileRef("press", None, None, None),)
    assert (found.payload.title, found.payload.cost) == (None, 5)
    assert found.erased
    note = back(replace(ENTRY, kind="note", payload=Note(text="secret")), keep=lambda text: False)
    assert note.payload.text == "[effacé]"


def test_what_was_accepted_once_is_read_whatever_is_accepted_today():
    strange = PersonSet.model_construct(_fields_set={"number", "name"}, number=1, name="Nom\u202e étrange")
    found = back(replace(ENTRY, kind="person", payload=strange))
    assert found.payload.name == "Nom\u202e étrange"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"v":1', b'"w":1'),
        (b'"kind":"project"', b'"kind":"rocket"'),
        (b'"effective":"2019-04-29"', b'"effective":"2019-04-30"'),
        (b'"effective":"2019-04-29"', b'"effective":"2019-02-30"'),
        (b'"precision":"week"', b'"precision":"century"'),
        (b'"evidence":[', b'"evidence":[7,'),
        (b'"data":{', b'"data":7,"date":{'),
        (b'"regions":["28"]', b'"regions":28'),
        (b"{", b"[{"),
    ],
)
def test_bytes_that_are_not_what_this_version_writes_are_refused(old, new):
    written = write(ENTRY)
    row = stored(ENTRY, written)
    assert old in row.body
    row.body = row.body.replace(old, new, 1)
    if new == b"[{":
        row.body += b"]"
    with pytest.raises(ValueError):  # noqa: PT011  # verification tells which
        read(row, [one.text for one in written.disclosures])


def test_the_columns_of_an_entry_say_what_its_body_says(engine):
    name = walk(engine, TWO_REGIONS, to="closed")
    engine.correct(name, 1, Command("national", comment="nom exact"), changes={"name": "Autre"})
    for row, entry in zip(rows(engine, HistoryEntry, dossier_id=name), history_of(engine, name), strict=True):
        said = columns(entry, SimpleNamespace(hash=entry.hash, body=entry.body))
        assert {key: getattr(row, key) for key in said} == said
        assert leaf_hash(row.body) == row.hash


def test_every_kind_of_entry_survives_the_database(engine):
    name = walk(engine, ONE_REGION, to="closed")
    engine.record(name, Note(text="une note\nsur deux lignes"), Command("national"))
    told = {entry.kind for entry in [*history_of(engine, name), *history_of(engine, "register")]}
    assert told >= {"opened", "person", "project", "signatory", "signature", "deliberation", "validation", "committee"}
    assert told >= {"note", "transition", "register_opened", "lifecycle_installed", "actor", "territory"}
    assert told <= KINDS.keys()
    digests = {digest for entry in history_of(engine, name) for digest in json.loads(entry.body)["_sd"]}
    assert digests == {row.digest for row in rows(engine, Disclosure, dossier_id=name)}


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)


@settings(deadline=None)
@given(
    inputs=st.dictionaries(TEXTS.filter(str.isascii), TEXTS, max_size=3),
    texts=st.dictionaries(TEXTS.filter(str.isascii), TEXTS, max_size=3),
    comment=st.none() | TEXTS,
    day=st.dates(),
    precision=st.sampled_from(["day", "week", "month", "year"]),
)
def test_any_transition_is_read_back(inputs, texts, comment, day, precision):
    if (day.year, precision) in {(1, "week"), (9999, "week")}:
        return  # no such week
    payload = Fired(inputs=inputs, texts=texts)
    period = Period.around(day, type(ENTRY.period.precision)(precision))
    told = replace(ENTRY, kind="transition", payload=payload, comment=comment, period=period)
    found = back(told)
    assert (found.payload.model_dump(), found.comment, found.period) == (
        told.payload.model_dump(),
        comment,
        told.period,
    )
