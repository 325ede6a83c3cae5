"""What was written in the entries: names and free text, which the database holds as salted disclosures.

A disclosure is base64 of `["salt","name",value]` whose salt has 22 characters: the name begins at the 28th byte, and
the 25th to the 33rd make the 33rd to the 44th character of the text. That is how the names of the authors, one in every
entry, and whatever else is not asked for are passed over without being opened.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from workflow.audit.pages import Order, Place
from workflow.body import CORRECTION
from workflow.canonical import b64, open_disclosure, parse, unb64
from workflow.entries import KINDS
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.models import Disclosure
from workflow.names import fold, letters, quoted
from workflow.rows import table_of
from workflow.store import Reading

LONGEST = 200
"""Characters a text that is searched may have."""
_FIRST, _LENGTH = 33, 12

Judge = Callable[[str], bool]
"""Whether a disclosure, by its text, is looked for. One that is damaged is not: verification tells of it."""

_OPEN = {kind: payload.written for kind, payload in KINDS.items() if payload.written}
"""By kind of entry the few fields that people write and that bodies hold as they are: a legal basis, an act number."""


def demand_searchable(text: str) -> str:
    """What is compared of a text that is searched. Raises InvalidValue where it is too long, or nothing is left."""
    if len(text) > LONGEST:
        raise InvalidValue(
            Text(
                f"Le texte cherché a {len(text)} caractères ; {LONGEST} au plus.",
                f"The text searched has {len(text)} characters; {LONGEST} at most.",
            ),
            Text("cherchez quelques mots", "search for a few words"),
        )
    folded = fold(text)
    if not folded:
        shown = quoted(text)
        raise InvalidValue(
            Text(
                f"{shown.fr} : il n’y a ni lettre ni chiffre à chercher.",
                f"{shown.en}: there is no letter or digit to search.",
            ),
            Text("les signes et les accents ne comptent pas", "signs and accents do not count"),
        )
    return folded


def says(text: str) -> Judge:
    """Whether a disclosure has the text in it, whatever the accents, the case and the signs.

    Names of authors and what drafts were made are not text that somebody wrote.
    """
    folded = demand_searchable(text)
    word = max(re.findall("[a-z0-9]+", folded), key=len, default="")

    def judge(disclosure: str) -> bool:
        try:
            # In JSON only signs are escaped, so that a word that is in a value is in its JSON as it is.
            if word not in letters(_json(disclosure)):
                return False
            name, value = open_disclosure(disclosure)
        except ValueError:
            return False
        return name not in ("actor", "drafts") and any(folded in fold(one) for one in _texts(value))

    return judge


def is_file(sha256: str) -> Judge:
    """Whether a disclosure tells of the file of that content hash."""

    def judge(disclosure: str) -> bool:
        try:
            name, value = open_disclosure(disclosure)
        except ValueError:
            return False
        return name.startswith("evidence.") and isinstance(value, dict) and value.get("sha256") == sha256

    return judge


def _json(disclosure: str) -> str:
    return unb64(disclosure).decode()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def begins(name: str) -> ColumnElement[bool]:
    """Whether a disclosure may be one whose name begins so."""
    sign = f'","{name}'.encode()[:9]
    whole = len(sign) // 3 * 3
    beginning = b64(sign[:whole])
    return func.substr(table_of(Disclosure).c.text, _FIRST, len(beginning)) == beginning


def written() -> ColumnElement[bool]:
    """Whether a disclosure may be something that somebody wrote, rather than the name of the author or of drafts."""
    return and_(~begins('actor"'), ~begins('drafts"'))


def about_files() -> ColumnElement[bool]:
    """Whether a disclosure may tell of a file."""
    return begins("evidence.")


def matching(
    reading: Reading,
    order: Order,
    conditions: Sequence[ColumnElement[bool]],
    *,
    text: str | None = None,
    file: str | None = None,
) -> Iterator[Place]:
    """The places of the entries that meet the conditions, say the text and rest on the file of that content hash."""
    judges, sorts = [], []
    openly: frozenset[Place] = frozenset()
    if file is not None:
        judges.append(is_file(file))
        sorts.append(about_files())
    if text is not None:
        judges.append(says(text))
        sorts.append(written())
        openly = frozenset(_saying(reading, order, conditions, text))
    if file is None:
        yield from openly
    entry, disclosure = order.entry, table_of(Disclosure)
    query = (
        select(*order.place, disclosure.c.text)
        .join(disclosure, and_(disclosure.c.dossier_id == entry.c.dossier_id, disclosure.c.seq == entry.c.seq))
        .where(*conditions, or_(*sorts))
        .order_by(entry.c.dossier_id, entry.c.seq)
    )
    place: Place | None = None
    left: list[Judge] = []
    for *here, told in reading.stream(query):
        if place is None or place[1:] != tuple(here[1:]):
            place = here[0], here[1], here[2]
            left = judges[:-1] if place in openly else judges
        if left:
            left = [judge for judge in left if not judge(told)]
            if not left:
                yield place


def _saying(reading: Reading, order: Order, conditions: Sequence[ColumnElement[bool]], text: str) -> Iterator[Place]:
    """The places of the entries that meet the conditions and whose body says the text where no disclosure hides it."""
    entry, folded = order.entry, demand_searchable(text)
    # None of them is by a transition; said, it leaves the bodies of corrected transitions unread.
    kinds = and_(entry.c.kind.in_((*_OPEN, CORRECTION)), entry.c.trigger.is_(None))
    for *here, body in reading.stream(select(*order.place, entry.c.body).where(*conditions, kinds)):
        told = _parsed(body)
        fields = _OPEN.get(str(told.get("restates") or told.get("kind")), ())
        if any(folded in fold(str(told["data"].get(name, ""))) for name in fields):
            yield here[0], here[1], here[2]


def _parsed(body: bytes) -> dict[str, Any]:
    """A body; nothing where it is damaged, of which verification tells."""
    with suppress(ValueError):
        told = parse(bytes(body))
        if isinstance(told, dict) and isinstance(told.get("data"), dict):
            return told
    return {}
