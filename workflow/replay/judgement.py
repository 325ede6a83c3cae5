"""Whether the entries of a history are legal together."""

from collections.abc import Collection, Sequence
from datetime import date

from workflow import guards, machine
from workflow.body import Entry
from workflow.case import Attempt, Case
from workflow.dates import Period, civil_day, parse_instant
from workflow.entries import Fired
from workflow.errors import CorrectionRefused, JalonError
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import Actor, Dossier
from workflow.replay.counting import changes_since, live, moved_on, withdrawn_drafts
from workflow.replay.present import Present
from workflow.rows import row


def judge(told: Sequence[Entry], lifecycle: Lifecycle) -> Present:
    """The present that a dossier's history gives; raises CorrectionRefused at the first entry that is not legal.

    Transitions must chain, their days must not go back, and their guards must be met by what was known before them,
    but for those that a backfill waived or a written reason passed.
    """
    if not told:
        raise ValueError("no history")
    versions: dict[int, list[Entry]] = {}
    for one in told:
        versions.setdefault(one.about, []).append(one)
    present = Present(told[0].dossier)
    withdrawn = withdrawn_drafts(told)
    before: list[Entry] = []
    for one in live(told):
        try:
            if isinstance(one.payload, Fired):
                _demand_order(one, moved_on(before))
                _demand_chain(one, present, lifecycle)
                _demand_guards(versions[one.about], present, lifecycle, before)
            elif one.told != "opened":
                one.payload.check(_case(present, one, lifecycle, withdrawn), _day(one))
        except JalonError as fault:
            raise _illegal(one, fault.message) from None
        present.tell(one)
        for version in versions[one.about]:
            present.attach(version)
        before.append(one)
    return present


def _day(entry: Entry) -> str:
    return civil_day(parse_instant(entry.recorded)).isoformat()


def _case(present: Present, entry: Entry, lifecycle: Lifecycle, withdrawn: Collection[str] = frozenset()) -> Case:
    dossier = row(
        Dossier,
        {
            **present.opened,
            "id": present.dossier_id,
            "state": present.state,
            "state_since": present.since.last.isoformat() if present.since else "",
            "state_precision": str(present.since.precision) if present.since else "day",
            "seq": entry.seq - 1,
            "head": entry.prev,
            "changed_at": entry.recorded,
            "lifecycle": entry.lifecycle,
        },
    )
    return Case(dossier, lifecycle, present.rows, withdrawn=lambda: withdrawn)


def _demand_order(entry: Entry, bound: date) -> None:
    if entry.period.last < bound:
        said, before = entry.period.when(), Period.around(bound).when()
        raise CorrectionRefused(
            Text(
                f"elle aurait lieu {said.fr}, et celle qui la précède {before.fr}",
                f"it would happen {said.en}, the one before it {before.en}",
            )
        )


def _demand_chain(entry: Entry, present: Present, lifecycle: Lifecycle) -> None:
    assert entry.trigger is not None  # noqa: S101  # a transition has a trigger by construction
    if entry.from_state != present.state or (
        machine.fire(lifecycle, present.state, entry.trigger, present.dossier_id) != entry.to_state
    ):
        there = lifecycle.state(present.state).label_in(present.opened.get("phase", ""))
        raise CorrectionRefused(
            Text(f"elle partirait d’un autre état : « {there.fr} »", f"it would leave another state: “{there.en}”")
        )


def _demand_guards(versions: Sequence[Entry], present: Present, lifecycle: Lifecycle, before: Sequence[Entry]) -> None:
    """The guards of a transition, of which `versions` are the entry as it was made and as it was restated.

    The reason it was performed with is that of the original, its files are those of all versions.
    """
    original, entry = versions[0], versions[-1]
    fired = entry.payload
    assert isinstance(fired, Fired) and entry.trigger is not None  # noqa: S101, PT018  # as the caller checked
    attempt = Attempt(
        transition=lifecycle.transition(entry.trigger),
        actor=_author(original),
        today=_day(entry),
        effective=entry.period,
        inputs=fired.all_inputs,
        reason=original.comment,
        evidence_kinds=tuple(ref.kind for version in versions for ref in version.evidence),
        changes_since=lambda documents: changes_since(before, documents, lifecycle),
    )
    passed = {*fired.waived, *fired.overridden}
    if original.erased or entry.erased:
        # Nobody can say any more what was written there; it was judged when it was.
        passed |= guards.WITH_THE_COMMAND
    for blocker in guards.blockers(_case(present, entry, lifecycle), attempt):
        if blocker.code not in passed:
            raise CorrectionRefused(blocker.message)


def _author(entry: Entry) -> Actor:
    return row(
        Actor,
        {
            "id": entry.author.id,
            "handle": entry.author.id,
            "label": entry.author.label or "",
            "role": entry.author.role,
            "regions": " ".join(entry.author.regions),
            "active": 1,
        },
    )


def _illegal(entry: Entry, why: Text) -> CorrectionRefused:
    fr, en = why.fr.rstrip("."), why.en.rstrip(".")
    return CorrectionRefused(
        Text(
            f"Avec cette correction, l’entrée n° {entry.about} ne serait plus possible : {fr}.",
            f"With this correction, entry {entry.about} would no longer be possible: {en}.",
        ),
        Text(
            f"vérifiez la valeur, ou corrigez d’abord ce qui l’empêche : jalon history {entry.dossier}",
            f"check the value, or correct first what is in its way: jalon history {entry.dossier}",
        ),
    )
