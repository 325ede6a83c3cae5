"""Everything that can go wrong, and what to do about it.

    JalonError
    ├── InvalidValue            what was typed cannot be read (a date, an amount, a SIREN); exit code 2
    ├── UnknownName             no such dossier, territory, actor, document…; the near names are given
    ├── AmbiguousName           a name that several things bear; nothing is chosen for a person
    ├── WorkspaceError          no workspace here, one already here, a file of it cannot be read
    ├── InvalidLifecycle        states.yaml is wrong: every problem with file:line:column
    ├── DocumentError           a template is wrong, hostile or too heavy: with file:line
    ├── DraftUnfinished         what is missing in a draft, or left to be filled in: all of it
    ├── NotPermitted            the actor's role or regions do not allow it
    ├── AlreadyExists           a dossier, territory, actor or draft of that identity is there already
    ├── TransitionError
    │   ├── UnknownTransition       the lifecycle of the dossier has no such trigger
    │   ├── TransitionNotAllowed    it does not leave the dossier's present state
    │   ├── TransitionBlocked       guards refuse it: all the reasons at once
    │   └── TransitionConflict      somebody else moved the dossier meanwhile
    ├── RecordRefused           a fact that contradicts the dossier
    ├── CorrectionRefused       the history would not be legal with the correction
    ├── KeyReused               an idempotency key that was used for something else
    ├── KeyFileError            a file that holds a signing or public key is missing, open to others, or is none
    ├── ProofRefused            a note, proof, time stamp or signed copy cannot be read, or does not hold
    ├── StoreError              the database is read-only, full, damaged, not there
    │   ├── StoreBusy               somebody else writes for too long, or the server does not answer: nothing is wrong
    │   └── OtherVersion            it is older or newer than this program
    └── SealRefused             the history is no longer the one that was sealed; nothing is signed

An error carries its facts and writes its own message; a refusal by a guard is data, a `Blocker`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from workflow.language import Text


@dataclass(frozen=True, slots=True)
class Blocker:
    """A reason why a transition cannot be performed on a dossier, and how to lift it."""

    code: str
    """The guard's name, as in states.yaml: what one greps for."""
    message: Text
    remedy: Text
    """What to type or fill in to lift it."""
    overridable: bool = False
    """Whether a written reason passes it: an expectation, not a hard guard."""


class JalonError(Exception):
    """A refusal that a person can understand and mend. Never raised as such."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: Text, remedy: Text | None = None) -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(message, remedy)

    def __str__(self) -> str:
        return str(self.message)


class InvalidValue(JalonError):
    """What was typed cannot be read as what is asked for."""

    code = "invalid-value"
    exit_code = 2


def offered(near: Iterable[str], known: Iterable[str] = ()) -> Text:
    """What follows an unknown name: the near names, else those there are; nothing where there are none."""
    names, others = ", ".join(near), ", ".join(known)
    if names:
        return Text(f" ; noms proches : {names}", f"; near names: {names}")
    return Text(f" ; il y a : {others}", f"; there are: {others}") if others else Text("", "")


class UnknownName(JalonError):
    """A name that nothing bears; the near ones are given, else `known`, where all of them can be said."""

    code = "unknown-name"

    def __init__(
        self,
        kind: Text,
        name: str,
        near: Sequence[str] = (),
        remedy: Text | None = None,
        *,
        known: Iterable[str] = (),
    ) -> None:
        self.kind = kind
        self.name = name
        self.near = tuple(near)
        others = offered(near, known)
        super().__init__(
            Text(
                f"{kind.fr[:1].upper()}{kind.fr[1:]} inconnu : « {name} »{others.fr}.",
                f"Unknown {kind.en}: “{name}”{others.en}.",
            ),
            remedy,
        )


class AmbiguousName(JalonError):
    """A name that several things bear; each is listed by the name that is its own."""

    code = "ambiguous-name"

    def __init__(self, name: str, found: Sequence[str]) -> None:
        self.name = name
        self.found = tuple(found)
        listed = ", ".join(found)
        super().__init__(
            Text(f"« {name} » désigne plusieurs choses : {listed}.", f"“{name}” names several things: {listed}."),
            Text("tapez l’un de ces noms", "type one of these names"),
        )


class WorkspaceError(JalonError):
    """The folder that holds the lifecycle, the templates, the database and the evidence cannot be used."""

    code = "workspace"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a states.yaml, where it is and how to mend it."""

    file: str
    line: int
    column: int
    message: Text
    code: str

    @property
    def where(self) -> str:
        """`file:line:column`, counted from 1, as editors jump to it."""
        return f"{self.file}:{self.line}:{self.column}"


