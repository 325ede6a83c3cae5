"""Every kind of entry: what may be said, what deserves a look, what it changes, and how it reads."""

import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS, demand_replay, history_of, on, row_of, rows, walk
from hypothesis import given
from hypothesis import strategies as st

from workflow.entries import (
    KINDS,
    ActorSet,
    CommitteeSet,
    CopyAttached,
    DeliberationSet,
    Drafted,
    DraftFinal,
    Erasure,
    FigurePublished,
    Fired,
    LifecycleInstalled,
    MemberSet,
    Note,
    Opened,
    PassageSet,
    PersonSet,
    Position,
    ProjectSet,
    RegisterOpened,
    SignatorySet,
    SignatureSet,
    TerritoryAdded,
    ValidationSet,
    build,
    field_label,
)
from workflow.entries.facts import Numbered
from workflow.entries.payload import Payload, kind
from workflow.errors import InvalidValue, JalonError, RecordRefused, UnknownName
from workflow.language import Text
from workflow.models import (
    PERSON_ROLES,
    Committee,
    Deliberation,
    DossierRegion,
    Member,
    Person,
    Project,
    PublishedFigure,
    Signatory,
    Signature,
    Territory,
    TerritoryMember,
    TerritoryName,
    TerritoryRegion,
    Validation,
)

HAVRE, ROUEN, LACQ = "200084952", "200023414", "200039204"
DAY = "2019-04-30"


@pytest.fixture
def dossier(sqlite_engine):
    return walk(sqlite_engine, ONE_REGION)


@pytest.fixture
def record(sqlite_engine, dossier):
    """Record facts of a dossier, one after the other, on one day; the receipt of the last."""

    def recorded(*payloads, to=None, day=DAY):
        receipt = None
        for payload in payloads:
            receipt = sqlite_engine.record(to or dossier, payload, on(day))
        return receipt

    yield recorded
    demand_replay(sqlite_engine)


def refused(record, *payloads, **given):
    with pytest.raises(RecordRefused) as told:
        record(*payloads, **given)
    return told.value


def only(engine, table, dossier):
    (row,) = rows(engine, table, dossier_id=dossier)
    return row


# ── every kind ────────────────────────────────────────────────────────────────────────────────────────────────────

SAID = [
    (
        Opened(territory="axe-seine", phase="2018", regions=["28"], members=[]),
        "ouverture du dossier (Normandie)",
        "dossier opened (Normandy)",
    ),
    (
        Opened(territory="lacq", phase="2018", regions=["75", "76"]),
        "ouverture du dossier (Nouvelle-Aquitaine et Occitanie)",
        "dossier opened (Nouvelle-Aquitaine and Occitanie)",
    ),
    (Fired(inputs={"day": DAY}), "transition", "transition"),
    (MemberSet(siren=HAVRE, name="Le Havre"), "membre : Le Havre", "member: Le Havre"),
    (
        MemberSet(siren=HAVRE, until=DAY),
        f"départ du membre {HAVRE}, le 30 avril 2019",
        f"member {HAVRE} leaves, on 30 April 2019",
    ),
    (
        PersonSet(number=1, role="elected_lead", name="Marie Lefèvre"),
        "élu du binôme : Marie Lefèvre",
        "elected lead: Marie Lefèvre",
    ),
    (
        PersonSet(number=2, until=DAY),
        "personne, jusqu’au 30 avril 2019 : n° 2",
        "person, until 30 April 2019: number 2",
    ),
    (
        CommitteeSet(number=1, committee="follow_up", meets_on="2019-05-01"),
        "comité de suivi le 1er mai 2019",
        "follow-up committee on 1 May 2019",
    ),
    (CommitteeSet(number=3, place="Rouen"), "comité n° 3", "committee 3"),
    (Note(text="À revoir."), "note « À revoir. »", "note “À revoir.”"),
    (
        PassageSet(subject="portrait", text="84 000 habitants.\n\nDeux filières."),
        "texte, portrait : « 84 000 habitants. Deux filières. »",
        "text, portrait: “84 000 habitants. Deux filières.”",
    ),
    (
        PassageSet(subject="services", item=2, text="Prêt."),
        "texte, services n° 2 : « Prêt. »",
        "text, services 2: “Prêt.”",
    ),
    (
        ProjectSet(number=1, title="École", holder="Usine", cost=330_000_00, status="in_progress"),
        "projet n° 1, « École », porté par Usine, 330\u202f000\u00a0€, en cours",
        "project 1, “École”, held by Usine, €330,000, in progress",
    ),
    (ProjectSet(number=2, axis="recruter"), "projet n° 2", "project 2"),
    (
        SignatorySet(number=4, college="state", organisation="État"),
        "signataire n° 4 : État",
        "signatory 4: État",
    ),
    (
        SignatureSet(document="contract", signatory=4),
        "signature du contrat par le signataire n° 4",
        "signature of the contract by signatory 4",
    ),
    (
        SignatureSet(document="amendment", signatory=4),
        "signature de l’avenant par le signataire n° 4",
        "signature of the amendment by signatory 4",
    ),
    (
        DeliberationSet(number=1, authority="CA Pau", voted_on=DAY, act_number="064-200067254-20190430-12-DE"),
        "délibération n° 1, CA Pau, du 30 avril 2019, acte 064-200067254-20190430-12-DE",
        "deliberation 1, CA Pau, of 30 April 2019, act 064-200067254-20190430-12-DE",
    ),
    (DeliberationSet(number=1, document="protocol"), "délibération n° 1", "deliberation 1"),
    (
        ValidationSet(region_code="28", document="contract", committee_on=DAY),
        "contrat validé par la région Normandie",
        "contract validated by the region Normandy",
    ),
    (
        Erasure(gone=[{"digest": "x", "entry": "4", "name": "data.name"}], basis="article 17"),
        "effacement dans l’entrée n° 4 : nom (fondement : article 17)",
        "erased in entry 4: name (basis: article 17)",
    ),
    (Drafted(document="annual_report"), "rédaction sans transition", "drawn without a transition"),
    (DraftFinal(draft="axe-1"), "axe-1 est définitif", "axe-1 is final"),
    (
        DraftFinal(draft="axe-1", copy_seq=7),
        "axe-1 est définitif, tel que modifié dans l’entrée n° 7",
        "axe-1 is final, as edited in entry 7",
    ),
    (CopyAttached(draft="axe-1", copy_kind="signed"), "copie signée de axe-1", "signed copy of axe-1"),
    (
        CopyAttached(draft="axe-1", copy_kind="edited", changes_found=3, blanks=1),
        "copie modifiée de axe-1",
        "edited copy of axe-1",
    ),
    (RegisterOpened(log="jalon.test/1"), "ouverture du registre", "register opened"),
    (
        LifecycleInstalled(digest="0" * 64, name="essai", version="2"),
        "cycle de vie essai 2",
        "lifecycle essai 2",
    ),
    (
        ActorSet(id="agt-1", handle="camille", label="Camille", role="coordinator", regions=["28"]),
        "acteur camille (coordinateur régional)",
        "actor camille (regional coordinator)",
    ),
    (TerritoryAdded(id="carros", name="Carros", regions=["93"]), "territoire Carros", "territory Carros"),
    (
        FigurePublished(
            number=1,
            as_of=DAY,
            published_on="2019-05",
            what="projects",
            value=330,
            label="projets",
            source="communiqué",
        ),
        "chiffre publié : 330 projets",
        "published figure: 330 projets",
    ),
]


