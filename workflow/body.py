"""Version 1 of an entry's body: how an entry is written to canonical bytes and read back.

    {"_sd":[digest…], "about":7, "actor":"agt-0042", "app":"0.1.0", "cmd":null, "corrects":null, "data":{…},
     "dossier":"axe-seine-2018", "effective":"2019-04-30", "evidence":[{"kind":…,"sd":digest}…], "from":…, "kind":…,
     "log":…, "origin":"cli", "precision":"day", "prev":hash, "recorded":"…Z", "redacts":[digest…], "regions":["28"],
     "restates":null, "role":"coordinator", "rules":digest, "seq":7, "to":…, "trigger":…, "v":1, "voided":false}

The bytes are stored and hashed once and never written again. Disclosures: `actor` (label), `comment`, `source`,
`data.<field>` for the private fields of the payload, `evidence.<n>` ({name, sha256, size}, and signed where it was a
signed document) and `drafts` (what was drafted, with template and data digests). Names and the hash of a file are never
in the body.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, get_origin

from workflow.canonical import (
    MAX_BODY,
    Disclosed,
    demand_subset,
    disclose,
    leaf_hash,
    open_disclosure,
    parse,
    serialised,
)
from workflow.dates import Period, Precision
from workflow.entries import KINDS, Payload
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.models import HistoryEntry

VERSION = 1
CORRECTION = "correction"
ERASED = "[effacé]"
"""What is shown in the place of a mandatory text whose disclosure is gone."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote an entry, with role and regions as they were then."""

    id: str
    label: str | None
    """None once erased."""
    role: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileRef:
    """A piece of evidence an entry rests on."""

    kind: str
    name: str | None
    sha256: str | None
    size: int | None
    signed: Mapping[str, Any] | None = None
    """What was found of the electronic signatures of a PDF when it was brought."""

    def as_data(self) -> dict[str, Any]:
        """What its disclosure holds."""
        told: dict[str, Any] = {"name": self.name, "sha256": self.sha256, "size": self.size}
        return told if self.signed is None else {**told, "signed": dict(self.signed)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, read or about to be written."""

    dossier: str
    seq: int
    kind: str
    payload: Payload
    period: Period
    recorded: str
    author: Author
    origin: str
    lifecycle: str
    log: str
    prev: str
    app: str
    about: int
    trigger: str | None = None
    from_state: str | None = None
    to_state: str | None = None
    restates: str | None = None
    """The kind of the corrected entry; the payload is of that kind."""
    corrects: str | None = None
    """Hash of the corrected entry."""
    voided: bool = False
    command_key: str | None = None
    comment: str | None = None
    source: str | None = None
    """Where a backfilled fact is known from."""
    evidence: tuple[FileRef, ...] = ()
    drafts: tuple[Mapping[str, Any], ...] = ()
    redacts: tuple[str, ...] = ()
    """Digests of the disclosures that it erases."""
    hash: str = ""
    body: bytes = b""
    redacted: Mapping[str, int] = field(default_factory=dict)
    """What was erased since, by name (`comment`, `data.name`…), with the entry that says so."""
    missing: frozenset[str] = field(default=frozenset())
    """Names of private fields whose disclosure is not there any more, or never was."""
    erased: bool = False
    """Whether some of what it disclosed is not there any more."""

    @property
    def told(self) -> str:
        """The kind of fact it tells: that of the corrected entry for a correction."""
        return self.restates or self.kind


@dataclass(frozen=True, slots=True)
class Written:
    """An entry ready to be stored: its canonical bytes, their hash, and the disclosures that go beside them."""

    body: bytes
    hash: str
    disclosures: tuple[Disclosed, ...]


def write(entry: Entry) -> Written:
    """The canonical form of a new entry. Raises InvalidValue for what has none, or is too long to be kept."""
    public, private = entry.payload.split()
    try:
        # The heading is made of names, days and digests; only what the payload says comes from outside.
        demand_subset(public)
        demand_subset(private)
    except TypeError as fault:
        raise InvalidValue(
            Text(f"Une valeur ne peut pas être conservée : {fault}.", f"A value cannot be kept: {fault}.")
        ) from None
    hidden: list[Disclosed] = []

    def hide(name: str, value: Any) -> str:
        disclosed = disclose(name, value)
        hidden.append(disclosed)
        return disclosed.digest

    hide("actor", entry.author.label)
    for name, text in (("comment", entry.comment), ("source", entry.source)):
        if text is not None:
            hide(name, text)
    for name, value in private.items():
        hide(f"data.{name}", value)
    if entry.drafts:
        hide("drafts", list(entry.drafts))
    evidence = [{"kind": ref.kind, "sd": hide(f"evidence.{n}", ref.as_data())} for n, ref in enumerate(entry.evidence)]
    body = serialised(
        {
            "_sd": sorted(disclosed.digest for disclosed in hidden),
            "about": entry.about,
            "actor": entry.author.id,
            "app": entry.app,
            "cmd": entry.command_key,
            "corrects": entry.corrects,
            "data": public,
            "dossier": entry.dossier,
            "effective": entry.period.first.isoformat(),
            "evidence": evidence,
            "from": entry.from_state,
            "kind": entry.kind,
            "log": entry.log,
            "origin": entry.origin,
            "precision": str(entry.period.precision),
            "prev": entry.prev,
            "recorded": entry.recorded,
            "redacts": sorted(entry.redacts),
            "regions": list(entry.author.regions),
            "restates": entry.restates,
            "role": entry.author.role,
            "rules": entry.lifecycle,
            "seq": entry.seq,
            "to": entry.to_state,
            "trigger": entry.trigger,
            "v": VERSION,
            "voided": entry.voided,
        }
    )
    if len(body) > MAX_BODY:
        raise InvalidValue(
            Text(
                f"L’entrée est trop longue ({len(body)} octets ; {MAX_BODY} au plus).",
                f"The entry is too long ({len(body)} bytes; {MAX_BODY} at most).",
            ),
            Text("répartissez les pièces entre plusieurs entrées", "spread the files over several entries"),
        )
    return Written(body, leaf_hash(body), tuple(hidden))


def columns(entry: Entry, written: Written) -> dict[str, Any]:
    """The row of `history_entry`: the projection of the body that queries use, and the body."""
    return {
        "dossier_id": entry.dossier,
        "seq": entry.seq,
        "about": entry.about,
        "voided": int(entry.voided),
        "kind": entry.kind,
        "trigger": entry.trigger,
        "from_state": entry.from_state,
        "to_state": entry.to_state,
        "effective_on": entry.period.first.isoformat(),
        "effective_until": entry.period.last.isoformat(),
        "precision": str(entry.period.precision),
        "recorded_at": entry.recorded,
        "actor_id": entry.author.id,
        "actor_role": entry.author.role,
        "actor_regions": " ".join(entry.author.regions),
        "origin": entry.origin,
        "lifecycle": entry.lifecycle,
        "command_key": entry.command_key,
        "prev": entry.prev,
        "hash": written.hash,
        "body": written.body,
    }


def erasure_mark(seq: int) -> str:
    """What is shown in the place of a text that an entry erased."""
    return f"[effacé, entrée n° {seq}]"


def read(row: HistoryEntry, disclosures: Sequence[str], redacted: Mapping[str, int] | None = None) -> Entry:
    """The entry of a stored row, with what its disclosures still tell; `redacted` as `Entry.redacted`.

    Raises ValueError where the body is not what version 1 writes; verification turns that into a finding.
    """
    known = dict(open_disclosure(text) for text in disclosures)
    return interpret(row, parse(bytes(row.body)), known, redacted or {})


def interpret(row: HistoryEntry, body: dict[str, Any], known: Mapping[str, Any], redacted: Mapping[str, int]) -> Entry:
    """The entry of a body that was parsed, and of the disclosures that are `known` by name. Raises as `read`."""
    try:
        if body["v"] != VERSION:
            raise ValueError(f"unknown version {body['v']!r}")
        return _interpret(row, body, known, redacted)
    except (AttributeError, LookupError, TypeError) as fault:
        raise ValueError(f"not the body of an entry: {fault!r}") from fault


def _interpret(row: HistoryEntry, body: dict[str, Any], known: Mapping[str, Any], redacted: Mapping[str, int]) -> Entry:
    told = body["restates"] or body["kind"]
    kind = KINDS[told]
    values = dict(body["data"])
    missing = set()
    for name in kind.private:
        if f"data.{name}" in known:
            values[name] = known[f"data.{name}"]
        else:
            missing.add(name)
            if f"data.{name}" in redacted:
                values[name] = _in_its_place(kind.model_fields[name].annotation, redacted[f"data.{name}"])
            elif kind.model_fields[name].is_required():
                values[name] = ERASED
    evidence = []
    for n, ref in enumerate(body["evidence"]):
        shown = known.get(f"evidence.{n}", {})
        told = (shown.get(name) for name in ("name", "sha256", "size", "signed"))
        evidence.append(FileRef(ref["kind"], *told))
    return Entry(
        dossier=body["dossier"],
        seq=body["seq"],
        kind=body["kind"],
        # What was accepted once is shown as it is: the rules for what may be typed today do not judge the past.
        payload=kind.model_construct(_fields_set=set(values), **values),
        period=_period(body["effective"], body["precision"]),
        recorded=body["recorded"],
        author=Author(body["actor"], known.get("actor"), body["role"], tuple(body["regions"])),
        origin=body["origin"],
        lifecycle=body["rules"],
        log=body["log"],
        prev=body["prev"],
        app=body["app"],
        about=body["about"],
        trigger=body["trigger"],
        from_state=body["from"],
        to_state=body["to"],
        restates=body["restates"],
        corrects=body["corrects"],
        voided=body["voided"],
        command_key=body["cmd"],
        comment=known.get("comment"),
        source=known.get("source"),
        redacts=tuple(body["redacts"]),
        evidence=tuple(evidence),
        drafts=tuple(known.get("drafts", ())),
        hash=row.hash,
        body=bytes(row.body),
        redacted=redacted,
        missing=frozenset(missing),
        erased=len(body["_sd"]) > len(known),
    )


def _in_its_place(annotation: Any, seq: int) -> Any:
    """What stands for an erased value: nothing in a list or a mapping, else the mark."""
    holder = get_origin(annotation)
    return holder() if holder in (list, dict) else erasure_mark(seq)


@lru_cache(maxsize=4096)
def _period(first: str, precision: str) -> Period:
    period = Period.around(date.fromisoformat(first), Precision(precision))
    if period.first.isoformat() != first:
        raise ValueError(f"{first} is not the first day of a {precision}")
    return period
