"""The command `jalon`: one file per noun, each loaded when it is asked for."""

import gc
import sys
from typing import NoReturn

from workflow.cli.invocation import answer, unforeseen

GARBAGE = 50_000
"""How many objects more than before there may be when garbage is looked for."""


def run() -> NoReturn:
    """What the command `jalon` does: answer what was typed, and leave with the exit code of the answer."""
    sys.excepthook = unforeseen
    # Looking for garbage among libraries that are being loaded, and stay, takes a tenth of a short command.
    gc.set_threshold(GARBAGE)
    sys.exit(answer(sys.argv[1:]))