@pytest.mark.parametrize(("payload", "fr", "en"), SAID, ids=[one[0].kind for one in SAID])
def test_every_kind_reads_as_a_short_sentence_in_both_languages(payload, fr, en):
    assert payload.in_words() == Text(fr, en)


def test_no_kind_was_left_out_above():
    assert {payload.kind for payload, *_ in SAID} == KINDS.keys()


@pytest.mark.parametrize("payload", [one[0] for one in SAID], ids=[one[0].kind for one in SAID])
def test_what_was_said_is_told_apart_and_put_together_again(payload):
    public, private = payload.split()
    assert private.keys() <= payload.private
    assert not public.keys() & payload.private
    assert build(type(payload), {**public, **private}) == payload


@pytest.mark.parametrize("cls", KINDS.values(), ids=list(KINDS))
def test_every_field_has_a_name_in_both_languages(cls):
    assert cls.private <= cls.model_fields.keys()
    for name in cls.model_fields:
        label = field_label(name)
        assert label.fr
        assert label != Text(name, name) or name in {"phase", "version", "description", "source", "document"}


NAMES_AND_TEXTS = {
    "authority",
    "civility",
    "description",
    "holder",
    "label",
    "members",
    "name",
    "office",
    "organisation",
} | {"aliases", "handle", "place", "source", "text", "texts", "title"}


@pytest.mark.parametrize("cls", KINDS.values(), ids=list(KINDS))
def test_names_and_texts_stay_out_of_what_is_hashed(cls):
    open_ones = {"lifecycle_installed": {"name"}}  # the name of a lifecycle is nobody’s
    assert NAMES_AND_TEXTS & cls.model_fields.keys() - cls.private == open_ones.get(cls.kind, set())


@pytest.mark.parametrize("cls", KINDS.values(), ids=list(KINDS))
def test_nothing_is_said_that_is_not_asked_for(cls):
    with pytest.raises(InvalidValue):
        build(cls, {"couleur": "bleu"})


def test_a_kind_that_says_nothing_of_itself_is_a_fault():
    class Silent(Payload):
        """Says nothing."""

        kind = "silent"

    with pytest.raises(AssertionError, match="silent"):
        Silent().in_words()
    assert list(Silent().changes(Position("d", 1, DAY))) == list(Silent().warnings(None)) == []
    assert kind("silent")(Silent) is KINDS.pop("silent")


# ── values as they are typed ──────────────────────────────────────────────────────────────────────────────────────


def test_days_regions_and_names_are_read_as_people_type_them():
    assert build(
        PersonSet, {"role": "elected_lead", "name": "  Marie   Lefèvre ", "since": "1er mai 2019"}
    ) == PersonSet(role="elected_lead", name="Marie Lefèvre", since="2019-05-01")
    assert build(SignatorySet, {"region_code": "Normandie", "siren": "200 084 952"}).model_dump(exclude_unset=True) == {
        "region_code": "28",
        "siren": HAVRE,
    }
    assert build(Note, {"text": "une\r\nligne\t!"}).text == "une\nligne !"


def test_what_is_none_was_not_given():
    assert build(ProjectSet, {"title": "École", "axis": None}).model_fields_set == {"title"}


