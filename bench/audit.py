"""What proof costs at a million entries: sealing and verifying, each beside the raw cost of reading and hashing.

Raw reads every body in the order of the log and hashes it once, with sqlite3 and hashlib alone. The entries carry no
signature of the application: what its verification adds is measured apart, on a thousand entries. Verification runs in
a process of its own, so that its memory can be told. Then come the questions (questions.py), on the same database.

    python bench/audit.py [FILE [ENTRIES]]
"""

import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import questions
from history import make
from measure import verdict

from workflow.database import Durability
from workflow.engine import Command, Engine
from workflow.entries import Note
from workflow.integrity import log
from workflow.integrity.seal import Sealer
from workflow.integrity.verify.verification import verify
from workflow.keys import NOTE, Signer, Trust
from workflow.language import Text
from workflow.store import Store

SEAL = Signer("bench/1", NOTE, bytes(32))
APPLICATION = Signer("bench/1/application", NOTE, bytes(range(32)))
MORE = 1000
LIMITS = {"from nothing": 5.0, "more": 0.020, "verify": 90.0, "memory": 400.0}
"""Seconds at a million entries, and MiB."""


def timed(work: object) -> tuple[float, object]:
    begun = time.perf_counter()
    done = work()  # type: ignore[operator]
    return time.perf_counter() - begun, done


def raw(path: Path) -> float:
    """Seconds to read and hash every body."""
    begun = time.perf_counter()
    with closing(sqlite3.connect(path)) as connection:
        for (body,) in connection.execute("SELECT body FROM history_entry NOT INDEXED ORDER BY id"):
            sha256(b"\x00" + body).digest()
    return time.perf_counter() - begun


def sealing(path: Path, folder: Path, share: float) -> bool:
    """Seal from nothing, then a thousand more, without and with the application's signatures."""
    store = Store(f"sqlite:///{path}")
    sealer = Sealer(store, SEAL, folder / "seal", Trust())
    took, made = timed(sealer.seal)
    print(
        f"seal {made.added} from nothing{took:32.2f} s    ", verdict(took, LIMITS["from nothing"] * share, at_most=True)
    )
    holds = took <= LIMITS["from nothing"] * share
    with no_waiting():
        more = sealed_again(path, folder, Trust(), None, Durability("DELETE", "OFF", Text("", "")))
    print(f"seal {MORE} more, but for the disk{more * 1000:27.1f} ms   ", verdict(more, LIMITS["more"], at_most=True))
    print(f"seal {MORE} more{sealed_again(path, folder, Trust(), None) * 1000:44.1f} ms")
    signed = sealed_again(path, folder, Trust((APPLICATION.public,)), APPLICATION)
    print(f"seal {MORE} more, each signature verified{signed * 1000:20.1f} ms")
    took, _ = timed(lambda: sealer.seal(whole=True))
    print(f"read every leaf again before sealing{took:23.2f} s")
    with store.reading() as reading:
        whole = log.tree(reading)
        took, _ = timed(lambda: log.prove(reading, "d7-2018", 0, whole))
        print(f"first proof of an entry{took:36.2f} s")
        took, _ = timed(lambda: log.prove(reading, "d9-2018", 3, whole))
        print(f"next proof of an entry{took * 1000:37.1f} ms")
    store.close()
    return holds and more <= LIMITS["more"]


def sealed_again(
    path: Path, folder: Path, trust: Trust, signer: Signer | None, durability: Durability | None = None
) -> float:
    """The median of five times to seal a thousand entries that came since."""
    store = Store(f"sqlite:///{path}", signer=signer, durability=durability)
    rounds = []
    for _ in range(5):
        with Engine(store).batch(Command("root")) as batch:
            for number in range(MORE):
                batch.record(f"d{number}-2018", Note(text="de plus"))
        rounds.append(timed(Sealer(store, SEAL, folder / "seal", trust).seal)[0])
    store.close()
    return sorted(rounds)[2]


@contextmanager
def no_waiting() -> Iterator[None]:
    """How long a disk takes to say that it has something is the disk’s own affair."""
    real = os.fsync
    os.fsync = lambda handle: None  # type: ignore[assignment]
    try:
        yield
    finally:
        os.fsync = real


def peak() -> float:
    """The most memory this process has held, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says begins with what the parent held when it started this process
        return int(re.findall(r"VmHWM:\s+(\d+)", status.read_text())[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def verified(path: Path) -> None:
    """In a process of its own: the seconds and the MiB of one verification."""
    store = Store(f"sqlite:///{path}")
    took, found = timed(lambda: verify(store, Trust((APPLICATION.public,), (SEAL.public,))))
    print(json.dumps({"seconds": took, "peak": peak(), "sentence": found.sentence.en, "holds": found.holds}))


def main() -> None:
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "jalon-bench-history.db"
    entries = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    share = entries / 1_000_000
    original = make(file, entries)
    original.close()
    with tempfile.TemporaryDirectory(dir=file.parent) as name:
        folder = Path(name)
        path = folder / "sealed.db"
        shutil.copyfile(file, path)
        with path.open("rb+") as copy:
            os.fsync(copy)  # or the disk would be at it while the seal is timed
        cost = raw(path)
        print(f"\nread and hash every body, raw{cost:30.2f} s")
        holds = sealing(path, folder, share)
        command = [sys.executable, __file__, "--verify", str(path)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(
            f"verify everything{found['seconds']:42.1f} s    ",
            verdict(found["seconds"], LIMITS["verify"] * share, at_most=True),
        )
        print(f"verify / raw{found['seconds'] / cost:47.1f}")
        print(f"peak memory{found['peak']:48.0f} MiB  ", verdict(found["peak"], LIMITS["memory"], at_most=True))
        print(found["sentence"], "\n")
        holds &= found["holds"] and found["seconds"] <= LIMITS["verify"] * share and found["peak"] <= LIMITS["memory"]
    holds &= questions.compare(original)  # on the database as it was made
    original.close()
    sys.exit(not holds)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--verify"]:
        verified(Path(sys.argv[2]))
    else:
        main()
