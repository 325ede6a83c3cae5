"""The fields of entries: what people call them, and what is taken for each kind of value."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from workflow import departments, identifiers, money, names, regions
from workflow.dates import parse_day
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.models import MEMBER_KINDS

FIELD_LABELS: Mapping[str, Text] = {
    "act_number": Text("numéro d’acte", "act number"),
    "active": Text("en fonction", "active"),
    "aid": Text("aide publique", "public aid"),
    "aliases": Text("autres noms", "other names"),
    "approximate": Text("arrondi", "rounded"),
    "as_of": Text("jour du chiffre", "day of the figure"),
    "authority": Text("autorité", "authority"),
    "axis": Text("axe", "axis"),
    "basis": Text("fondement", "basis"),
    "blanks": Text("passages à remplir", "places to fill in"),
    "changes_found": Text("différences", "differences"),
    "civility": Text("civilité", "civility"),
    "codes": Text("codes nationaux", "national codes"),
    "college": Text("collège", "college"),
    "committee": Text("comité", "committee"),
    "committee_on": Text("jour du comité", "day of the committee"),
    "copy_kind": Text("nature de la copie", "kind of copy"),
    "copy_seq": Text("entrée de la copie", "entry of the copy"),
    "cost": Text("montant", "amount"),
    "deliberation_number": Text("numéro de délibération", "deliberation number"),
    "deliberation_on": Text("jour de la délibération", "day of the deliberation"),
    "departments": Text("départements", "departments"),
    "description": Text("description", "description"),
    "digest": Text("empreinte", "digest"),
    "document": Text("document", "document"),
    "draft": Text("brouillon", "draft"),
    "draft_id": Text("brouillon voté", "draft voted on"),
    "ends": Text("fin", "end"),
    "firm": Text("engagement ferme", "firm commitment"),
    "gone": Text("ce qui est effacé", "what is erased"),
    "handle": Text("identifiant", "handle"),
    "holder": Text("porteur", "holder"),
    "holder_siren": Text("SIREN du porteur", "SIREN of the holder"),
    "id": Text("identifiant", "identifier"),
    "inputs": Text("ce qui est demandé", "what is asked for"),
    "item": Text("élément", "item"),
    "label": Text("libellé", "label"),
    "log": Text("journal", "log"),
    "medium": Text("support", "medium"),
    "meets_on": Text("jour de la réunion", "day of the meeting"),
    "member_kind": Text("nature", "kind"),
    "members": Text("membres", "members"),
    "name": Text("nom", "name"),
    "number": Text("numéro", "number"),
    "office": Text("qualité", "office"),
    "organisation": Text("organisme", "organisation"),
    "ours": Text("début identique au nôtre", "beginning like ours"),
    "overridden": Text("attentes passées", "expectations passed"),
    "phase": Text("phase", "phase"),
    "place": Text("lieu", "place"),
    "published_on": Text("date de publication", "day of publication"),
    "region_code": Text("région", "region"),
    "regions": Text("régions", "regions"),
    "renews": Text("dossier renouvelé", "dossier renewed"),
    "role": Text("rôle", "role"),
    "scope": Text("portée", "scope"),
    "signatory": Text("numéro du signataire", "number of the signatory"),
    "signatures": Text("signatures électroniques", "electronic signatures"),
    "since": Text("depuis", "since"),
    "siren": Text("SIREN", "SIREN"),
    "source": Text("source", "source"),
    "starts": Text("début", "start"),
    "status": Text("statut", "status"),
    "subject": Text("ce dont parle le texte", "what the text is about"),
    "territory": Text("territoire", "territory"),
    "text": Text("texte", "text"),
    "texts": Text("textes demandés", "texts asked for"),
    "title": Text("titre", "title"),
    "until": Text("jusqu’au", "until"),
    "value": Text("valeur", "value"),
    "verdict": Text("ce que valent les signatures", "what the signatures are worth"),
    "version": Text("version", "version"),
    "voted_on": Text("jour du vote", "day of the vote"),
    "waived": Text("gardes non jugées", "guards not judged"),
    "what": Text("ce qui est compté", "what is counted"),
    "whole": Text("couvert en entier", "covered as a whole"),
}
"""What a person calls each field of each kind of entry."""


def field_label(name: str | None) -> Text:
    """What a person calls a field of a payload."""
    return FIELD_LABELS.get(name or "", Text(name or "", name or ""))


def _line(value: str, info: ValidationInfo) -> str:
    return names.clean(value, field_label(info.field_name))


def _prose(value: str, info: ValidationInfo) -> str:
    return names.clean_long(value, field_label(info.field_name))


def _member(told: dict[str, str]) -> dict[str, str]:
    if told.keys() != {"siren", "kind", "name"}:
        raise InvalidValue(Text("un membre : siren, kind, name.", "a member: siren, kind, name."))
    if told["kind"] not in MEMBER_KINDS:
        shown, listed = names.quoted(told["kind"]), ", ".join(MEMBER_KINDS)
        raise InvalidValue(
            Text(f"nature de membre inconnue : {shown.fr}.", f"unknown kind of member: {shown.en}."),
            Text(f"valeurs possibles : {listed}", f"possible values: {listed}"),
        )
    return {
        "siren": identifiers.siren(told["siren"]),
        "kind": told["kind"],
        "name": names.clean(told["name"], Text("nom du membre", "name of the member")),
    }


Line = Annotated[str, AfterValidator(_line)]
Prose = Annotated[str, AfterValidator(_prose)]
Day = Annotated[str, AfterValidator(lambda value: parse_day(value).isoformat())]
Siren = Annotated[str, AfterValidator(identifiers.siren)]
RegionCode = Annotated[str, AfterValidator(lambda value: regions.region(value).code)]
DepartmentCode = Annotated[str, AfterValidator(lambda value: departments.department(value).code)]
MemberTold = Annotated[dict[str, str], AfterValidator(_member)]
"""A member where a whole perimeter is told at once: its `siren`, `kind` and `name`."""
Cents = Annotated[int, Field(ge=0, le=money.LARGEST)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Document = Literal["protocol", "contract", "amendment"]
College = Literal["intercommunalities", "state", "region", "operators", "industry"]
