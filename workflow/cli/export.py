"""`jalon export`: what goes out to those who check without us."""

from pathlib import Path

from workflow import lookup
from workflow.cli import output, phrases
from workflow.cli.options import dossier_argument, json_option
from workflow.cli.places import keys_folder, seal_folder
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, group, option, under
from workflow.integrity import files, kit, log
from workflow.language import Text


@group(
    "export",
    Text(
        "Ce qui sort d’ici : le répertoire de preuve, une preuve.", "What goes out: the proof as a folder, one proof."
    ),
    "jalon export kit preuve",
)
def export_command() -> None:
    """Nothing by itself."""


@under(
    export_command,
    "kit",
    Text(
        "Un répertoire qu’un tiers vérifie sans notre logiciel : LISEZMOI.txt, verify.py, sceaux, entrées, preuves, "
        "clés, textes et pièces.\n\nAvec --without-texts, ni noms, ni textes, ni pièces : seulement leurs empreintes.",
        "A folder that a third party checks without our software: LISEZMOI.txt, verify.py, seals, entries, proofs, "
        "keys, texts and files.\n\nWith --without-texts neither names nor texts nor files: their digests alone.",
    ),
    "jalon export kit preuve",
    "jalon export kit preuve --without-texts",
)
@argument("folder", Text("RÉPERTOIRE", "FOLDER"), Text("neuf ou vide", "new or empty"), type=Path)
@option(
    "--without-texts",
    "bare",
    is_flag=True,
    said=Text("Sans noms, textes ni pièces.", "Without names, texts and files."),
)
@option(
    "--prove",
    "dossiers",
    multiple=True,
    value=Text("DOSSIER", "DOSSIER"),
    said=Text(
        "Une preuve à part pour ce dossier seulement ; sinon pour tous.",
        "A proof of its own for this dossier alone; otherwise for all.",
    ),
)
@json_option
@in_session
def kit_(session: Session, folder: Path, bare: bool, dossiers: tuple[str, ...], as_json: bool) -> None:
    """Write a kit."""
    with session.reading() as reading, output.bar() as move:
        named = [lookup.subject(reading, name) for name in dossiers]
        made = kit.export(
            reading,
            folder.expanduser(),
            keys=keys_folder(session),
            sealed=seal_folder(session),
            evidence=session.evidence,
            texts=not bare,
            dossiers=named or None,
            progress=lambda done, total: move(str(Text("entrées", "entries")), done, total),
        )
    if as_json:
        output.print_json(
            {"folder": str(made.folder), "entries": made.entries, "files": made.files, "proofs": made.proofs}
        )
        return
    output.success(Text(f"Dossier de preuve : {made.folder}", f"Proof: {made.folder}"))
    output.fields(
        [
            (Text("entrées", "entries"), made.entries),
            (Text("preuves", "proofs"), made.proofs),
            (Text("pièces", "files"), made.files),
        ],
        indent=2,
    )
    if made.missing:
        gone = phrases.count(
            made.missing, ("pièce manque", "pièces manquent"), ("file is missing", "files are missing")
        )
        output.warning(
            Text(
                f"{gone.fr} ici : le dossier de preuve le dira à qui le vérifie.",
                f"{gone.en} here: the proof will say so to whoever checks it.",
            )
        )
        output.remedy(Text("lesquelles : jalon verify", "which ones: jalon verify"))
    output.remedy(
        Text(
            f"qui le reçoit lit LISEZMOI.txt, puis tape : python3 {made.folder}/verify.py",
            f"whoever receives it reads LISEZMOI.txt, then types: python3 {made.folder}/verify.py",
        )
    )


@under(
    export_command,
    "proof",
    Text(
        "La preuve, en un petit fichier, qu’une entrée est sous le dernier sceau (C2SP tlog-proof).",
        "The proof, as one small file, that an entry is under the newest seal (C2SP tlog-proof).",
    ),
    "jalon export proof axe-seine 4 --to axe-seine-4.tlog-proof",
)
@dossier_argument
@argument("seq", Text("N", "N"), Text("numéro de l’entrée", "number of the entry"), type=int)
@option(
    "--to",
    type=Path,
    value=Text("FICHIER", "FILE"),
    said=Text("Où l’écrire ; sinon à l’écran.", "Where to write it; otherwise on the screen."),
)
@json_option
@in_session
def proof(session: Session, dossier: str, seq: int, to: Path | None, as_json: bool) -> None:
    """Prove one entry."""
    with session.reading() as reading:
        subject = lookup.subject(reading, dossier)
        proved = log.prove(reading, subject, seq)
    if to is not None:
        files.put(to.expanduser(), str(proved))
    if as_json:
        output.print_json(
            {
                "dossier": subject,
                "seq": seq,
                "index": proved.index,
                "proof": str(proved),
                "file": str(to) if to is not None else None,
            }
        )
    elif to is None:
        output.echo(str(proved).removesuffix("\n"))
    else:
        steps = phrases.count(len(proved.hashes), ("empreinte", "empreintes"), ("hash", "hashes"))
        output.success(Text(f"Preuve : {to} ({steps.fr})", f"Proof: {to} ({steps.en})"))
