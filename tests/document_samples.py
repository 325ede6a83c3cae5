"""Two dossiers that nobody has: one that is complete, one of which little is known. Names and numbers are invented.

from document_samples import COMPLETE, INCOMPLETE, drafted

drafted(templates, COMPLETE, "protocol")      # what the template makes of it, with the data it was given
"""

from dataclasses import dataclass
from types import SimpleNamespace

from dossiers import our_lifecycle

from workflow.case import Case
from workflow.dates import Period
from workflow.documents.changes import changes
from workflow.documents.data import Issue, Occasion, document_facts, dossier_facts, numbers
from workflow.documents.reporting import Arrival, Figure, Overdue, Step, report_facts
from workflow.documents.shape import LABELS
from workflow.models import (
    Committee,
    Deliberation,
    Dossier,
    DossierDepartment,
    DossierRegion,
    Member,
    Passage,
    Person,
    Project,
    Signatory,
    Signature,
    Validation,
)
from workflow.rows import full, row

LIFECYCLE = our_lifecycle()


@dataclass(frozen=True)
class Sample:
    """A dossier, what it is called, and on what day its documents are drafted."""

    territory: str
    case: Case
    day: str
    inputs: dict
    reason: str | None
    before: Case | None = None
    """The same dossier when its contract was last drafted."""


def case(dossier, tables):
    rows = {
        table: [row(table, full(table, {"dossier_id": dossier["id"], **values})) for values in given]
        for table, given in tables.items()
    }
    made = row(
        Dossier,
        full(
            Dossier,
            {
                "phase": "2018",
                "state_since": "2019-01-15",
                "state_precision": "day",
                "seq": 4,
                "head": "h" * 43,
                "changed_at": "2019-05-06T10:00:00.000000Z",
                "lifecycle": LIFECYCLE.digest,
                **dossier,
            },
        ),
    )
    return Case(made, LIFECYCLE, lambda table: rows.get(table, []))


def _numbered(*rows):
    return [{"number": number, **values} for number, values in enumerate(rows, 1)]


