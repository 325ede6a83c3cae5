"""Was each entry recorded between the times at which the log was seen without it, and with it?

Seals sign their time, witnesses and authorities theirs; each says of how many entries. An entry that is not among them
was not recorded before that time, one that is was not recorded after; clocks may be some minutes apart.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from workflow.dates import format_instant, instant_in_words
from workflow.language import Text

TOLERANCE = timedelta(minutes=5)
"""How far the clocks of those who write, seal and witness may be apart."""


@dataclass(frozen=True, slots=True)
class Times:
    """The bounds of the instant at which an entry may have been recorded, by its number in the log."""

    sizes: tuple[int, ...] = ()
    """At how many entries the log was seen, in order."""
    earliest: tuple[str, ...] = ()
    """For an entry that came after the first n of these sights: not recorded before."""
    latest: tuple[str, ...] = ()
    """For one that was there at the n-th and all later ones: not recorded after."""

    @classmethod
    def of(cls, seen: Iterable[tuple[int, int]]) -> "Times":
        """From sizes, each with the time in seconds since 1970 at which the log was seen to have it."""
        ordered = sorted(seen)
        times = [time for _, time in ordered]
        latest = list(accumulate(reversed(times), min))[::-1]
        return cls(
            tuple(size for size, _ in ordered),
            tuple(_moved(time, -TOLERANCE) for time in accumulate(times, max)),
            tuple(_moved(time, TOLERANCE) for time in latest),
        )

    def wrong(self, number: int | None, leaves: int, recorded: str) -> Text | None:
        """Why the entry with that number, from 0, cannot have been recorded then.

        `number` is None for one that is not sealed: it came after all `leaves`.
        """
        at = bisect_right(self.sizes, leaves if number is None else number)
        if at and recorded < self.earliest[at - 1]:
            fr, en = _words(self.earliest[at - 1], TOLERANCE)
            return Text(
                f"elle est datée d’avant le {fr}, où elle n’existait pas encore",
                f"it is dated before {en}, when it was not there yet",
            )
        if number is not None and at < len(self.sizes) and recorded > self.latest[at]:
            fr, en = _words(self.latest[at], -TOLERANCE)
            return Text(
                f"elle est datée d’après le {fr}, où elle existait déjà",
                f"it is dated after {en}, when it was there already",
            )
        return None


def _moved(time: int, by: timedelta) -> str:
    return format_instant(datetime.fromtimestamp(time, UTC) + by)


def _words(instant: str, by: timedelta) -> tuple[str, str]:
    moved = datetime.fromisoformat(instant) + by
    return instant_in_words(moved, "fr"), instant_in_words(moved, "en")
