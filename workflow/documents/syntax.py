"""A template read by Jinja2, and why it cannot be read, said in French: what is wrong, on the line where it is written.

Jinja2 speaks English. What it says most often is said here in both languages; the rest is given in its own words.
"""

import re
from collections.abc import Callable
from typing import NoReturn

import jinja2
from jinja2 import nodes
from jinja2.parser import Parser

from workflow.documents.preparation import standing_alone
from workflow.language import Text
from workflow.names import shown

_ENVIRONMENT = jinja2.Environment(autoescape=True, keep_trailing_newline=True)  # it only parses


class WrongSyntax(Exception):  # told as a DocumentError, with the file, by who knows it
    """A template that Jinja2 cannot read, with the line where it stumbles."""

    def __init__(self, line: int, message: Text) -> None:
        self.line = line
        self.message = message
        super().__init__(message)


def parsed(source: str, name: str) -> nodes.Template:
    """The tree of a template. Raises WrongSyntax."""
    try:
        return _Parser(_ENVIRONMENT, standing_alone(source), name).parse()
    except jinja2.TemplateSyntaxError as error:
        found = _as_written(source, name) or error
        raise WrongSyntax(found.lineno, reason(found)) from error


def _as_written(source: str, name: str) -> jinja2.TemplateSyntaxError | None:
    """The same mistake in the text as people see it: a tag that takes its line with it ends on the next one."""
    try:
        _Parser(_ENVIRONMENT, source, name).parse()
    except jinja2.TemplateSyntaxError as error:
        return error
    return None


class _Parser(Parser):
    """Jinja2’s; a tag that nobody closes is told on the line where it opens, and not at the end of the file."""

    def __init__(self, environment: jinja2.Environment, source: str, name: str) -> None:
        super().__init__(environment, source, name)
        self._opened: list[int] = []

    def parse_statement(self) -> nodes.Node | list[nodes.Node]:
        self._opened.append(self.stream.current.lineno)
        try:
            return super().parse_statement()
        finally:
            self._opened.pop()

    def fail(
        self,
        msg: str,
        lineno: int | None = None,
        exc: type[jinja2.TemplateSyntaxError] = jinja2.TemplateSyntaxError,
    ) -> NoReturn:
        if lineno is None and self._opened and self.stream.current.type == "eof":
            lineno = self._opened[-1]
        super().fail(msg, lineno, exc)


# ---- its words -------------------------------------------------------------------------------------------------------

_TOKENS = {
    "begin of comment": Text("« {# »", "“{#”"),
    "end of comment": Text("« #} »", "“#}”"),
    "begin of statement block": Text("« {% »", "“{%”"),
    "end of statement block": Text("« %} »", "“%}”"),
    "begin of print statement": Text("« {{ »", "“{{”"),
    "end of print statement": Text("« }} »", "“}}”"),
    "end of template": Text("la fin du modèle", "the end of the template"),
    "template data / text": Text("du texte", "text"),
    "name": Text("un nom", "a name"),
    "string": Text("un texte entre guillemets", "a quoted text"),
    "integer": Text("un nombre", "a number"),
    "float": Text("un nombre à virgule", "a decimal number"),
}
_CLOSERS = re.compile(r"'(end\w+)'")


def _token(name: str) -> Text:
    if name in _TOKENS:
        return _TOKENS[name]
    name = shown(name)
    return Text(f"« {name} »", f"“{name}”")


def _closer(found: re.Match[str]) -> str:
    """The tag that closes the innermost one."""
    wanted = _CLOSERS.search(found["wanted"] or "")
    return wanted[1] if wanted else f"end{found['tag']}"


def _not_closed(found: re.Match[str]) -> Text:
    tag, closer = found["tag"], _closer(found)
    return Text(
        f"« {{% {tag} %}} » n’est pas fermé : il manque {{% {closer} %}}",
        f"“{{% {tag} %}}” is not closed: {{% {closer} %}} is missing",
    )


def _unknown_tag(found: re.Match[str]) -> Text:
    name = shown(found["name"])
    if found["tag"]:
        inside = found["tag"]
        closer = _closer(found)
        return Text(
            f"« {{% {name} %}} » n’a pas sa place ici : « {{% {inside} %}} » attend d’abord {{% {closer} %}}",
            f"“{{% {name} %}}” has no place here: “{{% {inside} %}}” waits for {{% {closer} %}} first",
        )
    if name.startswith("end") or name in ("else", "elif"):
        return Text(
            f"« {{% {name} %}} » ne ferme rien : rien n’est ouvert avant",
            f"“{{% {name} %}}” closes nothing: nothing is open before it",
        )
    return Text(f"instruction inconnue : « {{% {name} %}} »", f"unknown tag: “{{% {name} %}}”")


