"""The values of entries as a person reads them: amounts in euros, days in words, codes by their labels."""

from collections.abc import Callable, Mapping
from typing import Any

from workflow import labels
from workflow.correction import EFFECTIVE
from workflow.dates import Period, day_text
from workflow.errors import JalonError
from workflow.language import Text
from workflow.money import format_amount
from workflow.regions import region

NOTHING = "–"
"""What stands where nothing was said."""


def in_words(field: str, value: Any) -> Text:
    """A value of a field, as the payload of an entry has it; one that is not of that kind is shown as it is."""
    if value is None or value in ([], {}):
        return Text(NOTHING, NOTHING)
    if isinstance(value, list):
        return _joined(", ", [in_words(field, one) for one in value])
    if isinstance(value, dict):
        return _joined(" ", [in_words(name, one) for name, one in value.items()])
    if field in _WRITTEN:
        try:
            return _WRITTEN[field](value)
        except (JalonError, LookupError, TypeError, ValueError):  # what another version of the program wrote
            return Text(str(value), str(value))
    return Text(str(value), str(value))


def _joined(separator: str, told: list[Text]) -> Text:
    return Text(separator.join(one.fr for one in told), separator.join(one.en for one in told))


def _amount(value: Any) -> Text:
    return Text(format_amount(int(value), "fr"), format_amount(int(value), "en"))


def _period(value: Any) -> Text:
    period = Period.from_iso(value)
    return Text(period.in_words("fr"), period.in_words("en"))


def _region(code: Any) -> Text:
    return region(code).label


def _yes_or_no(value: Any) -> Text:
    return Text("oui", "yes") if value else Text("non", "no")


def _code(known: Mapping[str, Text]) -> Callable[[Any], Text]:
    return lambda value: known[value]


_WRITTEN: Mapping[str, Callable[[Any], Text]] = {
    EFFECTIVE: _period,
    **dict.fromkeys(("aid", "cost"), _amount),
    **dict.fromkeys(("as_of", "committee_on", "deliberation_on", "ends", "meets_on", "voted_on"), day_text),
    **dict.fromkeys(("since", "starts", "until"), day_text),
    **dict.fromkeys(("active", "approximate", "firm", "ours"), _yes_or_no),
    **dict.fromkeys(("region_code", "regions"), _region),
    "status": _code(labels.PROJECT_STATUSES),
    "college": _code(labels.COLLEGES),
    "document": _code(labels.DOCUMENTS),
    "committee": _code(labels.COMMITTEES),
    "medium": _code(labels.MEDIA),
    "member_kind": _code(labels.MEMBER_KINDS),
    "role": _code({**labels.ROLES, **labels.PERSON_ROLES}),
}
