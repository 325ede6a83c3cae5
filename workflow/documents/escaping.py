"""From text to Markdown that says exactly that text, and back: the one place where data is escaped."""

import re
import unicodedata

_PUNCTUATION = re.compile(r"""([!-/:-@\[\]-`{-~])""")
_BACKSLASH = "&#92;"
_ESCAPED = re.compile(rf"""{_BACKSLASH}|\\([!-/:-@\[\]-`{{-~])""")
_SPACES = re.compile("[ \t]+")
_MORE_BLANK_LINES = re.compile("\n{3,}")
_LINE_ENDS = "\n\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029"


def _seen(character: str) -> str:
    if character in _LINE_ENDS:
        return " "
    # Cc: controls; Cf: joiners, direction marks and other characters that are not seen; Cs: halves of a pair.
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cs") and character != "\t" else character


def visible(text: str) -> str:
    """The text on one line: line ends become spaces, characters that cannot be seen or turn the reading go."""
    kept = text if text.isascii() and text.isprintable() else "".join(map(_seen, text))
    return _SPACES.sub(" ", kept).strip()


def escaped(text: str) -> str:
    """Markdown that is read as `visible(text)` wherever it stands: in a paragraph, a list, a heading, bold, a cell.

    A backslash stands before every mark of ASCII punctuation, so that none can mean anything. A backslash itself is
    written as a character reference: before the end of a cell it would take the cell's border for its own.
    """
    return _BACKSLASH.join(_PUNCTUATION.sub(r"\\\1", part) for part in visible(text).split("\\"))


def unescaped(markdown: str) -> str:
    """The text that `escaped` was given, as visible."""
    return _ESCAPED.sub(lambda found: found[1] or "\\", markdown)


def tidied(markdown: str) -> str:
    """The same document with one blank line at most between blocks, no space at line ends, one line end at the end."""
    lines = "\n".join(line.rstrip(" \t") for line in markdown.split("\n"))
    return _MORE_BLANK_LINES.sub("\n\n", lines).strip("\n") + "\n"


def title_of(markdown: str) -> str:
    """The title of a document, from its first line, without marks of bold or emphasis."""
    first = markdown.partition("\n")[0]
    plain = re.sub(r"(?<!\\)\*+", "", first.removeprefix("# "))
    return unescaped(plain)
