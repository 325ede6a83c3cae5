"""`make demo`: the press release of 6 May 2019 replayed from its sources, then a whole life of a fictional dossier.

    python examples/demo.py FOLDER          makes the workspace anew in FOLDER, shows, and checks what it showed

Everything is done by the command `jalon`, as a person would type it, each line shown before what it answers; the dated
events of the press release alone come in through the library, in one transaction. Leaves with 1 where the figures are
not those of the press release.
"""

import io
import json
import os
import shlex
import shutil
import sys
import textwrap
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from workflow import language
from workflow.cli import output
from workflow.cli.invocation import answer, language_of
from workflow.cli.session import system_user
from workflow.dates import Period
from workflow.engine import Batch, Command, Engine
from workflow.entries import CommitteeSet, Note
from workflow.language import Text
from workflow.store import Store
from workflow.workspace import Workspace

STORY = Path(__file__).resolve().parent / "communique-2019-05-06"
MARK = ".jalon-demo"
"""The file by which we know a folder that we made, and may make anew."""
OURS = {MARK, "states.yaml", "templates", "db", "evidence", "keys", "seal"}

KINDS = {
    "opened": Text("ouvertures de dossier", "dossiers opened"),
    "enter_pilot": Text("entrées en phase pilote", "entries into the pilot phase"),
    "sign_protocol": Text("signatures de protocole", "signings of a protocol"),
    "committee": Text("comités de projet", "project committees"),
    "note": Text("notes (contrats signés, sans date de validation connue)", "notes (contracts without a known date)"),
}
"""What the kinds of event are called."""

REACHED = "protocol_signed"
EXPECTED = {"2019-04-29": (9, 7), "2019-04-30": (13, 8)}
"""Dossiers and regions that had a protocol, as the press release n° 1207 counts them."""


class Stop(Exception):
    """The demonstration cannot go on: what to say, and the exit code."""

    def __init__(self, said: Text, code: int = 1) -> None:
        super().__init__(said)
        self.said = said
        self.code = code


# ── how it is shown ───────────────────────────────────────────────────────────────────────────────────────────────


def chapter(title: Text) -> None:
    """The title of a part."""
    output.echo()
    output.heading(f"━━ {title} {'━' * max(3, 74 - len(str(title)))}")


def say(text: Text) -> None:
    """A paragraph of ours, between the commands."""
    output.echo()
    output.echo(textwrap.fill(str(text), 80, break_on_hyphens=False))


def jalon(
    *words: str | Path, code: int = 0, head: int | None = None, parts: int | None = None, close: bool = False
) -> None:
    """Show a command line, `close` to what is above or not, then what it answers.

    All of it, or its first `head` lines, or its first `parts`, which empty lines set apart.

    Raises Stop where it does not leave with `code`.
    """
    given = [str(word) for word in words]
    if not close:
        output.echo()
    output.echo(output.style(_shown(given), colour="cyan", bold=True))
    sys.stdout.flush()
    if head is None and parts is None:
        left = answer(given)
    else:
        caught = io.StringIO()
        with redirect_stdout(caught), output.for_a_person(head != 1):
            left = answer(given)
        lines = caught.getvalue().splitlines()
        if head == 1 and lines:
            lines = [textwrap.fill(lines[0], 80, subsequent_indent="  ", break_on_hyphens=False)]
        if parts is not None:
            empty = [place for place, line in enumerate(lines) if not line.strip()]
            head = empty[parts - 1] if len(empty) >= parts else len(lines)
        output.echo("\n".join(lines[:head]))
        rest = len(lines) - (head or 0)
        if rest > 0:
            output.echo(Text(f"[… et {rest} lignes encore]", f"[… and {rest} more lines]"))
    if left != code:
        raise Stop(
            Text(
                f"La commande ci-dessus devait finir par {code}, elle a fini par {left}.",
                f"The command above was to leave with {code}, it left with {left}.",
            ),
            left or 1,
        )


def _shown(words: list[str]) -> str:
    """The command line as it is typed, long ones over several lines."""
    quoted = ["jalon", *(_quoted(word) for word in words)]
    lines, line = [], "$"
    for word in quoted:
        if len(line) + len(word) > 76 and line.strip() != "$":
            lines.append(f"{line} \\")
            line = "   "
        line = f"{line} {word}"
    return "\n".join([*lines, line])


def _quoted(word: str) -> str:
    here = min(os.path.relpath(word), word, key=len) if Path(word).is_absolute() else word
    return f'"{here}"' if shlex.quote(here) != here and '"' not in here and "$" not in here else shlex.quote(here)