@pytest.mark.parametrize(
    ("cls", "values", "french", "remedy"),
    [
        (
            PersonSet,
            {"role": "maire"},
            "rôle : valeur refusée, « maire ».",
            f"valeurs possibles : {', '.join(PERSON_ROLES)}",
        ),
        (ProjectSet, {"firm": 2}, "engagement ferme : valeur refusée, « 2 ».", "valeurs possibles : 0, 1"),
        (
            ProjectSet,
            {"cost": -1},
            "montant : valeur refusée, « -1 ».",
            "un nombre entier, ni négatif ni démesuré",
        ),
        (ProjectSet, {"aid": 10**20}, "aide publique : valeur refusée, « 100000000000000000000 ».", None),
        (ProjectSet, {"number": "deux"}, "numéro : valeur refusée, « deux ».", None),
        (ProjectSet, {"nom": "X"}, "« nom » n’est pas à dire ici.", None),
        (SignatureSet, {"signatory": 1}, "Il manque : document.", None),
        (SignatureSet, {"document": "contrat", "signatory": 1}, "document : valeur refusée, « contrat ».", None),
        (MemberSet, {"member_kind": "CC"}, "Il manque : SIREN.", None),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_the_name_of_its_field(cls, values, french, remedy):
    with pytest.raises(InvalidValue) as told:
        build(cls, values)
    assert told.value.message.fr == french
    assert told.value.message.en != french
    assert remedy is None or told.value.remedy.fr == remedy


@pytest.mark.parametrize(
    ("cls", "values", "part"),
    [
        (MemberSet, {"siren": "200084953"}, "sa clé de contrôle est fausse"),
        (MemberSet, {"siren": HAVRE, "name": "x\u200by"}, "nom : un caractère invisible"),
        (PersonSet, {"name": " "}, "nom : il n’y a rien de lisible"),
        (PersonSet, {"since": "31/04/2019"}, "le 31 avril n’existe pas"),
        (ValidationSet, {"region_code": "99", "document": "contract", "committee_on": DAY}, "région"),
        (Note, {"text": "x" * 20_001}, "texte : 20001 caractères"),
    ],
)
def test_a_value_that_cannot_be_read_says_why(cls, values, part):
    with pytest.raises((InvalidValue, UnknownName)) as told:
        build(cls, values)
    assert part in told.value.message.fr


@pytest.mark.parametrize(
    ("member", "french"),
    [
        ({"siren": HAVRE, "kind": "CU"}, "un membre : siren, kind, name."),
        ({"siren": HAVRE, "kind": "CU", "name": "x", "since": DAY}, "un membre : siren, kind, name."),
        ({"siren": HAVRE, "kind": "ville", "name": "x"}, "nature de membre inconnue : « ville »."),
        ({"siren": HAVRE, "kind": "CU", "name": ""}, "nom du membre : il n’y a rien de lisible."),
        ({"siren": "12", "kind": "CU", "name": "x"}, "« 12 » : un SIREN a 9 chiffres, et non 2."),
    ],
)
@pytest.mark.parametrize("cls", [TerritoryAdded, Opened])
def test_a_perimeter_is_told_member_by_member(cls, member, french):
    values = {"id": "x", "name": "X"} if cls is TerritoryAdded else {"territory": "x", "phase": "2018"}
    with pytest.raises(InvalidValue) as told:
        build(cls, {**values, "regions": ["28"], "members": [member]})
    assert told.value.message.fr == french
    right = {"siren": "200 084 952", "kind": "CU", "name": " Le  Havre"}
    (kept,) = build(cls, {**values, "regions": ["28"], "members": [right]}).members
    assert kept == {"siren": HAVRE, "kind": "CU", "name": "Le Havre"}


@given(st.sampled_from(list(KINDS.values())), st.dictionaries(st.text(max_size=12), st.text(max_size=30), max_size=3))
def test_whatever_is_typed_is_a_payload_or_a_refusal_in_words(cls, values):
    for name in list(cls.model_fields)[:2]:
        values.setdefault(name, "x")
    try:
        said = build(cls, values).in_words()
    except JalonError as told:
        said = told.message
    assert said.fr
    assert said.en


# ── numbers ───────────────────────────────────────────────────────────────────────────────────────────────────────

NUMBERED = {
    "person": PersonSet(role="project_manager", name="Paul Roy"),
    "committee": CommitteeSet(committee="project", meets_on=DAY),
    "project": ProjectSet(title="École"),
    "signatory": SignatorySet(college="state", organisation="État"),
    "deliberation": DeliberationSet(document="protocol", authority="CA", voted_on=DAY),
}


def test_every_numbered_kind_is_tried_below():
    assert {name for name, cls in KINDS.items() if issubclass(cls, Numbered)} == NUMBERED.keys()


@pytest.mark.parametrize("payload", NUMBERED.values(), ids=NUMBERED)
def test_a_new_fact_gets_the_next_number(sqlite_engine, dossier, record, payload):
    record(payload, payload)
    assert [row.number for row in rows(sqlite_engine, payload.table, dossier_id=dossier)] == [1, 2]


@pytest.mark.parametrize("payload", NUMBERED.values(), ids=NUMBERED)
def test_a_number_that_nothing_has_is_refused_with_those_there_are(record, payload):
    told = refused(record, payload, payload.model_copy(update={"number": 3}))
    assert told.message.fr == "Il n’y a pas de n° 3 ; numéros existants : 1."
    assert told.remedy.en == "without a number, a new item is made"


@pytest.mark.parametrize("payload", NUMBERED.values(), ids=NUMBERED)
def test_a_new_fact_is_told_what_it_lacks(record, payload):
    told = refused(record, type(payload)())
    words = ", ".join(field_label(name).fr for name in payload.required)
    assert told.message.fr == f"Il manque : {words}."
    options = ", ".join(f"--{name.replace('_', '-')}" for name in payload.required)
    assert told.remedy.fr == f"ajoutez {options}"


# ── the perimeter ─────────────────────────────────────────────────────────────────────────────────────────────────


def member(engine, dossier, siren):
    return next(row for row in rows(engine, Member, dossier_id=dossier) if row.siren == siren)


def test_opening_copies_regions_and_members(sqlite_engine):
    dossier = walk(sqlite_engine, TWO_REGIONS)
    assert [row.region_code for row in rows(sqlite_engine, DossierRegion, dossier_id=dossier)] == ["75", "76"]
    assert [(row.siren, row.kind, row.since, row.until) for row in rows(sqlite_engine, Member, dossier_id=dossier)] == [
        ("200039204", "CC", None, None),
        ("200067254", "CA", None, None),
        ("200069300", "CA", None, None),
    ]


def test_a_member_joins_with_its_name_and_its_kind_if_it_is_known(sqlite_engine, dossier, record):
    record(MemberSet(siren=LACQ, name="CC de Lacq-Orthez"))
    assert (member(sqlite_engine, dossier, LACQ).kind, member(sqlite_engine, dossier, LACQ).name) == (
        "OTHER",
        "CC de Lacq-Orthez",
    )
    record(MemberSet(siren=LACQ, member_kind="CC"))
    assert member(sqlite_engine, dossier, LACQ).kind == "CC"


def test_a_member_that_is_renamed_keeps_its_kind(sqlite_engine, dossier, record):
    record(MemberSet(siren=HAVRE, name="Le Havre Seine"))
    row = member(sqlite_engine, dossier, HAVRE)
    assert (row.name, row.kind) == ("Le Havre Seine", "CU")


def test_a_member_without_a_name_is_refused(record):
    told = refused(record, MemberSet(siren=LACQ))
    assert (told.message.fr, told.remedy.fr) == ("Il manque : nom.", "ajoutez --name")


def test_who_is_no_member_cannot_leave(record):
    told = refused(record, MemberSet(siren=LACQ, until=DAY))
    assert told.message == Text(f"{LACQ} n’est pas membre de ce territoire.", f"{LACQ} is not a member.")
    assert told.remedy.fr == "ses membres : jalon show axe-seine-2018"


@pytest.mark.parametrize(
    ("given", "french"),
    [
        ({"until": "2020-05-07"}, "départ : le 7 mai 2020 est dans le futur ; on n’enregistre que ce qui est fait."),
        ({"since": "2020-05-07"}, "arrivée : le 7 mai 2020 est dans le futur ; on n’enregistre que ce qui est fait."),
        ({"since": "2019-05-02", "until": "2019-05-01"}, "La fin (1er mai 2019) est avant le début (2 mai 2019)."),
    ],
)
def test_a_member_comes_and_goes_in_order_and_not_before_it_is_done(record, given, french):
    assert refused(record, MemberSet(siren=HAVRE, **given)).message.fr == french


def test_a_member_cannot_leave_before_it_joined(record):
    told = refused(
        record, MemberSet(siren=LACQ, name="CC", since="2019-03-01"), MemberSet(siren=LACQ, until="2019-02-01")
    )
    assert told.message.en == "It ends (1 February 2019) before it starts (1 March 2019)."


def test_a_member_that_left_comes_back_when_it_is_said_since_when(sqlite_engine, dossier, record):
    record(MemberSet(siren=ROUEN, until="2019-01-01"))
    assert member(sqlite_engine, dossier, ROUEN).until == "2019-01-01"
    record(MemberSet(siren=ROUEN, since="2020-01-01"))
    row = member(sqlite_engine, dossier, ROUEN)
    assert (row.since, row.until) == ("2020-01-01", None)


def test_to_rename_a_member_that_left_deserves_a_look(sqlite_engine, dossier, record):
    receipt = record(MemberSet(siren=ROUEN, until="2019-01-01"), MemberSet(siren=ROUEN, name="Rouen"))
    assert receipt.warnings == (
        Text(
            "Ce membre est parti le 1er janvier 2019 ; pour qu’il revienne, dites depuis quand : --since.",
            "This member left on 1 January 2019; for it to come back, say since when: --since.",
        ),
    )
    assert member(sqlite_engine, dossier, ROUEN).until == "2019-01-01"


# ── people and meetings ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_is_told_by_parts(sqlite_engine, dossier, record):
    record(
        PersonSet(role="elected_lead", name="Marie Lefèvre", civility="Mme"),
        PersonSet(number=1, office="maire", until="2019-04-29"),
    )
    row = only(sqlite_engine, Person, dossier)
    assert (row.role, row.name, row.civility, row.office, row.organisation, row.since, row.until) == (
        "elected_lead",
        "Marie Lefèvre",
        "Mme",
        "maire",
        None,
        None,
        "2019-04-29",
    )


@pytest.mark.parametrize(
    ("given", "french"),
    [
        ({"until": "2020-05-07"}, "fin de fonction : le 7 mai 2020 est dans le futur"),
        ({"since": "2020-05-07"}, "prise de fonction : le 7 mai 2020 est dans le futur"),
        ({"since": "2019-05-02", "until": "2019-05-01"}, "La fin (1er mai 2019) est avant le début (2 mai 2019)."),
    ],
)
def test_a_person_holds_a_role_in_order_and_not_before_it_is_so(record, given, french):
    told = refused(record, PersonSet(role="project_manager", name="Paul Roy", **given))
    assert told.message.fr.startswith(french)


def test_a_committee_may_be_to_come_and_takes_place_somewhere(sqlite_engine, dossier, record):
    record(CommitteeSet(committee="follow_up", meets_on="2030-01-01"), CommitteeSet(number=1, place="Rouen"))
    row = only(sqlite_engine, Committee, dossier)
    assert (row.kind, row.meets_on, row.place) == ("follow_up", "2030-01-01", "Rouen")


def test_who_takes_a_place_that_is_held_is_kept_and_told(record):
    record(PersonSet(role="elected_lead", name="Marie Lefèvre"))
    assert record(PersonSet(role="industry_lead", name="Jean Petit")).warnings == ()
    (warning,) = record(PersonSet(role="elected_lead", name="Alain Roy")).warnings
    assert warning == Text(
        "Marie Lefèvre (n° 1) est déjà élu du binôme ; qui laisse sa place se dit par --until.",
        "Marie Lefèvre (number 1) is already elected lead; who leaves is told by --until.",
    )
    assert record(PersonSet(number=1, until=DAY)).warnings == ()
    assert record(PersonSet(number=3, office="maire")).warnings == ()


def test_one_person_named_twice_in_a_role_of_many_is_told(record):
    record(PersonSet(role="committee_member", name="Anne Morel"))
    assert record(PersonSet(role="committee_member", name="Alain Roy")).warnings == ()
    assert len(record(PersonSet(role="committee_member", name="anne  MOREL")).warnings) == 1


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (PersonSet(role="elected_lead", name="Marie Lefèvre"), PersonSet(number=1)),
        (ProjectSet(title="École"), ProjectSet(number=1)),
        (SignatorySet(college="state", organisation="État"), SignatorySet(number=1)),
        (CommitteeSet(committee="project", meets_on=DAY), CommitteeSet(number=1)),
        (MemberSet(siren=ROUEN, name="Métropole Rouen Normandie"), MemberSet(siren=ROUEN)),
    ],
    ids=lambda payload: payload.kind,
)
def test_an_entry_that_would_change_nothing_is_refused(record, first, again):
    told = refused(record, first, again)
    assert told.message == Text("Rien n’est donné à changer.", "Nothing to change was given.")


