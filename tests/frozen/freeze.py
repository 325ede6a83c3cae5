"""Made the corpus of version 1, once: `python tests/frozen/freeze.py FOLDER`. A corpus is never made again.

A change of the body is a new version with a folder of its own; this one must verify for ever.
"""

import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parent.parent))

import dossiers
from authority import Authority
from dossiers import BY, ONE_REGION, TWO_REGIONS, populate, walk
from proofs import APPLICATION, Sealed, witnessed

from workflow.engine import Command
from workflow.entries import FigurePublished, MemberSet, Note
from workflow.integrity import kit
from workflow.integrity.timestamp import stamp
from workflow.models import LifecycleVersion


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        made = Sealed(Path(name) / "space")
        populate(f"sqlite:///{made.database}", made.clock, signer=APPLICATION)
        file = made.folder / "pv.txt"
        file.write_text("le compte rendu\n", encoding="utf-8")
        kept = made.evidence.keep(f"committee_minutes={file}")
        engine = made.engine
        with patch.object(dossiers, "MINUTES", kept):
            walk(engine, TWO_REGIONS, to="closed")
            walk(engine, ONE_REGION, to="withdrawn")
        with_file, from_archives = Command("national", evidence=(kept,)), Command("national", source="archives")
        engine.record(ONE_REGION, Note(text="« une note » : accents, N’Guyen, 😀"), with_file)
        engine.record(TWO_REGIONS, MemberSet(siren="200084952", name="Un autre"), from_archives)
        engine.correct(TWO_REGIONS, 1, Command("national", comment="orthographe"), changes={"name": "Marie Lefebvre"})
        engine.correct(TWO_REGIONS, 2, Command("national", comment="erreur"), changes={"office": "directeur"})
        engine.erase(TWO_REGIONS, 1, ["name"], "RGPD, article 17", BY.administrator)
        figure = FigurePublished(
            number=1, as_of="2019-05-06", published_on="2019-05-06", what="protocols", value=9, label="protocoles",
            source="communiqué",
        )  # fmt: skip
        engine.register(figure, Command("national", key="une-clé"))
        made.seal()
        engine.record(TWO_REGIONS, Note(text="après le premier sceau"), BY.drafter)
        made.clock.tick(days=1)
        witnessed(made)
        authority = Authority(Path(name) / "authority")
        (made.keys / "authority.pem").write_bytes(authority.root)
        stamp(made.folder / "seal" / "000002.checkpoint", authority.command, [authority.root])
        with made.store.reading() as reading:
            kit.export(reading, target, keys=made.keys, sealed=made.folder / "seal", evidence=made.evidence)
            for row in reading.rows(LifecycleVersion):
                (target / "lifecycle.json").write_text(row.canonical, encoding="utf-8")
        (target / "signatures.txt").write_text(
            "".join(f"{digest} {signature.hex()}\n" for digest, signature in made.ask(
                "SELECT hash, signature FROM history_entry ORDER BY id"
            ))
        )  # fmt: skip
        made.store.close()
    for name in ("verify.py", "LISEZMOI.txt"):
        (target / name).unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
