"""Real processes for the tests of races and crashes, started from one that has loaded the program already."""

import multiprocessing
import traceback

CONTEXT = multiprocessing.get_context(
    "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
)
if CONTEXT.get_start_method() == "forkserver":
    # What takes long to load; the tests themselves are not on the path of the process that the others come from.
    CONTEXT.set_forkserver_preload(
        ["pytest", "sqlalchemy.dialects.postgresql.psycopg", "workflow.history", "workflow.schema"]
    )


def together(work, jobs):
    """What `work(*job)` gives in one process per job, all of which begin at the same moment."""
    barrier, results = CONTEXT.Barrier(len(jobs)), CONTEXT.SimpleQueue()
    running = [
        CONTEXT.Process(target=_begin, args=(barrier, results, number, work, job), daemon=True)
        for number, job in enumerate(jobs)
    ]
    for process in running:
        process.start()
    found = dict(results.get() for _ in jobs)
    for process in running:
        process.join()
        process.close()
    results.close()
    faults = [one for one in found.values() if isinstance(one, Fault)]
    assert not faults, faults[0]
    return [found[number] for number in range(len(jobs))]


class Fault(str):
    """What went wrong in a process, for the one that waits for it."""


def _begin(barrier, results, number, work, job):
    try:
        barrier.wait(60)
        result = work(*job)
    except BaseException:  # noqa: BLE001  # it is told to the process that waits
        result = Fault(traceback.format_exc())
    results.put((number, result))


def run(work, *given):
    """The exit code of a process of its own that does `work(*given)`; negative where a signal ended it."""
    process = CONTEXT.Process(target=work, args=given, daemon=True)
    process.start()
    process.join(60)
    code = process.exitcode
    process.close()
    return code
