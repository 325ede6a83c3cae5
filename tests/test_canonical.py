"""The canonical form is the one form in which a value is hashed: what has none is refused, what is read has it."""

import base64
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.canonical import (
    b64,
    canonical,
    demand_subset,
    digest_hex,
    disclose,
    genesis,
    leaf_hash,
    open_disclosure,
    parse,
    same_hashes,
)

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.text(st.characters(exclude_categories=["Cs"]))
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))


@given(VALUES)
def test_what_is_written_reads_back_the_same(value):
    body = canonical(value)
    assert parse(body) == value
    assert canonical(parse(body)) == body


@given(st.dictionaries(KEYS, SCALARS))
def test_the_order_in_which_things_are_said_leaves_no_trace(value):
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ({"b": 1, "a": [None, True, False]}, b'{"a":[null,true,false],"b":1}'),
        ({"e": 'é\n\t"\\/\u0001\u2028'}, '{"e":"é\\n\\t\\"\\\\/\\u0001\u2028"}'.encode()),
        ({"Z": 1, "a": 2, "A": 3}, b'{"A":3,"Z":1,"a":2}'),
        (-9007199254740991, b"-9007199254740991"),
        ("\U0001f3ed", '"\U0001f3ed"'.encode()),
    ],
)
def test_the_form_is_that_of_rfc_8785(value, body):
    assert canonical(value) == body


def by_the_standard_library(value):
    """The same form, as whoever checks a kit of proof without our software writes it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


@given(VALUES)
def test_the_standard_library_writes_the_same_bytes(value):
    assert canonical(value) == by_the_standard_library(value)


def test_no_character_is_written_otherwise_than_by_the_standard_library():
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
    assert canonical(characters) == by_the_standard_library(characters)
    keys = {chr(code): code for code in range(128)}
    assert canonical(keys) == by_the_standard_library(keys)


def test_what_is_nested_too_deep_to_be_told_is_refused():
    value = []
    for _ in range(2000):
        value = [value]
    with pytest.raises((RecursionError, TypeError)):
        canonical(value)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        math.nan,
        2**53,
        -(2**53),
        {"é": 1},
        {1: 2},
        {"a": {"b": [1.5]}},
        b"octets",
        {"a"},
        object(),
        "moitié \ud800",
        ["\udfff"],
        {"a": "\udc80"},
    ],
    ids=lambda value: repr(value).partition(" at ")[0],
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(TypeError):
        demand_subset(value)
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a":1,"a":2}',
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1}\n',
        b'{"a":1.0}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":-0}',
        b'{"a":1e2}',
        b'{"a":9007199254740992}',
        b'{"a":"\\u00e9"}',
        b'{"a":"\\ud800"}',
        b'{"\xc3\xa9":1}',
        b'"\xff"',
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_bytes_in_any_other_form_are_refused(body):
    with pytest.raises(ValueError):  # noqa: PT011  # which of them is the reader's affair: verification shows it
        parse(body)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body):
    try:
        value = parse(body)
    except ValueError:
        return
    assert canonical(value) == body


def test_the_hashes_are_those_of_their_definitions():
    # SHA-256 of nothing, of one zero byte (RFC 9162 for an empty leaf), and of a name.
    assert digest_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"") == "bjQLnP-zepicpUTmu3gKLHiQHT-zNzh2hRGjBhevoB0"
    assert len(genesis("jalon.test/1")) == 43
    assert genesis("a") != genesis("b")


@given(st.text(st.characters(exclude_categories=["Cs"])), VALUES)
def test_a_disclosure_opens_to_what_it_hides_and_never_has_the_same_digest(name, value):
    one, other = disclose(name, value), disclose(name, value)
    assert open_disclosure(one.text) == (name, value)
    assert one.digest != other.digest
    assert len(one.digest) == 43


@pytest.mark.parametrize("text", ["", "é", "!!!", "e30", "W10", "WzEsMiwzXQ", "WyJhIiwiYiJd", "W" * 99_999])
def test_what_is_no_disclosure_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        open_disclosure(text)


@pytest.mark.parametrize(
    "value",
    [
        "18446744073709551616",
        "9007199254740992",
        "1.5",
        "1e2",
        "-0",
        "NaN",
        '{"a":1,"a":2}',
        '{"b":1,"a":2}',
        ' "un mot"',
        r'"\u00e9"',
        r'"\ud800"',
        "[" * 300 + "]" * 300,
        "[" * 3000 + "]" * 3000,
    ],
    ids=lambda value: value[:20],
)
def test_a_disclosure_that_two_readers_might_take_differently_is_refused(value):
    """Whoever checks a kit of proof reads it with another library: neither may see what the other does not."""
    text = b64(f'["AAAAAAAAAAAAAAAAAAAAAA","data.name",{value}]'.encode())
    with pytest.raises(ValueError):  # noqa: PT011
        open_disclosure(text)


def test_each_disclosure_has_its_own_salt():
    salts = {json.loads(_decoded(disclose("a", 1).text))[0] for _ in range(100)}
    assert len(salts) == 100
    assert all(len(salt) == 22 for salt in salts)  # 128 bits


def _decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=8)


@given(HASHES)
def test_hashes_compared_all_at_once_are_those_compared_one_by_one(digests):
    assert same_hashes(digests, [b64(one) for one in digests])


@given(HASHES.filter(bool), st.data())
def test_one_that_is_another_is_seen_among_many(digests, data):
    told = [b64(one) for one in digests]
    place = data.draw(st.integers(0, len(told) - 1))
    other = data.draw(st.sampled_from(["", None, b"x", 7, told[place][:-1], told[place] + "A", b64(b"\1" * 32)]))
    wrong = [*told[:place], other, *told[place + 1 :]]
    assert same_hashes(digests, wrong) == (other == told[place])
    assert not same_hashes(digests, told[:-1])


def test_what_runs_over_from_one_hash_into_the_next_is_not_taken_for_both():
    first, second = b64(b"\1" * 32), b64(b"\2" * 32)
    assert not same_hashes([b"\1" * 32, b"\2" * 32], [f"{first}A{second[:1]}", second[1:]])
