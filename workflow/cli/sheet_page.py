"""The sheet of a dossier as a person reads it."""

from collections.abc import Iterable, Sequence
from typing import Any

from workflow import labels
from workflow.cli import drawing, output, phrases
from workflow.cli.output import Column
from workflow.cli.sheet import LAST, Sheet, called, gaps_of
from workflow.cli.steps import STATUSES, lacks, status_of
from workflow.language import Text
from workflow.lifecycle import TextSpec
from workflow.money import format_amount
from workflow.names import beginning

PAIR = ("elected_lead", "industry_lead")
"""The two roles that are shown even where nobody holds them: the pair that chairs the local committee."""


def show(sheet: Sheet) -> None:
    """All of it, from where it is to what happened last."""
    _head(sheet)
    _following(sheet)
    _people(sheet)
    _members(sheet)
    _projects(sheet)
    _parties(sheet)
    _votes(sheet)
    _texts(sheet)
    _drafts(sheet)
    _last(sheet)


def _section(title: Text, command: str = "") -> None:
    output.echo()
    output.heading(f"{title}   → {command}" if command else title)


def _head(sheet: Sheet) -> None:
    dossier, state = sheet.dossier, sheet.state
    output.heading(f"{sheet.territory} · {dossier.id}")
    phase = next((str(one.label) for one in sheet.lifecycle.phases if one.code == dossier.phase), dossier.phase)
    where = [phrases.region_names(sheet.case.regions)]
    where += [phrases.department_names(sheet.case.departments)] if sheet.case.departments else []
    drawing.prose(" · ".join([phase, *where]))
    if sheet.aliases:
        names = ", ".join(sheet.aliases)
        drawing.prose(Text(f"aussi nommé : {names}", f"also called: {names}"))
    if sheet.codes:
        codes = ", ".join(sheet.codes)
        drawing.prose(Text(f"liste nationale : {codes}", f"national list: {codes}"))
    if dossier.renews:
        output.echo(Text(f"prolonge : {dossier.renews}", f"carries on: {dossier.renews}"))
    output.echo()
    since, days = phrases.since_in_words(phrases.since(dossier)), phrases.days(sheet.days)
    label = state.label_in(dossier.phase)
    drawing.item(state.symbol, label, Text(f"{since.fr} ({days.fr})", f"{since.en} ({days.en})"))
    drawing.prose(state.meaning, indent=2)
    if sheet.late:
        target = phrases.days(state.target_days or 0)
        over = phrases.days(sheet.days - (state.target_days or 0))
        output.warning(
            Text(f"délai prévu : {target.fr}, dépassé de {over.fr}", f"expected: {target.en}, exceeded by {over.en}")
        )


def _following(sheet: Sheet) -> None:
    if sheet.state.final:
        return
    _section(Text("Suite", "Next"), f"jalon next {sheet.dossier.id}")
    if sheet.steps is None:
        output.echo(Text("dites qui vous êtes : --as ACTEUR", "say who you are: --as ACTOR"))
    for step in sheet.reachable:
        symbol, word = STATUSES[status_of(step)]
        missing = len(lacks(step))
        note = phrases.count(missing, ("point à lever", "points à lever"), ("point to settle", "points to settle"))
        drawing.item(symbol, step.transition.label, note if missing else word)


def _people(sheet: Sheet) -> None:
    _section(Text("Binôme et personnes", "Leads and people"))
    told: list[tuple[Text, str]] = []
    for role, label in labels.PERSON_ROLES.items():
        present = [phrases.person(row) for row in sheet.case.present_persons(role)]
        if present or role in PAIR:
            told.append((label, "\n".join(present) or str(Text("– à nommer", "– to be named"))))
    gone = [row for row in sheet.case.persons if row.until is not None]
    if gone:
        told.append(
            (
                Text("auparavant", "formerly"),
                "\n".join(f"{phrases.person(row)} ({labels.PERSON_ROLES[row.role]})" for row in gone),
            )
        )
    output.fields(told)


