"""What every question about the past has: its two dates, perhaps a region, and what its answer stands on.

The history is verified only where `--verify` asks for it, since that reads all of it again. Otherwise an answer says
that it was not, and what the newest seal is, as the database has it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any

import click

from workflow.asof import Basis
from workflow.audit.scope import Scope
from workflow.cli import drawing, output, phrases, verifying
from workflow.cli.options import DAY, INSTANT, REGION, json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import option
from workflow.dates import civil_day, end_of_day, format_instant, parse_instant
from workflow.integrity import log
from workflow.language import Text
from workflow.models import Checkpoint
from workflow.store import Reading

on_option = option(
    "--on",
    type=DAY,
    value=Text("JOUR", "DAY"),
    said=Text(
        "Le jour dont on parle, compris ; sinon aujourd’hui.", "The day it speaks of, included; otherwise today."
    ),
)

known_option = option(
    "--known",
    type=INSTANT,
    value=Text("INSTANT", "INSTANT"),
    said=Text(
        "D’après ce qui était connu alors : 2019-05-06, ou 2019-05-06T09:12 (heure de Paris) ; sinon maintenant.",
        "From what was known then: 2019-05-06, or 2019-05-06T09:12 (Paris time); otherwise now.",
    ),
)

region_option = option(
    "--region", type=REGION, value=Text("RÉGION", "REGION"), said=Text("D’une région.", "Of one region.")
)

verify_option = option(
    "--verify",
    "verifying_first",
    is_flag=True,
    said=Text(
        "Vérifier d’abord toute l’histoire, comme jalon verify ; la commande finit par 1 si elle n’est pas intacte.",
        "Verify the whole history first, as jalon verify does; the command leaves with 1 where it is not intact.",
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked about, as it was typed."""

    on: date | None = None
    known: datetime | None = None
    region: str | None = None
    verifying: bool = False

    def scope(self, session: Session) -> Scope:
        """The two dates and the region, and what the verification said where it was asked for."""
        now = session.engine.now
        if self.known is not None and self.known > end_of_day(civil_day(now)):
            output.warning(
                Text(
                    "cet instant n’est pas encore venu : ce qui sera enregistré d’ici là n’y est pas",
                    "that instant has not come yet: what will be recorded until then is not in it",
                ),
                err=True,
            )
        verified = verifying.verify(session).holds if self.verifying else None
        return Scope(self.on or civil_day(now), self.known or _now(session, now), self.region, verified)


def _now(session: Session, now: datetime) -> datetime:
    """The present instant, or the one after the newest entry where that is later: not all clocks agree."""
    with session.reading() as reading:
        last = log.last_recorded(reading)
    return now if last is None else max(now, parse_instant(last) + timedelta(microseconds=1))


def asking(function: Callable[..., Any], *, acting: bool = True) -> Callable[..., Any]:
    """Give a command the session, what it is asked about, and `as_json`; `acting` as `in_session` has it."""

    @wraps(function)
    def with_question(session: Session, *args: Any, **kwargs: Any) -> Any:
        given = {name: kwargs.pop(name, None) for name in ("on", "known", "region")}
        asked = Asked(**given, verifying=bool(kwargs.pop("verifying_first")))
        return function(session, asked, *args, **kwargs)

    decorated = in_session(with_question, acting=acting)
    for add in (json_option, verify_option, region_option, known_option, on_option):
        decorated = add(decorated)
    return decorated


@dataclass(frozen=True, slots=True)
class Standing:
    """What an answer stands on, and the newest seal as the database has it."""

    basis: Basis
    seal: Checkpoint | None
    began: str | None = None
    """When the first entry was recorded, where that was only after what the answer stands on."""

    @property
    def in_words(self) -> Text:
        """« Au 30 avril 2019, d’après … ; 26 entrées lues ; historique non vérifié (dernier sceau : n° 2, …) »."""
        told = self.basis.in_words()
        seal = self._seal() if self.basis.verified is None else Text("", "")
        began = self._began()
        fr, en = f"{told.fr}{seal.fr}{began.fr}", f"{told.en}{seal.en}{began.en}"
        return Text(fr[:1].upper() + fr[1:], en[:1].upper() + en[1:])

    def _seal(self) -> Text:
        if self.seal is None:
            return Text(", ni scellé", ", nor sealed")
        number, when = self.seal.number, phrases.recorded_text(self.seal.sealed_at)
        entries = phrases.count(self.seal.size, ("entrée", "entrées"), ("entry", "entries"))
        return Text(
            f" ; dernier sceau : n° {number}, le {when.fr}, sur {entries.fr}",
            f"; last seal: {number}, on {when.en}, over {entries.en}",
        )

    def _began(self) -> Text:
        """Why there is nothing: whoever asks what was known in 2019 of what was typed in since would wonder."""
        if self.began is None:
            return Text("", "")
        when = phrases.recorded_text(self.began)
        return Text(
            f" ; rien n’était encore enregistré : la première entrée l’a été le {when.fr}",
            f"; nothing was recorded yet: the first entry was on {when.en}",
        )

    def as_data(self) -> dict[str, Any]:
        """The same as JSON has it."""
        seal = self.seal
        return {
            "on": self.basis.on.isoformat(),
            "known": format_instant(self.basis.known),
            "entries": self.basis.entries,
            "verified": self.basis.verified,
            "seal": {"number": seal.number, "size": seal.size, "sealed_at": seal.sealed_at} if seal else None,
        }


def standing(reading: Reading, basis: Basis) -> Standing:
    """What an answer stands on."""
    began = None if basis.entries else log.first_recorded(reading)
    later = began is not None and began >= format_instant(basis.known)
    return Standing(basis, log.last_checkpoint(reading), began if later else None)


def tell(told: Standing) -> None:
    """Say what an answer stands on, under its title."""
    drawing.prose(told.in_words)


def warn_of_a_day_to_come(session: Session, on: date, *, err: bool = False) -> None:
    """Say so where the day that an answer speaks of has not come yet."""
    if on > civil_day(session.engine.now):
        output.warning(
            Text(
                "ce jour n’est pas encore venu : ces chiffres sont ceux d’aujourd’hui",
                "that day has not come yet: these are the figures of today",
            ),
            err=err,
        )


def leave(told: Standing) -> None:
    """End a command: with 1 where the history was verified and is not intact, which is said once more."""
    if told.basis.verified is False:
        output.warning(
            Text(
                "L’histoire n’est pas intacte : ne vous fiez pas à cette réponse.",
                "The history is not intact: do not rely on this answer.",
            ),
            err=True,
        )
        output.remedy(Text("ce qui a été trouvé : jalon verify", "what was found: jalon verify"), err=True)
        click.get_current_context().exit(1)