_MEMBERS = [
    {"siren": "200000901", "kind": "CA", "name": "CA de l'Orcelle"},
    {"siren": "200000902", "kind": "CC", "name": "CC du Val d'Ombrelle"},
    {"siren": "200000903", "kind": "COMMUNE", "name": "Le Port-Imaginaire"},
]
_GONE = {"siren": "200000905", "kind": "CC", "name": "CC des Landes d'Orcelle", "since": "2018-11-22"}
_GONE_SIGNATORY = {
    "number": 8,
    "college": "intercommunalities",
    "organisation": "CC des Landes d'Orcelle",
    "siren": "200000905",
    "name": "Kim Patron",
    "civility": "M.",
    "office": "président",
}
_PERSONS = _numbered(
    {"role": "elected_lead", "name": "Ana Exemple", "civility": "Mme", "office": "maire du Port-Imaginaire"},
    {
        "role": "industry_lead",
        "name": "Bo Fictif",
        "civility": "M.",
        "office": "directeur général",
        "organisation": "Fonderie de l’Orcelle",
    },
    {
        "role": "project_manager",
        "name": "Cleo Modèle",
        "civility": "Mme",
        "office": "chef de projet",
        "organisation": "CA de l’Orcelle",
        "since": "2019-12-01",
    },
    {
        "role": "operator_referent",
        "name": "Dan Patron",
        "civility": "M.",
        "office": "délégué territorial",
        "organisation": "Banque des Territoires",
    },
    {"role": "regional_president", "name": "Eli Gabarit", "civility": "Mme", "office": "président"},
    {"role": "committee_member", "name": "Flo Maquette", "civility": "Mme", "organisation": "Union des industries"},
)
_PROJECTS = _numbered(
    {
        "title": "École de production « Les Fondeurs »",
        "axis": "recruter",
        "holder": "Fonderie de l’Orcelle",
        "holder_siren": "200000904",
        "description": "Former vingt jeunes par an aux métiers de la fonte.\n\nL’atelier occupera la halle n° 3.",
        "cost": 1_284_500_00,
        "aid": 400_000_00,
        "status": "in_progress",
        "firm": 1,
        "starts": "2019-09-01",
        "ends": "2021-06-30",
    },
    {
        "title": "Friche du Port : dépollution *et* voirie [lot 1]",
        "axis": "attirer",
        "holder": "CC du Val d'Ombrelle",
        "description": "Rendre 12 hectares à l’industrie.",
        "cost": 3_400_000_50,
        "aid": 1_000_000_00,
        "status": "blocked",
        "firm": 0,
        "starts": "2020-01-01",
        "ends": "2022-12-31",
    },
    {
        "title": "Guichet unique des autorisations",
        "axis": "simplifier",
        "holder": "CA de l'Orcelle",
        "description": "Un seul interlocuteur pour les permis et les autorisations environnementales.",
        "cost": 60_000_00,
        "aid": 0,
        "status": "done",
        "firm": 1,
        "starts": "2019-06-01",
        "ends": "2019-12-31",
    },
    {
        "title": "Navette des usines",
        "axis": "attirer",
        "holder": "Le Port-Imaginaire",
        "description": "Relier la gare aux trois sites.",
        "cost": 90_000_00,
        "aid": 30_000_00,
        "status": "abandoned",
        "starts": "2019-06-01",
        "ends": "2019-12-31",
    },
)
_PASSAGES = [
    {"subject": subject, "item": item, "text": text, "written_on": "2019-03-01"}
    for subject, item, text in (
        (
            "portrait",
            0,
            "84 000 habitants, 9 400 emplois industriels.\n\nDeux filières : la fonte (38 %) et le naval.",
        ),
        ("diagnosis", 0, "Ses forces : un port, des savoir-faire.\nSa faiblesse : un foncier *rare*."),
        ("issues", 0, "Garder les jeunes.\n\nAccueillir les chantiers de l’éolien en mer."),
        ("ambitions", 0, "Créer 500 emplois industriels en quatre ans."),
        ("court", 0, "le tribunal administratif de Caen"),
        ("press_contact", 0, "Jo Brouillon, presse@exemple.fr"),
        ("dateline", 0, "Le Port-Imaginaire"),
        ("amounts_paid", 0, "400 000 € engagés par la Région, 120 000 € versés."),
        ("indicators_reached", 0, "Action n° 1 : 12 élèves sur 20."),
        ("priorities", 0, "Ouvrir la halle n° 3."),
        ("final_indicators", 0, "31 élèves formés, pour une cible de 40."),
        ("lessons", 0, "Le binôme a tenu ; les délais, non."),
        ("decisions", 1, "Le comité est installé."),
        ("decisions", 3, "- La friche est prioritaire.\n- Un avenant est préparé pour mai."),
        ("services", 1, "un prêt de la Banque des Territoires"),
        ("indicators", 1, "Élèves formés : 0 en 2019, 20 en 2021\nEmplois : 14"),
        ("blocking", 2, "l’étude des sols n’est pas rendue"),
        ("obstacle", 3, "Le délai d’instruction des permis ; une dérogation est demandée."),
        ("abandonment", 4, "trop peu d’usagers"),
    )
]
_SIGNATORIES = _numbered(
    {
        "college": "intercommunalities",
        "organisation": "CA de l'Orcelle",
        "siren": "200000901",
        "name": "Gil Canevas",
        "civility": "M.",
        "office": "présidente",
    },
    {
        "college": "intercommunalities",
        "organisation": "CC du Val d'Ombrelle",
        "siren": "200000902",
        "name": "Hal Ébauche",
        "civility": "Mme",
        "office": "Président",
    },
    {
        "college": "intercommunalities",
        "organisation": "Le Port-Imaginaire",
        "siren": "200000903",
        "name": "Ana Exemple",
        "civility": "Mme",
        "office": "maire",
    },
    {
        "college": "state",
        "organisation": "État",
        "name": "Isa Croquis",
        "civility": "Mme",
        "office": "préfet de l’Orcelle",
    },
    {
        "college": "region",
        "organisation": "Région Normandie",
        "region_code": "28",
        "name": "Eli Gabarit",
        "civility": "Mme",
        "office": "président du conseil régional",
    },
    {
        "college": "operators",
        "organisation": "Banque des Territoires",
        "name": "Dan Patron",
        "civility": "M.",
        "office": "directeur régional",
    },
    {
        "college": "industry",
        "organisation": "Fonderie de l’Orcelle",
        "name": "Bo Fictif",
        "civility": "M.",
        "office": "directeur général",
    },
)


