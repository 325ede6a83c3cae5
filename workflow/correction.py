"""What a correction says: which entry it is about, and the values that hold from then on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from workflow.body import Entry
from workflow.dates import Period
from workflow.entries import Erasure, Fired, Opened, Payload, build
from workflow.errors import CorrectionRefused, InvalidValue
from workflow.inputs import read_inputs
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.names import nearest, quoted

EFFECTIVE = "effective_on"
"""The name under which the effective date of any entry is corrected."""

RENEWS = "renews"
"""The field of an opening that names another dossier."""


@dataclass(frozen=True, slots=True)
class Restated:
    """The corrected version of an entry, in full."""

    about: int
    told: str
    payload: Payload
    period: Period
    trigger: str | None
    from_state: str | None
    to_state: str | None
    corrects: str
    voided: bool


def restate(
    entries: Sequence[Entry], seq: int, lifecycle: Lifecycle, *, void: bool, changes: Mapping[str, str]
) -> Restated:
    """What correcting entry `seq` gives: void, or with `changes` by field name, as typed.

    Voiding a correction brings back what held before it. Raises CorrectionRefused for an entry that is not there or
    cannot be voided, InvalidValue for a field it does not have or a value that cannot be read.
    """
    name = entries[0].dossier
    if not 0 <= seq < len(entries):
        last = len(entries) - 1
        raise CorrectionRefused(
            Text(
                f"Il n’y a pas d’entrée n° {seq} ; la dernière est la n° {last}.",
                f"There is no entry {seq}; the last one is {last}.",
            ),
            Text(f"les numéros : jalon history {name}", f"the numbers: jalon history {name}"),
        )
    if void == bool(changes):
        raise CorrectionRefused(
            Text(
                "Une correction annule l’entrée, ou en change des valeurs.",
                "A correction voids the entry, or changes values of it.",
            ),
            Text("--void, ou --set champ=valeur", "--void, or --set field=value"),
        )
    target = entries[seq]
    versions = [entry for entry in entries if entry.about == target.about]
    current = versions[-1]
    if not void:
        payload, period = changed(current, lifecycle, changes)
        if not current.voided and (payload, period) == (current.payload, current.period):
            raise CorrectionRefused(
                Text(f"L’entrée n° {seq} dit déjà cela.", f"Entry {seq} says that already."),
                Text(f"voyez : jalon history {name}", f"see: jalon history {name}"),
            )
        return _restated(current, payload, period, voided=False)
    if target.restates is not None:
        if target is not current:
            raise CorrectionRefused(
                Text(
                    f"La correction n° {seq} a été suivie d’une autre, la n° {current.seq}.",
                    f"Correction {seq} was followed by another one, {current.seq}.",
                ),
                _voiding(Text("annulez d’abord celle-ci", "void that one first"), name, current.seq),
            )
        before = versions[-2]
        return _restated(current, before.payload, before.period, voided=before.voided)
    if target.about == 0:
        raise CorrectionRefused(
            Text("L’ouverture d’un dossier ne s’annule pas.", "The opening of a dossier cannot be voided."),
            Text(
                f"un dossier ouvert à tort est retiré : jalon next {name}",
                f"a dossier opened by mistake is withdrawn: jalon next {name}",
            ),
        )
    if isinstance(current.payload, Erasure):
        raise CorrectionRefused(
            Text(
                "Un effacement ne s’annule pas : ce qui a été effacé n’existe plus.",
                "An erasure cannot be voided: what was erased is gone.",
            ),
            Text(
                "ce qui doit être dit de nouveau s’enregistre : jalon record",
                "what must be said again is recorded: jalon record",
            ),
        )
    if current.voided:
        raise CorrectionRefused(
            Text(f"L’entrée n° {seq} est déjà annulée.", f"Entry {seq} is void already."),
            _voiding(Text("la rétablir", "to bring it back"), name, current.seq),
        )
    return _restated(current, current.payload, current.period, voided=True)


def _voiding(why: Text, dossier: str, seq: int) -> Text:
    """The remedy that consists in voiding an entry."""
    command = f"jalon correct {dossier} {seq} --void --because …"
    return Text(f"{why.fr} : {command}", f"{why.en}: {command}")


def _restated(current: Entry, payload: Payload, period: Period, *, voided: bool) -> Restated:
    return Restated(
        current.about,
        current.told,
        payload,
        period,
        current.trigger,
        current.from_state,
        current.to_state,
        current.hash,
        voided,
    )


def says_already(
    entry: Entry, target: Entry | None, lifecycle: Lifecycle, void: bool, changes: Mapping[str, str]
) -> bool:
    """Whether an entry is the correction of `target` that the same command would write."""
    if entry.restates is None or target is None or entry.about != target.about:
        return False
    if void:
        return entry.voided or target.restates is not None
    return changed(entry, lifecycle, changes) == (entry.payload, entry.period)


def changed(current: Entry, lifecycle: Lifecycle, changes: Mapping[str, str]) -> tuple[Payload, Period]:
    """The payload and the period of an entry with other values. Raises InvalidValue."""
    kind = type(current.payload)
    values: dict[str, Any] = current.payload.model_dump(exclude_unset=True)
    period = current.period
    known = _correctable(kind)
    for name, text in changes.items():
        if name == EFFECTIVE:
            period = Period.parse(text)
        elif name in known:
            values[name] = _typed(kind, name, text)
        elif kind is Fired and current.trigger is not None:
            _change_input(values, lifecycle, current.trigger, name, text)
        else:
            listed = ", ".join(nearest(name, [EFFECTIVE, *known]) or [EFFECTIVE, *known])
            shown = quoted(name)
            raise InvalidValue(
                Text(
                    f"Cette entrée n’a pas de champ {shown.fr} qui se corrige.",
                    f"This entry has no field {shown.en} to correct.",
                ),
                Text(f"champs : {listed}", f"fields: {listed}"),
            )
    return build(kind, values), period


def _correctable(kind: type[Payload]) -> list[str]:
    """The fields of a kind of entry that a correction may change.

    The territory and the phase of a dossier make its name; its members are facts of their own; the number of a fact is
    what later entries know it by; what a transition passed or did not judge is not for a person to say.
    """
    if kind is Opened:
        return ["regions", "departments", RENEWS]
    if kind is Fired:
        return []
    return [name for name in kind.model_fields if name != "number" and name not in kind.fixed]


def _typed(kind: type[Payload], name: str, text: str) -> Any:
    """What was typed for a field; None, which unsays it, for nothing."""
    annotation = kind.model_fields[name].annotation
    if get_origin(annotation) is list:
        return _listed(text)
    if not text.strip():
        return None
    literals = [part for part in (annotation, *get_args(annotation)) if get_origin(part) is Literal]
    choices = {str(choice): choice for part in literals for choice in get_args(part)}
    return choices.get(text.strip(), text)


def _listed(text: str) -> list[str]:
    """Codes set apart by commas or spaces; names, which have spaces in them, by commas."""
    parts = text.replace(",", " ").split()
    if not all(part[0].isdigit() for part in parts):
        parts = [part.strip() for part in text.split(",")]
    return list(dict.fromkeys(filter(None, parts)))


def _change_input(values: dict[str, Any], lifecycle: Lifecycle, trigger: str, name: str, text: str) -> None:
    """Change what was given for a transition, read as it is when the transition is performed."""
    public, texts = read_inputs(lifecycle.transition(trigger), {name: text})
    values["inputs"] = {**values.get("inputs", {}), **public}
    values["texts"] = {**values.get("texts", {}), **texts}
