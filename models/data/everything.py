"""All rows there are, apart into those that are learnt from and those that are chosen by."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.data import asked, compose, generate, own, shared
from models.data.rows import Row

SEED = 20261125
"""What everything random follows from."""
HELD = 10
"""One of so many groups of the project's own rows is held out for choosing, with all its twins."""
CHOSEN: tuple[shared.Set, ...] = (
    shared.Set("authored", "authored/harm.dev", shared.authored("authored")),
    shared.Set("authored_pii", "authored/pii.dev", shared.written("authored_pii")),
    shared.Set("surge", "moderation/surge_toxicity.dev", shared.toxic("surge")),
    shared.Set("wnut", "pii/wnut17.dev", shared.names("wnut")),
    shared.Set("btc", "pii/btc.dev", shared.names("btc")),
    shared.Set("clinc", "benign/clinc150.dev", shared.benign("clinc")),
    shared.Set("nlupp", "benign/nlupp.dev", shared.benign("nlupp")),
    shared.Set("sgd", "benign/sgd_user.dev", shared.benign("sgd")),
)
"""Development files of the shared sets."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows to learn from, and rows to choose by: none of them stands in both."""

    learnt: tuple[Row, ...]
    chosen: tuple[Row, ...]


def held(group: str) -> bool:
    """Tell whether a group of the project's own rows is held out."""
    return hashlib.sha256(group.encode()).digest()[0] % HELD == 0


def everything(root: Path) -> Rows:
    """Read and generate all rows: the same ones every time."""
    random = np.random.default_rng(SEED)
    mine = list(own.harm(root, random))
    learnt = list(shared.rows(root))
    learnt += [row for group, row in mine if not held(group)]
    learnt += own.names()
    learnt += own.nameless()
    filled = [*generate.rows(random), *asked.rows(random)]
    learnt += [row for group, row in filled if not held(group)]
    learnt += generate.signed([row for group, row in mine if not held(group)], random)
    learnt += compose.planted(root, random)
    learnt += compose.long(learnt, random)
    chosen = list(_chosen(root))
    chosen += [row for group, row in mine if held(group)]
    chosen += [row for group, row in filled if held(group)]
    texts = {row.text for row in chosen}
    return Rows(tuple(row for row in learnt if row.text not in texts), tuple(chosen))


def _chosen(root: Path) -> Iterator[Row]:
    for each in CHOSEN:
        for raw in shared.file(root, each.path):
            row = each.understand(raw)
            if row is not None:
                yield row
    for raw in shared.file(root, "pii/uner_en_ewt.dev"):
        if shared.held(raw["text"]):
            row = shared.names("ewt")(raw)
            if row is not None:
                yield row
