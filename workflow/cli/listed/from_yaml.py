"""A list in YAML, taken by its text alone: `28`, `no` and `2019-04-30` stay what was typed.

Anchors, tags and repeated keys are refused.
"""

import yaml

from workflow.cli.listed.sheet import InvalidFile, Several, Sheet, Table, Value
from workflow.language import Text

DEEPEST = 20
"""Levels of lists and tables inside each other."""
NOT_YAML = Text("ce n’est pas du YAML bien formé.", "this is not well-formed YAML.")


def read_yaml(file: str, text: str, key: str) -> Sheet:
    """What stands under `key`. Raises InvalidFile."""
    try:
        _demand_plain(file, text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        raise InvalidFile.at(file, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, NOT_YAML) from fault
    except yaml.YAMLError as fault:
        raise InvalidFile.at(file, 1, 1, NOT_YAML) from fault
    sheet = Sheet(file, Table({}, 1, 1))
    told = _node(sheet, root) if root is not None else Table({}, 1, 1)
    listed = told.fields.get(key) if isinstance(told, Table) else None
    if not isinstance(told, Table) or not isinstance(listed, Several):
        sheet.fault(told, Text(f"il faut ici « {key}: », puis une liste.", f"“{key}:” and a list are needed here."))
        sheet.demand_sound()
        return sheet
    sheet.header = Table({name: node for name, node in told.fields.items() if name != key}, told.line, told.column)
    for item in listed.items:
        if isinstance(item, Table):
            sheet.rows.append(item)
        else:
            sheet.fault(item, Text("il faut ici des champs et leurs valeurs.", "fields and their values are needed."))
    return sheet


def _demand_plain(file: str, text: str) -> None:
    """Refuse, before anything is built, what makes a small file large or deep."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        mark = event.start_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InvalidFile.at(
                file, line, column, Text("les ancres & et * ne sont pas lues.", "the anchors & and * are not read.")
            )
        if getattr(event, "tag", None) is not None:
            raise InvalidFile.at(file, line, column, Text("les types ! ne sont pas lus.", "the tags ! are not read."))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > DEEPEST:
            raise InvalidFile.at(file, line, column, Text("trop de niveaux.", "too many levels."))
        if documents > 1:
            raise InvalidFile.at(file, line, column, Text("un seul document par fichier.", "one document to a file."))


def _node(sheet: Sheet, node: yaml.Node) -> Value | Several | Table:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if isinstance(node, yaml.ScalarNode):
        return Value(node.value, line, column)
    if isinstance(node, yaml.SequenceNode):
        return Several(tuple(_node(sheet, item) for item in node.value), line, column)
    fields: dict[str, Value | Several | Table] = {}
    for key, value in node.value:
        name = str(key.value)
        told = _node(sheet, value)
        if name in fields:
            first = fields[name].line
            sheet.fault(
                Value(name, key.start_mark.line + 1, key.start_mark.column + 1),
                Text(f"« {name} » est déjà donné ligne {first}.", f"“{name}” is given already, on line {first}."),
                "twice",
            )
        fields[name] = told
    return Table(fields, line, column)
