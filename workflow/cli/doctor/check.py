"""One thing that was looked at, and what was found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from workflow.cli.session import Session
from workflow.errors import JalonError, StoreError
from workflow.integrity.verify.finding import DAMAGE as READING
from workflow.language import Text


class Status(StrEnum):
    """What a check found."""

    GOOD = "good"
    NOTICE = "notice"
    """Allowed, and worth a look."""
    FAULT = "fault"
    """To be mended."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    code: str
    """What it is called in JSON; never changes."""
    label: Text
    status: Status
    said: Text
    remedy: Text | None = None


def good(code: str, label: Text, said: Text | str) -> Check:
    """All is well."""
    return Check(code, label, Status.GOOD, _text(said))


def notice(code: str, label: Text, said: Text | str, remedy: Text | None = None) -> Check:
    """Worth a look."""
    return Check(code, label, Status.NOTICE, _text(said), remedy)


def fault(code: str, label: Text, said: Text | str, remedy: Text | None = None) -> Check:
    """To be mended."""
    return Check(code, label, Status.FAULT, _text(said), remedy)


def refused(code: str, label: Text, error: JalonError) -> Check:
    """What one of our own readers says is wrong."""
    return Check(code, label, Status.FAULT, error.message, error.remedy)


def damaged(code: str, label: Text, error: BaseException) -> Check:
    """What could not even be read."""
    said = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
    return fault(
        code, label, Text(f"illisible : {said}", f"cannot be read: {said}"), Text("jalon verify", "jalon verify")
    )


DAMAGE = (*READING, AssertionError)
"""What reading a damaged database may raise: no damage ends the examination."""

Looking = Callable[[Session], Iterator[Check]]


def guarded(code: str, label: Text) -> Callable[[Looking], Looking]:
    """Make a refusal that stops a look at something a fault of it: the others are looked at all the same.

    That the database cannot serve is told once, where the database is looked at.
    """

    def decorate(look: Looking) -> Looking:
        def looked(session: Session) -> Iterator[Check]:
            try:
                yield from look(session)
            except StoreError:
                return
            except JalonError as error:
                yield refused(code, label, error)
            except DAMAGE as error:
                yield damaged(code, label, error)

        return looked

    return decorate


def _text(said: Text | str) -> Text:
    return said if isinstance(said, Text) else Text(said, said)
