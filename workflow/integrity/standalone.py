"""Vérifie ce dossier sans le logiciel qui l’a produit. / Checks this folder without the software that made it.

    python3 verify.py              tout vérifier / check everything
    python3 verify.py --show NOM   vérifier, puis lire l’histoire d’un dossier / check, then read one history

Il faut Python 3.9 ou plus et la bibliothèque `cryptography`. / Needs Python 3.9 or later and `cryptography`.
Formats : RFC 9162 (arbre / tree), RFC 8785 (JSON canonique), RFC 9901 (textes salés / salted texts), et de C2SP
signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof.
"""
# ruff: noqa: T201  # it speaks to a terminal, and stands alone: it must import nothing of ours

from __future__ import annotations

import base64
import functools
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit("pip install cryptography")

HERE = Path(__file__).resolve().parent
problems: list[str] = []
remarks: list[str] = []


def problem(french: str, english: str) -> None:
    """Note that something is not as it should be."""
    problems.append(f"{french} / {english}")


def remark(french: str, english: str) -> None:
    """Note what this script cannot tell."""
    remarks.append(f"{french} / {english}")


# ── the tree ──────────────────────────────────────────────────────────────────────────────────────────────────────


def leaf(entry: bytes) -> bytes:
    """Hash of an entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def add(peaks: list[tuple[int, bytes]], hash_: bytes) -> None:
    """Add a leaf on the right of a tree, given by the height and the root of its complete subtrees."""
    height = 0
    while peaks and peaks[-1][0] == height:
        height, hash_ = height + 1, node(peaks.pop()[1], hash_)
    peaks.append((height, hash_))


def root(peaks: list[tuple[int, bytes]]) -> bytes:
    """The root of the tree."""
    found = peaks[-1][1] if peaks else hashlib.sha256().digest()
    for _, peak in reversed(peaks[:-1]):
        found = node(peak, found)
    return found


def included(hash_: bytes, index: int, size: int, proof: list[bytes], expected: bytes) -> bool:
    """Whether the proof leads from leaf `index` to the root (RFC 9162, 2.1.3.2)."""
    path, last = index, size - 1
    for step in proof:
        if last == 0:
            return False
        if path & 1 or path == last:
            hash_ = node(step, hash_)
            while path and not path & 1:
                path, last = path >> 1, last >> 1
        else:
            hash_ = node(hash_, step)
        path, last = path >> 1, last >> 1
    return 0 <= index < size and last == 0 and hash_ == expected


# ── signatures ────────────────────────────────────────────────────────────────────────────────────────────────────


@functools.cache
def keys(use: str) -> dict[tuple[str, bytes], tuple[int, Ed25519PublicKey]]:
    """The public keys of keys/<use>*.pub, by name and id; a seal key signs with the time too."""
    found = {}
    for path in sorted((HERE / "keys").glob(f"{use}*.pub")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if not line or line.startswith("#"):
                continue
            name, told, encoded = line.split("+", 2)
            raw = base64.b64decode(encoded, validate=True)
            for kind in {raw[0], 4} if use == "seal" else {raw[0]}:
                id_ = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + raw[1:]).digest()[:4]
                if kind == raw[0] and id_.hex() != told:
                    problem(f"keys/{path.name} a changé", f"keys/{path.name} was changed")
                found[name, id_] = kind, Ed25519PublicKey.from_public_bytes(raw[1:])
    return found


def checkpoint(note: str, where: str) -> tuple[str, int, bytes] | None:
    """Log, size and root of a signed note; None unless a seal key signed it, as it is and with the time."""
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    believed, kinds = {**keys("seal"), **keys("witness")}, set()
    for line in lines.removesuffix("\n").split("\n"):
        name, _, encoded = line[2:].partition(" ")
        blob = base64.b64decode(encoded, validate=True)
        known = believed.get((name, blob[:4]))
        if known is None:
            if any(name == one for one, _ in believed):
                problem(f"{where} : une signature de {name} a changé", f"{where}: a signature of {name} was changed")
            else:
                remark(f"{where} : {name} n’est pas dans keys/", f"{where}: {name} is not in keys/")
            continue
        kind, key = known
        time = int.from_bytes(blob[4:12], "big")
        message = text if kind == 1 else f"cosignature/v1\ntime {time}\n{text}"
        try:
            key.verify(blob[4:] if kind == 1 else blob[12:], message.encode())
        except InvalidSignature:
            problem(f"{where} : signature fausse de {name}", f"{where}: forged signature of {name}")
            return None
        if (name, blob[:4]) in keys("seal"):
            kinds.add(kind)
    if kinds != {1, 4}:
        problem(f"{where} : signé par aucune clé de keys/seal*.pub", f"{where}: signed by no key of keys/seal*.pub")
        return None
    origin, size, encoded_root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(encoded_root)


# ── the folder ────────────────────────────────────────────────────────────────────────────────────────────────────


def b64(hash_: bytes) -> str:
    """A hash as the entries write it."""
    return base64.urlsafe_b64encode(hash_).rstrip(b"=").decode()


def tile(level: str, number: int, width: int) -> bytes:
    """The content of a tile."""
    parts = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        parts.insert(0, f"x{number % 1000:03}")
    partial = [] if width == 256 else [f"{parts.pop()}.p", str(width)]
    return HERE.joinpath("tile", level, *parts, *partial).read_bytes()


def entries(size: int) -> Iterator[bytes]:
    """Every entry, in the order in which it was sealed."""
    for number in range((size + 255) // 256):
        content, at = tile("entries", number, min(256, size - number * 256)), 0
        while at < len(content):
            length = int.from_bytes(content[at : at + 2], "big")
            yield content[at + 2 : at + 2 + length]
            at += 2 + length


def whole(number: str) -> int:
    """A whole number, small enough for every reader to take it alike. Raises ValueError for any other."""
    found = int(number) if number.lstrip("-").isdigit() else 2**53
    if abs(found) >= 2**53:
        raise ValueError(number)
    return found


def plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys every reader sorts alike. Raises ValueError for any other."""
    if not "".join(key for key, _ in pairs).isascii():
        raise ValueError(pairs[0][0])
    return dict(pairs)


