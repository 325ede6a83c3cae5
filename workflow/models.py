"""The tables: the history, which is the truth, and the present, which is a reading of it.

    history_entry, disclosure      what happened; only ever added to
    leaf, checkpoint               the entries as they were sealed, and what was signed; only ever added to
    redaction                      which disclosures an entry erased; only ever added to
    lifecycle, template, draft     what entries refer to by digest, and what they wrote; only ever added to
    evidence                       one row per file kept, by content
    subject                        what a history is about: a dossier, or the register of the workspace
    register_head, territory…, actor        the present of the register
    dossier, dossier_region, dossier_department, member, person, project, signatory, signature, deliberation,
    validation, passage, final_draft, draft_copy, attachment
                                   the present of each dossier

Replaying the entries gives the present tables back row for row (`workflow.history.replay`). Days and instants are
stored as text of fixed form on every database, so that a column can be compared with the signed body byte for byte
and sorts the same everywhere. Amounts are integers, in cents.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlmodel import Field, SQLModel

REGISTER = "register"
"""The subject whose history tells of territories, actors and lifecycles rather than of one dossier."""


def _holds(text: str) -> dict[str, str]:
    """Whether a canonical body has these bytes, in the SQL of each database; an index is taken for these very words."""
    sign = text.encode().hex()
    return {
        "sqlite": f"instr(body, X'{sign}') > 0",
        "postgresql": f"position(decode('{sign}', 'hex') IN body) > 0",
    }


OVERRIDDEN = _holds('"overridden":[')
"""Whether an entry passed an expectation with a reason: only then has its body that key."""
EVIDENCED = _holds('"evidence":[{')
"""Whether an entry rests on a file."""

_WIDE = BigInteger().with_variant(Integer(), "sqlite")
_STRICT = {"sqlite_strict": True}


def _key(*, reference: str | None = None) -> Any:
    return (
        Field(primary_key=True, sa_type=Text, foreign_key=reference)
        if reference
        else Field(primary_key=True, sa_type=Text)
    )


def _text() -> Any:
    return Field(sa_type=Text)


def _maybe() -> Any:
    return Field(default=None, sa_type=Text)


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


_IN_ORDER = ("recorded_at", "dossier_id", "seq", "effective_until")
"""What an index has that gives entries in the order in which they were recorded."""
_ON_POSTGRESQL = "where on PostgreSQL"


def _index_of_some(
    name: str, *columns: str, where: str, on_postgresql: str | None = None, unique: bool = False
) -> Index:
    """An index of the rows where a condition holds, `on_postgresql` where it is written otherwise there."""
    # Saying it to PostgreSQL at once would load its dialect, which takes longer than all these classes.
    info = {_ON_POSTGRESQL: on_postgresql or where}
    return Index(name, *columns, unique=unique, sqlite_where=text(where), info=info)


@event.listens_for(SQLModel.metadata, "before_create")
def _tell_postgresql(metadata: MetaData, connection: Connection, **_: Any) -> None:
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.tables.values():
        for index in table.indexes:
            if _ON_POSTGRESQL in index.info:
                index.dialect_options["postgresql"]["where"] = text(index.info[_ON_POSTGRESQL])


ROLES = ("coordinator", "national", "administrator", "drafter", "auditor")
ADVANCING_ROLES = frozenset({"coordinator", "national", "administrator"})
"""Those that may perform a transition, where it names them."""
COLLEGES = ("intercommunalities", "state", "region", "operators", "industry")
DOCUMENTS = ("protocol", "contract", "amendment")
PERSON_ROLES = (
    "elected_lead",
    "industry_lead",
    "project_manager",
    "operator_referent",
    "regional_president",
    "committee_member",
)
PROJECT_STATUSES = ("planned", "in_progress", "paused", "blocked", "done", "abandoned")
FINAL_STATUSES = ("done", "abandoned")
MEMBER_KINDS = ("CC", "CA", "CU", "METRO", "EPT", "COMMUNE", "PETR", "OTHER")
EVIDENCE_KINDS = ("committee_minutes", "deliberation", "signed_document", "press", "other")
ORIGINS = ("cli", "web", "api", "import", "backfill", "system")
MEDIA = ("paper", "electronic")
COPY_KINDS = ("edited", "signed")


class Row(SQLModel):
    """A table. What pydantic would check of a row is built when it is first asked for, which no command does."""

    model_config = {"defer_build": True}


class Subject(Row, table=True):
    """What a history is about: a dossier, or the register."""

    __table_args__ = (_STRICT,)
    id: str = _key()


class HistoryEntry(Row, table=True):
    """One thing that happened; never changed, never deleted.

    The columns are a projection of `body`, the canonical bytes that the hash covers; verification compares them.
    """

    __tablename__ = "history_entry"
    __table_args__ = (
        UniqueConstraint("dossier_id", "seq", name="history_entry_order"),
        CheckConstraint("seq >= 0 AND about >= 0 AND about <= seq", name="seq_counts"),
        CheckConstraint("voided IN (0, 1)", name="voided_is_a_flag"),
        CheckConstraint("length(effective_on) = 10 AND length(effective_until) = 10", name="days_are_iso"),
        CheckConstraint("effective_on <= effective_until", name="period_is_ordered"),
        CheckConstraint("length(recorded_at) = 27", name="instant_is_fixed"),
        CheckConstraint("length(hash) = 43 AND length(prev) = 43", name="hashes_are_sha256"),
        _one_of("precision", "day", "week", "month", "year"),
        _one_of("actor_role", *ROLES),
        _one_of("origin", *ORIGINS),
        _index_of_some("history_entry_command", "command_key", where="command_key IS NOT NULL", unique=True),
        _index_of_some(
            "history_entry_moves",
            *("dossier_id", "about", "seq", "to_state", "voided", "effective_until", "recorded_at"),
            *("effective_on", "precision", "origin"),
            where="to_state IS NOT NULL",
        ),
        _index_of_some(
            "history_entry_corrections",
            *("dossier_id", "about", "seq", "recorded_at"),
            where="seq <> about",
        ),
        # With all that a search may ask of an entry, so that no body is read for what is passed over.
        Index(
            "history_entry_recorded",
            *("recorded_at", "dossier_id", "seq", "about", "voided", "effective_until", "origin"),
            *("effective_on", "kind", "trigger", "actor_id"),
        ),
        # With the columns of their own conditions, or SQLite would look them up again for each entry.
        _index_of_some("history_entry_corrected", *_IN_ORDER, "about", where="seq <> about"),
        _index_of_some("history_entry_backfills", *_IN_ORDER, "origin", where="origin = 'backfill'"),
        _index_of_some(
            "history_entry_overrides",
            *_IN_ORDER,
            where=OVERRIDDEN["sqlite"],
            on_postgresql=OVERRIDDEN["postgresql"],
        ),
        _index_of_some(
            "history_entry_evidence",
            *_IN_ORDER,
            where=EVIDENCED["sqlite"],
            on_postgresql=EVIDENCED["postgresql"],
        ),
        {"sqlite_strict": True, "sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, sa_column=Column(_WIDE, primary_key=True, autoincrement=True))
    dossier_id: str = Field(sa_type=Text, foreign_key="subject.id")
    seq: int = Field(sa_type=Integer)
    about: int = Field(sa_type=Integer)
    """The entry this one restates: its own `seq`, but for a correction."""
    voided: int = Field(default=0, sa_type=Integer)
    kind: str = _text()
    trigger: str | None = _maybe()
    from_state: str | None = _maybe()
    to_state: str | None = _maybe()
    effective_on: str = _text()
    """First day of the period in which it happened."""
    effective_until: str = _text()
    """Last day of that period: from then on it is certain to have happened."""
    precision: str = _text()
    recorded_at: str = _text()
    actor_id: str = _text()
    actor_role: str = _text()
    actor_regions: str = Field(default="", sa_type=Text)
    """Region codes the actor had then, separated by spaces."""
    origin: str = _text()
    lifecycle: str = _text()
    command_key: str | None = _maybe()
    prev: str = _text()
    hash: str = _text()
    body: bytes = Field(sa_type=LargeBinary)
    signature: bytes | None = Field(default=None, sa_type=LargeBinary)
    """The application key's id and its signature of the hash, where the workspace had a key."""


