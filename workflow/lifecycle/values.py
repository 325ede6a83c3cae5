"""The values of a states.yaml, one by one: texts, names, days, numbers.

Each reader gives something harmless where the value is wrong, and tells it to the page, so that one run tells all.
YAML takes `no` for false, 012 for ten and 12:30 for 750: where a text is wanted, these are refused rather than guessed.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date

import yaml

from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.lifecycle.page import Page
from workflow.names import LONGEST_NAME, clean, clean_long, nearest, quoted

FAULTY = "!faulty"
"""Tag of a node that was told of already: readers pass over it in silence."""

TAG = "tag:yaml.org,2002:"
_READ_AS = {
    f"{TAG}bool": Text("vrai ou faux", "true or false"),
    f"{TAG}int": Text("un nombre", "a number"),
    f"{TAG}float": Text("un nombre", "a number"),
    f"{TAG}timestamp": Text("une date", "a date"),
    f"{TAG}null": Text("une absence de valeur", "no value"),
}
NAME = re.compile("[a-z][a-z0-9_]{0,39}")
"""States, transitions, documents, inputs, axes."""
SLUG = re.compile("[a-z0-9][a-z0-9-]{0,39}")
"""The lifecycle itself, and its phases: they are parts of the names of dossiers."""
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+")
"""1e3 is a text to YAML 1.1, which we read, and a number to YAML 1.2, which most editors read."""


def scalar(page: Page, node: yaml.Node) -> str | None:
    """A text as it is written. None, with a problem, for what YAML reads as something else."""
    if node.tag == FAULTY:
        return None
    if not isinstance(node, yaml.ScalarNode):
        page.fault(node, "not-a-text", Text("on attend ici un texte", "a text belongs here"))
        return None
    if is_empty(page, node):
        return None
    read_as = _READ_AS.get(node.tag)
    if read_as is None and node.style is None and _FLOAT.fullmatch(node.value):
        read_as = _READ_AS[f"{TAG}float"]
    if read_as is None:
        return str(node.value)
    message = Text(
        f'« {node.value} » se lit comme {read_as.fr} : mettez-le entre guillemets, "{node.value}"',
        f'“{node.value}” reads as {read_as.en}: put it in quotes, "{node.value}"',
    )
    page.fault(node, "not-a-text", message)
    return None


def is_empty(page: Page, node: yaml.Node) -> bool:
    """Whether nothing was written after a key; told to the page."""
    if node.tag == f"{TAG}null" and not node.value:
        message = Text(
            "il manque une valeur : donnez-la, ou retirez la clé", "a value is missing: give it, or remove the key"
        )
        page.fault(node, "empty-value", message)
        return True
    return False


def text(page: Page, node: yaml.Node, field: Text, longest: int = LONGEST_NAME) -> str:
    """A text for people: one line, or where it may be longer than a name, lines that are joined."""
    written = scalar(page, node)
    if written is None:
        return ""
    try:
        if longest > LONGEST_NAME:
            return " ".join(clean_long(written, field, longest).split())
        return clean(written, field, longest)
    except InvalidValue as fault:
        page.fault(node, "unreadable-text", Text(fault.message.fr.rstrip("."), fault.message.en.rstrip(".")))
        return ""


def flag(page: Page, node: yaml.Node | None) -> bool:
    """true or false; false where it is not given."""
    if node is None or node.tag == FAULTY:
        return False
    if isinstance(node, yaml.ScalarNode) and node.style is None and node.value in ("true", "false"):
        return bool(node.value == "true")
    page.fault(node, "not-a-flag", Text("écrivez true ou false", "write true or false"))
    return False


def count(page: Page, node: yaml.Node | None, most: int) -> int | None:
    """A whole number from 1 to `most`."""
    if node is None or node.tag == FAULTY:
        return None
    if isinstance(node, yaml.ScalarNode) and node.style is None and re.fullmatch("[1-9][0-9]{0,8}", node.value):
        number = int(node.value)
        if number <= most:
            return number
    message = Text(f"écrivez un nombre entier de 1 à {most}", f"write a whole number from 1 to {most}")
    page.fault(node, "not-a-number", message)
    return None


def period(page: Page, found: Mapping[str, yaml.Node], first: str, last: str) -> tuple[str, str]:
    """Two days in order, ISO; empty where they are not given."""
    starts, ends = _day(page, found.get(first)), _day(page, found.get(last))
    if starts and ends and ends < starts:
        message = Text(
            f"la fin ({ends}) est avant le début ({starts})", f"it ends ({ends}) before it starts ({starts})"
        )
        page.fault(found[last], "ends-before-it-starts", message)
    return starts, ends


def _day(page: Page, node: yaml.Node | None) -> str:
    if node is None or node.tag == FAULTY:
        return ""
    if isinstance(node, yaml.ScalarNode) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", node.value):
        try:
            return date.fromisoformat(node.value).isoformat()
        except ValueError:
            pass  # a 31 February: told below, like the rest
    page.fault(node, "not-a-day", Text('écrivez un jour, « "2018-11-22" »', 'write a day, “"2018-11-22"”'))
    return ""


def sign(page: Page, node: yaml.Node) -> str:
    """One character that is seen, and takes one place on a screen."""
    written = scalar(page, node)
    if written is None:
        return ""
    seen = len(written) == 1 and unicodedata.category(written)[0] in "LNPS"
    if seen and unicodedata.east_asian_width(written) not in "WF":
        return written
    page.fault(node, "not-a-sign", Text("écrivez un seul signe, « ● »", "write one sign, “●”"))
    return ""


def is_name(page: Page, name: str, at: yaml.Mark, form: re.Pattern[str] = NAME) -> bool:
    """Whether the name of something new has the form of a name; told to the page where it has not."""
    if form.fullmatch(name):
        return True
    shown, joint = quoted(name), "_" if form is NAME else "-"
    message = Text(
        f"{shown.fr} n’est pas un nom : 40 lettres de a à z sans accent, chiffres et « {joint} » au plus",
        f"{shown.en} is not a name: at most 40 letters a to z without accents, digits and “{joint}”",
    )
    page.fault(at, "not-a-name", message)
    return False


def one_of(page: Page, node: yaml.Node, known: Collection[str], code: str, what: Text) -> str | None:
    """One of the names that are known."""
    written = scalar(page, node)
    if written is None or written in known:
        return written
    page.fault(node, code, unknown(what, written, known))
    return None


def unknown(what: Text, name: str, known: Collection[str]) -> Text:
    """That a name is not known, with the names near it, or all there are."""
    near = nearest(name, known)
    shown = quoted(name)
    if near:
        names = ", ".join(near)
        return Text(f"{what.fr} : {shown.fr} ; proche : {names}", f"{what.en}: {shown.en}; near: {names}")
    if not known:
        return Text(f"{what.fr} : {shown.fr}", f"{what.en}: {shown.en}")
    names = ", ".join(known)
    return Text(f"{what.fr} : {shown.fr} ; possibles : {names}", f"{what.en}: {shown.en}; possible: {names}")
