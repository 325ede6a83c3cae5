"""The numbers that Word shows before paragraphs and does not write: `Article 4 – ` of the fourth article."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workflow.documents.word_xml import Element, W, attribute_of, value_of

_PLACE = re.compile("%([1-9])")
_LEVELS = 9


@dataclass
class Level:
    """How one level of a numbering counts and reads."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: str = " "


@dataclass
class Numbers:
    """The counters of one document, moved on by each numbered paragraph from first to last."""

    levels: Mapping[str, Mapping[int, Level]]
    """By numbering."""
    abstract: Mapping[str, str]
    restarts: Mapping[tuple[str, int], int]
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, numbering: str, level: int) -> str:
        """What stands before the next paragraph of that numbering; nothing for a bullet and for one not declared."""
        declared = self.levels.get(numbering, {})
        if level not in declared:
            return ""
        counts = self._counts.setdefault(self.abstract[numbering], [None] * _LEVELS)
        here = counts[level]
        if (numbering, level) in self.restarts and (numbering, level) not in self._begun:
            counts[level] = self.restarts[numbering, level]
        else:
            counts[level] = declared[level].start if here is None else here + 1
        self._begun.add((numbering, level))
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        if declared[level].form in ("bullet", "none"):
            return ""

        def written(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            above = declared.get(at, Level())
            count = counts[at]
            return _FORMS.get(above.form, str)(above.start if count is None else count)

        return _PLACE.sub(written, declared[level].text) + declared[level].gap


def read_numbers(root: Element | None) -> Numbers:
    """The numberings that a numbering.xml declares; none where there is no such part."""
    declared: dict[str, dict[int, Level]] = {}
    levels: dict[str, dict[int, Level]] = {}
    abstract: dict[str, str] = {}
    restarts: dict[tuple[str, int], int] = {}
    if root is not None:
        for kind in root.iter(f"{W}abstractNum"):
            declared[attribute_of(kind, "abstractNumId")] = {
                _at(level): _level(level) for level in kind.iter(f"{W}lvl")
            }
        for number in root.iter(f"{W}num"):
            name = attribute_of(number, "numId")
            abstract[name] = value_of(number.find(f"{W}abstractNumId"))
            levels[name] = dict(declared.get(abstract[name], {}))
            for override in number.iter(f"{W}lvlOverride"):
                levels[name] |= {_at(level): _level(level) for level in override.iter(f"{W}lvl")}
                start = override.find(f"{W}startOverride")
                if start is not None:
                    restarts[name, _at(override)] = _number(value_of(start), 1)
    return Numbers(levels, abstract, restarts)


def _level(element: Element) -> Level:
    suffix = value_of(element.find(f"{W}suff"), "tab")
    return Level(
        _number(value_of(element.find(f"{W}start")), 1),
        value_of(element.find(f"{W}numFmt"), "decimal"),
        value_of(element.find(f"{W}lvlText")),
        "" if suffix == "nothing" else " ",
    )


def _at(element: Element) -> int:
    return min(_number(attribute_of(element, "ilvl"), 0), _LEVELS - 1)


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else otherwise


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 5)


_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_UNITS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def _roman(number: int) -> str:
    written, rest = "", min(number, 3999)
    for value, sign in (*_ROMAN, *_ROMAN_UNITS):
        written += sign * (rest // value)
        rest %= value
    return written


_FORMS: Mapping[str, Callable[[int], str]] = {
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "ordinal": lambda number: "1er" if number == 1 else f"{number}e",
}