# ── the workspace ─────────────────────────────────────────────────────────────────────────────────────────────────


def make_anew(folder: Path) -> None:
    """An empty folder of ours. Raises Stop where something else is there, which is never touched."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Stop(_in_the_way(folder, Text("ce n’est pas un dossier", "it is not a folder")))
    if folder.is_dir():
        names = {path.name for path in folder.iterdir()}
        if names and MARK not in names:
            raise Stop(_in_the_way(folder, Text("cette démonstration ne l’a pas fait", "this demo did not make it")))
        others = ", ".join(sorted(names - OURS))
        if others:
            raise Stop(_in_the_way(folder, Text(f"il contient aussi {others}", f"it holds {others} too")))
        shutil.rmtree(folder)
    folder.mkdir()
    (folder / MARK).write_text("examples/demo.py\n", encoding="utf-8")


def _in_the_way(folder: Path, why: Text) -> Text:
    return Text(
        f"« {folder} » est laissé tel quel : {why.fr}. Déplacez-le, ou nommez un autre dossier : "
        "python examples/demo.py DOSSIER",
        f"“{folder}” is left as it is: {why.en}. Move it, or name another folder: python examples/demo.py FOLDER",
    )


# ── the real story ────────────────────────────────────────────────────────────────────────────────────────────────


def the_real_story() -> None:
    """The thirteen territories of the press release, then who had a protocol the day before and on 30 April 2019."""
    chapter(Text("1. L’histoire vraie : le communiqué du 6 mai 2019", "1. The real story: 6 May 2019"))
    say(
        Text(
            "Le 6 mai 2019, le ministère annonce neuf protocoles d’accord signés dans sept régions, puis quatre en "
            "Normandie le 30 avril. Voici les treize territoires, ce qui leur est arrivé d’après les sources "
            "publiques, et la même question posée à Jalon.",
            "On 6 May 2019 the ministry announced nine protocols signed in seven regions, then four in Normandie on "
            "30 April. Here are the thirteen territories, what happened to them according to public sources, and the "
            "same question put to Jalon.",
        )
    )
    jalon("init")
    jalon("territories", "import", STORY / "territories.yaml")
    jalon("figures", "import", STORY / "published.yaml")
    say(
        Text(
            "Les faits datés sont repris de leurs sources, en une fois : rien n’est inventé, et la date est aussi "
            "précise que la source (un jour, une semaine, un mois).",
            "The dated facts are taken over from their sources, all at once: nothing is made up, and a date is as "
            "precise as its source (a day, a week, a month).",
        )
    )
    take_over_the_past()
    jalon("history", "Grand Châtelleraut", parts=3)
    for day, (dossiers, regions) in EXPECTED.items():
        jalon("report", "--on", day, parts=None if day == max(EXPECTED) else 3)
        found, when = reached(day), Period.parse(day)
        if found != (dossiers, regions):
            fr = f"{when.in_words('fr')} : {found[0]} dossiers et {found[1]} régions"
            en = f"{when.in_words('en')}: {found[0]} dossiers and {found[1]} regions"
            raise Stop(
                Text(f"{fr}, au lieu de {dossiers} et {regions}.", f"{en}, instead of {dossiers} and {regions}.")
            )
        output.success(
            Text(
                f"{dossiers} protocoles dans {regions} régions {when.in_words('fr')} : c’est ce que dit le communiqué.",
                f"{dossiers} protocols in {regions} regions on {when.in_words('en')}: what the press release says.",
            )
        )


def take_over_the_past() -> None:
    """Enter the dated events as a backfill, each with its source and its precision, all or none."""
    events = yaml.safe_load((STORY / "events.yaml").read_text(encoding="utf-8"))["events"]
    store = Store.of(Workspace.find())
    done: Counter[str] = Counter()
    with Engine(store).batch(Command(system_user())) as batch:
        for event in output.progress(iter(events), len(events), Text("faits repris", "facts taken over")):
            done[_take_over(batch, event)] += 1
    store.close()
    output.echo()
    output.success(Text(f"{len(events)} faits repris de leurs sources", f"{len(events)} facts taken from sources"))
    output.fields([(KINDS[kind], count) for kind, count in done.items()], indent=2)


def _take_over(batch: Batch, event: dict[str, Any]) -> str:
    """Enter one event; what it is."""
    command = Command(
        system_user(),
        effective=Period.parse(event["date"]),
        source=" ; ".join(event["sources"]),
        comment=f"déduit : {event['because']}" if event["deduced"] else None,
    )
    territory, kind = event["territory"], event.get("record") or event["trigger"]
    match event.get("record"):
        case "opened":
            batch.open(territory, command)
        case "committee":
            batch.record(territory, CommitteeSet(committee=event["committee"], meets_on=event["date"]), command)
        case "note":
            batch.record(territory, Note(text=event["what"]), command)
        case _:
            inputs = {"place": event["place"]} if "place" in event else {}
            batch.advance(territory, event["trigger"], command, inputs)
    return str(kind)


def reached(day: str) -> tuple[int, int]:
    """Dossiers and regions that had a protocol on that day, from the report as data."""
    caught = io.StringIO()
    with redirect_stdout(caught):
        answer(["report", "--on", day, "--json"])
    counted = json.loads(caught.getvalue())["national"]["reached"][REACHED]
    return counted["dossiers"], counted["regions"]


# ── a whole life ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Typed:
    """A command line, the exit code it leaves with, and how many lines of its answer are shown; None for all."""

    line: str
    code: int = 0
    head: int | None = None


def brief(line: str) -> Typed:
    """A command of which the first line of the answer says enough."""
    return Typed(line, head=1)


VAL = "val-d-exemple"
AS_CAMILLE = Typed("export JALON_ACTOR=camille")
"""From there on it is she who types."""

LIFE: tuple[Text | Typed, ...] = (
    brief(
        f'territories add "Val d’Exemple (territoire fictif)" --id {VAL} --region 24 '
        '--member "999000003 CC CC fictive du Val"'
    ),
    brief('actors add camille --name "Camille Fictive" --role coordinator --region "Centre-Val de Loire"'),
    AS_CAMILLE,
    Typed(f"open {VAL} --on 2018-11-22"),
    Text(
        "Trop tôt : tout ce qui manque est dit d’un coup, avec ce qu’il faut taper.",
        "Too early: all that is missing is said at once, with what to type.",
    ),
    Typed(f"advance enter_pilot {VAL} --on 2019-02-01", code=1),
    Text("On tape ce qui est proposé.", "What is proposed is typed."),
    brief(f'record person {VAL} --role elected_lead --name "Maud Fictive" --office maire --on 2019-01-15'),
    brief(
        f'record person {VAL} --role industry_lead --name "Luc Fictif" --organisation "Usine du Val" --on 2019-01-15'
    ),
    Text(
        "Le compte rendu n’est pas encore là. Il n’est qu’attendu : un motif écrit suffit, et il reste.",
        "The minutes are not there yet. They are only expected: a written reason will do, and it stays.",
    ),
    Typed(
        f"advance enter_pilot {VAL} --on 2019-02-01 --input committee_date=2019-01-25 "
        '--because "Compte rendu du comité attendu sous quinzaine"'
    ),
    Text(
        "Ses projets, puis où il en est et ce qui peut suivre.", "Its projects, then where it is and what may follow."
    ),
    brief(
        f'record project {VAL} --title "École de production" --axis recruter --holder "CC fictive du Val" '
        '--cost "1,2 M€" --on 2019-02-20'
    ),
    brief(
        f'record project {VAL} --title "Friche du Moulin" --axis attirer --holder "Usine du Val" '
        '--cost "340 k€" --on 2019-02-22'
    ),
    brief(
        f'record person {VAL} --role operator_referent --name "Ana Fictive" --organisation "Banque des Territoires" '
        "--on 2019-02-25"
    ),
    Typed(f"advance collect_projects {VAL} --on 2019-03-12"),
    Typed(f"next {VAL}"),
    Text(
        "Les parties sont nommées, l’assemblée délibère, chacun signe.",
        "The parties are named, the assembly votes, everybody signs.",
    ),
    brief(
        f'record signatory {VAL} --college intercommunalities --organisation "CC fictive du Val" --siren 999000003 '
        "--on 2019-04-20"
    ),
    brief(f'record signatory {VAL} --college state --organisation "État" --office "préfet de région" --on 2019-04-20'),
    brief(f'record signatory {VAL} --college region --region 24 --organisation "Région fictive" --on 2019-04-20'),
    brief(f"record deliberation {VAL} --document protocol --siren 999000003 --on 2019-04-24"),
    *(brief(f"record signature {VAL} {number} --document protocol --on 2019-05-14") for number in (1, 2, 3)),
    Typed(f'advance sign_protocol {VAL} --on 2019-05-14 --input place="Bourg d’Exemple"'),
    Text(
        "Le coût de la friche était faux : on le rectifie, et l’ancien chiffre peut toujours être lu.",
        "The cost of the second project was wrong: it is restated, and the old figure can still be read.",
    ),
    Typed(f'correct {VAL} 5 --set "cost=430 k€" --because "Chiffres inversés à la saisie"'),
    Text(
        "La Région valide le contrat, chacun le signe, la mise en œuvre commence.",
        "The Region validates the contract, everybody signs it, implementation begins.",
    ),
    brief(
        f"record validation {VAL} --region 24 --document contract --committee 2019-11-04 "
        "--deliberation-number CP-19-000 --deliberation-on 2019-11-18"
    ),
    Typed(f"advance validate_contract {VAL} --on 2019-11-20"),
    *(brief(f"record signature {VAL} {number} --document contract --on 2019-12-16") for number in (1, 2, 3)),
    brief(f"record committee {VAL} --kind follow_up --meets 2020-03-10 --on 2019-12-20"),
    brief(f"record project {VAL} 1 --status in_progress --on 2020-01-06"),
    Typed(f"advance implement {VAL} --on 2020-01-15"),
    Text(
        "Les brouillons rédigés en chemin, le début de l’un d’eux, et toute l’histoire du dossier.",
        "The drafts written on the way, the beginning of one, and the whole history of the dossier.",
    ),
    Typed(f"drafts {VAL}"),
    Typed(f"draft show {VAL}-2018-protocol-1", head=32),
    Typed(f"history {VAL}"),
)
"""What is said and typed, from the opening of a dossier to its implementation."""


def a_whole_life() -> None:
    """A fictional dossier, taken through the five stages."""
    chapter(Text("2. Une vie entière, inventée de bout en bout", "2. A whole life, made up from end to end"))
    say(
        Text(
            "Le Val d’Exemple n’existe pas, ni personne ici. Camille coordonne sa région et mène son dossier par les "
            "cinq étapes.",
            "The Val d’Exemple does not exist, nor does anybody here. Camille coordinates its region and takes its "
            "dossier through the five stages.",
        )
    )
    for before, step in pairwise((None, *LIFE)):
        if isinstance(step, Text):
            say(step)
        elif step is AS_CAMILLE:
            output.echo(output.style(f"$ {AS_CAMILLE.line}", colour="cyan", bold=True))
            os.environ["JALON_ACTOR"] = "camille"
        elif step is not None:
            both_brief = isinstance(before, Typed) and before.head == step.head == 1
            jalon(*shlex.split(step.line), code=step.code, head=step.head, close=both_brief)


# ── what next ─────────────────────────────────────────────────────────────────────────────────────────────────────


def what_next(folder: Path) -> None:
    """What to type in the workspace that was made."""
    chapter(Text("3. À vous", "3. Your turn"))
    output.echo()
    output.remedy(f"{_reachable()}cd {shlex.quote(str(folder))}")
    for line, what in (
        ("jalon dossiers", Text("les quatorze dossiers", "the fourteen dossiers")),
        ("jalon show carros", Text("la fiche de l’un d’eux", "the sheet of one")),
        ("jalon next axe-seine", Text("ce qui peut suivre, et ce qui l’empêche", "what may follow, what hinders it")),
        ("jalon report --region Normandie", Text("les chiffres d’une région", "the figures of a region")),
        ("jalon --help", Text("tout le reste", "all the rest")),
    ):
        output.echo(f"  {output.style('→', colour='cyan', bold=True)} {line:<34}{what}")


def _reachable() -> str:
    """What makes the command `jalon` known to the shell, wherever one goes from here; nothing where it is."""
    found = Path(sys.executable).parent
    known = shutil.which("jalon")
    if not (found / "jalon").exists() or (known and Path(known).resolve() == (found / "jalon").resolve()):
        return ""
    inside = os.path.relpath(found)
    where = found if inside.startswith(os.pardir) else f"$PWD/{inside}"
    return f'export PATH="{where}:$PATH"; '


def main(arguments: list[str]) -> int:
    """Run the demonstration in the folder named; its exit code."""
    if len(arguments) != 1:
        output.failure(Text("python examples/demo.py DOSSIER", "python examples/demo.py FOLDER"))
        return 2
    # Its workspace is its own, whatever this shell is set to; the language alone is the person's.
    for name in [
        name for name in os.environ if name.startswith("JALON_") and name not in ("JALON_LANG", "JALON_DEBUG")
    ]:
        del os.environ[name]
    language.use(language_of(os.environ))
    folder, before = Path(arguments[0]), Path.cwd()
    try:
        make_anew(folder)
        os.chdir(folder)
        with output.for_a_person():
            the_real_story()
            a_whole_life()
    except Stop as stop:
        output.failure(stop.said)
        return stop.code
    finally:
        os.chdir(before)
    what_next(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
