"""A states.yaml while it is read: what is wrong with it so far, and where its things stand."""

from collections.abc import Iterator
from contextlib import contextmanager

import yaml

from workflow.errors import Problem
from workflow.language import Text
from workflow.lifecycle.faults import Place

MOST = 100
"""Problems after which reading stops: more of them would only repeat the same mistake."""

At = yaml.Node | yaml.Mark | None


class TooManyProblems(Exception):
    """Enough has been told; reading stops."""


class Page:
    """One file: its problems, its warnings, and the places of what it declares."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.places: dict[Place, yaml.Mark] = {}
        self.uncertain = False
        """Whether the shape of the graph is in doubt, so that nothing can be said of what leads where."""

    def fault(self, at: At, code: str, message: Text) -> None:
        """A problem at a node, at a mark, or at the beginning of the file."""
        self.fault_at(*_position(at), code, message)

    def fault_at(self, line: int, column: int, code: str, message: Text) -> None:
        """A problem at a line and column, both counted from 1."""
        self.problems.append(Problem(self.file, line, column, message, code))
        if len(self.problems) >= MOST:
            raise TooManyProblems

    def warn(self, at: At, code: str, message: Text) -> None:
        """Something that is allowed but deserves a look."""
        self.warnings.append(Problem(self.file, *_position(at), message, code))

    def place(self, place: Place) -> yaml.Mark | None:
        """Where something is declared, or the nearest thing around it that is."""
        while place and place not in self.places:
            place = place[:-1]
        return self.places.get(place)

    @contextmanager
    def shaping(self) -> Iterator[None]:
        """What is read in this block decides on the shape of the graph."""
        before = len(self.problems)
        yield
        self.uncertain |= len(self.problems) > before


def _position(at: At) -> tuple[int, int]:
    mark = at.start_mark if isinstance(at, yaml.Node) else at
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