class Disclosure(Row, table=True):
    """A name or free text that an entry's body holds only as a salted digest (RFC 9901)."""

    # All that an entry discloses is found on one page. The texts lie in the order in which they were added: SQLite
    # copies what lies among others to new pages, and what is left of it on the old ones would outlive an erasure.
    __table_args__ = (PrimaryKeyConstraint("dossier_id", "seq", "digest", name="disclosure_pkey"), _STRICT)
    digest: str = _key()
    dossier_id: str = _key(reference="subject.id")
    seq: int = Field(primary_key=True, sa_type=Integer)
    text: str = _text()


class Redaction(Row, table=True):
    """A disclosure that an entry erased: the one reason why a disclosure may be gone."""

    __table_args__ = (
        CheckConstraint("target >= 0 AND target < seq", name="target_is_earlier"),
        Index("redaction_entry", "dossier_id", "target"),
        _STRICT,
    )
    digest: str = _key()
    name: str = _text()
    """What was erased: `comment`, `data.name`, `evidence.0`…"""
    dossier_id: str = Field(sa_type=Text, foreign_key="subject.id")
    seq: int = Field(sa_type=Integer)
    """The entry that erases."""
    target: int = Field(sa_type=Integer)
    """The entry that is erased in."""


class Leaf(Row, table=True):
    """An entry in the order in which it was sealed: a leaf of the Merkle tree."""

    __table_args__ = (
        UniqueConstraint("entry_id", name="leaf_entry"),
        CheckConstraint("number >= 0 AND length(hash) = 43", name="leaf_is_a_hash"),
        _STRICT,
    )
    number: int = Field(sa_column=Column(_WIDE, primary_key=True, autoincrement=False))
    entry_id: int = Field(sa_type=_WIDE)
    hash: str = _text()


