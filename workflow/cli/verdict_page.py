"""A verdict as a person reads it: the sentence, what was found, what that means, and what it does not cover."""

from collections.abc import Sequence
from typing import Any

from workflow.cli import drawing, output, phrases
from workflow.errors import InvalidValue
from workflow.integrity.verify.finding import LAYERS, Certainty, Finding, Layer
from workflow.integrity.verify.verdict import Verdict
from workflow.keys import PublicKey, Trust
from workflow.language import Text

MEANS: dict[Layer, Text] = {
    Layer.DATABASE: Text(
        "Le fichier de la base, ses verrous ou ses compteurs ne sont pas comme le programme les a faits.",
        "The file of the database, its locks or its counters are not as the program made them.",
    ),
    Layer.HASH: Text(
        "Le contenu d’une entrée n’est plus celui dont l’empreinte a été prise quand elle a été écrite.",
        "The content of an entry is no longer the one whose hash was taken when it was written.",
    ),
    Layer.COLUMNS: Text(
        "Ce que lisent les listes et les rapports n’est plus ce que dit l’entrée elle-même.",
        "What lists and reports read is no longer what the entry itself says.",
    ),
    Layer.CHAIN: Text(
        "Les entrées d’un dossier ne se suivent plus : l’une manque, ou n’est pas à sa place.",
        "The entries of a dossier no longer follow each other: one is missing, or not in its place.",
    ),
    Layer.RULE: Text(
        "Une entrée dit ce que le cycle de vie ne permettait pas.",
        "An entry says what the lifecycle did not allow.",
    ),
    Layer.PRESENT: Text(
        "Ce que les tables disent d’aujourd’hui n’est pas ce que donne l’histoire rejouée.",
        "What the tables say of today is not what replaying the history gives.",
    ),
    Layer.SIGNATURE: Text(
        "Une entrée n’a pas été écrite par l’application : sa signature manque ou n’est pas la sienne.",
        "An entry was not written by the application: its signature is missing, or is not the application’s.",
    ),
    Layer.LEAF: Text(
        "Une entrée qui était scellée a disparu, est apparue ou a changé de place.",
        "An entry that was sealed is gone, has appeared or is in another place.",
    ),
    Layer.SEAL: Text(
        "Les sceaux de la base ne disent plus ce que donnent les entrées, ou ne sont pas de qui scelle.",
        "The seals in the database no longer say what the entries give, or are not by whoever seals.",
    ),
    Layer.DISCLOSURE: Text(
        "Un nom ou un texte n’est plus celui qui a été écrit, ou a disparu sans effacement déclaré.",
        "A name or a text is no longer the one that was written, or is gone without a declared erasure.",
    ),
    Layer.ERASURE: Text(
        "Un effacement n’est pas ce que l’histoire en dit ; un texte effacé est peut-être revenu.",
        "An erasure is not what the history says of it; an erased text may be back.",
    ),
    Layer.FILE: Text(
        "Une pièce n’est plus le fichier qui a été apporté, ou n’est pas à sa place.",
        "A piece of evidence is no longer the file that was brought, or is not in its place.",
    ),
    Layer.DRAFT: Text(
        "Un brouillon n’est plus celui qui a été rédigé.", "A draft is no longer the one that was drawn."
    ),
    Layer.TIME: Text(
        "Une entrée se dit d’un moment où, d’après les sceaux et leurs témoins, elle n’existait pas ou existait déjà.",
        "An entry claims a moment at which, as seals and witnesses say, it was not there yet or was there already.",
    ),
    Layer.RECEIPT: Text(
        "Quelqu’un a le reçu d’une entrée qui n’est plus là, ou qui est une autre.",
        "Somebody has the receipt of an entry that is gone, or is another one.",
    ),
    Layer.OUTSIDE: Text(
        "Ce qui a été gardé hors d’ici contredit la base, changée ou remise à un état antérieur ; ou un des fichiers "
        "n’est pas ce qu’il doit être.",
        "What was kept elsewhere contradicts the database, changed or put back to an earlier state; or a file is not "
        "what it should be.",
    ),
}
"""What a finding of each layer means, for somebody who is not a programmer."""

CERTAINTIES = {
    Certainty.PROVEN: Text("prouvé", "proven"),
    Certainty.LIKELY: Text("très probable", "very likely"),
    Certainty.UNREADABLE: Text("on n’en sait rien", "nothing is known of it"),
}


FEW = 5
"""Findings of each kind that are shown, unless all of them are asked for."""


def described(verdict: Verdict, trust: Trust, asked: Sequence[str]) -> dict[str, Any]:
    """A verdict as JSON has it."""
    return {
        **verdict.as_data(),
        "asked": list(asked),
        "keys": {
            "application": [key.vkey for key in trust.application],
            "seal": [key.vkey for key in trust.seal],
            "witnesses": [key.vkey for key in trust.witnesses],
            "authorities": len(trust.authorities),
        },
    }


def show(verdict: Verdict, trust: Trust, asked: Sequence[str], *, every: bool = False) -> None:
    """The verdict; what touches the dossiers that were asked about comes first. `every` finding, or a few of a kind."""
    _sentence(verdict)
    for name in asked:
        _about(name, verdict)
    few = len(verdict.findings) if every else FEW
    _findings([one for one in verdict.findings if not asked or one.dossier in asked], few)
    if asked:
        _elsewhere(verdict, asked, few)
    more = sum(verdict.counts.values()) - len(verdict.findings)
    if more:
        output.echo()
        output.echo(Text(f"… et {more} autres constats, comptés seulement", f"… and {more} more, only counted"))
    output.echo()
    _basis(verdict, trust)
    if verdict.uncovered:
        output.echo()
        output.heading(Text("Ce que cette vérification ne couvre pas", "What this verification does not cover"))
        for one in verdict.uncovered:
            drawing.item(output.DOT, one)
    if not verdict.holds:
        output.echo()
        _advise()


