"""Proofs against two independent implementations, for every size up to 130, and mutated ones refused."""

import random  # noqa: TID251 - seeded
from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree
from pymerkle import verify_consistency as pymerkle_verify_consistency
from tlog_scales.tlog import ConsistencyProof, ConsistencyProofInvalid, InclusionProof, InclusionProofInvalid

from audit.merkle import EMPTY_ROOT, Frontier, leaf_hash, node_hash
from audit.proof import Node, consistency, inclusion, root, streamed, verify_consistency, verify_inclusion

MOST = 130
DATA = [index.to_bytes(4, "big") for index in range(MOST)]
LEAVES = [leaf_hash(data) for data in DATA]


@cache
def node(level: int, index: int) -> bytes:
    if not level:
        return LEAVES[index]
    return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))


HEADS = [root(node, size) for size in range(MOST + 1)]


def refused_by_scales(proof: InclusionProof | ConsistencyProof, *hashes: bytes) -> bool:
    try:
        proof.check(*hashes)
    except (InclusionProofInvalid, ConsistencyProofInvalid):
        return True
    return False


def test_heads_are_those_of_the_frontier_and_of_pymerkle():
    tree = Frontier()
    theirs = InmemoryTree(algorithm="sha256")
    assert HEADS[0] == EMPTY_ROOT
    for size, data in enumerate(DATA, 1):
        tree = tree.append(leaf_hash(data))
        theirs.append_entry(data)
        assert HEADS[size] == tree.root() == theirs.get_root(size)


def test_every_inclusion_proof_verifies_here_and_there():
    theirs = InmemoryTree(algorithm="sha256")
    for data in DATA:
        theirs.append_entry(data)
    for size in range(1, MOST + 1):
        for index in range(size):
            path = inclusion(node, index, size)
            assert verify_inclusion(LEAVES[index], index, size, path, HEADS[size])
            InclusionProof(index, size, list(path)).check(LEAVES[index], HEADS[size])
            assert list(path) == theirs.prove_inclusion(index + 1, size).path[1:]


def test_every_consistency_proof_verifies_here_and_there():
    theirs = InmemoryTree(algorithm="sha256")
    for data in DATA:
        theirs.append_entry(data)
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            path = consistency(node, old, new)
            assert verify_consistency(old, new, path, HEADS[old], HEADS[new])
            ConsistencyProof(old, new, list(path)).check(HEADS[old], HEADS[new])
            # pymerkle's proofs are of a form of its own: what can be compared is what it makes of our heads.
            pymerkle_verify_consistency(HEADS[old], HEADS[new], theirs.prove_consistency(old, new))


def test_every_proof_comes_out_of_one_pass_over_the_leaves():
    for size in range(1, MOST + 1):
        other = (size * 7) // 11 + 1

        def made(node: Node, size: int = size, other: int = other) -> tuple[object, ...]:
            paths = [inclusion(node, index, size) for index in range(size)]
            return paths, consistency(node, other, size), root(node, other), root(node, size)

        assert streamed(iter(LEAVES[:size]), made) == made(node)
        assert streamed(iter(LEAVES), made) == made(node)


def test_a_pass_keeps_what_the_proof_is_made_of_and_nothing_else():
    size, asked = 100_000, set()

    def counted(node: Node) -> tuple[bytes, ...]:
        def seen(level: int, index: int) -> bytes:
            asked.add((level, index))
            return node(level, index)

        return (*inclusion(seen, 70_000, size), *consistency(seen, 65_537, size))

    streamed((leaf_hash(at.to_bytes(4, "big")) for at in range(size)), counted)
    assert len(asked) < 4 * size.bit_length()


@pytest.mark.parametrize("present", [0, 1, 7, 99])
def test_a_pass_over_too_few_leaves_makes_no_proof(present: int):
    with pytest.raises(ValueError, match="fewer leaves"):
        streamed(iter(LEAVES[:present]), lambda node: inclusion(node, 0, 100))


