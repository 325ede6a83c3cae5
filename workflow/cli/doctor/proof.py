"""The keys and who can read them, the seals and how old the last one is, the clock."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

from workflow.cli import phrases
from workflow.cli.doctor.check import Check, fault, good, guarded, notice, refused
from workflow.cli.places import keys_folder, seal_folder, seal_key
from workflow.cli.session import Session
from workflow.cli.verifying import believed
from workflow.dates import format_instant, paris, parse_instant
from workflow.errors import KeyFileError
from workflow.integrity import log
from workflow.integrity.seal import SILENCE
from workflow.keys import APPLICATION, application_path, load
from workflow.language import Text
from workflow.store import Reading

MARGIN = timedelta(hours=2)
"""How much later than a day after the last one a seal may come."""
SKEW = timedelta(minutes=5)
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
"""Where systemd says that the clock follows a server."""

_SEAL = Text("sceaux", "seals")
_CLOCK = Text("horloge", "clock")


def checks(session: Session) -> Iterator[Check]:
    """All of it."""
    for look in (_application, _seal_key, _seals, _witnesses, _clock):
        yield from look(session)


@guarded("key.application", Text("clé de l’application", "the application’s key"))
def _application(session: Session) -> Iterator[Check]:
    code, label = "key.application", Text("clé de l’application", "the application’s key")
    path = application_path(session.workspace.root, session.environ)
    if not os.path.lexists(path):
        known = (keys_folder(session) / f"{APPLICATION}.pub").exists()
        said = Text(f"{path} n’est pas là", f"{path} is not there")
        if known or session.environ.get("JALON_KEY", "").strip():
            remedy = Text("remettez-la, ou dites où elle est : JALON_KEY", "put it back, or say where: JALON_KEY")
            yield fault(code, label, said, remedy)
        else:
            remedy = Text("jalon keys make application", "jalon keys make application")
            said = Text("aucune : les entrées ne sont pas signées", "none: no entry is signed")
            yield notice(code, label, said, remedy)
        return
    signer = load(path)
    if signer.public in believed(session).application:
        yield good(code, label, Text(f"{path}, lisible de vous seul", f"{path}, which you alone can read"))
    else:
        yield fault(
            code,
            label,
            Text(f"la clé publique de {path} n’est pas dans keys", f"the public key of {path} is not in keys"),
            Text(
                "ajoutez-la à keys/application.pub : sans elle, une vérification prendra les entrées pour des faux",
                "add it to keys/application.pub: without it a verification takes the entries for forgeries",
            ),
        )


@guarded("key.seal", Text("clé de scellement", "the seal key"))
def _seal_key(session: Session) -> Iterator[Check]:
    code, label = "key.seal", Text("clé de scellement", "the seal key")
    path = seal_key(session)
    if not os.path.lexists(path):
        elsewhere = bool(believed(session).seal)
        if elsewhere:
            yield good(code, label, Text("gardée ailleurs", "kept elsewhere"))
        else:
            yield notice(code, label, Text("aucune", "none"), Text("jalon seal en fait une", "jalon seal makes one"))
        return
    try:
        load(path)
    except KeyFileError as error:
        yield refused(code, label, error)
        return
    if session.workspace.root in Path(os.path.realpath(path)).parents:
        yield notice(
            code,
            label,
            Text(
                f"{path} : qui gère la base peut sceller à la place de qui scelle",
                f"{path}: whoever runs the database can seal in the sealer’s place",
            ),
            Text(
                "gardez-la, avec le dossier seal, sur un autre compte ou une clé USB : JALON_SEAL_KEY",
                "keep it, with the folder seal, under another account or on a key: JALON_SEAL_KEY",
            ),
        )
    else:
        yield good(code, label, str(path))


@guarded("seals", _SEAL)
def _seals(session: Session) -> Iterator[Check]:
    with session.reading() as reading:
        newest = log.last_checkpoint(reading)
        unsealed = _unsealed(reading)
    if newest is None:
        yield notice("seals", _SEAL, Text("rien n’est scellé", "nothing is sealed"), Text("jalon seal", "jalon seal"))
        return
    since = session.engine.now - parse_instant(newest.sealed_at)
    when = phrases.recorded_text(newest.sealed_at)
    entries = phrases.count(unsealed, ("entrée", "entrées"), ("entry", "entries"))
    told = Text(
        f"n° {newest.number}, le {when.fr} ; pas encore scellées : {entries.fr}",
        f"{newest.number}, on {when.en}; not sealed yet: {entries.en}",
    )
    if since > SILENCE + MARGIN:
        yield fault(
            "seals",
            _SEAL,
            Text(f"{told.fr} ; silence depuis plus d’un jour", f"{told.en}; silence for more than a day"),
            Text("demandez à qui scelle pourquoi ; puis : jalon seal", "ask the sealer why; then: jalon seal"),
        )
    else:
        yield good("seals", _SEAL, told)
    if not seal_folder(session).is_dir():
        yield good("seals.folder", Text("mémoire de qui scelle", "the sealer’s memory"), Text("ailleurs", "elsewhere"))


def _unsealed(reading: Reading) -> int:
    return max(0, log.entries(reading) - log.size(reading))


@guarded("witnesses", Text("témoins et autorités", "witnesses and authorities"))
def _witnesses(session: Session) -> Iterator[Check]:
    code, label = "witnesses", Text("témoins et autorités", "witnesses and authorities")
    trust = believed(session)
    names = [key.name for key in trust.witnesses]
    authorities = len(trust.authorities)
    if names or authorities:
        listed = ", ".join(names) or "–"
        yield good(
            code,
            label,
            Text(
                f"témoins : {listed} ; autorités d’horodatage : {authorities}",
                f"witnesses: {listed}; time-stamping authorities: {authorities}",
            ),
        )
    else:
        yield notice(
            code,
            label,
            Text("personne d’autre que nous ne garde nos sceaux", "nobody but us keeps our seals"),
            Text("jalon witness --help, jalon timestamp --help", "jalon witness --help, jalon timestamp --help"),
        )


@guarded("clock", _CLOCK)
def _clock(session: Session) -> Iterator[Check]:
    try:
        paris()
    except ZoneInfoNotFoundError:
        yield fault(
            "clock.zone",
            _CLOCK,
            Text("le fuseau Europe/Paris n’est pas connu", "the time zone Europe/Paris is not known"),
            Text("pip install tzdata", "pip install tzdata"),
        )
        return
    now = session.engine.now
    with session.reading() as reading:
        last = log.last_recorded(reading)
    words = phrases.recorded_text(format_instant(now))
    if last is not None and parse_instant(last) > now + SKEW:
        then = phrases.recorded_text(last)
        yield fault(
            "clock",
            _CLOCK,
            Text(
                f"il est {words.fr}, et une entrée est du {then.fr} : l’horloge retarde, ou a été reculée",
                f"it is {words.en}, and an entry is of {then.en}: the clock is slow, or was put back",
            ),
            Text("mettez-la à l’heure : timedatectl set-ntp true", "set it: timedatectl set-ntp true"),
        )
    elif SYNCHRONISED.exists():
        yield good("clock", _CLOCK, Text(f"{words.fr}, synchronisée", f"{words.en}, synchronised"))
    else:
        yield notice(
            "clock",
            _CLOCK,
            Text(f"{words.fr} ; on ne sait pas si elle est synchronisée", f"{words.en}; perhaps not synchronised"),
            Text("vérifiez : timedatectl", "check: timedatectl"),
        )
