"""What the checker says of a graph is what following every arrow gives, and so are the shortest ways."""

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lifecycles import checked

from workflow.lifecycle.faults import graph_faults

STATES = "abcdef"


@st.composite
def graphs(draw):
    """States with their flags, and arrows from several of them to one, or back to themselves."""
    names = STATES[: draw(st.integers(1, len(STATES)))]
    finals = draw(st.sets(st.sampled_from(names)))
    arrows = draw(
        st.lists(
            st.tuples(
                st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True),
                st.sampled_from([*names, None]),
            ),
            max_size=8,
        )
    )
    return names, finals, arrows


def text_of(names, finals, arrows):
    lines = ["name: essai", 'version: "1"', "label: {fr: Essai, en: Trial}"]
    lines += ["phases:", '  "2018": {label: {fr: Une, en: One}}', "states:"]
    for name in names:
        flags = (", initial: true" if name == "a" else "") + (", final: true" if name in finals else "")
        lines.append(f"  {name}: {{label: {{fr: état {name}, en: state {name}}}{flags}}}")
    lines.append("transitions: {}" if not arrows else "transitions:")
    for number, (sources, target) in enumerate(arrows):
        to = f"to: {target}, " if target else ""
        label = f"{{fr: t {number}, en: t {number}}}"
        lines.append(f"  t{number}: {{label: {label}, from: [{', '.join(sources)}], {to}roles: [national]}}")
    return "\n".join(lines) + "\n"


def closure(names, arrows):
    """Whether there is a way from one state to another, by Warshall: no queue, no search."""
    way = {(one, two): one == two for one, two in product(names, names)}
    for sources, target in arrows:
        for source in sources:
            way[source, target or source] = True
    for middle, one, two in product(names, names, names):
        way[one, two] = way[one, two] or (way[one, middle] and way[middle, two])
    return way


def expected(names, finals, arrows):
    """The code of every fault of the graph with the state it is about."""
    way = closure(names, arrows)
    leaves = {(source, target or source) for sources, target in arrows for source in sources}
    told = {("final-with-exit", source) for source, _ in leaves if source in finals}
    if not finals:
        return told | {("no-final-state", "states")}
    for name in names:
        if not way["a", name]:
            told.add(("unreachable-state", name))
        if not any(way[name, final] for final in finals):
            stays = all(target == name for source, target in leaves if source == name)
            told.add(("dead-end" if stays else "endless", name))
    return told


many = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(graph=graphs())
def test_the_checks_agree_with_following_every_arrow(tmp_path, graph):
    found = checked(tmp_path, text_of(*graph))
    wanted = expected(*graph)
    assert {one.code for one in found.problems} == {code for code, _ in wanted}
    places = {one.line for one in found.problems if one.code in {"unreachable-state", "dead-end", "endless"}}
    first = 7  # the line of the state a
    lines = {
        first + STATES.index(name) for code, name in wanted if code in {"unreachable-state", "dead-end", "endless"}
    }
    assert places == lines


@many
@given(graph=graphs())
def test_the_shortest_way_is_no_longer_than_any_other(tmp_path, graph):
    names, _, arrows = graph
    # Made valid: every state can be reached from the first, and ends in one more state.
    arrows = [*arrows, (["a"], "b")] if "b" in names else arrows
    more = [*arrows, *((["a"], name) for name in names[1:]), (list(names), "z")]
    lifecycle = checked(tmp_path, text_of(names + "z", {"z"}, more)).lifecycle
    steps = [{(name, name) for name in lifecycle.states}]
    for _ in lifecycle.states:
        steps.append(
            {
                (start, one.target_from(here))
                for start, here in steps[-1]
                for one in lifecycle.transitions.values()
                if here in one.sources
            }
        )
    for start, end in product(lifecycle.states, lifecycle.states):
        way = lifecycle.path(start, end)
        shortest = next((length for length, pairs in enumerate(steps) if (start, end) in pairs), None)
        assert (None if way is None else len(way)) == shortest
        here = start
        for one in way or ():
            assert here in one.sources
            here = one.target_from(here)
        assert way is None or here == end


@many
@given(graph=graphs())
def test_what_the_file_is_refused_for_the_canonical_form_is_refused_for(graph):
    names, finals, arrows = graph
    value = {
        "states": [{"name": name, "initial": name == "a", "final": name in finals} for name in names],
        "transitions": [
            {"name": f"t{number}", "from": sources, "to": target} for number, (sources, target) in enumerate(arrows)
        ],
    }
    found = {(fault.code, fault.place[-1]) for fault in graph_faults(value)}
    assert found == expected(names, finals, arrows)
