"""Every variable that a template may use: what it is called, what it is, how a missing one is given.

The names are French, since those who write templates read them. `jalon templates inspect` shows this list and
docs/templates.md explains it; a test holds the two together. What `workflow.documents.data` makes has this shape.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from workflow.documents.facts import Field, Kind
from workflow.documents.gaps import nameable


def _text(label: str, option: str = "") -> Field:
    return Field(label, "texte", option=option)


def _value(kind: Kind, label: str, option: str = "") -> Field:
    return Field(label, kind, option=option)


def _group(label: str, fields: Mapping[str, Field]) -> Field:
    return Field(label, "groupe", fields)


def _list(label: str, fields: Mapping[str, Field]) -> Field:
    return Field(label, "liste", fields)


LABELS = "libelles"
"""The variable that says what the lifecycle calls the texts that people write, by their names."""

COMMAND = {"commande": _text("début de la commande qui donne les valeurs manquantes")}

NAMED = {"code": _text("code"), "libelle": _text("libellé")}

NAMED_PERSON = {
    "nom": _text("nom", "--name …"),
    "civilite": _text("civilité", "--civility …"),
    "genre": _text("genre, f ou m", "--civility …"),
    "appellation": _text("civilité et nom", "--name …"),
    "qualite": _text("qualité", "--office …"),
    **COMMAND,
}
PERSON = {
    "numero": _value("nombre", "numéro"),
    **NAMED_PERSON,
    "organisation": _text("organisme", "--organisation …"),
    "depuis": _value("date", "date de prise de fonction", "--since …"),
}


def _asked(person: Mapping[str, Field], whom: str) -> dict[str, Field]:
    """A person of whom what is missing is asked for by the role: « nom de l’élu du binôme »."""
    options = {
        "nom": "--name …",
        "appellation": "--name …",
        "qualite": "--office …",
        "organisation": "--organisation …",
    }
    labels = {"nom": "nom", "appellation": "nom", "qualite": "qualité", "organisation": "organisme"}
    asked = {name: _text(f"{labels[name]} {whom}", option) for name, option in options.items() if name in person}
    return {**person, **asked}


def _texts(label: str) -> Field:
    """What people write: each text is called, and is filled, as the lifecycle says."""
    return Field(label, "textes")


SITTING = {
    "numero": _value("nombre", "numéro de la réunion"),
    "date": _value("date", "date de la réunion", "--place …"),
    "lieu": _text("lieu de la réunion", "--place …"),
    **COMMAND,
}
MEETING = {**SITTING, "textes": _texts("ce que des personnes ont écrit de la réunion")}
MEETINGS = {
    "premiere": _group("première réunion", MEETING),
    "derniere": _group("dernière réunion tenue", MEETING),
    "prochaine": _group(
        "prochaine réunion", {**MEETING, "date": _value("date", "date de la prochaine réunion", "--place …")}
    ),
    "toutes": _list("réunions", MEETING),
}

_VOTED = "--deliberation-number … --deliberation-on …"
VALIDATION = {
    "comite": _value("date", "date du comité de pilotage régional", _VOTED),
    "numero": _text("numéro de la délibération régionale", _VOTED),
    "date": _value("date", "date de la délibération régionale", _VOTED),
    "reunion": _group("réunion du comité de pilotage régional ce jour-là", SITTING),
    **COMMAND,
}

DEPARTMENT = {
    "code": _text("code du département"),
    "nom": _text("nom du département"),
    "le": _text("avec l’article : la Seine-Maritime"),
    "de": _text("après « de » : de la Seine-Maritime"),
    "prefet": _text("son préfet : préfet de la Seine-Maritime"),
}

REGION = {
    "code": _text("code de la région"),
    "nom": _text("nom de la région"),
    "de": _text("nom de la région après « de » : de Normandie"),
    "dans": _text("dans la région : en Normandie"),
    "autorite": _text("collectivité : Région Normandie"),
    "autorite_le": _text("avec l’article : la Région Normandie"),
    "autorite_de": _text("après « de » : de la Région Normandie"),
    "assemblee": _text("assemblée : conseil régional de Normandie"),
    "president": _group("président de la Région", _asked(PERSON, "du président de la Région")),
    "validations": _group(
        "validations par la région",
        {
            "protocole": _group("validation du protocole", VALIDATION),
            "contrat": _group("validation du contrat", VALIDATION),
            "avenant": _group("validation de l’avenant", VALIDATION),
        },
    ),
}

MEMBER = {
    "siren": _text("SIREN"),
    "nom": _text("nom du membre", "--name …"),
    "designation": _text("nom avec la forme juridique en toutes lettres"),
    "forme": _text("forme juridique", "--kind …"),
    "assemblee": _text("assemblée qui délibère : conseil communautaire"),
    "depuis": _value("date", "date d’entrée dans le périmètre", "--since …"),
    "representant": _group("représentant", _asked(NAMED_PERSON, "du représentant")),
    **COMMAND,
}

PROJECT = {
    "numero": _value("nombre", "numéro du projet"),
    "titre": _text("titre du projet", "--title …"),
    "axe": _group("axe", {"code": _text("axe", "--axis …"), "libelle": _text("axe", "--axis …")}),
    "porteur": _text("porteur du projet", "--holder …"),
    "porteur_siren": _text("SIREN du porteur", "--holder-siren …"),
    "description": _text("description du projet", "--description …"),
    "cout": _value("montant", "coût total", "--cost …"),
    "aide": _value("montant", "aide publique attendue", "--aid …"),
    "statut": _group("statut", {"code": _text("statut", "--status …"), "libelle": _text("statut", "--status …")}),
    "ferme": _value("oui/non", "engagement ferme de réalisation", "--firm"),
    "debut": _value("date", "date de début", "--starts …"),
    "fin": _value("date", "date de fin", "--ends …"),
    "textes": _texts("ce que des personnes ont écrit du projet"),
    **COMMAND,
}

SIGNATURE = {
    "date": _value("date", "date de la signature", "--on … --place …"),
    "lieu": _text("lieu de la signature", "--on … --place …"),
    "support": _text("support de la signature"),
    **COMMAND,
}
PARTY = {
    "numero": _value("nombre", "numéro du signataire"),
    "organisation": _text("organisme signataire", "--organisation …"),
    "feminin": _value("oui/non", "si son nom est féminin : représentée"),
    "siren": _text("SIREN", "--siren …"),
    "region": _text("code de la région"),
    "prefet": _value("oui/non", "si c’est un préfet qui signe"),
    "representant": _group("représentant", _asked(NAMED_PERSON, "du représentant")),
    "signe": _value("oui/non", "s’il a signé"),
    "signature": _group("signature", SIGNATURE),
    **COMMAND,
}
_NUMBER = _value("nombre", "numéro, sans compter les versions annulées")

DELIBERATION = {
    "numero": _value("nombre", "numéro d’ordre"),
    "autorite": _text("assemblée qui a délibéré", "--authority …"),
    "acte": _text("numéro de la délibération", "--act …"),
    "date": _value("date", "date de la délibération", "--voted-on …"),
    "version": _text("version votée"),
    **COMMAND,
}
ACT = {
    "version": _value("nombre", "numéro de version"),
    "numero": _NUMBER,
    "reference": _text("référence"),
    "signature": _group(
        "signature par les parties",
        {
            **{name: SIGNATURE[name] for name in ("date", "lieu")},
            "signataires": _text("liste des signataires", "--on … --place …"),
            **COMMAND,
        },
    ),
    "parties": _group(
        "parties",
        {
            "intercommunalites": _list("collège des intercommunalités", PARTY),
            "etat": _list("collège de l’État", PARTY),
            "regions": _list("collège des Régions", PARTY),
            "operateurs": _list("collège des opérateurs", PARTY),
            "industrie": _list("collège des industriels", PARTY),
            "toutes": _list("toutes les parties", PARTY),
        },
    ),
    "deliberations": _list("délibérations", DELIBERATION),
}

AXIS = {
    "code": _text("code"),
    "libelle": _text("axe des projets", "--axis …"),
    "projets": _list("projets de l’axe", PROJECT),
    **COMMAND,
}
STATUS = {**NAMED, "projets": _list("projets de ce statut", PROJECT)}

CHANGES = {
    "depuis": _group(
        "version précédente",
        {
            "reference": _text("référence de la version précédente"),
            "nom": _text("nature du document précédent"),
            "date": _value("date", "date de la version précédente"),
        },
    ),
    "projets_nouveaux": _list("projets ajoutés", PROJECT),
    "projets_modifies": _list(
        "projets modifiés",
        {
            **PROJECT,
            "changements": _list(
                "ce qui change", {"quoi": _text("valeur"), "avant": _text("avant"), "apres": _text("après")}
            ),
        },
    ),
    "membres_entres": _list("membres entrés", MEMBER),
    "membres_partis": _list("membres partis", MEMBER),
    "personnes": _list("personnes qui prennent un rôle", {**PERSON, "role": _text("rôle")}),
}

STEP = {
    **NAMED,
    "dossiers": _value("nombre", "territoires à la date du rapport"),
    "regions": _value("nombre", "régions à la date du rapport"),
    "avant": _value("nombre", "territoires à la date précédente"),
    "nouveaux": _list(
        "territoires arrivés entre les deux dates, par région",
        {
            "nom": _text("régions comme on les nomme : Nouvelle-Aquitaine/Occitanie"),
            "regions": _list("régions", {"nom": _text("nom de la région")}),
            "territoires": _list(
                "territoires", {"nom": _text("nom du territoire"), "date": _value("date", "date du franchissement")}
            ),
        },
    ),
    "en_cours": _value("nombre", "territoires qui en sont là à la date du rapport"),
    "mediane": _value("nombre", "jours au bout desquels la moitié des territoires en sont repartis"),
    "delai": _value("nombre", "jours prévus au plus"),
    "au_dela": _value("nombre", "territoires qui en sont là depuis plus longtemps que prévu"),
}
REPORT = {
    "date": _value("date", "date du rapport"),
    "precedente": _value("date", "date du rapport précédent"),
    "connu_le": _text("instant auquel les faits étaient connus"),
    "perimetre": _text("périmètre du rapport"),
    "dans": _text("où, si le rapport est celui d’une région : en Normandie"),
    "etapes": _list("étapes franchies", STEP),
    "regions": _list(
        "par région",
        {
            **{name: REGION[name] for name in ("code", "nom", "de", "dans", "autorite", "autorite_le")},
            "etapes": _list("étapes franchies dans la région", STEP),
        },
    ),
    "projets": _value("nombre", "projets à la date du rapport"),
    "publies": _list(
        "chiffres publiés par d’autres",
        {
            "libelle": _text("libellé"),
            "valeur": _value("nombre", "valeur"),
            "environ": _value("oui/non", "si la source arrondit"),
            "date": _value("date", "date du chiffre"),
            "source": _text("source"),
        },
    ),
    "repris": _value("nombre", "étapes reprises d’une source après coup"),
    "entrees": _value("nombre", "entrées lues pour le rapport"),
    "verifie": _value("oui/non", "si l’historique a été vérifié et trouvé intact"),
    "retards": _list(
        "territoires qui en sont au même point depuis plus longtemps que prévu, le plus en retard d’abord",
        {
            "territoire": _text("nom du territoire"),
            "regions": _text("régions comme on les nomme"),
            "etape": _text("dernière étape franchie"),
            "depuis": _value("date", "date de cette étape"),
            "jours": _value("nombre", "jours écoulés depuis"),
            "delai": _value("nombre", "jours prévus au plus"),
        },
    ),
}

INPUTS = {
    "place": _text("lieu de la signature"),
    "committee_date": _value("date", "date du comité de pilotage régional"),
    "object": _text("objet"),
    "reason": _text("motif"),
}
"""The inputs that the lifecycle we ship asks for; a template may name those of another lifecycle too."""

ROOT = _group(
    "variables",
    {
        "document": _group(
            "le document lui-même",
            {
                "nom": _text("nom du modèle"),
                "libelle": _text("nature du document"),
                "version": _value("nombre", "numéro de version"),
                "numero": _NUMBER,
                "reference": _text("référence"),
                "date": _value("date", "date du document"),
            },
        ),
        "dossier": _group(
            "le dossier",
            {
                "id": _text("identifiant du dossier"),
                "phase": _group(
                    "phase",
                    {**NAMED, "debut": _value("date", "début de la phase"), "fin": _value("date", "fin de la phase")},
                ),
                "etat": _group("état", NAMED),
                "renouvelle": _text("dossier qu’il renouvelle"),
            },
        ),
        "territoire": _group("le territoire", {"nom": _text("nom du territoire")}),
        "regions": _list("régions du territoire", REGION),
        "departements": _list("départements du territoire", DEPARTMENT),
        "membres": _list("membres du périmètre", MEMBER),
        "binome": _group(
            "binôme élu-industriel",
            {
                "elus": _list("élus du binôme", _asked(PERSON, "de l’élu du binôme")),
                "industriels": _list("industriels du binôme", _asked(PERSON, "de l’industriel du binôme")),
            },
        ),
        "chefs_de_projet": _list("chefs de projet", _asked(PERSON, "du chef de projet")),
        "referents": _list("référents d’opérateurs", _asked(PERSON, "du référent")),
        "comite": _list("membres du comité", PERSON),
        "reunions": _group(
            "réunions",
            {
                "projet": _group("comité de projet", MEETINGS),
                "suivi": _group("comité de suivi", MEETINGS),
                "regional": _group("comité de pilotage régional", MEETINGS),
            },
        ),
        "projets": _list("projets du plan d’actions, sans les abandonnés", PROJECT),
        "axes": _list("axes, avec les projets de chacun", AXIS),
        "statuts": _list("statuts, avec les projets de chacun, abandonnés compris", STATUS),
        "textes": _texts("ce que des personnes ont écrit pour les documents"),
        LABELS: Field("ce que sont ces textes, par leur nom", "saisies"),
        "protocole": _group("protocole d’accord", ACT),
        "contrat": _group("contrat", ACT),
        "avenant": _group("avenant", ACT),
        "transition": _group(
            "la transition qui dessine le document",
            {
                "nom": _text("nom de la transition"),
                "libelle": _text("libellé de la transition"),
                "date": _value("date", "date de l’événement", "--on …"),
                "depuis": _group("état d’où elle part", NAMED),
                "motif": _text("motif", "--because …"),
                "saisies": Field("ce qui a été saisi pour la transition", "saisies", INPUTS),
                **COMMAND,
            },
        ),
        "changements": _group("ce qui a changé depuis la dernière version du contrat", CHANGES),
        "projet": _group("le projet, dans un document dessiné pour chaque projet", PROJECT),
        "membre": _group("le membre, dans un document dessiné pour chaque membre", MEMBER),
        "region": _group("la région, dans un document dessiné pour chaque région", REGION),
        "rapport": _group("les chiffres, dans un document tiré d’un rapport", REPORT),
    },
)
"""All variables."""


def root_for(labels: Mapping[str, str]) -> Field:
    """All variables, where the texts that people write are called so."""
    return _root_for(tuple(labels.items()))


@lru_cache(maxsize=16)
def _root_for(labels: tuple[tuple[str, str], ...]) -> Field:
    texts = {name: Field(nameable(label)) for name, label in labels}
    made: dict[int, Field] = {}

    def called(of: Field) -> Field:
        if of.kind == "textes":
            return replace(of, fields=texts)
        if of.fields and id(of) not in made:
            made[id(of)] = replace(of, fields={name: called(one) for name, one in of.fields.items()})
        return made.get(id(of), of)

    return called(ROOT)


def variables(of: Field = ROOT, before: str = "") -> Iterator[tuple[str, Field]]:
    """Every variable by its full name, `[]` standing for the place in a list: `projets[].cout`."""
    for name, one in of.fields.items():
        full = f"{before}{name}"
        yield full, one
        yield from variables(one, f"{full}[]." if one.kind == "liste" else f"{full}.")


TYPES: Mapping[str, Mapping[str, Field]] = {
    "personne": PERSON,
    "représentant": NAMED_PERSON,
    "membre": MEMBER,
    "région": REGION,
    "département": DEPARTMENT,
    "projet": PROJECT,
    "acte": ACT,
    "partie": PARTY,
    "signature": SIGNATURE,
    "délibération": DELIBERATION,
    "validation": VALIDATION,
    "réunions": MEETINGS,
    "réunion": MEETING,
    "séance": SITTING,
    "axe": AXIS,
    "changements": CHANGES,
    "rapport": REPORT,
    "étape": STEP,
}
"""The groups that several variables are of, by what the manual calls them."""


def type_of(of: Field) -> str | None:
    """What the manual calls the kind of group that a variable, or each element of it, is."""
    return next((name for name, fields in TYPES.items() if fields.keys() == of.fields.keys()), None)
