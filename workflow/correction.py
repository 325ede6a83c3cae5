"""What a correction says: which entry it is about, and the values that hold from then on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_origin

from workflow.body import Entry
from workflow.dates import Period
from workflow.entries import Payload, build
from workflow.errors import CorrectionRefused, InvalidValue
from workflow.language import Text
from workflow.names import nearest

EFFECTIVE = "effective_on"
"""The name under which the effective date of any entry is corrected."""


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


def restate(entries: Sequence[Entry], seq: int, *, void: bool, changes: Mapping[str, str]) -> Restated:
    """What correcting entry `seq` gives: void, or with `changes` by field name.

    Voiding a correction brings back what held before it. Raises CorrectionRefused for an entry that is not there or
    cannot be voided, InvalidValue for a field it does not have.
    """
    if not 0 <= seq < len(entries):
        last = len(entries) - 1
        raise CorrectionRefused(
            Text(
                f"Il n’y a pas d’entrée n° {seq} ; la dernière est la n° {last}.",
                f"There is no entry {seq}; the last one is {last}.",
            ),
            Text("les numéros sont dans : jalon history", "the numbers are in: jalon history"),
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
        payload, period = _changed(current, changes)
        return _restated(current, payload, period, voided=False)
    if target.restates is not None:
        before = [entry for entry in versions if entry.seq < target.seq][-1]
        return _restated(current, before.payload, before.period, voided=before.voided)
    if target.about == 0:
        raise CorrectionRefused(
            Text("L’ouverture d’un dossier ne s’annule pas.", "The opening of a dossier cannot be voided."),
            Text(
                "un dossier ouvert à tort est retiré : jalon next",
                "a dossier opened by mistake is withdrawn: jalon next",
            ),
        )
    if current.voided:
        raise CorrectionRefused(
            Text(f"L’entrée n° {seq} est déjà annulée.", f"Entry {seq} is void already."),
        )
    return _restated(current, current.payload, current.period, voided=True)


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


def _changed(current: Entry, changes: Mapping[str, str]) -> tuple[Payload, Period]:
    kind = type(current.payload)
    values: dict[str, Any] = current.payload.model_dump(exclude_unset=True)
    period = current.period
    fields = kind.model_fields
    for name, text in changes.items():
        if name == EFFECTIVE:
            period = Period.parse(text)
        elif name in fields:
            values[name] = text.replace(",", " ").split() if get_origin(fields[name].annotation) is list else text
        elif "inputs" in fields and name in {**values.get("inputs", {}), **values.get("texts", {})}:
            holder = "inputs" if name in values.get("inputs", {}) else "texts"
            values[holder] = {**values[holder], name: text}
        else:
            known = [
                EFFECTIVE,
                *(field for field in fields if field not in ("inputs", "texts", "overridden", "waived")),
            ]
            listed = ", ".join(nearest(name, known) or known)
            raise InvalidValue(
                Text(f"Cette entrée n’a pas de champ « {name} ».", f"This entry has no field “{name}”."),
                Text(f"champs : {listed}", f"fields: {listed}"),
            )
    return build(kind, values), period
