"""What is asked of the engine, and what it answers."""

from dataclasses import dataclass

from workflow.dates import Period
from workflow.errors import InvalidValue
from workflow.evidence import Kept
from workflow.language import Text
from workflow.models import ORIGINS
from workflow.names import clean, clean_long, quoted

LONGEST_KEY = 200
"""Characters in an idempotency key."""


@dataclass(frozen=True, slots=True)
class Command:
    """Who asks, when it happened, why, and with what: the same for everything the engine does.

    Raises InvalidValue for a reason, a source or a key that is empty or that cannot be shown.
    """

    actor: str
    """Handle of the actor."""
    effective: Period | None = None
    """When it happened; today if not given."""
    comment: str | None = None
    """The written reason."""
    source: str | None = None
    """For a backfill: where the past fact is known from."""
    evidence: tuple[Kept, ...] = ()
    expected_seq: int | None = None
    """The sequence number the person had before his eyes."""
    key: str | None = None
    """Idempotency key: the same command given again with it is done once."""
    origin: str = "cli"
    """Where it comes from: cli, web, api, import or system. With a source it is a backfill, whatever is said here."""

    def __post_init__(self) -> None:
        # What a person typed is cleaned here, once, before anything rests on it: a reason of blanks is none.
        if self.comment is not None:
            object.__setattr__(self, "comment", clean_long(self.comment, Text("motif", "reason")))
        if self.source is not None:
            object.__setattr__(self, "source", clean_long(self.source, Text("source", "source")))
        if self.key is not None:
            object.__setattr__(self, "key", clean(self.key, Text("clé", "key"), LONGEST_KEY))
        if self.origin not in ORIGINS or self.origin == "backfill":
            shown = quoted(self.origin)
            raise InvalidValue(
                Text(f"Provenance inconnue : {shown.fr}.", f"Unknown origin: {shown.en}."),
                Text("un fait passé se donne avec sa source", "a fact of the past is given with its source"),
            )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was written: enough to prove later that it was."""

    dossier: str
    seq: int
    hash: str
    recorded: str
    kind: str
    trigger: str | None = None
    from_state: str | None = None
    to_state: str | None = None
    drafts: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    warnings: tuple[Text, ...] = ()
    """What deserves a look. Not kept: the receipt of a repeated command has none."""
    repeated: bool = False
    """Whether this very command had been done before; nothing was written again."""
