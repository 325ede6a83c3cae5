"""What is typed for a transition, read as states.yaml declares it."""

from collections.abc import Mapping

from workflow import names
from workflow.dates import parse_day
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.lifecycle import Transition
from workflow.money import parse_amount


def read_inputs(transition: Transition, typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The inputs that are days, amounts (in cents) or numbers, and those that are free text.

    Raises InvalidValue for a name the transition does not ask for, or a value that cannot be read.
    """
    asked = {wanted.name: wanted for wanted in transition.inputs}
    public: dict[str, str] = {}
    texts: dict[str, str] = {}
    for name, value in typed.items():
        wanted = asked.get(name)
        if wanted is None:
            listed = ", ".join(asked) or "–"
            raise InvalidValue(
                Text(
                    f"« {transition.name} » ne demande pas « {name} » ; elle demande : {listed}.",
                    f"“{transition.name}” does not ask for “{name}”; it asks for: {listed}.",
                )
            )
        if wanted.type == "date":
            public[name] = parse_day(value).isoformat()
        elif wanted.type == "amount":
            public[name] = str(parse_amount(value))
        elif wanted.type == "number":
            public[name] = _number(value, wanted.label)
        else:
            texts[name] = names.clean_long(value, wanted.label)
    return public, texts


def _number(value: str, label: Text) -> str:
    text = value.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise InvalidValue(
            Text(
                f"{label.fr} : « {value} » n’est pas un nombre entier.", f"{label.en}: “{value}” is not a whole number."
            )
        )
    return str(int(text))
