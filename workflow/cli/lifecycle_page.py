"""A lifecycle in words: its states, and what each transition demands and drafts."""

from collections.abc import Iterable

from workflow import guards, labels
from workflow.cli import drawing, output, phrases
from workflow.dates import day_text
from workflow.language import Text
from workflow.lifecycle import Lifecycle, Requirement, TextSpec, Transition

_PARAMETERS = {
    "document": labels.DOCUMENTS,
    "documents": labels.DOCUMENTS,
    "colleges": labels.COLLEGES,
    "kind": labels.EVIDENCE_KINDS,
}


def show(lifecycle: Lifecycle) -> None:
    """All of it."""
    output.heading(f"{lifecycle.label} · version {lifecycle.version}")
    if lifecycle.starts:
        starts = day_text(lifecycle.starts)
        output.echo(Text(f"en vigueur depuis le {starts.fr}", f"in force since {starts.en}"))
    output.fields([(Text("empreinte", "digest"), lifecycle.digest)])
    output.echo()
    output.heading(Text("Phases et axes", "Phases and axes"))
    for phase in lifecycle.phases:
        axes = [str(axis.label) + _where(axis.regions) for axis in lifecycle.axes if axis.phase == phase.code]
        drawing.item(output.DOT, phase.label, ", ".join(axes))
    output.echo()
    output.heading(Text("États", "States"))
    for state in lifecycle.states.values():
        drawing.item(state.symbol, state.label, state.name)
        drawing.prose(state.meaning, indent=4)
        if state.target_days is not None:
            days = phrases.days(state.target_days)
            drawing.prose(Text(f"délai prévu : {days.fr}", f"expected: {days.en}"), indent=4)
    if lifecycle.texts:
        output.echo()
        output.heading(Text("Textes à écrire", "Texts to be written"))
        for text in lifecycle.texts.values():
            drawing.item(output.DOT, text.label, _text(text))
            if text.help.fr:
                drawing.prose(text.help, indent=4)
    output.echo()
    output.heading(Text("Transitions", "Transitions"))
    for transition in lifecycle.transitions.values():
        output.echo()
        _show_transition(transition, lifecycle)


def _text(text: TextSpec) -> str:
    if text.each is None:
        return text.name
    about = labels.TEXT_EACH[text.each]
    each = Text(f"un par {about.fr}", f"one for each {about.en}")
    return f"{text.name} · {each}"


def _where(codes: Iterable[str]) -> str:
    names = phrases.region_names(codes)
    return f" ({names})" if names != phrases.NOTHING else ""


def _show_transition(transition: Transition, lifecycle: Lifecycle) -> None:
    sources = ", ".join(str(lifecycle.state(name).label) for name in transition.sources)
    target = lifecycle.state(transition.target).label if transition.target else Text("le même état", "the same state")
    drawing.item(output.ARROW, transition.label, transition.name)
    told: list[tuple[Text, str]] = [
        (Text("de", "from"), sources),
        (Text("à", "to"), str(target)),
        (Text("par", "by"), ", ".join(str(labels.ROLES[role]) for role in transition.roles)),
    ]
    asked = [str(Text("la date de l’événement", "the date of the event"))] if transition.on_required else []
    asked += [
        str(one.label) if one.required else str(Text(f"{one.label.fr} (facultatif)", f"{one.label.en} (optional)"))
        for one in transition.inputs
    ]
    told.append((Text("demande", "asks for"), ", ".join(asked)))
    told.append((Text("exige", "demands"), "\n".join(map(_required, transition.guards))))
    told.append((Text("attend", "expects"), "\n".join(map(_required, transition.expectations))))
    told.append((Text("pièces", "evidence"), "\n".join(str(rule.label) for rule in transition.evidence)))
    told.append((Text("rédige", "drafts"), ", ".join(str(document.label) for document in transition.documents)))
    output.fields([(label, value) for label, value in told if value], indent=4)


def _required(requirement: Requirement) -> str:
    told = []
    for name, value in requirement.params.items():
        values = (value,) if isinstance(value, str) else value
        words = _PARAMETERS.get(name, {})
        told.append(", ".join(str(words.get(one, one)) for one in values))
    given = f" ({str(Text(' ; ', '; ')).join(told)})" if told else ""
    return f"{guards.label(requirement.guard)}{given}"