def _sentence(verdict: Verdict) -> None:
    """The verdict in its colour, behind its sign."""
    symbol, colour = (output.DONE, "green") if verdict.holds else (output.REFUSED, "red")
    said = str(verdict.sentence)
    lines = drawing.fold(said, "  ").lstrip() if output.is_terminal() else said
    for number, line in enumerate(lines.splitlines()):
        output.echo(output.style(f"{symbol} {line}" if not number else line, colour=colour, bold=True))


def _about(name: str, verdict: Verdict) -> None:
    found = sum(one.dossier == name for one in verdict.findings)
    if found:
        count = phrases.count(found, ("constat", "constats"), ("finding", "findings"))
        output.marked(output.REFUSED, Text(f"{name} : {count.fr}", f"{name}: {count.en}"))
    else:
        output.marked(output.DONE, Text(f"{name} : rien", f"{name}: nothing"))


def _elsewhere(verdict: Verdict, asked: Sequence[str], few: int) -> None:
    """The findings that touch everything, and how many there are about other dossiers."""
    everywhere = [one for one in verdict.findings if one.dossier is None]
    others = sum(one.dossier is not None and one.dossier not in asked for one in verdict.findings)
    _findings(everywhere, few)
    if others:
        count = phrases.count(others, ("constat", "constats"), ("finding", "findings"))
        output.echo()
        output.warning(
            Text(
                f"{count.fr} sur d’autres dossiers : jalon verify sans nom les dit tous",
                f"{count.en} about other dossiers: jalon verify without a name tells them all",
            )
        )


def _findings(findings: Sequence[Finding], few: int) -> None:
    for layer in Layer:
        own = [one for one in findings if one.layer == layer]
        if not own:
            continue
        output.echo()
        label = LAYERS[layer]
        drawing.title(Text(label.fr[:1].upper() + label.fr[1:], label.en[:1].upper() + label.en[1:]))
        drawing.prose(MEANS[layer])
        for one in own[:few]:
            _finding(one)
        if len(own) > few:
            left = len(own) - few
            drawing.item(output.ARROW, Text(f"et {left} autres : --all", f"and {left} more: --all"), indent=2)


def _finding(one: Finding) -> None:
    where = one.where if str(one.where) else LAYERS[one.layer]
    drawing.item(output.REFUSED, where, one.what, indent=2)
    told = [CERTAINTIES[one.certainty]]
    since = _instant(one.since)
    if since is not None:
        told.insert(0, Text(f"changé après le {since.fr}", f"changed after {since.en}"))
    if one.place and one.dossier is not None:
        told.append(Text(f"dans : {one.place}", f"in: {one.place}"))
    drawing.prose(Text(" · ".join(text.fr for text in told), " · ".join(text.en for text in told)), indent=6)


def _instant(stored: str | None) -> Text | None:
    """An instant in words; None where there is none, or a damaged one."""
    if not stored:
        return None
    try:
        return phrases.recorded_text(stored)
    except (InvalidValue, ValueError):
        return None


def _basis(verdict: Verdict, trust: Trust) -> None:
    sealed_at = _instant(verdict.sealed_at)
    sealed = phrases.count(verdict.sealed, ("entrée", "entrées"), ("entry", "entries"))
    output.fields(
        [
            (Text("base", "database"), verdict.place),
            (Text("entrées lues", "entries read"), verdict.entries),
            (
                Text("dernier sceau", "last seal"),
                Text(f"{sealed.fr}, le {sealed_at.fr}", f"{sealed.en}, on {sealed_at.en}")
                if sealed_at
                else Text("aucun", "none"),
            ),
            (Text("signatures vérifiées", "signatures verified"), verdict.signatures),
            (Text("gardés ailleurs", "kept elsewhere"), _outside(verdict)),
            (Text("clés crues", "keys believed"), _believed(trust)),
        ]
    )


def _outside(verdict: Verdict) -> Text:
    if not verdict.outside:
        return Text("rien n’a été comparé (--against)", "nothing was compared (--against)")
    return phrases.count(
        verdict.outside,
        ("point de contrôle comparé", "points de contrôle comparés"),
        ("checkpoint compared", "checkpoints compared"),
    )


def _believed(trust: Trust) -> str:
    """The keys by their names and ids: what a person compares with what was published."""

    def named(use: Text, found: Sequence[PublicKey]) -> str:
        return "\n".join(f"{use} {key.name} ({key.id.hex()})" for key in found)

    told = [
        named(Text("application", "application"), trust.application),
        named(Text("scellement", "seal"), trust.seal),
        named(Text("témoin", "witness"), trust.witnesses),
    ]
    return "\n".join(one for one in told if one) or str(Text("aucune", "none"))


def _advise() -> None:
    output.remedy(
        Text(
            "n’écrivez plus rien, ne scellez plus, gardez cette base telle qu’elle est, et prévenez qui en répond ; "
            "les sauvegardes et ce qui a été gardé ailleurs disent ce qui était là",
            "write nothing more, seal nothing more, keep this database as it is, and tell whoever answers for it; "
            "backups and what was kept elsewhere say what was there",
        )
    )