def _members(sheet: Sheet) -> None:
    members = sheet.case.members
    _section(Text(f"Membres ({len(sheet.case.present_members)})", f"Members ({len(sheet.case.present_members)})"))
    output.fields((row.siren, _member(row)) for row in members)


def _member(row: Any) -> str:
    kind = f", {labels.MEMBER_KINDS[row.kind]}" if row.kind != "OTHER" else ""
    left = ""
    if row.until is not None:
        left = str(Text(f" (parti le {phrases.day(row.until)})", f" (left on {phrases.day(row.until)})"))
    return f"{row.name}{kind}{left}"


def _projects(sheet: Sheet) -> None:
    projects = sheet.case.projects
    _section(Text(f"Projets ({len(projects)})", f"Projects ({len(projects)})"))
    if not projects:
        output.echo(Text("aucun pour l’instant", "none for now"))
        return
    axes = {axis.code: str(axis.label) for axis in sheet.lifecycle.axes}
    output.table(
        [
            Column(Text("n°", "no"), right=True, keep=True),
            Column(Text("Projet", "Project")),
            Column(Text("Axe", "Axis")),
            Column(Text("Porteur", "Holder")),
            Column(Text("Coût", "Cost"), right=True, keep=True),
            Column(Text("Statut", "Status")),
        ],
        [
            (
                row.number,
                row.title,
                axes.get(row.axis or "", row.axis or phrases.NOTHING),
                row.holder or phrases.NOTHING,
                format_amount(row.cost) if row.cost is not None else phrases.NOTHING,
                labels.PROJECT_STATUSES[row.status],
            )
            for row in projects
        ],
    )
    drawing.prose(_totals(projects))


def _totals(projects: Sequence[Any]) -> Text:
    costs = [row.cost for row in projects if row.cost is not None]
    aids = [row.aid for row in projects if row.aid is not None]
    fr, en = f"coût connu : {format_amount(sum(costs), 'fr')}", f"known cost: {format_amount(sum(costs), 'en')}"
    if sum(aids) > sum(costs):
        fr = f"{fr} ; aide publique : {format_amount(sum(aids), 'fr')}"
        en = f"{en}; public aid: {format_amount(sum(aids), 'en')}"
    elif aids:
        fr = f"{fr}, dont {format_amount(sum(aids), 'fr')} d’aide publique"
        en = f"{en}, of which {format_amount(sum(aids), 'en')} of public aid"
    unknown = len(projects) - len(costs)
    if unknown:
        without = phrases.count(
            unknown, ("projet sans montant", "projets sans montant"), ("without an amount", "without an amount")
        )
        fr, en = f"{fr} ; {without.fr}", f"{en}; {without.en}"
    return Text(fr, en)


def _parties(sheet: Sheet) -> None:
    for document, parties in sheet.documents.items():
        signed = sheet.case.signed(document)
        title = labels.OF_DOCUMENT[document]
        count = f"{len(signed)}/{len(parties)}"
        _section(Text(f"Signatures {title.fr} ({count})", f"Signatures {title.en} ({count})"))
        for party in sorted(parties, key=lambda one: (list(labels.COLLEGES).index(one.college), one.number)):
            signature = signed.get(party.number)
            name = party.organisation if party.name is None else f"{party.organisation} ({phrases.person(party)})"
            note: Any = Text("n’a pas signé", "has not signed")
            if signature is not None:
                where = f", {signature.place}" if signature.place else ""
                how = labels.MEDIA[signature.medium]
                on = phrases.day(signature.signed_on)
                note = Text(f"le {on}{where} ({how.fr})", f"on {on}{where} ({how.en})")
            symbol = output.DONE if signature else output.REFUSED
            drawing.item(symbol, f"{party.number}. {name}", f"{labels.COLLEGES[party.college]} · {note}")


