"""Commands, options and arguments whose help is said in the language in force, whenever they were declared."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from workflow.cli.output import is_terminal, plain
from workflow.language import Text

Function = TypeVar("Function", bound=Callable[..., Any])


def in_quotes(word: object) -> str:
    """The word between the quotation marks of the language in force."""
    return str(Text(f"« {word} »", f"“{word}”"))


class SpokenFormatter(click.HelpFormatter):
    """The layout of a help page, with the French space before a colon."""

    def write_heading(self, heading: str) -> None:
        """A title and its colon."""
        colon = Text(" :", ":")
        self.write(f"{' ' * self.current_indent}{heading}{colon}\n")


class SpokenContext(click.Context):
    """What click knows of one command while it runs."""

    formatter_class = SpokenFormatter


class SpokenCommand(click.Command):
    """A command with its help in both languages, and lines that can be typed as they are."""

    context_class = SpokenContext

    def __init__(self, *args: Any, said: Text, examples: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said = said
        self.examples = examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; whatever is not understood is said with the help of this very command."""
        takes_more, ctx.allow_extra_args = ctx.allow_extra_args, True
        try:
            left = super().parse_args(ctx, args)
        except click.UsageError as misuse:
            misuse.ctx = misuse.ctx or ctx
            raise
        ctx.allow_extra_args = takes_more
        if left and not takes_more and not ctx.resilient_parsing:
            listed = ", ".join(map(in_quotes, left))
            said = Text(
                f"En trop : {listed} ; ce qui a plusieurs mots se met entre guillemets.",
                f"Too many words: {listed}; what has several words goes between quotation marks.",
            )
            raise click.UsageError(str(said), ctx)
        return left

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence of the help."""
        return str(self.said).partition("\n")[0].removesuffix(".")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help, then the examples as they are typed."""
        self.help = str(self.said)
        super().format_help_text(ctx, formatter)
        if self.examples:
            with formatter.section(str(Text("Par exemple", "For example"))):
                for line in self.examples:
                    formatter.write(f"{' ' * formatter.current_indent}{line}\n")

    def get_help(self, ctx: click.Context) -> str:
        """The help as the output can show it."""
        said = super().get_help(ctx)
        return said if is_terminal() else plain(said)


class SpokenGroup(SpokenCommand, click.Group):
    """A noun with several commands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; the noun alone is refused with the commands there are."""
        try:
            return super().parse_args(ctx, args)
        except click.exceptions.NoArgsIsHelpError as alone:
            listed = ", ".join(self.list_commands(ctx))
            said = Text(f"Il manque une commande : {listed}.", f"Missing command: {listed}.")
            raise click.UsageError(str(said), ctx) from alone

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What follows the noun, in the language in force."""
        *pieces, _ = super().collect_usage_pieces(ctx)
        return [*pieces, str(Text("COMMANDE …", "COMMAND …"))]


class SpokenOption(click.Option):
    """An option with its help, and perhaps the word for its value, in both languages."""

    def __init__(self, *args: Any, said: Text, value: Text | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said = said
        self.value = value

    def make_metavar(self, ctx: click.Context) -> str:
        """The word for the value, in the language in force."""
        return str(self.value) if self.value else super().make_metavar(ctx)

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """The option as it is named in a refusal."""
        return in_quotes(self.opts[0])

    def get_help_extra(self, ctx: click.Context) -> click.types.OptionHelpExtra:
        """What click adds to the help, but for bounds that nobody would cross."""
        extra = super().get_help_extra(ctx)
        extra.pop("range", None)
        return extra

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The line of the option in the help, in the language in force."""
        self.help = str(self.said)
        return super().get_help_record(ctx)


class SpokenArgument(click.Argument):
    """An argument named in both languages."""

    def __init__(self, *args: Any, value: Text, said: Text | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.value = value
        self.said = said

    def make_metavar(self, ctx: click.Context) -> str:
        """The name of the argument, in the language in force."""
        self.metavar = None
        name = str(self.value)
        shown = name if self.required else f"[{name}]"
        return f"{shown}…" if self.nargs != 1 else shown

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """The argument as it is named in a refusal."""
        return in_quotes(self.value)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """The line of the argument in the help, in the language in force."""
        return self.make_metavar(ctx), str(self.said or "")


def command(name: str, said: Text, *examples: str) -> Callable[[Function], SpokenCommand]:
    """Make a function the command `name`; its first sentence is what a list of commands shows."""
    return click.command(name, cls=SpokenCommand, said=said, examples=examples)


def group(name: str, said: Text, *examples: str) -> Callable[[Function], SpokenGroup]:
    """Make a function, which does nothing, the noun `name`; its commands are declared by `add`."""
    return click.group(name, cls=SpokenGroup, said=said, examples=examples)


def under(noun: SpokenGroup, name: str, said: Text, *examples: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function the command `name` of a noun."""
    return noun.command(name, cls=SpokenCommand, said=said, examples=examples)


def option(*declarations: str, said: Text, value: Text | None = None, **kwargs: Any) -> Callable[[Function], Function]:
    """An option; `value` is the word for its value, and the rest is click’s."""
    return click.option(*declarations, cls=SpokenOption, said=said, value=value, **kwargs)


def argument(name: str, value: Text, said: Text | None = None, **kwargs: Any) -> Callable[[Function], Function]:
    """An argument; `value` is its name in both languages, and the rest is click’s."""
    return click.argument(name, cls=SpokenArgument, value=value, said=said, **kwargs)
