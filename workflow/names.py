"""Names as people type them: cleaned once at the edge, and compared without what a keyboard adds or forgets.

What is stored is what was typed, in Unicode's composed form (NFC) with single spaces. What is compared is folded:
« Pays de l’Aigle », "PAYS DE L'AIGLE" and "pays-de-l-aigle" are one name.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

from workflow.errors import InvalidValue
from workflow.language import Text

LONGEST_NAME = 300
"""Characters in a name, a title, an office."""
LONGEST_TEXT = 20_000
"""Characters in a free text: a reason, a note, a description."""

_LONGEST_SEARCH = 100
_NEAR = 0.6

_SPELT_OUT = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "ʼ": "'"})
_DROPPED = ("Mn", "Me", "Mc", "Cf")
# Letters and marks that leave no trace on the page, besides the format characters (Cf) that Unicode lists as such.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPACES = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_STACK = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{5}")


def fold(text: str) -> str:
    """What is left of a name when it is searched: lower case letters and digits, words one space apart.

    Accents, ligatures, case, apostrophes, hyphens and every other sign are gone. Folding twice changes nothing.
    """
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_SPELT_OUT)
    kept = (c for c in unicodedata.normalize("NFKD", letters) if unicodedata.category(c) not in _DROPPED)
    return " ".join("".join(c if c.isalnum() else " " for c in kept).split())


def letters(text: str) -> str:
    """The ASCII letters, digits and signs of a text, lower case and without accents, faster than `fold` by far.

    Whatever word of a–z and 0–9 the folded text has is in it too, though not the other way round: for looking a text up
    among many, and folding only those that may have it.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_SPELT_OUT)
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()


def slugify(text: str) -> str:
    """The name as a part of an address: `Pays de l'Aigle` gives `pays-de-l-aigle`.

    Only a–z, 0–9 and single hyphens. Raises InvalidValue where the name has no letter or digit of that kind.
    """
    slug = "-".join(re.findall("[a-z0-9]+", fold(text)))
    if not slug:
        raise InvalidValue(
            Text(
                f"aucun identifiant ne peut être tiré de {quoted(text).fr} : il n’y a ni lettre latine ni chiffre.",
                f"no identifier can be drawn from {quoted(text).en}: it has no Latin letter and no digit.",
            )
        )
    return slug


def sort_key(text: str) -> tuple[str, str, str]:
    """Sorts as a French dictionary does: accents, signs and case count only between words that are otherwise equal."""
    composed = unicodedata.normalize("NFC", text)
    return fold(text), composed.casefold(), composed


