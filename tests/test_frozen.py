"""What version 1 wrote verifies for ever: its bytes, hashes, signatures, checkpoints, proofs, and its token."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from workflow.body import interpret
from workflow.canonical import leaf_hash, open_disclosure, parse
from workflow.entries import KINDS
from workflow.integrity import log, standalone, timestamp
from workflow.integrity.checkpoint import open_checkpoint
from workflow.integrity.merkle import leaf, root_of
from workflow.integrity.proof import Proof
from workflow.integrity.tiles import unbundle
from workflow.keys import Trust
from workflow.lifecycle import Lifecycle

V1 = Path(__file__).parent / "frozen" / "v1"
TRUST = Trust.read([V1 / "keys"])
LOG = "jalon.test/1"
BUNDLE = V1 / "tile" / "entries" / "000.p" / "62"
FROZEN = {
    BUNDLE: "bfe8bd0d8005cdfbab039d52b01180ffbbdde82e210b4e3a68dfe934dd0c0aea",
    V1 / "tile" / "0" / "000.p" / "62": "2f802f489275d19821c0d1e14202fad08a48d53f8a0c0e45f594189777ceeb02",
    V1 / "checkpoint": "2d183da45df45c0e6e878309ea2421da9b48b044ed584a63986afbf4c59b3134",
}
"""Nobody makes the corpus again: a new form of the body is a new version beside this one."""


@pytest.fixture(scope="module")
def bodies():
    return list(unbundle(BUNDLE.read_bytes()))


def test_the_corpus_is_the_one_that_was_frozen():
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in FROZEN} == FROZEN


def test_every_body_of_version_1_is_canonical_and_has_the_hash_it_had(bodies):
    hashes = [line.split()[0] for line in (V1 / "signatures.txt").read_text().splitlines()]
    assert [leaf_hash(body) for body in bodies] == hashes
    assert {parse(body)["v"] for body in bodies} == {1}


def test_every_kind_of_entry_of_version_1_is_read(bodies):
    texts = {}
    for line in (V1 / "disclosures.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        texts.setdefault((told["dossier"], told["seq"]), []).append(told["text"])
    kinds = set()
    for body in bodies:
        parsed = parse(body)
        known = dict(map(open_disclosure, texts.get((parsed["dossier"], parsed["seq"]), ())))
        entry = interpret(SimpleNamespace(hash=leaf_hash(body), body=body), parsed, known, {})
        assert (entry.dossier, entry.seq, entry.kind) == (parsed["dossier"], parsed["seq"], parsed["kind"])
        assert entry.payload.in_words().fr
        kinds.add(entry.told)
    assert kinds == set(KINDS) & kinds
    assert {"opened", "transition", "person", "project", "signature", "erasure", "figure", "actor", "note"} <= kinds


def test_the_signatures_of_the_application_hold():
    (key,) = TRUST.application
    for line in (V1 / "signatures.txt").read_text().splitlines():
        digest, signature = line.split()
        assert bytes.fromhex(signature)[:4] == key.id
        assert key.verify(bytes.fromhex(signature)[4:], log.raw(digest))


def test_the_checkpoints_and_the_witness_hold(bodies):
    opened = open_checkpoint((V1 / "checkpoint").read_text(encoding="utf-8"), TRUST.seal, TRUST.witnesses, LOG)
    assert (opened.checkpoint.size, opened.checkpoint.root) == (len(bodies), root_of(map(leaf, bodies)))
    assert opened.times == (opened.sealed_at,) == (1588845600,)
    first = open_checkpoint((V1 / "seals" / "000001.checkpoint").read_text(encoding="utf-8"), TRUST.seal).checkpoint
    assert first.root == root_of(map(leaf, bodies[: first.size]))


def test_the_proofs_hold(bodies):
    for path in (V1 / "proofs").iterdir():
        proof = Proof.parse(path.read_text(encoding="utf-8"))
        assert proof.verify(leaf(bodies[proof.index]), TRUST.seal, origin=LOG)


def test_the_token_of_the_authority_holds_though_its_certificate_will_run_out():
    content = (V1 / "seals" / "000002.checkpoint").read_bytes()
    stamp = timestamp.check((V1 / "seals" / "000002.tsr").read_bytes(), content, TRUST.authorities)
    assert stamp.serial == 2


def test_the_lifecycle_that_the_entries_name_is_read(bodies):
    lifecycle = Lifecycle.from_canonical((V1 / "lifecycle.json").read_text(encoding="utf-8"))
    assert {parse(body)["rules"] for body in bodies} == {lifecycle.digest}


def test_the_script_of_today_still_checks_it(tmp_path):
    shutil.copytree(V1, tmp_path / "kit")
    shutil.copy(standalone.__file__, tmp_path / "kit" / "verify.py")
    done = subprocess.run(
        [sys.executable, tmp_path / "kit" / "verify.py"], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
