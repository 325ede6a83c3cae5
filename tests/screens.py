"""What a person sees: a command typed on a terminal of so many columns, in this process.

from screens import seen, wide

    screen = seen(jalon, "dossiers", columns=80)       # the text, without the colours
    assert wide(screen) <= 80

still            for those who ask `jalon` what day it is: noon in Paris on 6 May 2020, until it is told otherwise
"""

import os
import pty
import re
import termios
import threading
import unicodedata
from contextlib import chdir, redirect_stderr, redirect_stdout
from fcntl import ioctl
from functools import partial
from struct import pack
from unittest.mock import patch

import pytest

from workflow.cli.invocation import answer
from workflow.engine import Engine
from workflow.language import current, speaking

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def shown(line, *arguments, columns=80, code=0, **environ):
    """The same with its colours, as the terminal gets them."""
    near, far = pty.openpty()
    ioctl(far, termios.TIOCSWINSZ, pack("HHHH", 40, columns, 0, 0))
    pieces = []
    reader = threading.Thread(target=_drain, args=(near, pieces))
    reader.start()
    given = {"TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": "40", **line.environ, **environ}
    with (
        os.fdopen(far, "w", encoding="utf-8") as stream,
        chdir(line.folder),
        patch.dict(os.environ, given),
        speaking(current()),
        redirect_stdout(stream),
        redirect_stderr(stream),
    ):
        left = answer([str(argument) for argument in arguments])
    reader.join()
    os.close(near)
    text = b"".join(pieces).decode().replace("\r\n", "\n")
    assert left == code, text
    return text


def seen(line, *arguments, **given):
    """What is on the screen, without the colours."""
    return _ESCAPES.sub("", shown(line, *arguments, **given))


def wide(text):
    """The columns of the longest line; an address alone behind its mark, which nothing can break, does not count."""
    return max((_columns(line) for line in text.splitlines() if not _is_address(line)), default=0)


def _is_address(line):
    words = line.split()
    return bool(words) and "://" in words[-1] and all(len(word) <= 4 for word in words[:-1])


def _columns(line):
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else not unicodedata.combining(sign) for sign in line)


def _drain(near, pieces):
    while True:
        try:
            piece = os.read(near, 65536)
        except OSError:  # Linux says so that nobody holds the other side any more
            return
        if not piece:
            return
        pieces.append(piece)


@pytest.fixture
def still(monkeypatch, clock):
    for place in ("workflow.cli.session.Engine", "workflow.cli.writing.Engine", "command_line.Engine"):
        monkeypatch.setattr(place, partial(Engine, clock=clock))
    return clock
