"""Was each entry recorded between the times at which the log was seen without it, and with it?

Whoever seals signs the time, and covers all that was recorded until then: an entry that is not among them was not
recorded before. Witnesses and authorities sign the time as well, of a seal that may be some hours old by then: they say
that what is under it was there, and nothing of what came since. Clocks may be some minutes apart.
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

    sealed: tuple[int, ...] = ()
    """How many entries each seal covers, in order."""
    earliest: tuple[str, ...] = ()
    """For an entry that came after the first n seals: not recorded before."""
    seen: tuple[int, ...] = ()
    """How many entries there were each time that anybody signed, in order."""
    latest: tuple[str, ...] = ()
    """For one that was there at the n-th time and all later ones: not recorded after."""

    @classmethod
    def of(cls, sealed: Iterable[tuple[int, int]], witnessed: Iterable[tuple[int, int]] = ()) -> "Times":
        """From sizes, each with the time in seconds since 1970 at which it was sealed, or witnessed."""
        seals = sorted(sealed)
        sights = sorted([*seals, *witnessed])
        latest = list(accumulate((time for _, time in reversed(sights)), min))[::-1]
        return cls(
            tuple(size for size, _ in seals),
            tuple(_moved(time, -TOLERANCE) for time in accumulate((time for _, time in seals), max)),
            tuple(size for size, _ in sights),
            tuple(_moved(time, TOLERANCE) for time in latest),
        )

    def wrong(self, number: int | None, leaves: int, recorded: str) -> Text | None:
        """Why the entry with that number, from 0, cannot have been recorded then.

        `number` is None for one that is not sealed: it came after all `leaves`.
        """
        at = bisect_right(self.sealed, leaves if number is None else number)
        if at and recorded < self.earliest[at - 1]:
            fr, en = _words(self.earliest[at - 1], TOLERANCE)
            return Text(
                f"elle est datée d’avant le {fr}, où elle n’existait pas encore",
                f"it is dated before {en}, when it was not there yet",
            )
        at = len(self.seen) if number is None else bisect_right(self.seen, number)
        if at < len(self.seen) and recorded > self.latest[at]:
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
