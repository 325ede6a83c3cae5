"""How long things last when some of them are not over yet: the estimate of Kaplan and Meier, in whole days.

Of ten dossiers that entered a state, six left it and four are still there. The time of the six alone would be too
short, since the slow ones are those that are still waiting; counting the four as if they left today would be too short
as well. So each day is asked in turn: of the dossiers that had been there that long, what share left on that day? One
that waits since 50 days is among those asked up to its 50th day and says nothing of what follows. The shares that
stayed, multiplied day after day, give the share still there; the median is the first day on which it is a half or less.
Where too many wait for it to come down so far, there is no median yet, and we say so rather than invent one.

Kaplan and Meier, “Nonparametric Estimation from Incomplete Observations”, JASA 53 (1958).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_ROUNDING = 1e-9
"""What products of shares may be off by: a half is a half."""


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The days after which a quarter, a half and three quarters were over; None where that is not known yet."""

    first: int | None
    median: int | None
    third: int | None


def remaining(over: Mapping[int, int], waiting: Mapping[int, int]) -> Iterator[tuple[int, float]]:
    """For each day on which something was over, the share that lasted longer.

    `over` counts by their days those that are over, `waiting` those that are not. One that waits since the very day on
    which another was over is among those asked about that day.
    """
    asked = sum(over.values()) + sum(waiting.values())
    share = 1.0
    for day in sorted({*over, *waiting}):
        ended = over.get(day, 0)
        if ended:
            share *= (asked - ended) / asked
            yield day, share
        asked -= ended + waiting.get(day, 0)


def quartiles(over: Mapping[int, int], waiting: Mapping[int, int]) -> Quartiles:
    """The quartiles of what lasts as `over` and `waiting` say."""
    found: dict[float, int] = {}
    for day, share in remaining(over, waiting):
        for level in (0.75, 0.5, 0.25):
            if share <= level + _ROUNDING:
                found.setdefault(level, day)
    return Quartiles(found.get(0.75), found.get(0.5), found.get(0.25))
