"""The lifecycle once it is loaded: what it answers, and what makes two of them the same."""

import json
import random
from dataclasses import FrozenInstanceError, fields

import pytest
import yaml
from lifecycles import SMALL, changed, checked, plain

from workflow.canonical import canonical, digest_hex, parse
from workflow.errors import InvalidLifecycle, UnknownName, UnknownTransition
from workflow.language import Text, speaking
from workflow.lifecycle import Lifecycle, Requirement, TextSpec
from workflow.lifecycle.loading import load

LOOP = """
  remind:
    label: {fr: "Relancer; deux fois", en: Remind}
    from: [sent]
    roles: [coordinator]
"""


@pytest.fixture
def small(tmp_path):
    return checked(tmp_path, SMALL + LOOP).lifecycle


def read(folder, text):
    found = checked(folder, text)
    assert found.problems == ()
    return found.lifecycle


# ── what it answers ───────────────────────────────────────────────────────────────────────────────────────────────


def test_states_keep_the_order_of_the_file_and_know_their_rank(small):
    assert list(small.states) == ["draft", "sent", "answered"]
    assert [small.rank(name) for name in small.states] == [0, 1, 2]
    assert small.initial == "draft"
    assert [name for name, state in small.states.items() if state.final] == ["answered"]


def test_what_leaves_a_state_comes_in_the_order_of_the_file(small):
    assert [one.name for one in small.leaving("sent")] == ["answer", "remind"]
    assert small.leaving("answered") == ()


def test_a_transition_without_a_target_comes_back_to_where_it_leaves(small):
    assert small.transition("remind").target is None
    assert small.transition("remind").target_from("sent") == "sent"
    assert small.transition("send").target_from("draft") == "sent"


def test_the_shortest_way_is_told_by_its_transitions(small):
    assert [one.name for one in small.path("draft", "answered")] == ["send", "answer"]
    assert small.path("sent", "sent") == ()
    assert small.path("answered", "draft") is None
    assert small.path("draft", "answered", lambda one: one.name != "answer") is None


def test_of_two_ways_as_short_the_first_of_the_file_is_told(tmp_path):
    either = "  also:\n    label: {fr: Aussi, en: Also}\n    from: [draft]\n    to: sent\n    roles: [national]\n"
    found = read(tmp_path, SMALL + either)
    assert [one.name for one in found.path("draft", "answered")] == ["send", "answer"]


def test_a_state_that_is_not_there_is_told_with_the_near_ones(small):
    with pytest.raises(UnknownName) as refused:
        small.state("answerd")
    assert refused.value.near == ("answered",)


def test_a_transition_that_is_not_there_is_told_with_the_declared_ones(small):
    with pytest.raises(UnknownTransition) as refused:
        small.transition("close")
    assert refused.value.declared == ("send", "answer", "remind")


def test_a_state_may_have_another_label_in_one_phase(tmp_path):
    text = changed("en: Sent}}", 'en: Sent}, labels: {"2018": {fr: Expédié, en: Shipped}}}')
    state = read(tmp_path, text).state("sent")
    assert state.label_in("2018") == Text("Expédié", "Shipped")
    assert state.label_in("2023") == state.label == Text("Envoyé", "Sent")


def test_a_state_may_say_what_is_counted_when_dossiers_enter_it(tmp_path):
    text = changed("en: Sent}}", "en: Sent}, counted: {one: {fr: envoi, en: letter}, many: {fr: envois, en: letters}}}")
    found = read(tmp_path, text)
    assert found.state("sent").counted == (Text("envoi", "letter"), Text("envois", "letters"))
    assert found.state("draft").counted is None
    assert Lifecycle.from_canonical(found.canonical) == found


TEXTS = """\
texts:
  portrait: {label: {fr: Portrait, en: Portrait}, help: {fr: Habitants., en: Inhabitants.}}
  decisions: {label: {fr: Décisions, en: Decisions}, each: committee}
"""


def test_texts_that_people_write_are_declared_by_name(tmp_path):
    found = read(tmp_path, SMALL + TEXTS)
    assert found.texts == {
        "portrait": TextSpec("portrait", Text("Portrait", "Portrait"), Text("Habitants.", "Inhabitants.")),
        "decisions": TextSpec("decisions", Text("Décisions", "Decisions"), each="committee"),
    }
    assert Lifecycle.from_canonical(found.canonical) == found


def test_each_word_about_a_text_is_a_part_of_the_digest(tmp_path):
    said = [TEXTS, *(TEXTS.replace(*change) for change in (("Habitants.", "Emplois."), ("committee", "project")))]
    assert len({read(tmp_path, SMALL + text).digest for text in said}) == 3
    other_order = "texts:\n" + "".join(f"{line}\n" for line in reversed(TEXTS.splitlines()[1:]))
    assert read(tmp_path, SMALL + other_order).digest not in {read(tmp_path, SMALL + text).digest for text in said}