class Checkpoint(Row, table=True):
    """What the one who seals signed, in order: a copy; his own is not in the database."""

    __table_args__ = (
        CheckConstraint("number >= 1 AND size >= 0", name="checkpoint_counts"),
        CheckConstraint("length(sealed_at) = 27", name="instant_is_fixed"),
        _STRICT,
    )
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    size: int = Field(sa_type=_WIDE)
    sealed_at: str = _text()
    note: str = _text()


class LifecycleVersion(Row, table=True):
    """A states.yaml as it was, in canonical form; entries name it by digest."""

    __tablename__ = "lifecycle"
    __table_args__ = (_STRICT,)
    digest: str = _key()
    name: str = _text()
    version: str = _text()
    canonical: str = _text()


class Template(Row, table=True):
    """A document template as it was when a draft was made from it."""

    __table_args__ = (_STRICT,)
    digest: str = _key()
    name: str = _text()
    text: str = _text()


class Draft(Row, table=True):
    """A document as rendered by an entry; its text never changes."""

    __table_args__ = (
        UniqueConstraint("dossier_id", "document", "item", "version", name="draft_series"),
        CheckConstraint("version >= 1", name="version_counts"),
        _STRICT,
    )
    id: str = _key()
    dossier_id: str = Field(sa_type=Text, foreign_key="dossier.id")
    seq: int = Field(sa_type=Integer)
    document: str = _text()
    """The template's name, as in states.yaml."""
    item: int = Field(default=0, sa_type=Integer)
    """The number of the project it is about, 0 where it is about the whole dossier."""
    version: int = Field(sa_type=Integer)
    title: str = _text()
    text: str = _text()
    data: str = _text()
    """The plain data it was rendered from, as canonical JSON."""
    gaps: str = _text()
    """What is missing in it, as a JSON list of {path, label}."""
    template_digest: str = Field(sa_type=Text, foreign_key="template.digest")
    data_digest: str = _text()
    text_digest: str = _text()


class Evidence(Row, table=True):
    """A file that proves something, kept once by the SHA-256 of its content."""

    __table_args__ = (CheckConstraint("size >= 0", name="size_counts"), _STRICT)
    sha256: str = _key()
    size: int = Field(sa_type=_WIDE)
    media_type: str = _text()


