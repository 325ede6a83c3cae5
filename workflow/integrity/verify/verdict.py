"""The answer: one sentence, then what was found, how far it reaches, and what it does not cover."""

from dataclasses import dataclass
from typing import Any

from workflow.dates import instant_in_words, parse_instant
from workflow.errors import InvalidValue
from workflow.french import counted
from workflow.integrity.verify.finding import LAYERS, Certainty, Finding, Layer
from workflow.integrity.verify.tree import Tree
from workflow.language import Text

LIMITS = (
    Text(
        "une entrée écrite au nom de quelqu’un par qui a volé la clé de l’application",
        "an entry written in somebody’s name by whoever stole the application’s key",
    ),
    Text(
        "des entrées récentes ôtées avant tout sceau, si personne n’en a gardé le reçu",
        "recent entries taken out before any seal, if nobody kept a receipt",
    ),
    Text("qui a lu les données, et ce que fait le programme lui-même", "who read the data, and what the program does"),
)
"""What no verification of this kind covers."""

ALONE = Text(
    "le retour de toute la base à un état antérieur, ou sa réécriture sous d’autres clés mises à la place de celles "
    "d’ici : donnez les points de contrôle gardés ailleurs (--against)",
    "the whole database put back to an earlier state, or written anew under other keys put in the place of those here: "
    "give the checkpoints kept elsewhere (--against)",
)


@dataclass(frozen=True)
class Verdict:
    """What a verification says."""

    place: str
    """The database."""
    entries: int
    sealed: int
    """How many of the entries the newest seal covers."""
    sealed_at: str | None
    outside: int
    """How many checkpoints kept elsewhere were compared."""
    signatures: int
    """How many signatures were verified."""
    findings: tuple[Finding, ...]
    counts: dict[Layer, int]
    """Findings by layer; there may be more than are told one by one."""
    uncovered: tuple[Text, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.counts

    @property
    def _unreadable(self) -> bool:
        return all(one.certainty is Certainty.UNREADABLE for one in self.findings)

    @property
    def sentence(self) -> Text:
        """The verdict in one sentence."""
        if self.holds:
            seal = Text(f", dont {self.sealed} scellées", f", {self.sealed} of them sealed")
            if not self.sealed:
                seal = Text(", pas encore scellées", ", not sealed yet")
            elif self.sealed == self.entries:
                seal = Text(", toutes scellées", ", all of them sealed")
            elsewhere = (
                Text(
                    f" et conformes à {self.outside} point{'s' if self.outside > 1 else ''} de contrôle gardés ailleurs"
                    if self.outside > 1
                    else " et conformes au point de contrôle gardé ailleurs",
                    f" and as {self.outside} checkpoint{'s' if self.outside > 1 else ''} kept elsewhere say",
                )
                if self.outside
                else Text("", "")
            )
            return Text(
                f"L’histoire est intacte : {self.entries} entrées{seal.fr}{elsewhere.fr}.",
                f"The history is intact: {self.entries} entries{seal.en}{elsewhere.en}.",
            )
        total = sum(self.counts.values())
        if not self.entries and self._unreadable:
            return Text(
                "L’histoire ne peut pas être lue : on ne sait pas si elle est intacte.",
                "The history cannot be read: it is not known whether it is intact.",
            )
        layers = [LAYERS[layer] for layer in Layer if layer in self.counts]
        many = "s" if total > 1 else ""
        said = Text("L’histoire n’est pas intacte", "The history is not intact")
        if self._unreadable and self.counts.keys() <= {Layer.SIGNATURE, Layer.SEAL}:
            said = Text("On ne sait pas si l’histoire est intacte", "It is not known whether the history is intact")
        return Text(
            f"{said.fr} : {total} constat{many} ({', '.join(one.fr for one in layers)}).",
            f"{said.en}: {total} finding{many} ({', '.join(one.en for one in layers)}).",
        )

    def as_data(self) -> dict[str, Any]:
        """The same as plain data, for a program; sentences in both languages."""
        return {
            "intact": self.holds,
            "sentence": _both(self.sentence),
            "database": self.place,
            "entries": self.entries,
            "sealed": self.sealed,
            "sealed_at": self.sealed_at,
            "outside": self.outside,
            "signatures": self.signatures,
            "counts": {str(layer): count for layer, count in self.counts.items()},
            "findings": [
                {
                    "layer": str(one.layer),
                    "what": _both(one.what),
                    "dossier": one.dossier,
                    "seq": one.seq,
                    "place": one.place,
                    "since": one.since,
                    "certainty": str(one.certainty),
                }
                for one in self.findings
            ],
            "uncovered": [_both(one) for one in self.uncovered],
        }


def uncovered(tree: Tree, passed: list[Text], *, outside: bool) -> tuple[Text, ...]:
    """What the verification does not cover, the particular first."""
    said = list(passed)
    if tree.unsealed:
        since = _in_words(tree.unsealed_since)
        unsealed = counted(tree.unsealed, "entrée pas encore scellée", "entrées pas encore scellées")
        said.append(
            Text(
                f"{unsealed}, depuis le {since.fr}",
                f"{tree.unsealed:,} {'entry' if tree.unsealed == 1 else 'entries'} not sealed yet, since {since.en}",
            )
        )
    if tree.unsigned:
        said.append(
            Text(
                f"{tree.unsigned} entrées d’avant la clé de l’application, que seuls les sceaux protègent",
                f"{tree.unsigned} entries from before the application had a key, which the seals alone protect",
            )
        )
    if tree.passed:
        sealed = counted(tree.passed, "entrée scellée", "entrées scellées")
        said.append(
            Text(
                f"la signature de l’application de {sealed}, pas relue aujourd’hui (un centième par jour)",
                f"the application’s signature of {tree.passed:,} sealed entries, not read again today "
                "(a hundredth each day)",
            )
        )
    if not outside:
        said.append(ALONE)
    return (*said, *LIMITS)


def _in_words(instant: str) -> Text:
    """A stored instant in words; as it is stored where it is damaged."""
    try:
        moment = parse_instant(instant)
    except (InvalidValue, ValueError):
        return Text(instant, instant)
    return Text(instant_in_words(moment, "fr"), instant_in_words(moment, "en"))


def _both(text: Text) -> dict[str, str]:
    return {"fr": text.in_language("fr"), "en": text.en}
