"""What click says, in the language in force: its sentences go through gettext, ours do not."""

import gettext
import os
from pathlib import Path


def install(language: str) -> None:
    """Make click speak `language`, one of `workflow.language.LANGUAGES`, in this process and those it starts.

    To be called before a module that declares commands is imported: click translates some words as it declares them.
    """
    # gettext takes the language from the environment alone; a language without a catalogue is click's own English.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))