class RegisterHead(Row, table=True):
    """Where the register's own history stands."""

    __tablename__ = "register_head"
    __table_args__ = (_STRICT,)
    id: str = _key(reference="subject.id")
    log: str = _text()
    """Name of the log, part of every body, so that no entry can be replayed in another one."""
    seq: int = Field(sa_type=Integer)
    head: str = _text()
    changed_at: str = _text()
    lifecycle: str = _text()
    """Digest of the lifecycle that new dossiers are opened with."""


class Actor(Row, table=True):
    """A person or system with a role and a scope of regions."""

    __table_args__ = (
        UniqueConstraint("handle", name="actor_handle"),
        _one_of("role", *ROLES),
        CheckConstraint("active IN (0, 1)", name="active_is_a_flag"),
        _STRICT,
    )
    id: str = _key()
    handle: str = _text()
    """What is typed after --as."""
    label: str = _text()
    role: str = _text()
    regions: str = Field(default="", sa_type=Text)
    """Region codes separated by spaces; empty means all for roles that are not regional."""
    active: int = Field(default=1, sa_type=Integer)


class Territory(Row, table=True):
    """Who a contract is about."""

    __table_args__ = (_STRICT,)
    id: str = _key()
    name: str = _text()


class TerritoryName(Row, table=True):
    """A name or code by which a territory can be asked for; codes of the national list hold for one phase only."""

    __tablename__ = "territory_name"
    __table_args__ = (_one_of("kind", "name", "alias", "code"), _STRICT)
    territory_id: str = _key(reference="territory.id")
    kind: str = _key()
    name: str = _key()
    folded: str = Field(sa_type=Text, index=True)
    phase: str | None = _maybe()


class TerritoryRegion(Row, table=True):
    """A region a territory belongs to: declared, never computed."""

    __tablename__ = "territory_region"
    __table_args__ = (_STRICT,)
    territory_id: str = _key(reference="territory.id")
    region_code: str = _key()


class TerritoryDepartment(Row, table=True):
    """A department a territory lies in, where it was told: its prefect signs for the State."""

    __tablename__ = "territory_department"
    __table_args__ = (_STRICT,)
    territory_id: str = _key(reference="territory.id")
    department_code: str = _key()


class TerritoryMember(Row, table=True):
    """A member of a territory as the national list gives it; a dossier copies them when it is opened."""

    __tablename__ = "territory_member"
    __table_args__ = (_one_of("kind", *MEMBER_KINDS), _STRICT)
    territory_id: str = _key(reference="territory.id")
    siren: str = _key()
    kind: str = _text()
    name: str = _text()


class PublishedFigure(Row, table=True):
    """A figure somebody published about the programme: shown beside ours, never mixed with them."""

    __tablename__ = "published_figure"
    __table_args__ = (CheckConstraint("value >= 0 AND approximate IN (0, 1)", name="value_counts"), _STRICT)
    number: int = Field(primary_key=True, sa_type=Integer)
    as_of: str = _text()
    """The day it speaks of, ISO: the reports of that day and later show it."""
    published_on: str = _text()
    """The period it was published in, ISO: a day, a month or a year."""
    what: str = _text()
    """What is counted: territories, projects, protocols…"""
    value: int = Field(sa_type=_WIDE)
    approximate: int = Field(default=0, sa_type=Integer)
    """1 where the source itself rounds: « près de 330 projets »."""
    scope: str = Field(default="national", sa_type=Text)
    label: str = _text()
    source: str = _text()


class Dossier(Row, table=True):
    """The file of one territory's contract for one programme phase. State and seq come from this one row."""

    __table_args__ = (
        CheckConstraint("seq >= 0", name="seq_counts"),
        CheckConstraint("length(head) = 43", name="head_is_sha256"),
        _STRICT,
    )
    id: str = _key(reference="subject.id")
    territory_id: str = Field(sa_type=Text, foreign_key="territory.id", index=True)
    phase: str = _text()
    renews: str | None = Field(default=None, sa_type=Text, foreign_key="dossier.id")
    state: str = _text()
    state_since: str = _text()
    """Last day of the period in which the present state was entered."""
    state_precision: str = _text()
    seq: int = Field(sa_type=Integer)
    head: str = _text()
    changed_at: str = _text()
    lifecycle: str = Field(sa_type=Text, foreign_key="lifecycle.digest")