def read(content: bytes, where: str) -> Any:
    """What some JSON says, if it is the one way of saying it: two readers might take another one differently."""
    said = json.loads(content, parse_float=whole, parse_int=whole, parse_constant=whole, object_pairs_hook=plain)
    if json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() != content:
        problem(f"{where} : ce n’est pas la forme canonique", f"{where}: not in canonical form")
    return said


def texts() -> dict[str, tuple[str, str, Any]]:
    """The names and texts that the entries hold only as digests, each with its entry, by digest."""
    found = {}
    path = HERE / "disclosures.jsonl"
    for line in path.read_text(encoding="utf-8").split("\n") if path.exists() else ():
        if line:
            told = json.loads(line)
            text, where = told["text"], f"{told['dossier']} {told['seq']}"
            _, name, value = read(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), where)
            digest = b64(hashlib.sha256(text.encode()).digest())
            if digest in found:
                problem(f"{where} : un texte y est deux fois", f"{where}: a text is there twice")
            found[digest] = where, name, value
    return found


def seals() -> dict[int, list[tuple[str, bytes]]]:
    """Name and root of every seal there was, by size."""
    found: dict[int, list[tuple[str, bytes]]] = {}
    for path in sorted((HERE / "seals").glob("*.c*")):
        opened = checkpoint(path.read_text(encoding="utf-8"), path.name)
        if opened is not None:
            found.setdefault(opened[1], []).append((path.name, opened[2]))
    return found


def check_log(log: str, size: int, expected: bytes) -> tuple[list[tuple[bytes, str]], dict[str, str], set[str]]:
    """Check tree and chains; the hash and the dossier of each entry, what the entries commit to, what they erase."""
    older, hashes, committed, erased = seals(), [], {}, set()
    peaks: list[tuple[int, bytes]] = []
    heads: dict[str, tuple[int, str]] = {}
    genesis = 0, b64(hashlib.sha256(log.encode()).digest())
    for number, entry in enumerate(entries(size)):
        hash_ = leaf(entry)
        add(peaks, hash_)
        for name, said in older.pop(number + 1, ()):
            if said != root(peaks):
                problem(f"seals/{name} dit autre chose", f"seals/{name} says otherwise")
        body = read(entry, f"n° {number}")
        dossier, where = body["dossier"], f"{body['dossier']} {body['seq']}"
        hashes.append((hash_, dossier))
        if (body["log"], body["seq"], body["prev"]) != (log, *heads.get(dossier, genesis)):
            problem(f"{where} : la chaîne est rompue", f"{where}: the chain is broken")
        heads[dossier] = body["seq"] + 1, b64(hash_)
        committed.update(dict.fromkeys(body["_sd"], where))
        erased.update(body["redacts"])
    if len(hashes) != size or root(peaks) != expected or older:
        problem("les entrées ne sont pas celles qui ont été scellées", "the entries are not those that were sealed")
    return hashes, committed, erased


