"""The guards about the agreement of the parties: who signed, which assemblies voted, which regions validated."""

from collections.abc import Iterator, Sequence

from workflow import regions
from workflow.case import Attempt, Case
from workflow.dates import day_text
from workflow.guards.judging import with_the_command
from workflow.guards.registry import Missing, guard, typed
from workflow.labels import OF_DOCUMENT, THE_DOCUMENT
from workflow.language import Text
from workflow.models import Signatory

_COLLEGES = {
    "intercommunalities": Text("des intercommunalités", "intercommunalities"),
    "state": Text("de l’État", "State"),
    "region": Text("des Régions", "Regions"),
    "operators": Text("des opérateurs", "operators"),
    "industry": Text("des industriels", "industry"),
}


@guard(Text("une signature au moins par collège", "at least one signature per college"))
def signed_by_each_college(
    case: Case, attempt: Attempt, *, document: str, colleges: tuple[str, ...] = ("intercommunalities", "state")
) -> Iterator[Missing]:
    """The parties sign by colleges; signatures may be added over time, so one of each is what is demanded."""
    signed = case.signed(document)
    for college in colleges:
        parties = [party for party in case.parties(document) if party.college == college]
        if not any(party.number in signed for party in parties):
            label = _COLLEGES[college]
            region = f" --region {case.regions[0]}" if college == "region" and case.regions else ""
            yield Missing(
                Text(
                    f"aucune signature {OF_DOCUMENT[document].fr} par le collège {label.fr}",
                    f"no signature {OF_DOCUMENT[document].en} by the college: {label.en}",
                ),
                _signing(case, document, parties, f"--college {college}{region}"),
            )


@guard(Text("une signature par région", "one signature per region"))
def signed_by_each_region(case: Case, attempt: Attempt, *, document: str) -> Iterator[Missing]:
    """A territory in several regions is co-owned: each signs."""
    signed = case.signed(document)
    for code in case.regions:
        parties = [party for party in case.parties(document) if party.college == "region" and party.region_code == code]
        if not any(party.number in signed for party in parties):
            name, what = regions.region(code).label, THE_DOCUMENT[document]
            yield Missing(
                Text(f"la région {name.fr} n’a pas signé {what.fr}", f"the region {name.en} has not signed {what.en}"),
                _signing(case, document, parties, f"--college region --region {code}"),
            )


@guard(Text("aucun signataire manquant", "no signatory missing"))
def no_missing_signatory(case: Case, attempt: Attempt, *, document: str) -> Iterator[Missing]:
    """Every party named has signed."""
    signed, what = case.signed(document), THE_DOCUMENT[document]
    for party in case.parties(document):
        if party.number not in signed:
            yield Missing(
                Text(f"{party.organisation} n’a pas signé {what.fr}", f"{party.organisation} has not signed {what.en}"),
                _signing(case, document, [party], ""),
            )


def _signing(case: Case, document: str, parties: Sequence[Signatory], options: str) -> Text:
    """Have the first of some parties sign, or name one with these options where there are none."""
    if parties:
        return typed(f"jalon record signature {case.dossier.id} {parties[0].number} --document {document} --on …")
    return typed(f"jalon record signatory {case.dossier.id} {options} --organisation …")


@guard(Text("une délibération par intercommunalité", "a deliberation per intercommunality"))
def deliberation_per_intercommunality(case: Case, attempt: Attempt, *, document: str) -> Iterator[Missing]:
    """Each assembly authorises its president to sign."""
    voted = {vote.siren for vote in case.deliberations if vote.document == document}
    what = THE_DOCUMENT[document]
    for member in case.present_members:
        if member.siren not in voted:
            yield Missing(
                Text(
                    f"{member.name} n’a pas délibéré sur {what.fr}", f"{member.name} has not deliberated on {what.en}"
                ),
                typed(
                    f"jalon record deliberation {case.dossier.id} --document {document} --siren {member.siren} --on …"
                ),
            )


@guard(Text("délibérations antérieures à la signature", "deliberations not later than the signature"))
def deliberation_before_signature(case: Case, attempt: Attempt, *, document: str) -> Iterator[Missing]:
    """Real acts are sometimes dated the day after (Vendée Centre, 25 and 26 October 2022): it has to be explained."""
    days = [one.signed_on for one in case.signed(document).values()]
    if attempt.effective is not None:
        days.append(attempt.effective.last.isoformat())
    for vote in case.deliberations:
        if vote.document == document and days and vote.voted_on > min(days):
            voted_on = day_text(vote.voted_on)
            yield Missing(
                Text(
                    f"la délibération de {vote.authority} ({voted_on.fr}) est postérieure à la signature",
                    f"the deliberation of {vote.authority} ({voted_on.en}) is later than the signature",
                ),
                with_the_command(case, attempt, '--because "…"'),
            )


@guard(Text("une validation par région", "one validation per region"))
def validated_by_each_region(case: Case, attempt: Attempt, *, document: str) -> Iterator[Missing]:
    """The regional steering committee validates, then the regional assembly deliberates; in each region concerned."""
    having = {one.region_code: one for one in case.validations if one.document == document}
    for code in case.regions:
        name, known = regions.region(code).label, having.get(code)
        if known is not None and known.deliberation_number and known.deliberation_on:
            continue
        message = (
            Text(
                f"la région {name.fr} n’a pas validé {THE_DOCUMENT[document].fr}",
                f"the region {name.en} has not validated {THE_DOCUMENT[document].en}",
            )
            if known is None
            else Text(
                f"la délibération de la région {name.fr} (numéro et date) manque",
                f"the deliberation of the region {name.en} (number and day) is missing",
            )
        )
        yield Missing(
            message,
            typed(
                f"jalon record validation {case.dossier.id} --region {code} --document {document}"
                f" --committee {known.committee_on if known else '…'} --deliberation-number … --deliberation-on …"
            ),
        )
