"""The words of two lines: which are in both, which went and which came. An amount is one word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

State = Literal["same", "gone", "new"]

MOST = 6_000
"""Words of a line that are weighed one by one; a longer line is told as replaced."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line, and whether they are in both documents."""

    text: str
    state: State = "same"


_SPACES = re.compile("[\u00a0\u202f\u2007\u2009 ]+")
_ALIKE_SIGNS = str.maketrans({"'": "’", "ʼ": "’", "\u2011": "-", "\u00ad": None})


def plain(text: str) -> str:
    """The text without what no reader sees."""
    return _SPACES.sub(" ", text.translate(_ALIKE_SIGNS)).strip()


_SPACE = "[ \u00a0\u202f]"
_TOKENS = re.compile(
    f"[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+(?:,[0-9]+)?(?:{_SPACE}?(?:€|k€|M€|Md€|%))?"  # an amount
    f"|[0-9]+(?:[.,/-][0-9]+)*(?:{_SPACE}?(?:€|k€|M€|Md€|%))?"  # a number, a day, a share
    "|[^\\W\\d_]{1,3}[’']"  # an article before a vowel
    "|\\w+(?:[-\u2011]\\w+)*"
    f"|{_SPACE}+"
    "|.",
    re.DOTALL,
)


def words(text: str) -> list[str]:
    """The text cut into words, spaces and signs; joined again it is the same."""
    return _TOKENS.findall(text)


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """The second line in pieces, with what the first had."""
    if plain(before) == plain(after):
        return (Piece(after),)
    old, new = words(before), words(after)
    if max(len(old), len(new)) > MOST:
        return _tidied([(old, new, False)])
    matcher = SequenceMatcher(None, list(map(_word_key, old)), list(map(_word_key, new)), autojunk=False)
    opcodes = matcher.get_opcodes()
    return _tidied([(old[i:k], new[j:m], tag == "equal") for tag, i, k, j, m in opcodes])


def _word_key(word: str) -> str:
    return _SPACES.sub(" ", word.translate(_ALIKE_SIGNS))


def _tidied(stretches: list[tuple[list[str], list[str], bool]]) -> tuple[Piece, ...]:
    """The stretches as pieces; a lone space or comma between two changes belongs to both."""
    joined: list[tuple[str, str, bool]] = []
    for place, (old, new, same) in enumerate(stretches):
        inside = 0 < place < len(stretches) - 1
        if same and inside and not any(map(str.isalnum, "".join(new))):
            same = False
        gone, come = "".join(old), "".join(new)
        if joined and joined[-1][2] == same:
            joined[-1] = (joined[-1][0] + gone, joined[-1][1] + come, same)
        else:
            joined.append((gone, come, same))
    pieces: list[Piece] = []
    for gone, come, same in joined:
        if same:
            pieces.append(Piece(come))
        else:
            pieces += [piece for piece in (Piece(gone, "gone"), Piece(come, "new")) if piece.text]
    return tuple(pieces)
