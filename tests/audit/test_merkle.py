"""Roots against the RFC's own definition and the reference vectors of Certificate Transparency."""

import importlib.util
from hashlib import sha256
from pathlib import Path

import pytest

from audit.errors import IntegrityError
from audit.merkle import EMPTY_ROOT, Frontier, leaf, leaf_hash, leaf_of_hashes

REFERENCE = Path(__file__).parents[1] / "reference" / "merkle.py"

# Leaves and roots of the reference tree in google/certificate-transparency, merkle_tree_test.cc.
CT_LEAVES = [
    bytes.fromhex(text)
    for text in (
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
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grown(leaves: list[bytes]) -> Frontier:
    tree = Frontier()
    for data in leaves:
        tree = tree.append(leaf_hash(data))
    return tree


@pytest.mark.parametrize("size", range(len(CT_ROOTS)))
def test_root_is_that_of_the_ct_vectors(size: int):
    assert grown(CT_LEAVES[:size]).root().hex() == CT_ROOTS[size]


def test_root_is_that_of_the_rfc_definition_for_all_sizes_to_130():
    spec = importlib.util.spec_from_file_location("reference_merkle", REFERENCE)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    leaves = [number.to_bytes(2, "big") for number in range(130)]
    for size in range(131):
        tree = grown(leaves[:size])
        assert tree.root() == reference.root(leaves[:size]), size
        assert Frontier.from_bytes(tree.to_bytes()) == tree


def test_append_leaves_the_tree_before_as_it_was():
    before = grown([b"a", b"b", b"c"])
    root = before.root()
    before.append(leaf_hash(b"d"))
    assert (before.size, before.root()) == (3, root)


def test_empty_tree():
    assert Frontier().root() == EMPTY_ROOT


@pytest.mark.parametrize(
    "raw", [b"", b"\0" * 7, b"\0" * 8 + b"x", (3).to_bytes(8, "big") + bytes(32), bytes(41)]
)
def test_frontier_of_a_wrong_length_is_refused(raw: bytes):
    with pytest.raises(IntegrityError, match="length"):
        Frontier.from_bytes(raw)


def test_frontier_with_too_few_hashes_is_refused():
    with pytest.raises(IntegrityError):
        Frontier(3, (bytes(32),))


def test_leaf_layout():
    rid = bytes(range(16))
    made = leaf(1, rid, b"header", b"sealed")
    parts = (b"\x01\x01", rid, sha256(b"header").digest(), sha256(b"sealed").digest(), bytes(32))
    assert made == b"".join(parts)
    assert len(made) == 114


def test_leaf_without_a_body_has_zeros_there():
    assert leaf(2, bytes(16), b"header", b"")[50:82] == bytes(32)


@pytest.mark.parametrize(("kind", "rid"), [(1, bytes(15)), (1, bytes(17)), (256, bytes(16)), (-1, bytes(16))])
def test_leaf_refuses_what_does_not_fit(kind: int, rid: bytes):
    with pytest.raises(ValueError, match=r"expected 16 bytes|range"):
        leaf(kind, rid, b"", b"")


def test_leaf_has_the_commitment_to_tokens_last():
    made = leaf(1, bytes(16), b"header", b"sealed", bytes(range(32)))
    assert made[82:] == bytes(range(32))
    assert made[:82] == leaf(1, bytes(16), b"header", b"sealed")[:82]


@pytest.mark.parametrize("index", [bytes(31), bytes(33), b"x"])
def test_leaf_refuses_a_commitment_of_another_length(index: bytes):
    with pytest.raises(ValueError, match="32 bytes"):
        leaf(1, bytes(16), b"header", b"sealed", index)


def test_leaf_of_hashes_is_the_leaf_of_what_was_hashed():
    header, sealed, index = (sha256(part).digest() for part in (b"header", b"sealed", b"tokens"))
    rid = bytes(range(16))
    assert leaf_of_hashes(3, rid, header, sealed, index) == leaf(3, rid, b"header", b"sealed", index)
    assert leaf_of_hashes(3, rid, header) == leaf(3, rid, b"header", b"")


@pytest.mark.parametrize(
    ("rid", "hashes"),
    [
        (bytes(15), (bytes(32),)),
        (bytes(16), (b"",)),
        (bytes(16), (bytes(31),)),
        (bytes(16), (bytes(32), bytes(33))),
        (bytes(16), (bytes(32), b"", bytes(31))),
    ],
)
def test_leaf_of_hashes_refuses_what_does_not_fit(rid: bytes, hashes: tuple[bytes, ...]):
    with pytest.raises(ValueError, match="expected"):
        leaf_of_hashes(1, rid, *hashes)