def test_a_note_changes_nothing(sqlite_engine, dossier, record):
    before = row_of(sqlite_engine, dossier)
    record(Note(text="Rien de neuf."))
    after = row_of(sqlite_engine, dossier)
    assert (after.state, after.state_since, after.seq) == (before.state, before.state_since, before.seq + 1)
    assert history_of(sqlite_engine, dossier)[-1].payload.text == "Rien de neuf."


# ── projects ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_project_is_told_by_parts_and_keeps_what_was_said(sqlite_engine, dossier, record):
    record(
        ProjectSet(title="École", axis="recruter", cost=100, firm=1),
        ProjectSet(number=1, holder="Usine", status="done"),
    )
    row = only(sqlite_engine, Project, dossier)
    assert (row.title, row.axis, row.holder, row.cost, row.aid, row.status, row.firm) == (
        "École",
        "recruter",
        "Usine",
        100,
        None,
        "done",
        1,
    )


def test_a_new_project_is_planned_and_not_firm(sqlite_engine, dossier, record):
    record(ProjectSet(title="École"))
    row = only(sqlite_engine, Project, dossier)
    assert (row.status, row.firm) == ("planned", 0)


@pytest.mark.parametrize("axis", ["installer", "innovation", "fusées", "Recruter"])
def test_an_axis_is_one_of_the_phase_and_of_the_region(record, axis):
    """« installer » is of Grand Est alone; « innovation » is of the phase after."""
    told = refused(record, ProjectSet(title="École", axis=axis))
    assert told.message.fr == f"Axe inconnu : « {axis} »."
    assert told.remedy.fr == "axes de ce dossier : attirer, recruter, innover, simplifier"


