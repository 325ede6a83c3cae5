"""The tables and lists of a states.yaml, and the labels that are a table of two languages."""

from collections.abc import Collection, Mapping

import yaml

from workflow.language import LANGUAGES, Text
from workflow.lifecycle.faults import Place
from workflow.lifecycle.page import Page
from workflow.lifecycle.values import FAULTY, TAG, is_empty, one_of, scalar, text, unknown
from workflow.names import LONGEST_NAME, nearest

LONGEST_SENTENCE = 2_000
"""Characters in a meaning or a confirmation."""

_LANGUAGE_NAMES = {"fr": Text("français", "French"), "en": Text("anglais", "English")}


def items(page: Page, node: yaml.Node | None) -> list[yaml.Node]:
    """The items of a list; none where it is not given."""
    if node is None or node.tag == FAULTY:
        return []
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    if not is_empty(page, node):
        page.fault(
            node, "not-a-list", Text("on attend ici une liste, « [un, deux] »", "a list belongs here, “[one, two]”")
        )
    return []


def pairs(page: Page, node: yaml.Node, place: Place) -> dict[str, yaml.Node]:
    """The keys of a table with their values, in order."""
    if node.tag == FAULTY:
        return {}
    if not isinstance(node, yaml.MappingNode):
        message = Text(
            "on attend ici des clés et leurs valeurs, « clé: valeur »", "keys and values belong here, “key: value”"
        )
        if not is_empty(page, node):
            page.fault(node, "not-a-table", message)
        return {}
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = _key(page, key)
        if name is None:
            continue
        if name in found:
            first, again = page.places[(*place, name)].line + 1, key.start_mark.line + 1
            message = Text(
                f"« {name} » est écrit deux fois, lignes {first} et {again}",
                f"“{name}” is written twice, on lines {first} and {again}",
            )
            page.fault(key, "duplicate-key", message)
        else:
            found[name] = value
            page.places[(*place, name)] = key.start_mark
    return found


def _key(page: Page, key: yaml.Node) -> str | None:
    if isinstance(key, yaml.ScalarNode) and key.tag == f"{TAG}merge":
        message = Text(
            "« << » n’est pas permis : écrivez les valeurs en entier", "“<<” is not allowed: write the values out"
        )
        page.fault(key, "merge-key", message)
        return None
    return scalar(page, key)


def table(
    page: Page, node: yaml.Node, place: Place, required: Collection[str] = (), optional: Collection[str] = ()
) -> dict[str, yaml.Node]:
    """The values of a table whose keys are known."""
    found = pairs(page, node, place)
    known = [*required, *optional]
    meant: set[str] = set()
    for name in [name for name in found if name not in known]:
        page.fault(
            page.places[(*place, name)], "unknown-key", unknown(Text("clé inconnue", "unknown key"), name, known)
        )
        meant.update(nearest(name, known))
        del found[name]
    if isinstance(node, yaml.MappingNode):
        for name in required:
            if name not in found and name not in meant:  # one that is misspelt was told of already
                message = Text(f"il manque la clé « {name} »", f"the key “{name}” is missing")
                page.fault(page.place(place), "missing-key", message)
    return found


def several_of(page: Page, node: yaml.Node | None, known: Collection[str], code: str, what: Text) -> list[str]:
    """A list of names that are known, each of them once."""
    chosen: list[str] = []
    for item in items(page, node):
        name = one_of(page, item, known, code, what)
        if name is None:
            continue
        if name in chosen:
            repeated(page, item, name)
        else:
            chosen.append(name)
    return chosen


def repeated(page: Page, at: yaml.Node, name: str) -> None:
    """Tell the page that something stands twice in a list."""
    page.fault(at, "repeated", Text(f"« {name} » est répété", f"“{name}” is repeated"))


def label(page: Page, node: yaml.Node, place: Place, field: Text, longest: int = LONGEST_NAME) -> dict[str, str]:
    """A text in each language."""
    if isinstance(node, yaml.ScalarNode) and node.tag not in (FAULTY, f"{TAG}null"):
        message = Text(
            f"{field.fr} : écrivez le texte dans les deux langues, « {{fr: …, en: …}} »",
            f"{field.en}: write the text in both languages, “{{fr: …, en: …}}”",
        )
        page.fault(node, "missing-language", message)
        return dict.fromkeys(LANGUAGES, "")
    found = table(page, node, place, optional=LANGUAGES)
    if isinstance(node, yaml.MappingNode):
        for language in LANGUAGES:
            if language not in found:
                name = _LANGUAGE_NAMES[language]
                message = Text(
                    f"{field.fr} : il manque le texte en {name.fr}, « {language}: … »",
                    f"{field.en}: the {name.en} text is missing, “{language}: …”",
                )
                page.fault(page.place(place), "missing-language", message)
    return {
        language: text(page, found[language], field, longest) if language in found else "" for language in LANGUAGES
    }


def label_of(page: Page, found: Mapping[str, yaml.Node], place: Place) -> dict[str, str]:
    """The label of what a table declares."""
    if "label" not in found:
        return dict.fromkeys(LANGUAGES, "")
    return label(page, found["label"], (*place, "label"), Text("libellé", "label"))


def sentence_of(page: Page, found: Mapping[str, yaml.Node], place: Place, key: str) -> dict[str, str] | None:
    """A sentence about what a table declares; None where there is none."""
    if key not in found:
        return None
    return label(page, found[key], (*place, key), Text(key, key), LONGEST_SENTENCE)