def test_a_lifecycle_without_texts_has_the_digest_it_always_had(tmp_path):
    without = read(tmp_path, SMALL)
    assert "texts" not in json.loads(without.canonical)
    assert read(tmp_path, SMALL + "texts: {}\n").digest == without.digest
    assert without.texts == {}


def test_what_is_not_said_has_a_value_that_changes_nothing(small):
    draft, send = small.state("draft"), small.transition("send")
    assert (draft.target_days, draft.symbol, draft.colour, draft.meaning) == (None, "·", "white", draft.label)
    assert (send.inputs, send.evidence, send.expectations, send.on_required) == ((), (), (), False)
    assert send.confirmation == Text("", "")
    assert (small.starts, small.ends, small.reports, small.on_demand) == ("", "", (), ())


def test_documents_are_declared_once_and_named_where_they_are_drafted(tmp_path):
    text = changed(
        "  letter: {label: {fr: Lettre, en: Letter}}", "  letter: {label: {fr: Lettre, en: Letter}, each: member}"
    )
    found = read(tmp_path, text + "reports: [letter]\non_demand: [letter]\n")
    letter = found.documents["letter"]
    assert (letter.label, letter.each) == (Text("Lettre", "Letter"), "member")
    assert found.transition("send").documents == found.reports == found.on_demand == (letter,)


def test_a_guard_is_named_alone_or_with_what_it_is_given(tmp_path):
    given = """\
    guards:
      - has_member
      - signed_by_each_college: {document: protocol, colleges: [state, region]}
    expectations: [referent_named]
"""
    send = read(tmp_path, changed("    guards: [has_member]\n", given)).transition("send")
    assert send.guards == (
        Requirement("has_member"),
        Requirement("signed_by_each_college", {"document": "protocol", "colleges": ("state", "region")}),
    )
    assert send.expectations == (Requirement("referent_named", override=True),)


def test_inputs_and_evidence_are_read_as_they_are_declared(tmp_path):
    given = """\
    on_required: true
    inputs:
      place: {label: {fr: lieu, en: place}}
      budget: {type: amount, required: false, label: {fr: budget, en: budget}}
    evidence:
      - {kind: deliberation, condition: required, substitutes: [other], label: {fr: vote, en: vote}}
    confirmation: {fr: "La lettre\\n est  envoyée.", en: The letter is sent.}
"""
    send = read(tmp_path, changed("    guards: [has_member]\n", given)).transition("send")
    assert send.on_required
    assert [(one.name, one.type, one.required) for one in send.inputs] == [
        ("place", "text", True),
        ("budget", "amount", False),
    ]
    (rule,) = send.evidence
    assert (rule.kind, rule.condition, rule.substitutes, rule.label) == (
        "deliberation",
        "required",
        ("other",),
        Text("vote", "vote"),
    )
    assert send.confirmation == Text("La lettre est envoyée.", "The letter is sent.")


def test_nothing_of_it_can_be_changed(small):
    with pytest.raises(FrozenInstanceError):
        small.name = "autre"
    with pytest.raises(FrozenInstanceError):
        small.state("draft").final = True
    with pytest.raises(TypeError):
        small.states["more"] = small.state("draft")
    with pytest.raises(TypeError):
        small.transition("send").guards[0].params["document"] = "contract"


# ── what makes two of them the same ───────────────────────────────────────────────────────────────────────────────


def in_another_layout(text, seed):
    """The same declaration with other keys first, everything in one block style, and no comment."""
    shuffle = random.Random(seed)  # noqa: S311  # an order, not a secret

    def turned(value, depth=0):
        if isinstance(value, list):
            return [turned(one, depth + 1) for one in value]
        if not isinstance(value, dict):
            return value
        keys = list(value)
        if depth != 1:  # the order of states, transitions, phases and documents is the order of display: it counts
            shuffle.shuffle(keys)
        return {key: turned(value[key], depth + 1) for key in keys}

    return yaml.safe_dump(turned(yaml.safe_load(text)), allow_unicode=True, sort_keys=False, width=40)


@pytest.mark.parametrize("seed", range(5))
def test_layout_comments_and_the_order_of_keys_change_nothing(tmp_path, seed):
    text = SMALL + LOOP
    other = in_another_layout(text, seed)
    assert other != text
    one, two = read(tmp_path, "# un commentaire\n" + text), read(tmp_path, other)
    assert one == two
    assert one.digest == two.digest
    assert hash(one) == hash(two)