def test_in_grand_est_there_is_one_axis_more(sqlite_engine, record):
    told = TerritoryAdded(id="sud-alsace", name="Sud Alsace", regions=["44"])
    sqlite_engine.register(told, BY.administrator)
    dossier = sqlite_engine.open("sud-alsace", on("2018-11-22")).dossier
    record(ProjectSet(title="Usine", axis="installer"), to=dossier)
    assert only(sqlite_engine, Project, dossier).axis == "installer"


@pytest.mark.parametrize(
    "facts",
    [
        [ProjectSet(title="École", starts="2020-05-01", ends="2020-04-30")],
        [ProjectSet(title="École", starts="2020-05-01"), ProjectSet(number=1, ends="2020-04-30")],
        [ProjectSet(title="École", ends="2020-04-30"), ProjectSet(number=1, starts="2020-05-01")],
    ],
)
def test_a_project_does_not_end_before_it_starts(record, facts):
    assert refused(record, *facts).message.fr == "La fin (30 avril 2020) est avant le début (1er mai 2020)."


def test_a_project_may_end_the_day_it_starts_and_years_from_now(sqlite_engine, dossier, record):
    record(ProjectSet(title="École", starts="2031-05-01", ends="2031-05-01"))
    assert only(sqlite_engine, Project, dossier).ends == "2031-05-01"


