"""What one render may cost, counted in steps and characters rather than in seconds, and what it found missing.

A time limit needs a signal (main thread of a Unix only) or another process (tens of milliseconds, and typst, which the
same program may have loaded, hangs for ever in a forked child). Counting needs neither, costs nothing that can be
measured, and stops the same template at the same place on every machine. It is enough because nothing a template may
say takes long by itself: see `workflow.documents.allowed`. Everything that can be repeated is counted: each element of
a loop, each call of a macro or block, each include, each character written, even into a variable.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field

from workflow.documents.faults import Misused
from workflow.documents.gaps import Gap, Missing

STEPS = 100_000
CALL = 5
"""Steps that calling a macro or a block counts for."""
CHARACTERS = 6_000_000
"""Written in all, a piece that a macro hands on counting again."""
LONGEST = 2_000_000
"""Characters of a document: some eight hundred pages."""
DEPTH = 30
"""Macros, blocks and parts inside one another."""


class TooHeavy(Misused):
    """A render that costs more than a document can."""


@dataclass
class Run:
    """One render: what it has cost so far, and the gaps it has shown."""

    steps: int = 0
    characters: int = 0
    depth: int = 0
    gaps: dict[tuple[str, str], Missing] = field(default_factory=dict)

    def step(self, count: int = 1) -> None:
        """Count steps. Raises TooHeavy."""
        self.steps += count
        if self.steps > STEPS:
            raise TooHeavy(f"le modèle fait plus de {STEPS} pas", f"the template takes more than {STEPS} steps")

    def write(self, count: int) -> None:
        """Count characters. Raises TooHeavy."""
        self.step()
        self.characters += count
        if self.characters > CHARACTERS:
            raise TooHeavy(
                f"le modèle écrit plus de {CHARACTERS} caractères",
                f"the template writes more than {CHARACTERS} characters",
            )

    def enter(self) -> None:
        """Begin a macro or a block. Raises TooHeavy where one is inside too many others."""
        self.step(CALL)
        self.depth += 1
        if self.depth > DEPTH:
            raise TooHeavy(
                f"plus de {DEPTH} macros ou blocs s’appellent l’un l’autre",
                f"more than {DEPTH} macros or blocks call one another",
            )

    def leave(self) -> None:
        """End it."""
        self.depth -= 1

    def show(self, gap: Gap) -> None:
        """A gap is in the text: each missing fact is listed once, in the order of the text."""
        for missing in gap.missing:
            self.gaps.setdefault(missing.fact, missing)


current: ContextVar[Run] = ContextVar("render")
"""The render in hand, since one environment serves all."""