def test_writing_out_what_goes_without_saying_changes_nothing(tmp_path):
    written_out = changed("en: Sent}}", 'en: Sent}, initial: false, final: false, symbol: "·", colour: white}')
    assert read(tmp_path, written_out).digest == read(tmp_path, SMALL).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("fr: Envoyé,", "fr: Expédié,"),
        ("en: Sent}}", "en: Sent}, target_days: 30}"),
        ("    guards: [has_member]\n", "    expectations: [has_member]\n"),
        ("roles: [coordinator]", "roles: [coordinator, national]"),
        ("  sent: {label: {fr: Envoyé, en: Sent}}\n", ""),
    ],
    ids=["a label", "a target", "a guard that became an expectation", "a role", "a place in the order"],
)
def test_whatever_is_said_otherwise_changes_the_digest(tmp_path, old, new):
    text = changed(old, new)
    if not new:  # the same state, now after the others
        text = text.replace("transitions:", old + "transitions:")
    assert read(tmp_path, text).digest != read(tmp_path, SMALL).digest


def test_its_canonical_form_gives_it_back(small):
    again = Lifecycle.from_canonical(small.canonical)
    assert again == small
    for field in fields(Lifecycle):
        assert getattr(again, field.name) == getattr(small, field.name)
    assert list(again.states) == list(small.states)
    assert list(again.transitions) == list(small.transitions)


def test_its_digest_is_the_sha256_of_its_canonical_form(small):
    assert small.digest == digest_hex(small.canonical.encode())
    assert canonical(parse(small.canonical.encode())).decode() == small.canonical


def test_two_that_differ_are_not_equal(small):
    assert small != Lifecycle.of({**parse(small.canonical.encode()), "version": "2"})
    assert small != "small"


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"name":"x"}', '{"b":1,"a":2}', "{", '"states"', "{}\n"],
)
def test_a_text_that_is_no_canonical_form_is_refused(text):
    with pytest.raises(InvalidLifecycle, match="canonique"):
        Lifecycle.from_canonical(text)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda value: value["states"][0].update(initial=False), "no-initial-state"),
        (lambda value: value["states"][1].update(initial=True), "two-initial-states"),
        (lambda value: value["states"][2].update(final=False), "no-final-state"),
        (lambda value: value["states"][1].update(final=True), "final-with-exit"),
        (lambda value: value["transitions"][0].update({"to": "nowhere"}), "unknown-state"),
        (lambda value: value["transitions"][0].update({"from": ["nowhere"]}), "unknown-state"),
        (lambda value: value["transitions"][0].update(roles=[]), "nobody-may"),
        (lambda value: value["states"][1].update(label=value["states"][0]["label"]), "same-label"),
        (lambda value: value.update(states=[]), "no-state"),
    ],
)
def test_an_impossible_lifecycle_cannot_be_made_from_a_canonical_form_either(small, change, code):
    value = parse(small.canonical.encode())
    change(value)
    with pytest.raises(InvalidLifecycle) as refused:
        Lifecycle.from_canonical(canonical(value).decode())
    assert code in {problem.code for problem in refused.value.problems}


def test_loading_what_is_wrong_raises_with_everything_that_is(tmp_path):
    path = tmp_path / "states.yaml"
    path.write_text(changed("from: [sent]", "from: [snt]").replace("to: sent\n", "to: snet\n"), encoding="utf-8")
    with pytest.raises(InvalidLifecycle) as refused:
        load(path)
    assert plain(str(refused.value)).splitlines() == [
        f"{path}:16:9 : état inconnu : « snet » ; proche : sent",
        f"{path}:22:12 : état inconnu : « snt » ; proche : sent",
    ]
    with speaking("en"):
        assert str(refused.value).splitlines()[0] == f"{path}:16:9: unknown state: “snet”; near: sent"
    assert refused.value.exit_code == 1


# ── the picture ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_mermaid_draws_every_state_and_every_arrow_once(small):
    assert (
        small.mermaid("en")
        == """\
stateDiagram-v2
    state "Draft" as draft
    state "Sent" as sent
    state "Answered" as answered
    [*] --> draft
    draft --> sent: Send
    sent --> answered: Answer
    sent --> sent: Remind
    answered --> [*]
"""
    )


def test_mermaid_takes_no_label_for_its_own_signs(tmp_path):
    text = changed("fr: Envoyer,", "fr: 'A: \"B\" <c>; #d',", SMALL)
    drawn = read(tmp_path, text).mermaid("fr")
    assert "draft --> sent: A#58; #34;B#34; #60;c#62;#59; #35;d\n" in plain(drawn)