@pytest.mark.parametrize(
    "facts",
    [
        [ProjectSet(title="École", cost=100_00, aid=100_01)],
        [ProjectSet(title="École", cost=100_00), ProjectSet(number=1, aid=100_01)],
        [ProjectSet(title="École", aid=100_01), ProjectSet(number=1, cost=100_00)],
    ],
)
def test_more_aid_than_the_project_costs_deserves_a_look(record, facts):
    (warning,) = record(*facts).warnings
    assert warning == Text(
        "L’aide attendue (100,01\u00a0€) dépasse le montant (100\u00a0€).",
        "The aid expected (€100.01) exceeds the amount (€100).",
    )


def test_aid_for_all_of_a_project_or_for_one_without_an_amount_does_not(record):
    assert record(ProjectSet(title="École", cost=100, aid=100)).warnings == ()
    assert record(ProjectSet(title="Collège", aid=100)).warnings == ()


def test_a_project_with_the_title_of_another_is_kept_and_told(record):
    record(ProjectSet(title="École de production"))
    assert record(ProjectSet(title="ECOLE DE  PRODUCTION")).warnings == (
        Text("Le projet n° 1 porte déjà ce titre.", "Project 1 has that title already."),
    )
    assert record(ProjectSet(number=1, title="École de production")).warnings == (
        Text("Le projet n° 2 porte déjà ce titre.", "Project 2 has that title already."),
    )
    assert record(ProjectSet(number=2, status="done")).warnings == ()


# ── the parties ───────────────────────────────────────────────────────────────────────────────────────────────────

STATE = SignatorySet(college="state", organisation="État")


def test_a_party_is_of_a_college_and_perhaps_of_one_document(sqlite_engine, dossier, record):
    record(STATE, SignatorySet(number=1, document="contract", name="Le préfet", office="préfète"))
    row = only(sqlite_engine, Signatory, dossier)
    assert (row.college, row.organisation, row.name, row.office, row.document) == (
        "state",
        "État",
        "Le préfet",
        "préfète",
        "contract",
    )


@pytest.mark.parametrize("code", [None, "76"])
def test_a_region_signs_for_a_region_of_the_dossier(record, code):
    told = refused(record, SignatorySet(college="region", organisation="Région", region_code=code))
    other = "" if code is None else ", et non Occitanie"
    assert told.message.fr == f"Un signataire du collège des Régions signe pour une région du dossier{other}."
    assert told.remedy == Text(
        "celles du dossier : --region 28 (Normandie)", "those of the dossier: --region 28 (Normandy)"
    )


def test_a_party_does_not_become_a_region_without_one(record):
    told = refused(record, STATE, SignatorySet(number=1, college="region"))
    assert told.message.en == "A signatory of the region college signs for a region of the dossier."


def test_each_of_two_regions_may_sign(sqlite_engine, record):
    dossier = walk(sqlite_engine, TWO_REGIONS)
    parties = [SignatorySet(college="region", organisation=f"Région {code}", region_code=code) for code in ("75", "76")]
    record(*parties, to=dossier)
    assert [row.region_code for row in rows(sqlite_engine, Signatory, dossier_id=dossier)] == ["75", "76"]


def test_a_signature_is_of_its_day_its_place_and_its_medium(sqlite_engine, dossier, record):
    record(STATE, SignatureSet(document="protocol", signatory=1, place="Le Havre"))
    row = only(sqlite_engine, Signature, dossier)
    assert (row.signed_on, row.place, row.medium) == (DAY, "Le Havre", "paper")


def test_a_signature_of_some_day_of_a_week_is_of_its_first(sqlite_engine, dossier, record):
    record(STATE)
    record(SignatureSet(document="protocol", signatory=1, medium="electronic"), day="2019-W12")
    row = only(sqlite_engine, Signature, dossier)
    assert (row.signed_on, row.medium) == ("2019-03-18", "electronic")


def test_who_is_no_party_does_not_sign(record):
    told = refused(record, STATE, SignatureSet(document="protocol", signatory=2))
    assert told.message.fr == "Pas de signataire n° 2 pour ce document ; il y a : 1 État."
    assert told.remedy.fr == "nommez-le d’abord : jalon record signatory axe-seine-2018 …"


def test_a_party_to_another_document_does_not_sign_this_one(record):
    party = SignatorySet(college="state", organisation="État", document="contract")
    told = refused(record, party, SignatureSet(document="protocol", signatory=1))
    assert told.message.en == "No signatory 1 for this document."


def test_nobody_signs_one_document_twice(record):
    signature = SignatureSet(document="protocol", signatory=1)
    told = refused(record, STATE, signature, signature)
    assert told.message.fr == "Le signataire n° 1 a déjà signé ce document."
    assert told.remedy.fr == "une erreur se corrige, par son numéro : jalon history axe-seine-2018"
    record(SignatureSet(document="contract", signatory=1))


