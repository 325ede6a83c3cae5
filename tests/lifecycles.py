"""A small lifecycle to make mistakes in, and what the checker tells of it."""

from workflow.guards import known_guards
from workflow.language import speaking
from workflow.lifecycle.loading import examine

TEMPLATES = {"letter"}

SMALL = """\
name: essai
version: "1"
label: {fr: Essai, en: Trial}
phases:
  "2018": {label: {fr: Première phase, en: First phase}}
documents:
  letter: {label: {fr: Lettre, en: Letter}}
states:
  draft: {label: {fr: Brouillon, en: Draft}, initial: true}
  sent: {label: {fr: Envoyé, en: Sent}}
  answered: {label: {fr: Répondu, en: Answered}, final: true}
transitions:
  send:
    label: {fr: Envoyer, en: Send}
    from: [draft]
    to: sent
    roles: [coordinator]
    guards: [has_member]
    documents: [letter]
  answer:
    label: {fr: Répondre, en: Answer}
    from: [sent]
    to: answered
    roles: [national]
"""
"""A valid states.yaml of three states. Its lines are numbered from 1 in the tests."""


def changed(old, new, text=SMALL):
    """The small lifecycle with one thing written otherwise; what is changed must be there once."""
    assert text.count(old) == 1, f"{text.count(old)} × {old!r}"
    return text.replace(old, new)


def checked(folder, text, **known):
    """What the checker says of a file with that text or those bytes."""
    path = folder / "states.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return examine(path, **{"known_guards": known_guards(), "known_templates": TEMPLATES, **known})


def told(problems, language="fr"):
    """Problems as `line:column code message`, one a line."""
    with speaking(language):
        return [f"{one.line}:{one.column} {one.code} {one.message}" for one in problems]


def plain(sentence):
    """A sentence with ordinary spaces, as the tests write it."""
    return sentence.replace("\u00a0", " ").replace("\u202f", " ")
