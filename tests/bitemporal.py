"""Random histories on both dates, and the answers one gets by reading every entry of them, one after the other.

A story is a list of acts: dossiers are opened, moved, corrected, taken over from a source, by several people, on days
known to the day, the week, the month or the year, at instants that never go back. The lifecycle it follows can turn
back, stay, end, and expects something that a reason passes. `Reader` answers from the plain list of entries: no index,
no SQL, no shared code but the entries themselves.
"""

from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from workflow.dates import Period, Precision
from workflow.engine import Command, Engine
from workflow.entries import ActorSet, Note, TerritoryAdded
from workflow.errors import JalonError
from workflow.evidence import Kept
from workflow.guards import known_guards
from workflow.lifecycle.loading import load
from workflow.models import REGISTER, ROLES

STATES = """\
name: essai
version: "1"
label: {fr: Essai, en: Trial}
phases:
  "2018": {label: {fr: Première phase, en: First phase}}
states:
  announced: {label: {fr: Annoncé, en: Announced}, initial: true}
  engaged: {label: {fr: Engagé, en: Engaged}, target_days: 30}
  agreed:
    label: {fr: Accordé, en: Agreed}
    target_days: 90
    counted: {one: {fr: accord signé, en: agreement signed}, many: {fr: accords signés, en: agreements signed}}
  done: {label: {fr: Fait, en: Done}, final: true}
  dropped: {label: {fr: Abandonné, en: Dropped}, final: true}
transitions:
  engage: {label: {fr: Engager, en: Engage}, from: [announced], to: engaged, roles: [national, coordinator]}
  agree:
    label: {fr: Accorder, en: Agree}
    from: [announced, engaged]
    to: agreed
    roles: [national, coordinator]
    expectations: [binome_complete]
  amend: {label: {fr: Amender, en: Amend}, from: [agreed], roles: [national, coordinator]}
  go_back: {label: {fr: Revenir, en: Go back}, from: [agreed], to: engaged, roles: [national]}
  finish: {label: {fr: Finir, en: Finish}, from: [agreed], to: done, roles: [national]}
  drop: {label: {fr: Abandonner, en: Drop}, from: [announced, engaged, agreed], to: dropped, roles: [national]}
"""

TERRITORIES = {"alpha": ["28"], "beta": ["75", "76"], "gamma": ["28", "75"], "delta": ["93"]}
ACTORS = {"nat": ("national", []), "normand": ("coordinator", ["28"]), "sud": ("coordinator", ["75", "93"])}
FILES = {
    "press": Kept("press", "article.pdf", "a" * 64, 10, "application/pdf"),
    "signed_document": Kept("signed_document", "signé.pdf", "b" * 64, 20, "application/pdf"),
}
WORDS = ("Réunion à l’hôtel de région", "comité reporté", "100 % d’accord", "signé_par tous \\ en mairie", "œuvre")
BEGINNING = datetime(2019, 3, 1, 8, tzinfo=UTC)
FIRST_DAY = date(2018, 9, 1)
PARIS = ZoneInfo("Europe/Paris")


def trial_lifecycle(folder):
    """The lifecycle of the stories."""
    path = folder / "states.yaml"
    path.write_text(STATES, encoding="utf-8")
    return load(path, known_guards=known_guards(), known_roles=ROLES)


def begin(store, lifecycle):
    """A register with the actors and the territories of the stories."""
    engine = Engine(store, clock=lambda: BEGINNING - timedelta(days=1))
    engine.found("jalon.test/1", lifecycle, ActorSet(id="agt-0001", handle="admin", label="Alex", role="administrator"))
    people = [
        ActorSet(id=f"agt-{number:04}", handle=handle, label=handle.title(), role=role, regions=regions)
        for number, (handle, (role, regions)) in enumerate(ACTORS.items(), 2)
    ]
    territories = [TerritoryAdded(id=name, name=name.title(), regions=codes) for name, codes in TERRITORIES.items()]
    engine.register_all([*people, *territories], Command("admin"))


# ── stories ───────────────────────────────────────────────────────────────────────────────────────────────────────

