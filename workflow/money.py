"""Amounts: whole numbers of cents, read by an exact grammar and written as each language does.

There is no float and no rounding. What can be read in two ways (`1.234`, `1,234`) is refused rather than guessed.
"""

import re

from workflow.errors import InvalidValue
from workflow.language import Text, current
from workflow.names import quoted

LARGEST = 10**13
"""Cents: a hundred billion euros, far below what a database or a JSON number can hold."""

_CENTS = {"": 2, "€": 2, "eur": 2, "euro": 2, "euros": 2, "k€": 5, "m€": 8, "md€": 11}
"""How many digits after the decimal sign of the unit make cents."""

_SPACE = "[ \u00a0\u202f]"
_AMOUNT = re.compile(
    f"(?P<whole>[0-9]{{1,14}}|[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+)(?:[.,](?P<decimals>[0-9]{{1,11}}))?"
    f"(?:{_SPACE}?(?P<unit>€|eur|euros?|k€|m€|md€))?",
    re.IGNORECASE,
)
_TWO_SIGNS = re.compile("[0-9 \u00a0\u202f]*[.,][0-9 \u00a0\u202f]*[.,].*", re.DOTALL)
_FORMS = Text(
    "tapez par exemple 1234,56 ou 1 234,56 € ou 330 k€ ou 1,5 M€",
    "type for instance 1234.56 or 1 234.56 € or 330 k€ or 1.5 M€",
)


def parse_amount(text: str) -> int:
    """An amount in cents, from `1 234,56`, `1234.56`, `12 €`, `330 k€`, `1,5 M€` or `1,4 Md€`.

    Raises InvalidValue with the reason: ambiguous signs, less than a cent, negative, more than `LARGEST`, not a number.
    """
    typed = text.strip()
    found = _AMOUNT.fullmatch(typed)
    if not found:
        raise _refusal(text, _why_unreadable(typed))
    decimals, places = found["decimals"] or "", _CENTS[(found["unit"] or "").lower()]
    if len(decimals) == 3:
        raise _refusal(text, Text("milliers ou décimales ? c’est ambigu", "thousands or decimals? it is ambiguous"))
    if len(decimals.rstrip("0")) > places:
        raise _refusal(text, Text("c’est plus fin que le centime", "it is finer than a cent"))
    whole = re.sub(_SPACE, "", found["whole"])
    cents = int(whole + decimals.rstrip("0").ljust(places, "0"))
    if cents > LARGEST:
        raise _refusal(text, Text("c’est plus de cent milliards d’euros", "it is more than a hundred billion euros"))
    return cents


def format_amount(cents: int, language: str | None = None) -> str:
    """« 1 234,50 € » or €1,234.50; without decimals where there are no cents; by default in the language in force.

    In French the thousands are set apart by narrow no-break spaces, the sign by a full one.
    """
    sign, (euros, rest) = "−" if cents < 0 else "", divmod(abs(cents), 100)
    if (language or current()) == "en":
        return f"{sign}€{euros:,}{f'.{rest:02}' if rest else ''}"
    whole = f"{euros:,}".replace(",", "\u202f")
    return f"{sign}{whole}{f',{rest:02}' if rest else ''}\u00a0€"


def _why_unreadable(typed: str) -> Text:
    if typed.startswith(("-", "−", "–")) and any(c.isdigit() for c in typed):
        return Text("un montant n’est pas négatif", "an amount is not negative")
    if _TWO_SIGNS.fullmatch(typed):
        if {".", ","} <= set(typed):
            return Text("point et virgule à la fois, c’est ambigu", "a point and a comma together, it is ambiguous")
        return Text("deux fois le même signe, c’est ambigu", "the same sign twice, it is ambiguous")
    if re.fullmatch(f"[0-9]+(?:{_SPACE}[0-9]+)+(?:[.,][0-9]*)?.{{0,4}}", typed):
        return Text("les milliers vont par trois chiffres", "thousands go by three digits")
    return Text("ce n’est pas un montant", "this is not an amount")


def _refusal(text: str, reason: Text) -> InvalidValue:
    shown = quoted(text)
    return InvalidValue(Text(f"{shown.fr} : {reason.fr}.", f"{shown.en}: {reason.en}."), _FORMS)