def _votes(sheet: Sheet) -> None:
    case = sheet.case
    if case.deliberations:
        _section(Text("Délibérations", "Deliberations"))
        _items(
            (
                vote.authority,
                f"{labels.DOCUMENTS[vote.document]} · {phrases.day(vote.voted_on)}"
                + (f" · {vote.act_number}" if vote.act_number else ""),
            )
            for vote in case.deliberations
        )
    if case.validations:
        _section(Text("Validations régionales", "Regional validations"))
        _items((phrases.region_names([one.region_code]), _validation(one)) for one in case.validations)
    if case.committees:
        _section(Text("Comités", "Committees"))
        _items(
            (labels.COMMITTEES[one.kind], phrases.day(one.meets_on) + (f", {one.place}" if one.place else ""))
            for one in case.committees
        )


def _validation(row: Any) -> str:
    committee = phrases.day(row.committee_on)
    told = Text(
        f"{labels.DOCUMENTS[row.document].fr} · comité du {committee}",
        f"{labels.DOCUMENTS[row.document].en} · committee of {committee}",
    )
    if not row.deliberation_number:
        return str(told)
    voted = f" ({phrases.day(row.deliberation_on)})" if row.deliberation_on else ""
    vote = Text(f"délibération {row.deliberation_number}", f"deliberation {row.deliberation_number}")
    return f"{told} · {vote}{voted}"


def _items(told: Iterable[tuple[object, object]]) -> None:
    for said, note in told:
        drawing.item(output.DOT, said, note)


def _texts(sheet: Sheet) -> None:
    """What people wrote, by its first words, then what nobody has written yet of the dossier as a whole."""
    texts, written = sheet.lifecycle.texts, sheet.case.passages
    if not texts and not written:
        return
    _section(
        Text(f"Textes ({len(written)})", f"Texts ({len(written)})"),
        f"jalon record text {sheet.dossier.id} …" if texts else "",
    )
    for row in written:
        on = phrases.brief_day(row.written_on)
        words = Text(f"« {beginning(row.text)} »", f"“{beginning(row.text)}”")
        drawing.item(output.DONE, _text(texts.get(row.subject), row), f"{on} · {words}")
    known = {row.subject for row in written}
    missing = [(name, one.label) for name, one in texts.items() if one.each is None and name not in known]
    if missing:
        fr = ", ".join(f"{label.fr} ({name})" for name, label in missing)
        en = ", ".join(f"{label.en} ({name})" for name, label in missing)
        drawing.prose(Text(f"à écrire : {fr}", f"to be written: {en}"))


def _text(spec: TextSpec | None, row: Any) -> Text:
    """What a text is called, with the project or the meeting it is about."""
    label = called(spec, row.subject)
    if not row.item:
        return label
    about = labels.TEXT_EACH[spec.each] if spec and spec.each else Text("", "")
    return Text(f"{label.fr}, {about.fr} n° {row.item}", f"{label.en}, {about.en} {row.item}")


def _drafts(sheet: Sheet) -> None:
    if not sheet.drafts:
        return
    final = {row.draft_id for row in sheet.case.final_drafts}
    incomplete = sum(bool(gaps_of(draft)) for draft in sheet.drafts if draft.id not in final)
    _section(
        Text(f"Brouillons ({len(sheet.drafts)})", f"Drafts ({len(sheet.drafts)})"), f"jalon drafts {sheet.dossier.id}"
    )
    settled = sum(draft.id in final for draft in sheet.drafts)
    told = [Text(f"{settled} définitif{'s' if settled > 1 else ''}", f"{settled} final")] if settled else []
    told.append(
        Text(f"{incomplete} à compléter", f"{incomplete} to be completed")
        if incomplete
        else Text("tous complets", "all complete")
    )
    output.echo(Text(", ".join(one.fr for one in told), ", ".join(one.en for one in told)))


def _last(sheet: Sheet) -> None:
    _section(Text("Dernières entrées", "Last entries"), f"jalon history {sheet.dossier.id}")
    for line in reversed(sheet.lines[-LAST:]):
        entry = line.entry
        number = Text(f"n° {entry.seq}", f"{entry.seq}")
        drawing.item(output.DOT, number, f"{phrases.brief(entry.period)} · {phrases.told(line)}")
