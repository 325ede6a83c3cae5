"""The command `jalon`: one file per noun, each loaded when it is asked for."""

import sys
from typing import NoReturn

from workflow.cli.invocation import answer, unforeseen


def run() -> NoReturn:
    """What the command `jalon` does: answer what was typed, and leave with the exit code of the answer."""
    sys.excepthook = unforeseen
    sys.exit(answer(sys.argv[1:]))
