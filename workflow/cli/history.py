"""`jalon history`: what happened to a dossier, in sentences: when it was, when it was known, by whom, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from workflow import guards, labels, lookup
from workflow.body import Entry
from workflow.cli import drawing, output, phrases
from workflow.cli.drafts import document_label
from workflow.cli.options import INSTANT, dossier_argument, json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command, option
from workflow.dates import Period, civil_day, day_text, days_between, format_instant
from workflow.entries import Fired
from workflow.history import Line, timeline
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import Dossier
from workflow.money import format_amount

SCALE = 28
"""Characters in the picture of the states over time."""


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a dossier was in a state: from the period in which it entered until it left, or until now."""

    state: str
    since: Period
    until: Period | None = None
    """None for the state it is in."""

    def days(self, today: date) -> int:
        """Days between the certain arrival and the certain departure, or today."""
        return days_between(self.since.last, self.until.last if self.until else max(today, self.since.last))


def stays(lines: Sequence[Line]) -> list[Stay]:
    """The states a dossier was in, in order, as its timeline tells them: without what was voided, as restated."""
    told = sorted((line.entry for line in lines if not line.struck), key=lambda entry: entry.about)
    found: list[Stay] = []
    for entry in told:
        if entry.to_state is None or entry.voided or (found and found[-1].state == entry.to_state):
            continue
        if found:
            found[-1] = replace(found[-1], until=entry.period)
        found.append(Stay(entry.to_state, entry.period))
    return found


@command(
    "history",
    Text(
        "La chronologie d’un dossier : ce qui s’est passé, quand, qui l’a enregistré et quand, pourquoi, sur quelle "
        "pièce.\n\nCe qui a été annulé ou corrigé reste visible, entre crochets.",
        "The timeline of a dossier: what happened, when, who recorded it and when, why, on what evidence.\n\n"
        "What was voided or corrected stays visible, in square brackets.",
    ),
    "jalon history axe-seine",
    "jalon history axe-seine --known 2019-05-06",
)
@dossier_argument
@option(
    "--known",
    type=INSTANT,
    value=Text("INSTANT", "INSTANT"),
    said=Text(
        "Comme on le savait alors : 2019-05-06, ou 2019-05-06T09:12 (heure de Paris).",
        "As it was known then: 2019-05-06, or 2019-05-06T09:12 (Paris time).",
    ),
)
@json_option
@in_session
def history_command(session: Session, dossier: str, known: datetime | None, as_json: bool) -> None:
    """Tell a history."""
    engine = session.engine
    with session.reading() as reading:
        found = lookup.dossier(reading, dossier)
        lines = timeline(engine, reading, found.id, known)
        lifecycle = engine.lifecycle(reading, found.lifecycle)
    today = civil_day(engine.now) if known is None else civil_day(known - timedelta(microseconds=1))
    if as_json:
        output.print_json(described(found, lines, lifecycle, known, today))
        return
    _show(found, lines, lifecycle, known, today)


def described(
    dossier: Dossier, lines: list[Line], lifecycle: Lifecycle, known: datetime | None, today: date
) -> dict[str, Any]:
    """A history as JSON has it."""
    return {
        "dossier": dossier.id,
        "known": format_instant(known) if known else None,
        "entries": [_described(line) for line in lines],
        "stays": [
            {
                "state": phrases.state_data(lifecycle.state(stay.state), dossier.phase),
                "since": phrases.period_data(stay.since),
                "until": phrases.period_data(stay.until) if stay.until else None,
                "days": stay.days(today),
            }
            for stay in stays(lines)
        ],
    }


def _described(line: Line) -> dict[str, Any]:
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
        "inputs": dict(fired.all_inputs) if fired else {},
        "reason": entry.comment,
        "source": entry.source,
        "evidence": [
            {"kind": ref.kind, "name": ref.name, "sha256": ref.sha256, "size": ref.size} for ref in entry.evidence
        ],
        "overridden": list(fired.overridden) if fired else [],
        "waived": list(fired.waived) if fired else [],
        "drafts": [dict(draft) for draft in entry.drafts],
        "hash": entry.hash,
    }


def _show(dossier: Dossier, lines: list[Line], lifecycle: Lifecycle, known: datetime | None, today: date) -> None:
    output.heading(Text(f"Historique de {dossier.id}", f"History of {dossier.id}"))
    if known is not None:
        moment = phrases.known_until(known)
        drawing.prose(Text(f"tel que connu le {moment}", f"as known on {moment}"))
    if not lines:
        output.echo(Text("Rien n’était encore enregistré.", "Nothing was recorded yet."))
        return
    _draw_stays(stays(lines), dossier, lifecycle, today)
    for line in lines:
        output.echo()
        _show_line(line, lifecycle)


def _draw_stays(found: list[Stay], dossier: Dossier, lifecycle: Lifecycle, today: date) -> None:
    output.echo()
    spans = [(stay.since.last.toordinal(), stay.since.last.toordinal() + stay.days(today)) for stay in found]
    named = [phrases.state_in(lifecycle.state(stay.state), dossier.phase) for stay in found]
    since = [phrases.brief(stay.since) for stay in found]
    wide = max(map(len, named)), max(map(len, since))
    for stay, name, start, drawn in zip(found, named, since, drawing.spread(spans, SCALE), strict=True):
        lasted = str(phrases.days(stay.days(today)))
        output.echo(f"{name.ljust(wide[0])}  {start.ljust(wide[1])}  {drawn.ljust(SCALE)}  {lasted}".rstrip())


def _show_line(line: Line, lifecycle: Lifecycle) -> None:
    entry = line.entry
    number = str(Text(f"n° {entry.seq}", f"{entry.seq}"))
    drawing.item(output.DOT, number, f"{entry.period.in_words()} · {phrases.told(line)}")
    for label, value in _details(entry, lifecycle):
        drawing.prose(f"{label}{Text(' : ', ': ')}{value}" if str(label) else value, indent=4)


def _details(entry: Entry, lifecycle: Lifecycle) -> list[tuple[Text, object]]:
    told: list[tuple[Text, object]] = [(Text("", ""), _recorded(entry))]
    if isinstance(entry.payload, Fired) and entry.trigger is not None:
        told += _inputs(entry.payload, entry.trigger, lifecycle)
    if entry.comment is not None:
        told.append((Text("motif", "reason"), entry.comment))
    if entry.source is not None:
        told.append((Text("source", "source"), entry.source))
    told += [(labels.EVIDENCE_KINDS[ref.kind], ref.name or Text("[effacé]", "[erased]")) for ref in entry.evidence]
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