PRECISIONS = st.sampled_from([Precision.DAY] * 5 + [Precision.WEEK, Precision.MONTH, Precision.YEAR])
# Minutes and seconds near midnight, in summer and in winter, as well as days.
PAUSES = st.one_of(
    st.integers(0, 86_400 * 20).map(lambda seconds: timedelta(seconds=seconds)),
    st.sampled_from([timedelta(hours=14), timedelta(hours=15), timedelta(hours=13, minutes=59), timedelta(0)]),
)


@dataclass(frozen=True)
class Act:
    """One thing that somebody tries."""

    pause: timedelta
    verb: str
    territory: str
    actor: str
    days: int
    """After what came before it in the dossier; a coordinator may err by some days."""
    precision: Precision
    choice: int
    words: str | None
    source: str | None
    file: str | None


ACTS = st.builds(
    Act,
    pause=PAUSES,
    verb=st.sampled_from(["advance"] * 6 + ["note", "correct", "correct", "void", "regions"]),
    territory=st.sampled_from(list(TERRITORIES)),
    actor=st.sampled_from(["nat", "nat", "nat", *ACTORS]),
    days=st.integers(-8, 45),
    precision=PRECISIONS,
    choice=st.integers(0, 30),
    words=st.one_of(st.none(), st.sampled_from(WORDS)),
    source=st.one_of(st.none(), st.none(), st.sampled_from(["archives", "Journal officiel, édition d’été"])),
    file=st.one_of(st.none(), st.none(), st.sampled_from(list(FILES))),
)
STORIES = st.lists(ACTS, min_size=25, max_size=60)


def tell(store, story):
    """Make a story happen in a database; what is refused does not happen. The engine that told it."""
    now = BEGINNING

    def clock():
        return now

    engine = Engine(store, clock=clock)
    last, seqs = {}, Counter()
    with engine.batch(Command("nat")) as batch:
        for act in story:
            now += act.pause
            dossier = f"{act.territory}-2018"
            day = min(last.get(dossier, FIRST_DAY) + timedelta(days=act.days), now.date())
            with suppress(JalonError):
                receipt = _perform(batch, act, Period.around(day, act.precision), seqs)
                seqs[dossier] = receipt.seq
                if receipt.kind in ("opened", "transition"):
                    last[dossier] = day
    return engine


def _perform(batch, act, period, seqs):
    dossier = f"{act.territory}-2018"
    if dossier not in seqs:
        return batch.open(act.territory, Command("nat", period, source=act.source), phase="2018")
    kept = (FILES[act.file],) if act.file else ()
    command = Command(act.actor, period, act.words, act.source, kept)
    target = act.choice % (seqs[dossier] + 1)
    mending = Command(act.actor, comment=act.words or "erreur de saisie", source=act.source)
    match act.verb:
        case "advance":
            # The last ones are rare: a story that ends at once has little to tell.
            triggers = ("engage", "agree", "amend", "go_back", *("engage", "agree") * 4, "finish", "drop")
            return batch.advance(dossier, triggers[act.choice % len(triggers)], command)
        case "note":
            return batch.record(dossier, Note(text=act.words or "rien à signaler"), command)
        case "void":
            return batch.correct(dossier, target, mending, void=True)
        case "regions":
            codes = ["28", "75,76", "93,28", "11"][act.choice % 4]
            return batch.correct(dossier, 0, mending, changes={"regions": codes})
    return batch.correct(dossier, target, mending, changes={"effective_on": period.iso})


# ── reading every entry ───────────────────────────────────────────────────────────────────────────────────────────


