"""From a file to a tree of nodes: encoding, size, and the parts of YAML that have no place in a states.yaml."""

import re
from pathlib import Path

import yaml

from workflow import system
from workflow.language import Text
from workflow.lifecycle.page import Page
from workflow.lifecycle.values import FAULTY

LARGEST = 1_000_000
"""Bytes a states.yaml may have at most."""
DEEPEST = 20
"""Levels of tables and lists it may have at most."""
FULLEST = 20_000
"""Names and values it may have at most: twenty times those of ours, and about a second of reading."""

# What YAML does not allow, and what it takes for the end of a line while editors do not: lines are counted as they do.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def read(path: Path, page: Page) -> yaml.Node | None:
    """The tree of a file; None, with a problem, where there is none."""
    text = _text(path, page)
    return None if text is None else _tree(text, page)


def _text(path: Path, page: Page) -> str | None:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        why = system.reason(error)
        page.fault(
            None,
            "unreadable-file",
            Text(f"ce fichier ne peut pas être lu : {why.fr}", f"this file cannot be read: {why.en}"),
        )
        return None
    if len(content) > LARGEST:
        page.fault(None, "too-large", Text("le fichier dépasse 1 Mo", "the file exceeds 1 MB"))
        return None
    if content.startswith(b"\xef\xbb\xbf"):
        message = Text(
            "le fichier commence par une marque d’ordre (BOM) : enregistrez-le en « UTF-8 » sans BOM",
            "the file begins with a byte order mark (BOM): save it as “UTF-8” without BOM",
        )
        page.fault(None, "byte-order-mark", message)
        content = content[3:]
    return _decoded(content, page)


def _decoded(content: bytes, page: Page) -> str | None:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode()) + 1
        byte = content[error.start : error.start + 1]
        # The usual cause is an editor of Windows: showing the letter that was meant is what helps.
        meant = byte.decode("cp1252", errors="replace")
        message = Text(
            f"ce fichier n’est pas en UTF-8 (octet 0x{byte.hex()}, « {meant} » sous Windows) : enregistrez-le en UTF-8",
            f"this file is not UTF-8 (byte 0x{byte.hex()}, “{meant}” on Windows): save it as UTF-8",
        )
        page.fault_at(line, column, "not-utf-8", message)
        return None
    hidden = list(_CONTROL.finditer(text))
    for found in hidden:
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        code = f"U+{ord(found[0]):04X}"
        message = Text(f"caractère de commande {code} : retirez-le", f"control character {code}: remove it")
        page.fault_at(line, column, "control-character", message)
    return None if hidden else text


class _TooMuch(Exception):
    """Reading stops here, for this reason."""

    def __init__(self, mark: yaml.Mark | None, code: str, message: Text) -> None:
        self.mark = mark
        self.code = code
        self.message = message


class _Loader(yaml.SafeLoader):
    """Composes a tree without following anchors, aliases and tags, which it tells to the page."""

    def __init__(self, text: str, page: Page) -> None:
        super().__init__(text)
        self._page = page
        self._depth = 0
        self._nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.NodeEvent = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]
            self._refuse_anchor(event)
            return yaml.ScalarNode(FAULTY, "", _mark(event))
        if event.anchor is not None:
            self._refuse_anchor(event)
            self.anchors.clear()  # the same one twice is not another problem
        self._depth += 1
        self._nodes += 1
        if self._depth > DEEPEST:
            message = Text(f"plus de {DEEPEST} niveaux de profondeur", f"more than {DEEPEST} levels deep")
            raise _TooMuch(_mark(event), "too-deep", message)
        if self._nodes > FULLEST:
            message = Text(f"plus de {FULLEST} noms et valeurs", f"more than {FULLEST} names and values")
            raise _TooMuch(_mark(event), "too-large", message)
        tag = getattr(event, "tag", None)
        node = super().compose_node(parent, index)
        self._depth -= 1
        if tag is not None and node is not None:
            message = Text(
                f"l’étiquette « {tag} » n’est pas permise : retirez-la", f"the tag “{tag}” is not allowed: remove it"
            )
            self._page.fault(_mark(event), "tag", message)
            node.tag = FAULTY
        return node

    def _refuse_anchor(self, event: yaml.NodeEvent) -> None:
        message = Text(
            f"« {event.anchor} » : les ancres « & » et les alias « * » ne sont pas permis, écrivez la valeur en entier",
            f"“{event.anchor}”: anchors “&” and aliases “*” are not allowed, write the value out",
        )
        self._page.fault(_mark(event), "anchor", message)


def _mark(event: yaml.NodeEvent) -> yaml.Mark | None:
    mark = event.start_mark
    return mark if isinstance(mark, yaml.Mark) else None


def _tree(text: str, page: Page) -> yaml.Node | None:
    loader = _Loader(text, page)
    try:
        root: yaml.Node | None = loader.get_single_node()
    except _TooMuch as fault:
        page.fault(fault.mark, fault.code, fault.message)
        return None
    except yaml.MarkedYAMLError as fault:
        code, message = _in_words(fault, text)
        page.fault(fault.problem_mark, code, message)
        return None
    finally:
        loader.dispose()
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value and root.tag != FAULTY):
        page.fault(None, "empty-file", Text("le fichier est vide", "the file is empty"))
        return None
    return root


_SYNTAX = (
    (
        "could not find expected ':'",
        Text(
            "il manque « : » après ce nom, ou une ligne n’est pas alignée", "a “:” is missing, or a line is not aligned"
        ),
    ),
    (
        "mapping values are not allowed",
        Text(
            "« : » n’est pas attendu ici : alignez les clés, et mettez entre guillemets un texte qui contient « : »",
            "“:” does not belong here: align the keys, and put a text that contains “:” in quotes",
        ),
    ),
    (
        "sequence entries are not allowed",
        Text("« - » n’est pas attendu ici : alignez les tirets d’une liste", "“-” does not belong here: align a list"),
    ),
    (
        "cannot start any token",
        Text(
            "un texte qui commence par ce signe se met entre guillemets",
            "a text that begins with this sign is put in quotes",
        ),
    ),
    (
        "unexpected end of stream",
        Text("des guillemets sont ouverts et ne sont pas fermés", "quotes are opened and not closed"),
    ),
    (
        "expected <block end>",
        Text("cette ligne n’est pas alignée avec les précédentes", "this line is not aligned with those before it"),
    ),
    ("expected ',' or ']'", Text("il manque une virgule ou « ] »", "a comma or “]” is missing")),
    ("expected ',' or '}'", Text("il manque une virgule ou « } »", "a comma or “}” is missing")),
)


def _in_words(fault: yaml.MarkedYAMLError, text: str) -> tuple[str, Text]:
    """What the parser says, in the two languages."""
    said, mark = fault.problem or "", fault.problem_mark
    if "another document" in said:
        return "two-documents", Text(
            "un deuxième document commence ici : retirez la ligne « --- »",
            "a second document begins here: remove the line “---”",
        )
    if "undefined tag handle" in said:
        return "tag", Text("les étiquettes « ! » ne sont pas permises", "tags “!” are not allowed")
    if mark is not None and text[mark.index : mark.index + 1] == "\t":
        return "tab", Text(
            "une tabulation : l’alignement se fait avec des espaces", "a tab: lines are aligned with spaces"
        )
    for fragment, message in _SYNTAX:
        if fragment in said:
            return "syntax", message
    return "syntax", Text("ce n’est pas du YAML bien formé", f"this is not well-formed YAML: {said}")
