"""One entry of a history, told: who recorded it and when, why, on what evidence, what was passed."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from workflow import guards, labels
from workflow.audit.corrections import Difference
from workflow.audit.search import Found
from workflow.audit.values import in_words
from workflow.body import Entry, FileRef
from workflow.cli import drawing, output, phrases
from workflow.cli.drafts import document_label
from workflow.dates import day_text
from workflow.engine import Engine
from workflow.entries import Fired, Payload, field_label
from workflow.entries.payload import given
from workflow.history import Line
from workflow.integrity.signed_pdf import SignedCopy
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.money import format_amount
from workflow.names import beginning
from workflow.store import Reading

Details = list[tuple[Text, object]]
"""What an entry says besides its sentence, each with its label, in the order in which it is read."""


LONGEST = 200
"""Characters of one value of an entry that are told: a description may be pages long."""


def show(line: Line | Found, said: str, told: Details, symbol: str = output.DOT) -> None:
    """An entry behind its symbol and its name, then its details below it."""
    drawing.item(symbol, said, f"{line.entry.period.in_words()} · {phrases.told(line)}")
    for label, value in told:
        drawing.prose(f"{label}{Text(' : ', ': ')}{value}" if str(label) else value, indent=4)


def number(entry: Entry) -> str:
    """« n° 4 »."""
    return str(Text(f"n° {entry.seq}", f"{entry.seq}"))


def place(found: Found) -> str:
    """« axe-seine-2018 n° 4 »: how to ask for an entry again."""
    return f"{found.entry.dossier} {number(found.entry)}"


def found_details(engine: Engine, reading: Reading, found: Found) -> Details:
    """The details of an entry in a list of many: first which dossier it is of."""
    told = details(found.entry, engine.lifecycle(reading, found.entry.lifecycle))
    dossier = found.dossier
    if not dossier.regions:
        return told
    return [(Text("", ""), Text(f"{dossier.name} ({dossier.where.fr})", f"{dossier.name} ({dossier.where.en})")), *told]


def found_data(found: Found) -> dict[str, Any]:
    """An entry in a list of many, as JSON has it."""
    dossier = found.dossier
    return {
        "dossier": found.entry.dossier,
        "territory": {"id": dossier.territory, "name": dossier.name} if dossier.territory else None,
        "regions": phrases.region_data(dossier.regions),
        **as_data(found),
    }


def as_data(line: Line | Found) -> dict[str, Any]:
    """An entry as JSON has it, with what became of it."""
    entry = line.entry
    fired = entry.payload if isinstance(entry.payload, Fired) else None
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "about": entry.about,
        "tells": entry.told,
        "voids": entry.voided,
        "sentence": str(line.sentence),
        "voided_by": line.voided_by,
        "restated_by": line.restated_by,
        "effective": phrases.period_data(entry.period),
        "recorded": entry.recorded,
        "author": {
            "id": entry.author.id,
            "label": entry.author.label,
            "role": entry.author.role,
            "regions": list(entry.author.regions),
        },
        "origin": entry.origin,
        "trigger": entry.trigger,
        "from_state": entry.from_state,
        "to_state": entry.to_state,
        "values": {} if fired else _values(entry),
        "inputs": dict(fired.all_inputs) if fired else {},
        "reason": entry.comment,
        "source": entry.source,
        "evidence": [{**ref.as_data(), "kind": ref.kind, "signed": ref.signed} for ref in entry.evidence],
        "overridden": list(fired.overridden) if fired else [],
        "waived": list(fired.waived) if fired else [],
        "drafts": [dict(draft) for draft in entry.drafts],
        "hash": entry.hash,
    }


def _values(entry: Entry) -> dict[str, Any]:
    """What a fact says, by field; null for what was erased of it."""
    told = given(entry.payload)
    return {name: None if f"data.{name}" in entry.redacted else value for name, value in told.items()}


def details(entry: Entry, lifecycle: Lifecycle) -> Details:
    """What an entry says besides its sentence, each with its label; `lifecycle` is the one that judged it."""
    told: Details = [(Text("", ""), _recorded(entry))]
    if not entry.voided:
        told += _besides(entry.payload, lifecycle)
    if isinstance(entry.payload, Fired) and entry.trigger is not None:
        told += _inputs(entry.payload, entry.trigger, lifecycle)
    if entry.comment is not None:
        told.append((Text("motif", "reason"), entry.comment))
    if entry.source is not None:
        told.append((Text("source", "source"), entry.source))
    told += [(labels.EVIDENCE_KINDS[ref.kind], _file(ref)) for ref in entry.evidence]
    if isinstance(entry.payload, Fired):
        overridden, waived = entry.payload.overridden, entry.payload.waived
        if overridden:
            told.append((Text("passé avec le motif écrit", "passed with the written reason"), _guards(overridden)))
        if waived:
            told.append((Text("repris sans être jugé", "taken over without being judged"), _guards(waived)))
    if entry.drafts:
        count = phrases.count(len(entry.drafts), ("brouillon", "brouillons"), ("draft", "drafts"))
        told.append((count, _drafts(entry, lifecycle)))
    return told


def _file(ref: FileRef) -> Text:
    """What a file is called, and who signed it where that was looked at."""
    if ref.name is None:
        return Text("[effacé]", "[erased]")
    if ref.signed is None:
        return Text(ref.name, ref.name)
    said = SignedCopy.of(ref.signed, ref.sha256 or "").sentence
    return Text(f"{ref.name} ({said.fr})", f"{ref.name} ({said.en})")


def differences(found: Iterable[Difference]) -> Details:
    """What a correction changes, value by value: « coût : 340 000 € → 430 000 € »."""
    told: Details = []
    for one in found:
        before, after = (in_words(one.field, value) for value in (one.before, one.after))
        told.append((one.label, Text(f"{before.fr} → {after.fr}", f"{before.en} → {after.en}")))
    return told


def _recorded(entry: Entry) -> Text:
    role = labels.ROLES[entry.author.role]
    where = f", {phrases.region_names(entry.author.regions)}" if entry.author.regions else ""
    who = Text(entry.author.label or "[effacé]", entry.author.label or "[erased]")
    moment = phrases.recorded(entry.recorded)
    taken = Text(", repris d’une source", ", taken over from a source") if entry.source is not None else Text("", "")
    return Text(
        f"enregistré le {moment} par {who.fr} ({role.fr}{where}){taken.fr}",
        f"recorded on {moment} by {who.en} ({role.en}{where}){taken.en}",
    )


def _besides(payload: Payload, lifecycle: Lifecycle) -> Details:
    """What the sentence of an entry leaves out, on one line."""
    said = given(payload)
    names = [name for name in payload.besides if said.get(name) not in (None, [], {})]
    if not names:
        return []
    told = [(field_label(name), _value(name, said[name], lifecycle)) for name in names]
    fr = " ; ".join(f"{label.fr} : {value.fr}" for label, value in told)
    en = "; ".join(f"{label.en}: {value.en}" for label, value in told)
    return [(Text("", ""), Text(fr, en))]


def _value(name: str, value: Any, lifecycle: Lifecycle) -> Text:
    if name == "axis":
        return next((axis.label for axis in lifecycle.axes if axis.code == value), Text(value, value))
    if name == "departments":
        named = phrases.department_names(value)
        return Text(named, named)
    return in_words(name, beginning(value, LONGEST) if isinstance(value, str) else value)


def _inputs(fired: Fired, trigger: str, lifecycle: Lifecycle) -> list[tuple[Text, object]]:
    asked = {one.name: one for one in lifecycle.transition(trigger).inputs}
    told: list[tuple[Text, object]] = []
    for name, value in fired.all_inputs.items():
        wanted = asked.get(name)
        if wanted is None:
            told.append((Text(name, name), value))
        elif wanted.type == "date":
            told.append((wanted.label, day_text(value)))
        elif wanted.type == "amount":
            told.append((wanted.label, format_amount(int(value))))
        else:
            told.append((wanted.label, value))
    return told


def _drafts(entry: Entry, lifecycle: Lifecycle) -> str:
    drawn = Counter(str(document_label(lifecycle, draft["document"])) for draft in entry.drafts)
    return ", ".join(f"{label} × {number}" if number > 1 else label for label, number in drawn.items())


def _guards(codes: list[str]) -> str:
    return ", ".join(str(guards.label(code)) for code in codes)