def check_tiles(hashes: list[bytes]) -> None:
    """Check the tiles of every level."""
    level = 0
    while hashes:
        above = []
        for at in range(0, len(hashes), 256):
            some = hashes[at : at + 256]
            if tile(str(level), at // 256, len(some)) != b"".join(some):
                problem(f"tile/{level} n° {at // 256} a changé", f"tile/{level} {at // 256} was changed")
            if len(some) == 256:
                peaks: list[tuple[int, bytes]] = []
                for hash_ in some:
                    add(peaks, hash_)
                above.append(root(peaks))
        hashes, level = above, level + 1


def check_texts(committed: dict[str, str], erased: set[str]) -> None:
    """Check that every text is there or was erased, and that every file is there."""
    known = texts()
    for digest, where in committed.items():
        if (digest in known) == (digest in erased):
            problem(f"{where} : un texte manque ou est revenu", f"{where}: a text is missing, or is back")
    for digest, (where, *_) in known.items():
        if committed.get(digest) != where:
            problem(f"{where} : un texte n’est pas de cette entrée", f"{where}: a text is not of this entry")
    told_of = {told["sha256"] for _, name, told in known.values() if name.startswith("evidence.")}
    for path in sorted((HERE / "files").glob("*")):
        if path.name not in told_of:
            problem(f"files/{path.name} n’est d’aucune entrée", f"files/{path.name} is of no entry")
    for sha256 in sorted(told_of):
        path = HERE / "files" / sha256
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            problem(f"files/{sha256} manque ou a changé", f"files/{sha256} is missing or was changed")


def check_proofs(hashes: list[tuple[bytes, str]]) -> None:
    """Check that each proof leads from an entry of the dossier it is named after to a signed checkpoint."""
    for path in sorted((HERE / "proofs").rglob("*.tlog-proof")):
        head, _, note = path.read_text(encoding="utf-8").partition("\n\n")
        header, index, *lines = head.split("\n")
        opened, at = checkpoint(note, path.name), int(index.partition(" ")[2])
        steps = [base64.b64decode(line, validate=True) for line in lines]
        hash_, dossier = hashes[at] if at < len(hashes) else (b"", "")
        told = opened is not None and header == "c2sp.org/tlog-proof@v1" and dossier == path.stem
        if opened is None or not told or not included(hash_, at, opened[1], steps, opened[2]):
            problem(f"{path.name} ne prouve rien", f"{path.name} proves nothing")


def check_tokens() -> None:
    """Check that each token of an authority is over the seal beside it; the rest of it is for openssl."""
    for path in sorted((HERE / "seals").glob("*.tsr")):
        if hashlib.sha256(path.with_suffix(".checkpoint").read_bytes()).digest() not in path.read_bytes():
            problem(f"{path.name} n’est pas de ce sceau", f"{path.name} is not of that seal")
        remark(f"{path.name} : vérifiez-le avec openssl (LISEZMOI)", f"{path.name}: check it with openssl (LISEZMOI)")


def check() -> int:
    """Check everything; the number of entries."""
    keys("application")
    opened = checkpoint((HERE / "checkpoint").read_text(encoding="utf-8"), "checkpoint")
    if opened is None:
        return 0
    hashes, committed, erased = check_log(*opened)
    check_tiles([hash_ for hash_, _ in hashes])
    check_proofs(hashes)
    check_tokens()
    if (HERE / "disclosures.jsonl").exists() or (HERE / "files").exists():
        check_texts(committed, erased)
    return len(hashes)


def show(dossier: str) -> None:
    """Print the history of one dossier."""
    opened = checkpoint((HERE / "checkpoint").read_text(encoding="utf-8"), "checkpoint")
    known, subjects = texts(), set()
    for entry in entries(opened[1] if opened else 0):
        body = json.loads(entry)
        subjects.add(body["dossier"])
        if body["dossier"] == dossier:
            told = dict(known[digest][1:] for digest in body["_sd"] if digest in known)
            print(body["seq"], body["recorded"], body["effective"], body["kind"], body["trigger"] or "", sep="  ")
            print("   ", json.dumps({**body["data"], **told}, ensure_ascii=False))
    if dossier not in subjects:
        sys.exit(f"{dossier} : inconnu / unknown. Il y a / there are: {', '.join(sorted(subjects))}")


def main() -> None:
    """Say what holds and what does not; the exit code is 1 where something does not, 2 for other words than these."""
    asked = sys.argv[1:]
    if asked and not (len(asked) == 2 and asked[0] == "--show"):
        print(str(__doc__).split("\n\n")[1], file=sys.stderr)
        sys.exit(2)
    size = 0
    try:
        size = check()
        if asked and not problems:
            show(asked[1])
            return
    except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError) as fault:
        problem(f"illisible : {fault}", f"cannot be read: {fault}")
    for one in problems:
        print("-", one)
    for one in dict.fromkeys(remarks):
        print("·", one)
    if problems:
        sys.exit(f"CE DOSSIER N’EST PAS INTACT : {len(problems)} / THIS FOLDER IS NOT INTACT: {len(problems)}")
    print(f"Ce dossier est intact : {size} entrées scellées. / This folder is intact: {size} sealed entries.")
    print("Comparez keys/*.pub avec les clés publiées. / Compare keys/*.pub with the keys that were published.")


if __name__ == "__main__":
    main()
