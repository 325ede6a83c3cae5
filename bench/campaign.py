"""The long random campaign: 2,000 changes of rows and 2,000 flipped bits of the file, or as many as are asked for.

    python bench/campaign.py [COUNT] [SEED]

Each is made on a copy of one sealed database with its triggers put back, and verified against the checkpoints kept
outside. Nothing may be missed, and nothing may end in a traceback.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from campaign import Campaign
from proofs import make_scene, make_signed


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    count, seed = (*given, *(2000, 2026)[len(given) :])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scene = make_scene(folder / "scene", make_signed(folder / "signed"))
        campaign = Campaign(scene, folder, seed)
        for what, run in (("rows and cells", campaign.rows), ("bits of the file", campaign.bits)):
            begun = time.perf_counter()
            found = run(count)
            told = ", ".join(f"{found[name]} {name}" for name in ("caught", "refused", "no effect", "missed"))
            print(f"{count} changes of {what}: {told}   ({time.perf_counter() - begun:.0f} s)")
            print(*campaign.missed, sep="\n")
            if campaign.missed:
                sys.exit(1)


if __name__ == "__main__":
    main()