def _tables(**changed):
    votes = [
        {
            "document": document,
            "authority": member["name"],
            "siren": member["siren"],
            "act_number": f"014-{member['siren']}-{day.replace('-', '')}-2019_{place}-DE",
            "voted_on": day,
        }
        for document, day in (("protocol", "2019-04-12"), ("contract", "2019-12-10"), ("amendment", "2020-03-02"))
        for place, member in enumerate(_MEMBERS, 1)
    ]
    signatures = [
        {"document": document, "signatory": number, "signed_on": day, "place": "Le Port-Imaginaire"}
        for document, day in (("protocol", "2019-05-01"), ("contract", "2020-01-20"))
        for number in range(1, len(_SIGNATORIES) + 1)
    ]
    tables = {
        DossierRegion: [{"region_code": "28"}],
        DossierDepartment: [{"department_code": "14"}],
        Passage: _PASSAGES,
        Member: _MEMBERS,
        Person: _PERSONS,
        Project: _PROJECTS,
        Signatory: _SIGNATORIES,
        Signature: signatures,
        Deliberation: _numbered(*votes),
        Validation: [
            {
                "region_code": "28",
                "document": "contract",
                "committee_on": "2019-11-04",
                "deliberation_number": "CP-2019-11-88",
                "deliberation_on": "2019-11-18",
            }
        ],
        Committee: _numbered(
            {"kind": "project", "meets_on": "2019-02-01", "place": "salle des Fondeurs"},
            {"kind": "project", "meets_on": "2020-06-11", "place": "salle des Fondeurs"},
            {"kind": "follow_up", "meets_on": "2020-02-20", "place": "mairie du Port-Imaginaire"},
            {"kind": "follow_up", "meets_on": "2020-09-24", "place": "mairie du Port-Imaginaire"},
            {"kind": "regional", "meets_on": "2020-11-05", "place": "Caen"},
            {"kind": "regional", "meets_on": "2019-01-15", "place": "Caen"},
            {"kind": "regional", "meets_on": "2019-11-04", "place": "Rouen"},
        ),
    }
    return {**tables, **changed}


_ID = "pays-de-l-ombrelle-2018"
COMPLETE = Sample(
    "Pays de l'Ombrelle",
    case({"id": _ID, "territory_id": "pays-de-l-ombrelle", "state": "contract_validated"}, _tables()),
    "2020-03-15",
    {
        "place": "Le Port-Imaginaire",
        "committee_date": "2019-01-15",
        "object": "une action et un membre de plus",
        "reason": "x",
    },
    "Le plan d’actions s’étend.",
    before=case(
        {"id": _ID, "territory_id": "pays-de-l-ombrelle", "state": "protocol_signed"},
        _tables()
        | {
            Member: [*_MEMBERS[:2], _GONE],
            Signatory: [*_SIGNATORIES, _GONE_SIGNATORY],
            Project: [{**_PROJECTS[0], "cost": 1_200_000_00, "status": "planned", "firm": 0}, _PROJECTS[1]],
            Person: [_PERSONS[0], _PERSONS[1]],
        },
    ),
)
"""Everything that can be known of a dossier is."""

INCOMPLETE = Sample(
    "Collines du Rien",
    case(
        {"id": "collines-du-rien-2018", "territory_id": "collines-du-rien", "state": "identified"},
        {
            DossierRegion: [{"region_code": "75"}, {"region_code": "76"}],
            Member: [
                {"siren": "200000911", "kind": "CC", "name": "CC des Collines"},
                {"siren": "200000912", "kind": "METRO", "name": "Métropole du Rien"},
            ],
            Person: _numbered({"role": "elected_lead", "name": "Jo Brouillon"}),
            Project: _numbered(
                {"title": "Halle à tout faire", "axis": "attirer", "cost": 120_000_00},
                {"title": "Étude", "holder": "CC des Collines"},
            ),
            Signatory: _numbered(
                {"college": "state", "organisation": "État", "office": "préfet du Rien"},
                {"college": "state", "organisation": "État", "office": "préfet des Collines"},
            ),
        },
    ),
    "2019-03-12",
    {},
    None,
)
"""A territory in two regions of which hardly anything has been recorded."""