def _expected(found: re.Match[str]) -> Text:
    wanted, got = _token(found["wanted"]), _token(found["got"])
    return Text(f"{wanted.fr} attendu, {got.fr} trouvé", f"{wanted.en} expected, {got.en} found")


def _ended(found: re.Match[str]) -> Text:
    wanted = _token(found["wanted"])
    return Text(f"{wanted.fr} manque avant la fin du modèle", f"{wanted.en} is missing before the end of the template")


def _no_value(found: re.Match[str]) -> Text:
    got = _token(found["got"])
    return Text(f"une valeur attendue avant {got.fr}", f"a value expected before {got.en}")


def _bracket(found: re.Match[str]) -> Text:
    got, wanted = found["got"], found["wanted"]
    if wanted:
        return Text(f"« {got} » au lieu de « {wanted} »", f"“{got}” instead of “{wanted}”")
    return Text(f"« {got} » ne ferme rien", f"“{got}” closes nothing")


def _character(found: re.Match[str]) -> Text:
    sign = shown(found["sign"])
    if sign in ("'", '"'):
        return Text(f"un guillemet {sign} n’est pas fermé", f"a quotation mark {sign} is not closed")
    return Text(f"un signe qui n’a pas sa place ici : {sign}", f"a sign that has no place here: {sign}")


def _assigned(_found: re.Match[str]) -> Text:
    return Text("un nom attendu, et non une valeur", "a name expected, and not a value")


def _hyphen(_found: re.Match[str]) -> Text:
    return Text("le nom d’un bloc n’a pas de trait d’union", "the name of a block has no hyphen")


_WANTED = (
    r"(?:Jinja was looking for the following tags: |You probably made a nesting mistake\. "
    r"Jinja is expecting this tag, but currently looking for )(?P<wanted>.*?)\."
)
_INNERMOST = r"The innermost block that needs to be closed is '(?P<tag>\w+)'\."
_SAID: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Text]], ...] = tuple(
    (re.compile(pattern, re.DOTALL), say)
    for pattern, say in (
        (rf"Unexpected end of template\. {_WANTED} {_INNERMOST}", _not_closed),
        (rf"Encountered unknown tag '(?P<name>.*?)'\.(?: {_WANTED})?(?: {_INNERMOST})?", _unknown_tag),
        (r"unexpected end of template, expected '(?P<wanted>.*)'\.", _ended),
        (r"expected token '(?P<wanted>.*)', got '(?P<got>.*)'", _expected),
        (r"Expected an expression, got '(?P<got>.*)'", _no_value),
        (r"unexpected '(?P<got>(?:begin|end) of .*)'", _no_value),
        (r"unexpected '(?P<got>[\])}])'(?:, expected '(?P<wanted>[\])}])')?", _bracket),
        (r"""unexpected char (?P<quote>['"])\\?(?P<sign>.*)(?P=quote) at [0-9]+""", _character),
        (r"can't assign to '.*'", _assigned),
        (r"Block names in Jinja .*", _hyphen),
    )
)
_SENTENCES = {
    "Missing end of comment tag": Text("un « {# » n’est pas fermé", "a “{#” is not closed"),
    "Missing end of raw directive": Text("« {% raw %} » n’est pas fermé", "“{% raw %}” is not closed"),
    "tag name expected": Text("« {% %} » : il manque l’instruction", "“{% %}”: the tag is missing"),
    "expected name or number": Text("un nom attendu après le point", "a name expected after the dot"),
    "Invalid character in identifier": Text("un nom contient un signe interdit", "a name holds a forbidden sign"),
}


def reason(error: jinja2.TemplateSyntaxError) -> Text:
    """Why Jinja2 refuses a template; what has no words here is said in its own."""
    message = error.message or ""
    said = _SENTENCES.get(message)
    if said is None:
        matches = ((pattern.fullmatch(message), say) for pattern, say in _SAID)
        said = next((say(found) for found, say in matches if found), None)
    if said is None:
        own = shown(message, 200)
        said = Text(f"Jinja2 répond « {own} »", f"Jinja2 answers “{own}”")
    return Text(f"syntaxe : {said.fr}", f"syntax: {said.en}")
