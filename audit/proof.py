"""Proofs over a tree of RFC 6962: that a leaf is in it, and that an older tree is its beginning.

Pure functions. A proof is made from the roots of perfect subtrees, whoever keeps them, and checked
from the proof alone by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from audit.merkle import EMPTY_ROOT, HASH, node_hash

Node = Callable[[int, int], bytes]
"""Gives the root of the perfect subtree of `2**level` leaves that begins at leaf `index * 2**level`."""
MadeT = TypeVar("MadeT")

_LONGEST: Final = 2 * 64
"""Hashes that a proof over any tree of fewer than 2**64 leaves stays below."""


def root(node: Node, size: int) -> bytes:
    """Return the head of the first `size` leaves.

    Args:
        node: roots of perfect subtrees.
        size: leaves, at least 0.
    """
    return _root(node, 0, size) if size else EMPTY_ROOT


def inclusion(node: Node, index: int, size: int) -> tuple[bytes, ...]:
    """Return the proof that leaf `index` is in the tree of the first `size` leaves (RFC 9162, 2.1.3.1).

    Raises:
        ValueError: there is no such leaf in a tree of this size.
    """
    if not 0 <= index < size:
        raise ValueError("index: expected a leaf of the tree")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_root(node, middle, high))
            high = middle
        else:
            path.append(_root(node, low, middle))
            low = middle
    return tuple(reversed(path))


def consistency(node: Node, old: int, new: int) -> tuple[bytes, ...]:
    """Return the proof that the first `old` leaves are the beginning of the first `new` (RFC 9162, 2.1.4.1).

    Raises:
        ValueError: `old` is not from 1 to `new`.
    """
    if not 1 <= old <= new:
        raise ValueError("old: expected a size from 1 to that of the new tree")
    path: list[bytes] = []
    low, high, known = 0, new, True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_root(node, middle, high))
            high = middle
        else:
            path.append(_root(node, low, middle))
            low, known = middle, False
    if not known:
        path.append(_root(node, low, high))
    return tuple(reversed(path))


def streamed(hashes: Iterable[bytes], make: Callable[[Node], MadeT]) -> MadeT:
    """Return what is made of a tree's nodes, from one pass over its leaves.

    What is asked for is learnt first and kept on the way, so memory is that of the proof and not of the tree.

    Args:
        hashes: of the leaves, in order; as many as what is made needs.
        make: asks for nodes, for the same ones whatever they are; such as `inclusion` of one leaf.

    Raises:
        ValueError: there are fewer leaves.
    """
    asked: set[tuple[int, int]] = set()

    def learn(level: int, index: int) -> bytes:
        asked.add((level, index))
        return EMPTY_ROOT

    make(learn)
    found = _kept(hashes, asked)
    if len(found) < len(asked):
        raise ValueError("hashes: fewer leaves than the tree has")
    return make(lambda level, index: found[level, index])


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Tell whether a leaf, given by its hash, is leaf `index` of the tree of `size` leaves with this head."""
    if not 0 <= index < size or not _hashes(path) or len(leaf) != HASH:
        return False
    at, last, found = index, size - 1, leaf
    for each in path:
        if not last:
            return False
        if at & 1 or at == last:
            found = node_hash(each, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, each)
        at, last = at >> 1, last >> 1
    return not last and hmac.compare_digest(found, head)


def verify_consistency(old: int, new: int, path: Sequence[bytes], old_head: bytes, new_head: bytes) -> bool:
    """Tell whether the tree of `old` leaves with one head is the beginning of that of `new` with the other."""
    if not 1 <= old <= new or not _hashes(path):
        return False
    if old == new:
        return not path and hmac.compare_digest(old_head, new_head)
    # A perfect old tree is itself the first node of the proof, which leaves it out.
    nodes = [*([old_head] if not old & (old - 1) else []), *path]
    if not nodes:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = nodes[0]
    for each in nodes[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            first, second = node_hash(each, first), node_hash(each, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, each)
        at, last = at >> 1, last >> 1
    return not last and hmac.compare_digest(first, old_head) and hmac.compare_digest(second, new_head)


def _kept(hashes: Iterable[bytes], asked: set[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
    """Grow a tree leaf by leaf and keep the nodes that are asked for."""
    found: dict[tuple[int, int], bytes] = {}
    waiting: list[bytes] = []  # roots of perfect subtrees that still lack their right half
    for place, hashed in enumerate(hashes):
        node, level, index = hashed, 0, place
        if (level, index) in asked:
            found[level, index] = node
        while index & 1:
            node, level, index = node_hash(waiting.pop(), node), level + 1, index >> 1
            if (level, index) in asked:
                found[level, index] = node
        waiting.append(node)
    return found


def _root(node: Node, low: int, high: int) -> bytes:
    """Return the head of the leaves `[low, high)`, which begin at a multiple of the power of two above."""
    parts: list[bytes] = []
    while low < high:
        level = (high - low).bit_length() - 1
        parts.append(node(level, low >> level))
        low += 1 << level
    found = parts.pop()
    while parts:
        found = node_hash(parts.pop(), found)
    return found


def _split(size: int) -> int:
    """Return the largest power of two that is smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _hashes(path: Sequence[bytes]) -> bool:
    return len(path) <= _LONGEST and all(len(each) == HASH for each in path)
