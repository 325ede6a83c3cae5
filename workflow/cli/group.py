"""The list of all commands. A command’s module is loaded when that command is asked for, never to list the others."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from workflow.cli.output import echo, plain
from workflow.cli.spoken import SpokenGroup, SpokenOption
from workflow.language import Text
from workflow.version import VERSION

MOVING = Text("Faire avancer", "Moving forward")
LOOKING = Text("Consulter", "Looking")
CHECKING = Text("Contrôler", "Checking")
DOCUMENTS = Text("Documents", "Documents")
RUNNING = Text("Administrer", "Administering")
SECTIONS = (MOVING, LOOKING, CHECKING, DOCUMENTS, RUNNING)


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: where it is, under which title it is listed, and what it does in a few words."""

    module: str
    """Name of its module in this package; the command is the module’s attribute of its own name, `-` being `_`."""
    section: Text
    does: Text


COMMANDS: dict[str, Entry] = {
    "open": Entry("open", MOVING, Text("ouvrir le dossier d’un territoire", "open the dossier of a territory")),
    "next": Entry("steps", MOVING, Text("ce qui peut suivre, et ce qui l’empêche", "what may follow, what hinders it")),
    "advance": Entry("advance", MOVING, Text("faire avancer un ou plusieurs dossiers", "move one or several dossiers")),
    "record": Entry(
        "record",
        MOVING,
        Text("enregistrer un projet, une signature, une délibération…", "record a project, a signature, a vote…"),
    ),
    "correct": Entry("correct", MOVING, Text("annuler ou rectifier une entrée", "void or mend an entry")),
    "dossiers": Entry("listing", LOOKING, Text("la liste des dossiers", "the list of dossiers")),
    "show": Entry("show", LOOKING, Text("la fiche d’un dossier", "the sheet of a dossier")),
    "report": Entry("report", LOOKING, Text("qui en était où, à une date donnée", "who was where on a given day")),
    "history": Entry(
        "history", CHECKING, Text("ce qui s’est passé : un dossier, ou tous", "what happened: to a dossier, or to all")
    ),
    "diff": Entry("diff", CHECKING, Text("ce qu’on a appris entre deux dates", "what was learnt between two dates")),
    "overrides": Entry("marked", CHECKING, Text("les attentes passées avec un motif", "expectations passed, and why")),
    "corrections": Entry("corrections", CHECKING, Text("ce qui a été corrigé ou annulé", "what was mended or voided")),
    "backfills": Entry("marked", CHECKING, Text("ce qui a été repris d’une source", "what came from a source")),
    "late": Entry("late", CHECKING, Text("ce qui a été enregistré tard", "what was recorded late")),
    "durations": Entry("durations", CHECKING, Text("le temps passé dans chaque état", "the time spent in each state")),
    "verify": Entry("verify", CHECKING, Text("l’histoire est-elle intacte ?", "is the history intact?")),
    "seal": Entry("seal", CHECKING, Text("sceller : signer l’état de l’histoire", "seal: sign how the history stands")),
    "witness": Entry(
        "witness", CHECKING, Text("faire signer un sceau par un témoin", "have a seal signed by a witness")
    ),
    "timestamp": Entry("timestamp", CHECKING, Text("faire horodater un sceau", "have a seal stamped with the time")),
    "export": Entry("export", CHECKING, Text("un dossier de preuve pour un tiers", "a proof for a third party")),
    "erase": Entry("erase", CHECKING, Text("effacer une donnée personnelle", "erase personal data")),
    "drafts": Entry("drafts", DOCUMENTS, Text("les brouillons d’un dossier", "the drafts of a dossier")),
    "draft": Entry(
        "draft",
        DOCUMENTS,
        Text("rédiger, compléter, envoyer, rendre définitif", "draw, complete, send, make final"),
    ),
    "templates": Entry("templates", DOCUMENTS, Text("les modèles des documents", "the templates of the documents")),
    "init": Entry("init", RUNNING, Text("créer un espace de travail", "make a workspace")),
    "territories": Entry("territories", RUNNING, Text("les territoires", "the territories")),
    "actors": Entry("actors", RUNNING, Text("qui agit, et avec quels droits", "who acts, with which rights")),
    "figures": Entry("figures", RUNNING, Text("les chiffres publiés", "the figures published")),
    "keys": Entry("keys", RUNNING, Text("les clés qui signent et scellent", "the keys that sign and seal")),
    "doctor": Entry("doctor", RUNNING, Text("examiner l’installation", "examine the installation")),
    "lifecycle": Entry("lifecycle", RUNNING, Text("le cycle de vie : states.yaml", "the lifecycle: states.yaml")),
}


@contextmanager
def _garbage_later() -> Iterator[None]:
    """Look for no garbage among the hundred thousand objects that importing makes, which stay: a tenth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


class JalonGroup(SpokenGroup):
    """The command `jalon`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order in which they are declared."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, its module loaded."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        with _garbage_later():
            module = import_module(f"workflow.cli.{entry.module}")
        found: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the names near an unknown one."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as unknown:
            raise click.exceptions.NoSuchCommand(unknown.command_name, None, COMMANDS, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under the titles of what one comes for."""
        for section in SECTIONS:
            rows = [(name, str(entry.does)) for name, entry in COMMANDS.items() if entry.section == section]
            with formatter.section(str(section)):
                formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so, without loading any."""
        found = [
            CompletionItem(name, help=plain(str(entry.does)))
            for name, entry in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]


def _version(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        echo(f"jalon {VERSION}")
        ctx.exit()


@click.pass_context
def _alone(ctx: click.Context) -> None:
    """Without a command: the help."""
    if ctx.invoked_subcommand is None:
        echo(ctx.get_help())


jalon = JalonGroup(
    "jalon",
    callback=_alone,
    invoke_without_command=True,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    said=Text(
        "Jalon suit les contrats de Territoires d’industrie : où en est chaque dossier, ce qui peut suivre, "
        "et la preuve de ce qui s’est passé.",
        "Jalon follows the contracts of Territoires d’industrie: where each dossier is, what may follow, "
        "and the proof of what happened.",
    ),
    examples=("jalon init", "jalon next carros", "jalon report --on 2019-04-30"),
    params=[
        SpokenOption(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            said=Text("Afficher la version et sortir.", "Show the version and exit."),
        ),
        SpokenOption(
            ["--lang"],
            type=click.Choice(["fr", "en"]),
            expose_value=False,
            said=Text(
                "La langue ; se met n’importe où. Sinon JALON_LANG, sinon celle du système.",
                "The language; goes anywhere. Otherwise JALON_LANG, otherwise the system’s.",
            ),
        ),
    ],
)
