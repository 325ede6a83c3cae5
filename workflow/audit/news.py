"""What was learnt between two dates, in sentences."""

from collections.abc import Iterator

from workflow.audit.arrivals import Arrival
from workflow.audit.corrections import Difference
from workflow.audit.knowledge import Change, Learnt, Revised, Shift
from workflow.audit.sentences import placed, things
from workflow.audit.values import in_words
from workflow.dates import day_in_words, instant_in_words, last_moment, parse_instant
from workflow.french import counted
from workflow.language import Text
from workflow.lifecycle import State


def news(learnt: Learnt) -> Iterator[Text]:
    """The two dates and what was recorded, the counts that changed, what is new, what was put right or taken back."""
    yield _opening(learnt)
    for shift in learnt.shifts:
        yield _shift(shift)
    for arrival in learnt.arrivals:
        yield _arrival(arrival, learnt.states[arrival.state])
    yield from _more(learnt.arrived - len(learnt.arrivals))
    for revised in learnt.revised:
        yield _revised(revised)
    yield from _more(learnt.revisions - len(learnt.revised))


def _opening(learnt: Learnt) -> Text:
    first, last = (last_moment(basis.known) for basis in (learnt.before, learnt.after))
    number = sum(learnt.recorded.values())
    entries = counted(number, "entrée enregistrée", "entrées enregistrées")
    return Text(
        f"Après le {instant_in_words(first, 'fr')} et jusqu’au {instant_in_words(last, 'fr')}, {entries}. "
        f"Ce qu’on en apprend sur la situation au {day_in_words(learnt.after.on, 'fr')} :",
        f"After {instant_in_words(first, 'en')} and up to {instant_in_words(last, 'en')}, {number:,} "
        f"{'entry was' if number == 1 else 'entries were'} recorded. "
        f"What they tell about {day_in_words(learnt.after.on, 'en')}:",
    )


def _shift(shift: Shift) -> Text:
    many = things(shift.state)[1]
    was, now = shift.before, shift.after
    fr, en = (
        f"{many.fr} : {was.dossiers} → {now.dossiers}",
        f"{many.en}: {was.dossiers} → {now.dossiers}",
    )
    if was.regions != now.regions:
        fr, en = (
            f"{fr} ; régions : {was.regions} → {now.regions}",
            f"{en}; regions: {was.regions} → {now.regions}",
        )
    return Text(f"{fr[:1].upper()}{fr[1:]}.", f"{en[:1].upper()}{en[1:]}.")


def _arrival(arrival: Arrival, state: State) -> Text:
    label, who = state.label_in(arrival.dossier.phase), placed(arrival.dossier)
    entered, recorded = arrival.period.when(), parse_instant(arrival.recorded)
    taken = Text(", repris d’une source", ", taken over from a source") if arrival.backfilled else Text("", "")
    return Text(
        f"Nouveau : {who.fr}, « {label.fr} » {entered.fr}, enregistré le {instant_in_words(recorded, 'fr')}{taken.fr}.",
        f"New: {who.en}, “{label.en}” {entered.en}, recorded on {instant_in_words(recorded, 'en')}{taken.en}.",
    )


_CHANGES = {
    Change.RESTATED: Text("Corrigé", "Corrected"),
    Change.VOIDED: Text("Annulé", "Voided"),
    Change.RESTORED: Text("Rétabli", "Restored"),
}


def _revised(revised: Revised) -> Text:
    who, what = placed(revised.dossier), _CHANGES[revised.change]
    told = [_difference(one) for one in revised.differences]
    fr = "".join(f" ; {one.fr}" for one in told)
    en = "".join(f"; {one.en}" for one in told)
    why = revised.after.comment
    because = Text(f" ; motif : {why}", f"; reason: {why}") if why else Text("", "")
    number = revised.before.about
    return Text(
        f"{what.fr} : {who.fr}, entrée n° {number} ({revised.sentence.fr}){fr}{because.fr}.",
        f"{what.en}: {who.en}, entry {number} ({revised.sentence.en}){en}{because.en}.",
    )


def _difference(one: Difference) -> Text:
    before, after = in_words(one.field, one.before), in_words(one.field, one.after)
    return Text(
        f"{one.label.fr} : {before.fr} → {after.fr}",
        f"{one.label.en}: {before.en} → {after.en}",
    )


def _more(number: int) -> Iterator[Text]:
    if number:
        yield Text(f"Et {counted(number, 'autre', 'autres')}.", f"And {number:,} more.")