class DossierRegion(Row, table=True):
    """A region that owns the dossier, alone or with others."""

    __tablename__ = "dossier_region"
    __table_args__ = (_STRICT,)
    dossier_id: str = _key(reference="dossier.id")
    region_code: str = Field(primary_key=True, sa_type=Text, index=True)


class DossierDepartment(Row, table=True):
    """A department of the dossier: whose prefect signs for the State."""

    __tablename__ = "dossier_department"
    __table_args__ = (_STRICT,)
    dossier_id: str = _key(reference="dossier.id")
    department_code: str = _key()


class Member(Row, table=True):
    """A member of the territory's perimeter, from a day and perhaps until one."""

    __table_args__ = (_one_of("kind", *MEMBER_KINDS), _STRICT)
    dossier_id: str = _key(reference="dossier.id")
    siren: str = _key()
    kind: str = Field(default="OTHER", sa_type=Text)
    name: str = _text()
    since: str | None = _maybe()
    until: str | None = _maybe()


class Person(Row, table=True):
    """Somebody with a role in the dossier: the binôme, the project manager, an operator's referent."""

    __table_args__ = (_one_of("role", *PERSON_ROLES), _STRICT)
    dossier_id: str = _key(reference="dossier.id")
    number: int = Field(primary_key=True, sa_type=Integer)
    role: str = _text()
    name: str = _text()
    civility: str | None = _maybe()
    office: str | None = _maybe()
    organisation: str | None = _maybe()
    since: str | None = _maybe()
    until: str | None = _maybe()


class Project(Row, table=True):
    """One action of the plan: what its fiche-action says of it."""

    __table_args__ = (
        _one_of("status", *PROJECT_STATUSES),
        CheckConstraint("firm IN (0, 1)", name="firm_is_a_flag"),
        CheckConstraint("cost >= 0 AND aid >= 0", name="amounts_count"),
        _STRICT,
    )
    dossier_id: str = _key(reference="dossier.id")
    number: int = Field(primary_key=True, sa_type=Integer)
    title: str = _text()
    axis: str | None = _maybe()
    holder: str | None = _maybe()
    holder_siren: str | None = _maybe()
    description: str | None = _maybe()
    cost: int | None = Field(default=None, sa_type=_WIDE)
    aid: int | None = Field(default=None, sa_type=_WIDE)
    status: str = Field(default="planned", sa_type=Text)
    firm: int = Field(default=0, sa_type=Integer)
    """1 for an « engagement ferme de réalisation »."""
    starts: str | None = _maybe()
    ends: str | None = _maybe()


class Signatory(Row, table=True):
    """A party, and who signs for it, in one of the colleges."""

    __table_args__ = (_one_of("college", *COLLEGES), _STRICT)
    dossier_id: str = _key(reference="dossier.id")
    number: int = Field(primary_key=True, sa_type=Integer)
    college: str = _text()
    organisation: str = _text()
    siren: str | None = _maybe()
    region_code: str | None = _maybe()
    name: str | None = _maybe()
    civility: str | None = _maybe()
    office: str | None = _maybe()
    document: str | None = _maybe()
    """The one document it is a party to; all of them where it is missing."""


class Signature(Row, table=True):
    """That a party signed a document: when, where and how."""

    __table_args__ = (_one_of("document", *DOCUMENTS), _one_of("medium", *MEDIA), _STRICT)
    dossier_id: str = _key(reference="dossier.id")
    document: str = _key()
    signatory: int = Field(primary_key=True, sa_type=Integer)
    signed_on: str = _text()
    place: str | None = _maybe()
    medium: str = Field(default="paper", sa_type=Text)


class Deliberation(Row, table=True):
    """The vote of an assembly that authorises a signature."""

    __table_args__ = (_one_of("document", *DOCUMENTS), _STRICT)
    dossier_id: str = _key(reference="dossier.id")
    number: int = Field(primary_key=True, sa_type=Integer)
    document: str = _text()
    authority: str = _text()
    siren: str | None = _maybe()
    region_code: str | None = _maybe()
    act_number: str | None = _maybe()
    voted_on: str = _text()
    draft_id: str | None = _maybe()
    """The version that was voted: it is not always the one that was signed."""


