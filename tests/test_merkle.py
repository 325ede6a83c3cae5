"""The tree of RFC 9162: reference roots, every proof of small trees against every alteration, and another's code."""

import json
import os
import subprocess
import sys
import venv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.integrity.merkle import EMPTY, WIDTH, Frontier, Tree, consistent, included, leaf, node, root_of

REFERENCE_INPUTS = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
REFERENCE_ROOTS = [bytes.fromhex(one) for one in (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)]  # fmt: skip
"""The trees of Certificate Transparency’s reference tests: the roots over the first 1 to 8 inputs."""

LEAVES = [leaf(number.to_bytes(2, "big")) for number in range(700)]


def tree(size):
    return Tree(size, lambda start, stop: LEAVES[start:stop])


def by_definition(leaves):
    """MTH of RFC 9162, section 2.1.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node(by_definition(leaves[:k]), by_definition(leaves[k:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_the_reference_trees(size):
    assert root_of(map(leaf, REFERENCE_INPUTS[:size])) == REFERENCE_ROOTS[size - 1]


def test_a_tree_without_leaves_has_the_hash_of_nothing_as_its_root():
    assert root_of([]) == EMPTY == Tree(0, lambda *_: []).root()
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", [1, 2, 3, 127, 128, 129, 255, 256, 257, 511, 512, 513, 700])
def test_a_tree_read_by_tiles_has_the_root_of_the_definition(size):
    assert tree(size).root() == by_definition(LEAVES[:size]) == root_of(LEAVES[:size])


@given(st.lists(st.integers(0, 90), min_size=1, max_size=7))
def test_a_frontier_grows_in_any_number_of_steps_to_the_same_root(steps):
    frontier, at = Frontier(), 0
    for step in steps:
        frontier.extend(LEAVES[at : at + step])
        at += step
        frontier = Frontier(frontier.size, frontier.peaks)  # kept in a file and read again
        assert frontier.root() == root_of(LEAVES[:at])


def test_a_copy_of_a_frontier_grows_on_its_own():
    frontier = Frontier()
    frontier.extend(LEAVES[:5])
    frontier.copy().extend(LEAVES[5:9])
    assert frontier.root() == root_of(LEAVES[:5])


@pytest.mark.parametrize(
    ("size", "peaks"), [(1, []), (3, [bytes(32)]), (2, [bytes(32)] * 2), (1, [bytes(31)]), (-1, [])]
)
def test_a_frontier_that_cannot_be_is_refused(size, peaks):
    with pytest.raises(ValueError, match="peaks"):
        Frontier(size, peaks)


def other(hash_):
    return bytes([hash_[0] ^ 1]) + hash_[1:]


def alterations(proof):
    """Every way to change one thing in a list of hashes."""
    for place in range(len(proof)):
        yield [*proof[:place], other(proof[place]), *proof[place + 1 :]]
        yield [*proof[:place], *proof[place + 1 :]]
        yield [*proof[: place + 1], *proof[place:]]
        if place and proof[place] != proof[place - 1]:
            yield [*proof[: place - 1], proof[place], proof[place - 1], *proof[place + 1 :]]
    yield [*proof, bytes(32)]
    yield [bytes(32), *proof]


@pytest.mark.slow
def test_every_inclusion_proof_of_every_small_tree_holds_and_no_alteration_of_one_does():
    checked = 0
    for size in range(1, 129):
        whole, root = tree(size), root_of(LEAVES[:size])
        for index in range(size):
            proof, hash_ = whole.inclusion(index), LEAVES[index]
            assert included(hash_, index, size, proof, root)
            assert not any(included(hash_, index, size, changed, root) for changed in alterations(proof))
            assert not included(other(hash_), index, size, proof, root)
            assert not included(hash_, index, size, proof, other(root))
            assert not any(included(hash_, index + step, size, proof, root) for step in (-1, 1))
            checked += 1
    assert checked == 128 * 129 // 2


@pytest.mark.slow
def test_every_consistency_proof_of_every_small_tree_holds_and_no_alteration_of_one_does():
    roots = [root_of(LEAVES[:size]) for size in range(129)]
    for size in range(1, 129):
        whole = tree(size)
        for old in range(size + 1):
            proof = whole.consistency(old)
            assert consistent(old, roots[old], size, roots[size], proof)
            assert not any(consistent(old, roots[old], size, roots[size], changed) for changed in alterations(proof))
            assert not consistent(old, other(roots[old]), size, roots[size], proof)
            assert old == 0 or not consistent(old, roots[old], size, other(roots[size]), proof)
            if 0 < old < size:
                assert not consistent(old - 1, roots[old], size, roots[size], proof)
                assert not consistent(old, roots[old - 1], size, roots[size], proof)


def test_a_size_of_another_height_proves_nothing():
    # Among sizes of one height an inclusion proof cannot tell: the size is what the checkpoint signs.
    proof, root = tree(6).inclusion(3), root_of(LEAVES[:6])
    assert [size for size in range(12) if included(LEAVES[3], 3, size, proof, root)] == [5, 6, 7, 8]
    # The linear part between two trees must be checked whole: a server once passed forged histories by leaving it out.
    assert not consistent(6, root, 5, root_of(LEAVES[:5]), [])
    assert not consistent(3, root_of(LEAVES[:3]), 6, root, [])


@given(st.data())
def test_proofs_hold_across_tiles_for_any_sizes(data):
    size = data.draw(st.integers(WIDTH, 700))
    old = data.draw(st.integers(1, size))
    index = data.draw(st.integers(0, old - 1))
    whole, root, before = tree(700), root_of(LEAVES[:size]), root_of(LEAVES[:old])
    assert included(LEAVES[index], index, size, whole.inclusion(index, size), root)
    assert consistent(old, before, size, root, whole.consistency(old, size))


@pytest.mark.parametrize("ask", [lambda t: t.inclusion(9), lambda t: t.inclusion(-1), lambda t: t.consistency(10)])
def test_a_proof_about_what_is_not_there_is_not_made(ask):
    with pytest.raises(ValueError, match="no such"):
        ask(tree(9))


def test_a_tree_whose_leaves_are_gone_has_no_root():
    with pytest.raises(ValueError, match="missing"):
        Tree(300, lambda start, stop: LEAVES[start : min(stop, 299)]).root()


OTHER_CODE = """
import json, sys
from pymerkle import InmemoryTree
tree, roots = InmemoryTree(algorithm="sha256"), []
for number in range(128):
    tree.append_entry(number.to_bytes(2, "big"))
    roots.append(tree.get_state().hex())
print(json.dumps(roots))
"""


@pytest.mark.slow
def test_an_independent_implementation_finds_the_same_roots(tmp_path):
    """pymerkle is under the GPL: it is asked in an environment of its own, and never comes into ours."""
    folder = tmp_path / "other"
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    command = [python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", "pymerkle>=6.1,<8"]
    installed = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
    if installed.returncode:
        pytest.skip(f"pymerkle cannot be installed here: {installed.stderr.strip().splitlines()[-1]}")
    done = subprocess.run([python, "-c", OTHER_CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [root_of(LEAVES[:size]).hex() for size in range(1, 129)]
