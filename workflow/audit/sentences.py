"""An answer as the sentence a press release would use, in French and in English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflow.audit.arrivals import Arrivals, Whereabouts, by_regions
from workflow.audit.dossiers import Named
from workflow.audit.scope import Scope
from workflow.dates import day_in_words
from workflow.french import apostrophes, counted, enumerate_fr
from workflow.language import Text
from workflow.lifecycle import State
from workflow.regions import region


@dataclass(frozen=True, slots=True)
class Spelling:
    """Names as somebody prints them: of territories by id, of regions by code; ours where nothing is given."""

    territories: Mapping[str, str]
    regions: Mapping[str, str]

    def territory(self, dossier: Named) -> str:
        """The name of the territory of a dossier."""
        return self.territories.get(dossier.territory) or apostrophes(dossier.name)

    def where(self, codes: Sequence[str]) -> Text:
        """« Nouvelle-Aquitaine/Occitanie »."""
        labels = [region(code).label for code in codes]
        fr = [self.regions.get(code) or label.fr for code, label in zip(codes, labels, strict=True)]
        en = [self.regions.get(code) or label.en for code, label in zip(codes, labels, strict=True)]
        return Text("/".join(fr), "/".join(en))


OURS = Spelling({}, {})


def announcement(found: Arrivals, scope: Scope, spelling: Spelling = OURS) -> Text:
    """« Au 29 avril 2019, 9 protocoles d’accord signés dans 7 régions : Carros (Provence-Alpes-Côte d’Azur) ; … »."""
    head = Text(f"{_when_fr(found)}{_count_fr(found, scope)}", f"{_when_en(found)}{_count_en(found, scope)}")
    listed = _listed(found, scope, spelling)
    if not found.total:
        return Text(f"{head.fr}.", f"{head.en}.")
    return Text(f"{head.fr} : {listed.fr}.", f"{head.en}: {listed.en}.")


def standing(found: Whereabouts) -> Text:
    """« Au 30 avril 2019, Axe Seine (Normandie) est dans l’état « Protocole signé » depuis le 30 avril 2019. »."""
    fr, en = day_in_words(found.basis.on, "fr"), day_in_words(found.basis.on, "en")
    who = placed(found.dossier)
    if found.state is None or found.since is None:
        return Text(f"Au {fr}, {who.fr} n’a pas de dossier connu.", f"On {en}, {who.en} has no known dossier.")
    label = found.state.label_in(found.dossier.phase)
    since, entered = found.since.in_words("fr"), found.since.when()
    return Text(
        f"Au {fr}, {who.fr} est dans l’état « {label.fr} » depuis {since}.",
        f"On {en}, {who.en} is in the state “{label.en}”, entered {entered.en}.",
    )


def placed(dossier: Named) -> Text:
    """« Axe Seine (Normandie) »."""
    name, where = apostrophes(dossier.name), dossier.where
    return Text(f"{name} ({where.fr})", f"{name} ({where.en})") if where.fr else Text(name, name)


def things(state: State) -> tuple[Text, Text]:
    """What is counted when dossiers enter a state, one and several."""
    if state.counted is not None:
        return state.counted
    label = state.label
    return (
        Text(f"territoire entré dans l’état « {label.fr} »", f"territory that entered the state “{label.en}”"),
        Text(f"territoires entrés dans l’état « {label.fr} »", f"territories that entered the state “{label.en}”"),
    )


def _when_fr(found: Arrivals) -> str:
    if found.since is not None:
        return f"Après le {day_in_words(found.since, 'fr')} et jusqu’au {day_in_words(found.basis.on, 'fr')}, "
    return f"Au {day_in_words(found.basis.on, 'fr')}, "


def _when_en(found: Arrivals) -> str:
    if found.since is not None:
        return f"After {day_in_words(found.since, 'en')} and up to {day_in_words(found.basis.on, 'en')}, "
    return f"On {day_in_words(found.basis.on, 'en')}, "


def _count_fr(found: Arrivals, scope: Scope) -> str:
    one, many = things(found.state)
    what = counted(found.total, one.fr, many.fr) if found.total else f"aucun {one.fr}"
    if scope.code is not None:
        return f"{what} {region(scope.code).inside}"
    return f"{what} dans {counted(len(found.regions), 'région', 'régions')}" if found.total else what


def _count_en(found: Arrivals, scope: Scope) -> str:
    one, many = things(found.state)
    what = f"{found.total:,} {one.en if found.total == 1 else many.en}" if found.total else f"no {one.en}"
    if scope.code is not None:
        return f"{what} in {region(scope.code).english}"
    plural = "region" if len(found.regions) == 1 else "regions"
    return f"{what} in {len(found.regions)} {plural}" if found.total else what


def _listed(found: Arrivals, scope: Scope, spelling: Spelling) -> Text:
    groups = [(first, [spelling.territory(one.dossier) for one in own]) for first, own in by_regions(found.rows)]
    fr = [f"{enumerate_fr(names)}{_beside(first, scope, spelling).fr}" for first, names in groups]
    en = [f"{_enumerate_en(names)}{_beside(first, scope, spelling).en}" for first, names in groups]
    if found.left_out:
        fr.append(f"et {counted(found.left_out, 'autre', 'autres')}")
        en.append(f"and {found.left_out:,} more")
    return Text(" ; ".join(fr), "; ".join(en))


def _beside(first: Named, scope: Scope, spelling: Spelling) -> Text:
    """The regions in brackets; nothing where they are the one that is spoken of."""
    if first.regions == (scope.code,) or not first.regions:
        return Text("", "")
    where = spelling.where(first.regions)
    return Text(f" ({where.fr})", f" ({where.en})")


def _enumerate_en(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