class Validation(Row, table=True):
    """One region's validation of a document by its steering committee and its assembly."""

    __table_args__ = (_one_of("document", *DOCUMENTS), _STRICT)
    dossier_id: str = _key(reference="dossier.id")
    region_code: str = _key()
    document: str = _key()
    committee_on: str = _text()
    deliberation_number: str | None = _maybe()
    deliberation_on: str | None = _maybe()


class Committee(Row, table=True):
    """A meeting of the local committee, held or planned."""

    __table_args__ = (_one_of("kind", "project", "follow_up", "regional"), _STRICT)
    dossier_id: str = _key(reference="dossier.id")
    number: int = Field(primary_key=True, sa_type=Integer)
    kind: str = _text()
    meets_on: str = _text()
    place: str | None = _maybe()


class Passage(Row, table=True):
    """A text that documents need and only people can write: the last that was recorded of a subject."""

    __table_args__ = (CheckConstraint("item >= 0", name="item_counts"), _STRICT)
    dossier_id: str = _key(reference="dossier.id")
    subject: str = _key()
    """Its name in states.yaml."""
    item: int = Field(primary_key=True, sa_type=Integer)
    """The number of the project or of the meeting it is about, 0 where it is about the whole dossier."""
    text: str = _text()
    written_on: str = _text()
    """First day of the period it is of, ISO."""


class FinalDraft(Row, table=True):
    """That a draft is final: no longer a project of the document, but the document."""

    __tablename__ = "final_draft"
    __table_args__ = (_STRICT,)
    dossier_id: str = _key(reference="dossier.id")
    draft_id: str = _key()
    seq: int = Field(sa_type=Integer)
    """The entry that says so."""
    final_on: str = _text()
    copy_seq: int | None = Field(default=None, sa_type=Integer)
    """The entry that brought the edited copy that is final; none where the text of the draft itself is."""


class DraftCopy(Row, table=True):
    """That a copy of a draft came back, edited or signed; the file is an attachment of the same entry."""

    __tablename__ = "draft_copy"
    __table_args__ = (
        _one_of("kind", *COPY_KINDS),
        CheckConstraint("changes >= 0 AND blanks >= 0", name="found_counts"),
        _STRICT,
    )
    dossier_id: str = _key(reference="dossier.id")
    seq: int = Field(primary_key=True, sa_type=Integer)
    draft_id: str = _text()
    kind: str = _text()
    came_on: str = _text()
    changes: int | None = Field(default=None, sa_type=Integer)
    """In how many places it says something else than the draft; none for a file that is kept and not read."""
    blanks: int | None = Field(default=None, sa_type=Integer)
    """How many places in it are still to be filled in."""


class Attachment(Row, table=True):
    """That an entry rests on a file."""

    __table_args__ = (_one_of("kind", *EVIDENCE_KINDS), _STRICT)
    dossier_id: str = _key(reference="subject.id")
    seq: int = Field(primary_key=True, sa_type=Integer)
    number: int = Field(primary_key=True, sa_type=Integer)
    sha256: str = Field(sa_type=Text, foreign_key="evidence.sha256")
    kind: str = _text()
    name: str = _text()


DOSSIER_FACTS: tuple[type[SQLModel], ...] = (
    DossierRegion,
    DossierDepartment,
    Member,
    Person,
    Project,
    Signatory,
    Signature,
    Deliberation,
    Validation,
    Committee,
    Passage,
    FinalDraft,
    DraftCopy,
    Attachment,
)
"""The present tables of a dossier, besides its own row."""

APPEND_ONLY: tuple[type[SQLModel], ...] = (
    Subject,
    HistoryEntry,
    Disclosure,
    Redaction,
    Leaf,
    Checkpoint,
    LifecycleVersion,
    Template,
    Draft,
    Evidence,
)
"""The tables that the database itself refuses to change or to empty, but for what a stored redaction erased."""

REGISTER_FACTS: tuple[type[SQLModel], ...] = (
    Actor,
    Territory,
    TerritoryName,
    TerritoryRegion,
    TerritoryDepartment,
    TerritoryMember,
    PublishedFigure,
)
"""The present tables of the register."""
