"""Hundreds of files on all processors: one file or none at each place, and the others whatever becomes of one."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from workflow.documents.formats import named
from workflow.documents.formats.issued import Issued
from workflow.documents.formats.look import Look
from workflow.documents.whole_file import write_file
from workflow.errors import DocumentError

FEW = 16
"""Files that are written sooner than other processes start."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to write."""

    issued: Issued
    format: str
    path: Path


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was not written, and why."""

    task: Task
    error: DocumentError


def write_many(
    tasks: Sequence[Task],
    look: Look,
    *,
    processes: int = 0,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> list[Failure]:
    """Write every file, and give those that failed, in the order of the tasks.

    `progress` is told how many are done out of how many, after each. `processes` is by default as many as the machine
    has. Raises UnknownName for a format that is not known, before anything is written.
    """
    for name in {task.format for task in tasks}:
        named(name)
    count = min(processes or os.cpu_count() or 1, -(-len(tasks) // FEW))
    failures: dict[int, DocumentError] = {}
    if count < 2:
        for done, task in enumerate(tasks, 1):
            failed = _written(task, look)
            if failed:
                failures[done - 1] = failed
            progress(done, len(tasks))
    else:
        # A forked child of a process in which typst has worked waits for ever; a spawned one starts afresh.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(look,)) as pool:
            waiting = {pool.submit(_written_here, task): place for place, task in enumerate(tasks)}
            for done, future in enumerate(as_completed(waiting), 1):
                failed = future.result()
                if failed:
                    failures[waiting[future]] = failed
                progress(done, len(tasks))
    return [Failure(tasks[place], failures[place]) for place in sorted(failures)]


def _written(task: Task, look: Look) -> DocumentError | None:
    try:
        write_file(task.path, named(task.format).write(task.issued, look))
    except DocumentError as error:
        return error
    return None


# ---- in the processes ------------------------------------------------------------------------------------------------

_look: Look | None = None


def _begin(look: Look) -> None:
    global _look  # one look for all the files of a process, handed over once
    _look = look


def _written_here(task: Task) -> DocumentError | None:
    if _look is None:
        raise RuntimeError("a process that was not begun")
    return _written(task, _look)