# ── deliberations, and the numbers @ctes gives them ───────────────────────────────────────────────────────────────

ACT = f"076-{HAVRE}-20190415-2019_12-DE"


def test_an_act_number_says_who_voted_and_when(sqlite_engine, dossier, record):
    receipt = record(DeliberationSet(document="protocol", act_number=ACT))
    row = only(sqlite_engine, Deliberation, dossier)
    assert (row.authority, row.siren, row.voted_on, row.act_number) == (
        "Le Havre Seine Métropole",
        HAVRE,
        "2019-04-15",
        ACT,
    )
    assert receipt.warnings == ()


def test_a_party_of_the_intercommunalities_that_is_no_member_deserves_a_look(record):
    """A signature given for the wrong SIREN would only be missed when the protocol is signed."""
    party = SignatorySet(college="intercommunalities", organisation="CC de Lacq-Orthez", siren=LACQ)
    assert [one.fr for one in record(party).warnings] == [f"Le SIREN {LACQ} n’est pas celui d’un membre du territoire."]
    member = SignatorySet(college="intercommunalities", organisation="Le Havre Seine Métropole", siren=HAVRE)
    assert record(member).warnings == ()


def test_an_act_number_names_a_party_that_is_no_member_too(sqlite_engine, dossier, record):
    party = SignatorySet(college="region", organisation="Région Normandie", region_code="28", siren="200053403")
    receipt = record(party, DeliberationSet(document="protocol", act_number="076-200053403-20190415-12-DE"))
    assert only(sqlite_engine, Deliberation, dossier).authority == "Région Normandie"
    assert [one.fr for one in receipt.warnings] == [
        "Le SIREN 200053403 de l’acte 076-200053403-20190415-12-DE n’est pas celui d’un membre du territoire."
    ]


def test_an_act_of_nobody_we_know_does_not_say_who_voted(record):
    told = refused(record, DeliberationSet(document="protocol", act_number=f"064-{LACQ}-20190415-12-DE"))
    assert (told.message.fr, told.remedy.fr) == ("Il manque : autorité.", "ajoutez --authority")


def test_what_is_typed_beside_an_act_number_wins_and_is_compared_with_it(sqlite_engine, dossier, record):
    receipt = record(
        DeliberationSet(document="protocol", act_number=ACT, authority="Le Havre", siren=ROUEN, voted_on="2019-04-16")
    )
    row = only(sqlite_engine, Deliberation, dossier)
    assert (row.authority, row.siren, row.voted_on) == ("Le Havre", ROUEN, "2019-04-16")
    assert receipt.warnings == (
        Text(
            f"Le SIREN donné ({ROUEN}) n’est pas celui du numéro d’acte ({HAVRE}).",
            f"The SIREN given ({ROUEN}) is not the one in the act number ({HAVRE}).",
        ),
        Text(
            "La date donnée (16 avril 2019) n’est pas celle du numéro d’acte (15 avril 2019).",
            "The day given (16 April 2019) is not the one in the act number (15 April 2019).",
        ),
    )


def test_an_act_that_is_no_deliberation_deserves_a_look(record):
    (warning,) = record(DeliberationSet(document="protocol", act_number=ACT.replace("-DE", "-AR"))).warnings
    assert warning == Text(
        "D’après son numéro, l’acte n’est pas une délibération : arrêté réglementaire.",
        "By its number the act is not a deliberation: regulatory order.",
    )


@pytest.mark.parametrize(
    "number",
    [
        "",
        "délibération 12",
        f"76-{HAVRE}-20190415-12-DE",
        f"076-{HAVRE}-20190431-12-DE",
        "076-200084953-20190415-12-DE",
    ],
)
def test_an_act_number_that_cannot_be_one_is_refused(record, number):
    with pytest.raises(InvalidValue):
        record(DeliberationSet(document="protocol", act_number=number))


def test_a_siren_alone_says_who_voted(sqlite_engine, dossier, record):
    record(DeliberationSet(document="protocol", siren=ROUEN, voted_on=DAY))
    assert only(sqlite_engine, Deliberation, dossier).authority == "Métropole Rouen Normandie"


def test_no_assembly_votes_in_the_future(record):
    told = refused(record, DeliberationSet(document="protocol", authority="CA", voted_on="2020-05-07"))
    assert told.message.en == "deliberation: 7 May 2020 is in the future; only what is done is recorded."
    assert told.remedy.fr == "donnez la date à laquelle cela a eu lieu"


def test_the_real_acts_of_two_contracts_are_read(sqlite_engine, record):
    """The receipts printed on the contracts of Dordogne/Haute-Vienne and of Vendée Centre."""
    sqlite_engine.register(
        TerritoryAdded(
            id="vendee-centre",
            name="Vendée Centre",
            regions=["52"],
            members=[{"siren": "248500530", "kind": "CA", "name": "La Roche-sur-Yon Agglomération"}],
        ),
        BY.administrator,
    )
    dossier = sqlite_engine.open("vendee-centre", on("2018-11-22")).dossier
    told = refused(
        record,
        DeliberationSet(document="contract", act_number="085-248500530-20221026-RGLT_22_892_190-DE"),
        to=dossier,
    )
    assert "26 octobre 2022 est dans le futur" in told.message.fr  # the clock of these tests says 2020
    act = "024-242400752-20191213-2019_6_21-DE"
    receipt = record(DeliberationSet(document="contract", act_number=act, authority="CC Périgord-Limousin"), to=dossier)
    assert [one.en for one in receipt.warnings] == [f"SIREN 242400752 of act {act} is not a member of the territory."]


