"""What the benchmarks share: rounds taken in turn, medians, and a table of ratios."""

import statistics
import time
from collections.abc import Callable, Mapping


def in_turn(sides: Mapping[str, Callable[[int], float]], rounds: int) -> dict[str, float]:
    """The median of what each side measures, in seconds; the sides take turns so that none has the quiet machine."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(rounds):
        for name, side in sides.items():
            found[name].append(side(turn))
    return {name: statistics.median(values) for name, values in found.items()}


def seconds(work: Callable[[], object], count: int) -> float:
    """Seconds that one of `count` units of `work` took."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) / count


def verdict(ratio: float, limit: float, *, at_most: bool) -> str:
    """The ratio beside its limit, and whether it holds."""
    holds = ratio <= limit if at_most else ratio >= limit
    return f"{ratio:6.2f}   {'at most' if at_most else 'at least'} {limit:g}   {'holds' if holds else 'MISSED'}"
