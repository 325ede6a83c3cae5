"""How values get from the data into the text: written one by one, escaped, gaps shown; and reached by name alone."""

from typing import Any

from jinja2.runtime import Undefined

from workflow.documents.budget import current
from workflow.documents.escaping import escaped
from workflow.documents.facts import Facts
from workflow.documents.faults import Misused
from workflow.documents.gaps import Gap
from workflow.names import shown


class Prose(str):
    """Markdown, as it goes into the document; to Jinja2, a text that needs no escaping."""

    __slots__ = ()

    def __html__(self) -> "Prose":
        return self


def is_markdown(value: Any) -> bool:
    """Whether a value comes from a macro, a block or a filter of ours, and needs no escaping any more."""
    return hasattr(value, "__html__")


def written(value: Any) -> Prose:
    """A value as it stands in the Markdown of the document: data escaped, a gap visible and listed."""
    run = current.get()
    if is_markdown(value):
        text = str(value)
    elif isinstance(value, Gap):
        run.show(value)
        text = str(value)
    elif isinstance(value, str):
        text = escaped(value)
    elif isinstance(value, bool):
        text = "oui" if value else "non"
    elif isinstance(value, int):
        text = escaped(str(value))
    elif isinstance(value, Undefined):
        text = str(value)  # raises, naming what is not defined
    else:
        raise Misused(
            "un groupe ou une liste ne s’écrit pas d’un bloc : nommez une de ses variables",
            "a group or a list is not written as such: name one of its variables",
        )
    run.write(len(text))
    return Prose(text)


def member(value: Any, name: str) -> Any:
    """The value that a group has under a name, or that a list has at a place; nothing else of any object."""
    if isinstance(value, Facts):
        return value[name]
    if isinstance(value, Gap):
        return value
    if isinstance(value, Undefined):
        return value[name]  # raises, naming what is not defined
    raise Misused(f"« {shown(name)} » : cette valeur n’a pas de parties", f"“{shown(name)}”: this value has no parts")


def along(value: Any, path: str) -> Any:
    """What stands at the end of a path of names: `axe.code`."""
    for name in path.split("."):
        value = member(value, name)
    return value