def mutated(path: tuple[bytes, ...], chance: random.Random) -> tuple[bytes, ...]:
    hashes = list(path)
    way = chance.randrange(5)
    if way == 0 and hashes:
        at = chance.randrange(len(hashes))
        bit = 1 << chance.randrange(256)
        hashes[at] = (int.from_bytes(hashes[at], "big") ^ bit).to_bytes(32, "big")
    elif way == 1 and hashes:
        hashes.pop(chance.randrange(len(hashes)))
    elif way == 2:
        hashes.insert(chance.randrange(len(hashes) + 1), sha256(chance.randbytes(8)).digest())
    elif way == 3 and len(hashes) > 1:
        one, other = chance.sample(range(len(hashes)), 2)
        hashes[one], hashes[other] = hashes[other], hashes[one]
    else:
        hashes.append(hashes[-1] if hashes else HEADS[1])
    return tuple(hashes)


def test_mutated_proofs_are_refused_as_tlog_scales_refuses_them():
    chance = random.Random(1)
    tried = accepted = 0
    while tried < 60_000:
        new = chance.randrange(2, MOST + 1)
        old = chance.randrange(1, new)
        index = chance.randrange(new)
        path = inclusion(node, index, new)
        bad = mutated(path, chance)
        if bad != path:
            tried += 1
            accepted += verify_inclusion(LEAVES[index], index, new, bad, HEADS[new])
            assert refused_by_scales(InclusionProof(index, new, list(bad)), LEAVES[index], HEADS[new])
        path = consistency(node, old, new)
        bad = mutated(path, chance)
        if bad != path:
            tried += 1
            accepted += verify_consistency(old, new, bad, HEADS[old], HEADS[new])
            assert refused_by_scales(ConsistencyProof(old, new, list(bad)), HEADS[old], HEADS[new])
    print(f"{tried} mutated proofs, {accepted} accepted")
    assert (tried >= 60_000, accepted) == (True, 0)


def test_a_proof_is_of_its_own_leaf_place_size_and_head_only():
    chance = random.Random(2)
    for _ in range(2000):
        size = chance.randrange(2, MOST + 1)
        index, other = chance.sample(range(size), 2)
        path = inclusion(node, index, size)
        assert not verify_inclusion(LEAVES[other], index, size, path, HEADS[size])
        assert not verify_inclusion(LEAVES[index], other, size, path, HEADS[size])
        assert not verify_inclusion(LEAVES[index], index, size, path, HEADS[size - 1])
        assert not verify_consistency(
            size - 1, size, consistency(node, size - 1, size), HEADS[size], HEADS[size]
        )


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (5, 2)])
def test_no_inclusion_proof_of_what_is_not_there(index: int, size: int):
    with pytest.raises(ValueError, match="index"):
        inclusion(node, index, size)
    assert not verify_inclusion(LEAVES[0], index, size, (), HEADS[1])


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3)])
def test_no_consistency_proof_between_impossible_sizes(old: int, new: int):
    with pytest.raises(ValueError, match="old"):
        consistency(node, old, new)
    assert not verify_consistency(old, new, (), EMPTY_ROOT, HEADS[3])


def test_hashes_of_another_length_and_endless_paths_are_refused():
    path = inclusion(node, 0, 8)
    assert not verify_inclusion(LEAVES[0], 0, 8, (*path[:-1], path[-1][:-1]), HEADS[8])
    assert not verify_inclusion(LEAVES[0][:-1], 0, 1, (), LEAVES[0][:-1])
    assert not verify_inclusion(LEAVES[0], 0, 8, (HEADS[1],) * 200, HEADS[8])


@given(st.binary(max_size=200), st.integers(0, 2**64), st.integers(0, 2**64))
def test_arbitrary_proofs_are_refused_without_an_error(raw: bytes, one: int, other: int):
    path = [raw[at : at + 32] for at in range(0, len(raw), 32)]
    assert not verify_inclusion(LEAVES[0], one, other, path, sha256(raw).digest())
    if one != other:
        assert not verify_consistency(one, other, path, sha256(raw).digest(), HEADS[3])