class Reader:
    """What the entries of a database say, read one after the other."""

    def __init__(self, engine, reading):
        subjects = [*(f"{name}-2018" for name in TERRITORIES), REGISTER]
        told = {subject: engine.entries(reading, subject) for subject in subjects}
        self.histories = {subject: own for subject, own in told.items() if own}
        self.dossiers = {name: own for name, own in self.histories.items() if name != REGISTER}
        self.entries = [entry for own in self.histories.values() for entry in own]

    def in_force(self, dossier, known):
        """The version of each entry of a dossier that holds at an instant, by the entry it is about."""
        held = {}
        for entry in self.dossiers[dossier]:
            if instant(entry) < known:
                held[entry.about] = entry
        return held

    def counting(self, dossier, on, known):
        """The entries that count, in the order of the originals."""
        held = self.in_force(dossier, known)
        return [held[about] for about in sorted(held) if not held[about].voided and held[about].period.last <= on]

    def regions(self, dossier, known):
        """The regions that were believed: at the beginning, those it was opened with."""
        versions = [one for one in self.dossiers[dossier] if one.about == 0]
        held = [one for one in versions if instant(one) < known] or versions[:1]
        return tuple(sorted(held[-1].payload.regions))

    def within(self, on, known, region=None):
        """Every dossier of a region, or of all, with the arrivals in states that count."""
        for dossier in sorted(self.dossiers):
            if region is None or region in self.regions(dossier, known):
                moves = [entry for entry in self.counting(dossier, on, known) if entry.to_state]
                if moves:
                    yield dossier, moves

    def stays(self, on, known, region=None):
        """The stays of every dossier: state, last day of arrival and of departure or None, whether both are exact."""
        for dossier, moves in self.within(on, known, region):
            runs = []
            for move in moves:
                if not runs or runs[-1][0] != move.to_state:
                    runs.append((move.to_state, move.period))
            ends = [period for _, period in runs[1:]] + [None]
            yield (
                dossier,
                [
                    (
                        state,
                        since.last,
                        end.last if end else None,
                        {since.precision, (end or since).precision} == {"day"},
                    )
                    for (state, since), end in zip(runs, ends, strict=True)
                ],
            )

    def told(self, on, known, region=None):
        """Every entry recorded by then of what had happened, of the register too where no region is asked about."""
        for subject, own in self.histories.items():
            for entry in own:
                here = region is None or (subject != REGISTER and region in self.regions(subject, known))
                if here and instant(entry) < known and entry.period.last <= on:
                    yield entry


def instant(entry):
    """When an entry was recorded."""
    return datetime.fromisoformat(entry.recorded)


def paris_day(entry):
    """The day on a calendar in Paris when an entry was recorded."""
    return instant(entry).astimezone(PARIS).date()


def kaplan_meier(over, waiting):
    """The quartiles of a list of finished and a list of unfinished times, by the textbook, in exact fractions."""
    share, levels, found = Fraction(1), [Fraction(3, 4), Fraction(1, 2), Fraction(1, 4)], [None, None, None]
    for day in sorted(set(over)):
        at_risk = sum(other >= day for other in [*over, *waiting])
        share *= 1 - Fraction(over.count(day), at_risk)
        for place, level in enumerate(levels):
            if found[place] is None and share <= level:
                found[place] = day
    return tuple(found)


def counts(pairs):
    """How many dossiers, and of how many regions, there are under each name of pairs (name, dossier, regions)."""
    dossiers, regions = defaultdict(set), defaultdict(set)
    for name, dossier, codes in pairs:
        dossiers[name].add(dossier)
        regions[name] |= set(codes)
    return {name: (len(dossiers[name]), len(regions[name])) for name in dossiers}


@dataclass(frozen=True)
class Aim:
    """A question about a day and an instant of a story, or right beside one: where answers change."""

    day: int
    beside: int
    instant: int
    after: bool
    region: str | None

    def on(self, reader):
        """A last day of a period, the day before or the day after."""
        days = sorted({entry.period.last for own in reader.dossiers.values() for entry in own}) or [FIRST_DAY]
        return days[self.day % len(days)] + timedelta(days=self.beside)

    def known(self, reader):
        """The instant of an entry, which does not know it yet, or the one right after."""
        instants = sorted({instant(entry) for entry in reader.entries})
        return instants[self.instant % len(instants)] + timedelta(microseconds=self.after)


AIMS = st.builds(
    Aim,
    day=st.integers(0, 99),
    beside=st.sampled_from([-1, 0, 0, 1]),
    instant=st.integers(0, 199),
    after=st.booleans(),
    region=st.one_of(st.none(), st.none(), st.sampled_from(["28", "75", "76", "93", "11"])),
)