# ── validations ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_region_validates_by_its_committee_and_then_by_its_assembly(sqlite_engine, dossier, record):
    record(
        ValidationSet(region_code="28", document="contract", committee_on="2019-04-01"),
        ValidationSet(
            region_code="28",
            document="contract",
            committee_on="2019-04-01",
            deliberation_number="CP 2019.12",
            deliberation_on="2019-04-20",
        ),
    )
    row = only(sqlite_engine, Validation, dossier)
    assert (row.committee_on, row.deliberation_number, row.deliberation_on) == (
        "2019-04-01",
        "CP 2019.12",
        "2019-04-20",
    )


def test_a_region_that_does_not_own_the_dossier_does_not_validate_it(record):
    told = refused(record, ValidationSet(region_code="76", document="contract", committee_on=DAY))
    assert told.message == Text(
        "Le dossier ne relève pas de la région Occitanie (76).", "The dossier does not belong to Occitanie (76)."
    )
    assert told.remedy.fr == "celles du dossier : --region 28 (Normandie)"


@pytest.mark.parametrize("late", ["committee_on", "deliberation_on"])
def test_no_committee_and_no_assembly_validates_in_the_future(record, late):
    given = {"committee_on": DAY, "deliberation_on": DAY, late: "2020-05-07"}
    told = refused(record, ValidationSet(region_code="28", document="contract", **given))
    word = "comité" if late == "committee_on" else "délibération"
    assert told.message.fr.startswith(f"{word} : le 7 mai 2020 est dans le futur")


def test_an_assembly_that_votes_before_the_committee_deserves_a_look(record):
    receipt = record(
        ValidationSet(
            region_code="28",
            document="contract",
            committee_on="2019-04-20",
            deliberation_number="1",
            deliberation_on="2019-04-19",
        )
    )
    assert receipt.warnings == (
        Text(
            "La délibération (19 avril 2019) est antérieure au comité (20 avril 2019).",
            "The deliberation (19 April 2019) is earlier than the committee (20 April 2019).",
        ),
    )


# ── the register ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_territory_is_known_by_its_names_and_by_its_code_in_each_phase(sqlite_engine):
    told = TerritoryAdded(
        id="grand-chatellerault",
        name="Grand Châtellerault",
        regions=["75"],
        aliases=["Grand Châtelleraut"],
        codes={"2018": "ti-7504", "2023": "ti-7507"},
        members=[{"siren": "248600413", "kind": "CA", "name": "CA Grand Châtellerault"}],
    )
    sqlite_engine.register(told, BY.administrator)
    assert [row.name for row in rows(sqlite_engine, Territory, id=told.id)] == ["Grand Châtellerault"]
    names = rows(sqlite_engine, TerritoryName, territory_id=told.id)
    assert sorted((row.kind, row.name, row.folded, row.phase) for row in names) == [
        ("alias", "Grand Châtelleraut", "grand chatelleraut", None),
        ("code", "ti-7504", "ti 7504", "2018"),
        ("code", "ti-7507", "ti 7507", "2023"),
        ("name", "Grand Châtellerault", "grand chatellerault", None),
    ]
    assert [row.region_code for row in rows(sqlite_engine, TerritoryRegion, territory_id=told.id)] == ["75"]
    assert [(row.siren, row.kind) for row in rows(sqlite_engine, TerritoryMember, territory_id=told.id)] == [
        ("248600413", "CA")
    ]


def test_an_actor_is_told_anew_as_a_whole(sqlite_engine):
    told = ActorSet(id="agt-0099", handle="camille2", label="Camille", role="coordinator", regions=["Normandie", "44"])
    (change,) = told.changes(Position("register", 1, DAY))
    assert change.key == {"id": "agt-0099"}
    assert change.values == {
        "handle": "camille2",
        "label": "Camille",
        "role": "coordinator",
        "regions": "28 44",
        "active": 1,
    }


def test_a_published_figure_is_kept_with_its_source(sqlite_engine):
    told = FigurePublished(
        number=1,
        as_of="2019-05-06",
        published_on="2019-05-06",
        what="projects",
        value=330,
        approximate=1,
        label="près de 330 projets",
        source="communiqué n° 1207",
    )
    sqlite_engine.register(told, BY.administrator)
    (row,) = rows(sqlite_engine, PublishedFigure)
    assert (row.number, row.value, row.approximate, row.scope, row.source) == (
        1,
        330,
        1,
        "national",
        "communiqué n° 1207",
    )
    demand_replay(sqlite_engine)


def test_a_transition_tells_its_inputs_together():
    fired = Fired(inputs={"day": DAY}, texts={"place": "Rouen"}, overridden=["x"], waived=["y"])
    assert fired.all_inputs == {"day": DAY, "place": "Rouen"}
    assert fired.split() == (
        {"inputs": {"day": DAY}, "overridden": ["x"], "waived": ["y"]},
        {"texts": {"place": "Rouen"}},
    )
