"""What is typed for a transition, read as states.yaml declares it."""

from collections.abc import Mapping

from workflow import names
from workflow.dates import parse_day
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.lifecycle import Input, Transition
from workflow.money import parse_amount


def read_inputs(transition: Transition, typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The inputs that are days (ISO), amounts (in cents) or numbers, and those that are free text.

    Raises InvalidValue for a name the transition does not ask for, or a value that cannot be read.
    """
    asked = {wanted.name: wanted for wanted in transition.inputs}
    public: dict[str, str] = {}
    texts: dict[str, str] = {}
    for name, value in typed.items():
        wanted = asked.get(name)
        if wanted is None:
            raise _not_asked(transition, name)
        if wanted.type == "text":
            texts[name] = names.clean_long(value, wanted.label)
        else:
            public[name] = _read(wanted, value)
    return public, texts


def _read(wanted: Input, value: str) -> str:
    try:
        if wanted.type == "date":
            return parse_day(value).isoformat()
        if wanted.type == "amount":
            return str(parse_amount(value))
        return str(_number(value))
    except InvalidValue as fault:
        said = fault.message
        raise InvalidValue(
            Text(f"{wanted.label.fr} : {said.fr}", f"{wanted.label.en}: {said.en}"), fault.remedy
        ) from fault


def _number(value: str) -> int:
    text = value.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        shown = names.quoted(value)
        raise InvalidValue(
            Text(f"{shown.fr} n’est pas un nombre entier.", f"{shown.en} is not a whole number."),
            Text("écrivez des chiffres : 42", "write digits: 42"),
        )
    return int(text)


def _not_asked(transition: Transition, name: str) -> InvalidValue:
    shown = names.quoted(name)
    if not transition.inputs:
        return InvalidValue(
            Text(
                f"« {transition.name} » ne demande rien : retirez {shown.fr}.",
                f"“{transition.name}” asks for nothing: remove {shown.en}.",
            )
        )
    listed = ", ".join(wanted.name for wanted in transition.inputs)
    return InvalidValue(
        Text(
            f"« {transition.name} » ne demande pas {shown.fr} ; elle demande : {listed}.",
            f"“{transition.name}” does not ask for {shown.en}; it asks for: {listed}.",
        )
    )