def nearest(name: str, candidates: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """At most `limit` candidates that `name` may stand for, the nearest first.

    Those of which it is a part, if there are any; otherwise those of which it may be a misspelling.
    """
    asked = fold(name[:_LONGEST_SEARCH])
    if not asked:
        return ()
    scores = {candidate: _nearness(asked, fold(candidate)) for candidate in candidates}
    threshold = 1 if max(scores.values(), default=0) > 1 else _NEAR
    near = [candidate for candidate, score in scores.items() if score >= threshold]
    return tuple(sorted(near, key=lambda candidate: (-scores[candidate], sort_key(candidate)))[:limit])


def _nearness(asked: str, known: str) -> float:
    if f" {asked} " in f" {known} ":
        return 1 + len(asked) / len(known)
    matcher = SequenceMatcher(a=asked, b=known, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _NEAR else 0.0


def clean(text: str, field: Text, max_length: int = LONGEST_NAME) -> str:
    """A name, a title or another single line, ready to be stored.

    Composed (NFC), trimmed, with single ordinary spaces. Raises InvalidValue, naming `field`, for an empty or too long
    text and for characters that cannot be seen or that deceive: control, direction, zero width, half of a pair.
    """
    return _checked(_SPACES.sub(" ", text), field, max_length, allowed="")


def clean_long(text: str, field: Text, max_length: int = LONGEST_TEXT) -> str:
    """A free text of several lines, ready to be stored: line ends become `\\n`, tabs become spaces.

    Raises InvalidValue as `clean` does.
    """
    lines = _LINE_ENDS.sub("\n", text).replace("\t", " ").split("\n")
    return _checked("\n".join(line.rstrip(" ") for line in lines), field, max_length, allowed="\n")


def _checked(text: str, field: Text, max_length: int, *, allowed: str) -> str:
    composed = unicodedata.normalize("NFC", text).strip(" \t\r\n")
    if not any(c.isalnum() and c not in _INVISIBLE for c in composed):
        raise InvalidValue(
            Text(f"{field.fr} : il n’y a rien de lisible.", f"{field.en}: there is nothing to read."),
            Text("écrivez au moins une lettre ou un chiffre", "write at least one letter or digit"),
        )
    if len(composed) > max_length:
        raise InvalidValue(
            Text(
                f"{field.fr} : {len(composed)} caractères, {max_length} au plus.",
                f"{field.en}: {len(composed)} characters, {max_length} at most.",
            ),
            Text("raccourcissez le texte", "shorten the text"),
        )
    _refuse_forbidden(composed, field, allowed)
    return composed


def _refuse_forbidden(text: str, field: Text, allowed: str) -> None:
    retype = Text("retapez le texte au lieu de le coller", "type the text again instead of pasting it")
    for place, character in enumerate(text, 1):
        kind = None if character in allowed else _forbidden(character)
        if kind:
            code = f"U+{ord(character):04X}"
            raise InvalidValue(
                Text(
                    f"{field.fr} : {kind.fr} ({code}) au caractère {place}.",
                    f"{field.en}: {kind.en} ({code}) at character {place}.",
                ),
                retype,
            )
    if _STACK.search(text):
        raise InvalidValue(
            Text(f"{field.fr} : trop d’accents sur une même lettre.", f"{field.en}: too many accents on one letter."),
            retype,
        )


def _forbidden(character: str) -> Text | None:
    """Why a character cannot be kept, or None."""
    category = unicodedata.category(character)
    if character == "\0":
        return Text("un caractère nul", "a NUL character")
    if character in "\n\r\u2028\u2029":
        return Text("un saut de ligne", "a line break")
    if character in _TURNING:
        return Text("un caractère qui change le sens de lecture", "a character that turns the reading direction")
    if category == "Cf" or character in _INVISIBLE or "\U000e0100" <= character <= "\U000e01ef":
        return Text("un caractère invisible", "an invisible character")
    if category == "Cc":
        return Text("un caractère de commande", "a control character")
    if category == "Cs":
        return Text("la moitié d’un caractère", "half of a character")
    if category == "Co" or ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef":
        return Text("un caractère que rien ne définit", "a character that nothing defines")
    return None


def mixed_script(text: str) -> bool:
    """Whether the letters belong to several scripts, as when a Cyrillic « а » hides in a Latin name. For a warning."""
    scripts = {_script(c) for c in unicodedata.normalize("NFC", text) if c.isalpha()}
    return len(scripts) > 1


def _script(letter: str) -> str:
    first = unicodedata.name(letter, "UNNAMED").split()[0]
    return "LATIN" if letter in "ªºµ" else first


def shown(text: str, longest: int = 60) -> str:
    """What was typed, safe to print in a message: hidden characters spelt out (`\\u202e`), a long text cut."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(c if c == " " or _forbidden(c) is None else f"\\u{ord(c):04x}" for c in cut)


def beginning(text: str, longest: int = 60) -> str:
    """The first words of a long text, on one line; an ellipsis tells that there are more."""
    words = shown(" ".join(text.split()), LONGEST_TEXT)
    if len(words) <= longest:
        return words
    cut = words[: longest - 1]
    return f"{cut.rpartition(' ')[0].rstrip(' ,;:.') or cut}…"


def quoted(text: str) -> Text:
    """The same, between the quotation marks of each language."""
    return Text(f"« {shown(text)} »", f"“{shown(text)}”")