class InvalidLifecycle(JalonError):
    """A states.yaml that declares something impossible, ambiguous or unknown."""

    code = "invalid-lifecycle"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            Text(
                "\n".join(f"{p.where} : {p.message.fr}" for p in problems),
                "\n".join(f"{p.where}: {p.message.en}" for p in problems),
            )
        )


class DocumentError(JalonError):
    """A draft cannot be rendered: its template is wrong, hostile, or costs too much."""

    code = "document"


class DraftUnfinished(JalonError):
    """A draft that cannot be final yet: every value that is missing, and everything left to be filled in."""

    code = "draft-unfinished"

    def __init__(self, draft: str, blockers: Sequence[Blocker], remedy: Text | None = None) -> None:
        self.draft = draft
        self.blockers = tuple(blockers)
        count = len(self.blockers)
        super().__init__(
            Text(
                f"{draft} ne peut pas être définitif ({count} raison{'s' if count > 1 else ''}).",
                f"{draft} cannot be final ({count} reason{'s' if count > 1 else ''}).",
            ),
            remedy,
        )


class NotPermitted(JalonError):
    """The actor's role or regions do not allow what was asked."""

    code = "not-permitted"


class AlreadyExists(JalonError):
    """Something of that identity is there already."""

    code = "already-exists"


class TransitionError(JalonError):
    """A transition that did not happen. Never raised as such."""

    code = "transition"


class UnknownTransition(TransitionError):
    """The lifecycle of the dossier declares no transition of that name."""

    code = "unknown-transition"

    def __init__(self, name: str, declared: Sequence[str], near: Sequence[str] = ()) -> None:
        self.name = name
        self.declared = tuple(declared)
        others, names = offered(near), ", ".join(declared)
        super().__init__(
            Text(f"Transition inconnue : « {name} »{others.fr}.", f"Unknown transition: “{name}”{others.en}."),
            Text(
                f"il y a {names} ; ce que fait chacune : jalon lifecycle show",
                f"there are {names}; what each does: jalon lifecycle show",
            ),
        )


class TransitionNotAllowed(TransitionError):
    """The transition does not leave the dossier's current state."""

    code = "transition-not-allowed"

    def __init__(self, name: str, dossier: str, state: Text, possible: Sequence[str]) -> None:
        self.name = name
        self.dossier = dossier
        self.state = state
        self.possible = tuple(possible)
        names = ", ".join(possible)
        super().__init__(
            Text(
                f"« {name} » ne part pas de l’état où est {dossier} : « {state.fr} ».",
                f"“{name}” does not leave the state {dossier} is in: “{state.en}”.",
            ),
            Text(f"depuis cet état : {names}", f"from this state: {names}")
            if possible
            else Text("cet état est final", "this state is final"),
        )


class TransitionBlocked(TransitionError):
    """Guards refuse the transition; every reason is given, with what lifts it."""

    code = "transition-blocked"

    def __init__(self, name: str, dossier: str, blockers: Sequence[Blocker]) -> None:
        self.name = name
        self.dossier = dossier
        self.blockers = tuple(blockers)
        count = len(self.blockers)
        super().__init__(
            Text(
                f"« {name} » est bloquée pour {dossier} ({count} raison{'s' if count > 1 else ''}).",
                f"“{name}” is blocked for {dossier} ({count} reason{'s' if count > 1 else ''}).",
            )
        )


class TransitionConflict(TransitionError):
    """The dossier was changed by somebody else between the reading and the writing. Nothing was saved."""

    code = "transition-conflict"


class RecordRefused(JalonError):
    """A fact that contradicts what the dossier says."""

    code = "record-refused"


class CorrectionRefused(JalonError):
    """The history would no longer be legal with the correction in it."""

    code = "correction-refused"


class KeyReused(JalonError):
    """An idempotency key that was already used for another command."""

    code = "key-reused"


class KeyFileError(JalonError):
    """A file that should hold a signing key or a public key is missing, open to others, or holds none."""

    code = "key-file"


class ProofRefused(JalonError):
    """A note, a proof, a time stamp or a signed copy that cannot be read, or that does not hold."""

    code = "proof"


class SealRefused(JalonError):
    """The history is no longer the one that was sealed. Nothing was signed."""

    code = "seal-refused"


class StoreError(JalonError):
    """The database cannot serve: busy, read-only, full, damaged, or out of reach."""

    code = "store"


class StoreBusy(StoreError):
    """The database cannot serve now, and nothing is known to be wrong with it: the same command may be repeated."""

    code = "store-busy"


class OtherVersion(StoreError):
    """The database was brought to another migration than the one this program reads and writes; nothing is wrong."""

    code = "store-version"
