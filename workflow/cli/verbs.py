"""A noun whose commands are each in a module of its own, loaded when it is asked for and not to list the others."""

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from workflow.cli.output import plain
from workflow.cli.spoken import SpokenGroup
from workflow.language import Text


class Verbs(MutableMapping[str, click.Command]):
    """The commands of a noun by name: each is what its module, named after it, calls `command`."""

    def __init__(self, package: str, does: Mapping[str, Text]) -> None:
        self.does = does
        """What each does, in a few words."""
        self._package = package
        self._others: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name in self._others or name not in self.does:
            return self._others[name]
        found: click.Command = import_module(f"{self._package}.{name}").command
        return found

    def __setitem__(self, name: str, value: click.Command) -> None:
        self._others[name] = value

    def __delitem__(self, name: str) -> None:
        del self._others[name]

    def __iter__(self) -> Iterator[str]:
        yield from (*self.does, *self._others)

    def __len__(self) -> int:
        return len(self.does) + len(self._others)


class VerbGroup(SpokenGroup):
    """A noun, listed without loading any of its commands."""

    commands: Verbs

    def __init__(self, name: str, verbs: Verbs, **given: Any) -> None:
        super().__init__(name, commands=verbs, **given)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order in which they are declared."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the names near an unknown one."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as unknown:
            raise click.exceptions.NoSuchCommand(unknown.command_name, None, list(self.commands), ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands and what each does."""
        with formatter.section(str(Text("Commandes", "Commands"))):
            formatter.write_dl([(name, str(text)) for name, text in self.commands.does.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so."""
        found = [
            CompletionItem(name, help=plain(str(text)))
            for name, text in self.commands.does.items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]