SINGULAR = Sample(
    "Pays de l'Ombrelle",
    case(
        {"id": _ID, "territory_id": "pays-de-l-ombrelle", "state": "contract_validated"},
        _tables()
        | {
            Member: _MEMBERS[1:2],
            Project: _PROJECTS[:1],
            Person: [one for one in _PERSONS if one["role"] != "committee_member"],
            Signatory: [one for one in _SIGNATORIES if one["number"] != 1 and one["number"] != 3],
        },
    ),
    "2020-03-15",
    COMPLETE.inputs,
    COMPLETE.reason,
)
"""The same with one member, one project, one prefect: what a template says of several must not be said of it."""


def transition_of(document):
    """The first transition that drafts a document, or None."""
    found = (one for one in LIFECYCLE.transitions.values() if any(spec.name == document for spec in one.documents))
    return next(found, None)


def occasion_of(sample, document):
    """The occasion on which a sample's document is drafted."""
    transition = transition_of(document)
    case = sample.case
    return Occasion(
        day=Period.from_iso(sample.day),
        state=transition.target_from(case.dossier.state) if transition else case.dossier.state,
        transition=transition,
        inputs=sample.inputs,
        reason=sample.reason,
        issued={name: Issue(f"{case.dossier.id}-{name}-1", 1, 1) for name in ("protocol", "contract")},
    )


REPORT = report_facts(
    on="2019-04-30",
    before="2019-04-29",
    known="le 6 mai 2019 à 10 h 00",
    scope="l’ensemble du programme",
    entries=39,
    verified=True,
    steps=[
        Step("pilot", "Pilote", 13, 8, 13, waiting=0, median=58),
        Step(
            "protocol_signed",
            "Protocole signé",
            13,
            8,
            9,
            (
                Arrival(("28",), ("Pays de l'Ombrelle", "Axe *Rêvé*"), ("2019-04-30", "2019-04-30")),
                Arrival(("75", "76"), ("Collines du Rien",)),
            ),
            waiting=13,
            target=310,
            beyond=1,
        ),
    ],
    regions={"28": [Step("protocol_signed", "Protocole signé", 4, 1, 0, (Arrival(("28",), ("Pays de l'Ombrelle",)),))]},
    projects=330,
    published=[Figure("protocoles d’accord signés", 13, False, "2019-04-30", "communiqué imaginaire")],
    backfilled=13,
    overdue=[Overdue("Collines du Rien", ("75", "76"), "Protocole signé", "2018-W12", 404, 310)],
)


def data_of(sample, document):
    """The data of a sample's document; of the first project, member or region where it is drawn for each."""
    spec = LIFECYCLE.documents[document]
    occasion = occasion_of(sample, document)
    facts = dossier_facts(sample.case, sample.territory, occasion)
    facts["rapport"] = REPORT
    before = None
    if sample.before is not None:
        told = dossier_facts(sample.before, sample.territory, occasion)
        issue = Issue(f"{sample.case.dossier.id}-contract-1", 1, 1)
        then = Occasion(Period.from_iso("2019-11-20"), "contract_validated")
        before = document_facts(told, LIFECYCLE.documents["contract"], issue, then)
    facts["changements"] = changes(before, facts)
    item = numbers(sample.case, spec.each)[0]
    number = f"{item}-1" if item else "1"
    issue = Issue(f"{sample.case.dossier.id}-{document}-{number}", 1, 1)
    return document_facts(facts, spec, issue, occasion, item)


def drafted(templates, sample, document):
    """What a template makes of a sample, and the data it was given."""
    data = data_of(sample, document)
    kept = {*templates.uses(document), *([LABELS] if templates.texts(document) else [])}
    used = {name: value for name, value in data.items() if name in kept}
    return SimpleNamespace(data=used, rendered=templates.render(document, used))
