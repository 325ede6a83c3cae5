"""What is typed for a transition is read as the lifecycle declares it, or refused with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifecycles import plain

from workflow.errors import InvalidValue
from workflow.inputs import read_inputs
from workflow.language import Text, speaking
from workflow.lifecycle import Input, Transition


def asking(*inputs):
    return Transition("sign", Text("Signer", "Sign"), ("x",), "y", inputs=inputs)


ALL = asking(
    Input("day", "date", True, Text("jour du comité", "committee day")),
    Input("budget", "amount", False, Text("budget", "budget")),
    Input("voters", "number", False, Text("nombre de votants", "voters")),
    Input("place", "text", True, Text("lieu", "place")),
)


def test_days_amounts_and_numbers_are_public_and_texts_are_not():
    typed = {"day": "30/04/2019", "budget": "1 234,50 €", "voters": " 0042 ", "place": "  Le  Havre "}
    assert read_inputs(ALL, typed) == (
        {"day": "2019-04-30", "budget": "123450", "voters": "42"},
        {"place": "Le  Havre"},
    )


def test_nothing_typed_gives_nothing():
    assert read_inputs(ALL, {}) == ({}, {})


def test_a_text_keeps_its_lines_and_is_composed():
    assert read_inputs(ALL, {"place": "Le\r\nHavre e\u0301t\u0301"})[1]["place"] == "Le\nHavre ét\u0301"


def test_what_is_not_asked_for_is_refused_with_what_is():
    with pytest.raises(InvalidValue) as refused:
        read_inputs(ALL, {"lieu": "Rouen"})
    assert refused.value.message == Text(
        "« sign » ne demande pas « lieu » ; elle demande : day, budget, voters, place.",
        "“sign” does not ask for “lieu”; it asks for: day, budget, voters, place.",
    )
    assert refused.value.exit_code == 2


def test_where_nothing_is_asked_for_it_is_said():
    with pytest.raises(InvalidValue) as refused:
        read_inputs(asking(), {"place": "Rouen"})
    assert refused.value.message == Text(
        "« sign » ne demande rien : retirez « place ».", "“sign” asks for nothing: remove “place”."
    )


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("day", "31/04/2019", "jour du comité"),
        ("day", "2019-13-01", "jour du comité"),
        ("day", "04/19", "jour du comité"),
        ("day", "", "jour du comité"),
        ("budget", "1.234", "budget"),
        ("budget", "-5", "budget"),
        ("budget", "1,5 EUR €", "budget"),
        ("voters", "-1", "nombre de votants"),
        ("voters", "1e3", "nombre de votants"),
        ("voters", "1_000", "nombre de votants"),
        ("voters", "١٢", "nombre de votants"),
        ("voters", "²", "nombre de votants"),
        ("voters", "9" * 16, "nombre de votants"),
        ("voters", "", "nombre de votants"),
        ("place", "", "lieu"),
        ("place", " \n ", "lieu"),
        ("place", "Rou\u202een", "lieu"),
        ("place", "x" * 20_001, "lieu"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_by_the_name_people_give_it(name, value, word):
    with pytest.raises(InvalidValue) as refused:
        read_inputs(ALL, {name: value})
    assert plain(str(refused.value)).startswith(f"{word} : ")
    with speaking("en"):
        assert str(refused.value).startswith(f"{next(one for one in ALL.inputs if one.name == name).label.en}: ")


@given(st.text(max_size=40))
def test_a_number_is_digits_and_nothing_else(typed):
    try:
        public, _ = read_inputs(ALL, {"voters": typed})
    except InvalidValue:
        assert not (typed.strip().isascii() and typed.strip().isdigit() and len(typed.strip()) <= 15)
    else:
        assert int(public["voters"]) == int(typed)


@given(st.dictionaries(st.sampled_from(["day", "budget", "voters", "place"]), st.text(max_size=30)))
def test_whatever_is_typed_is_read_or_refused(typed):
    try:
        public, texts = read_inputs(ALL, typed)
    except InvalidValue:
        return
    assert public.keys() | texts.keys() == typed.keys()
    assert texts.keys() <= {"place"}
