"""Batches out of a queue: what is there already, and no waiting for more."""

import queue
import time
from typing import Final

from audit.items import Item

BATCH: Final = 256
"""Items in one batch at most."""
GATHER_S: Final = 0.002
"""Seconds of collecting at most; an empty queue is never waited on."""


def gathered(source: queue.Queue[Item | None], first: Item | None) -> tuple[list[Item], bool]:
    """Return an item and those queued behind it, and whether the end mark was among them.

    While one batch is flushed, the next one collects by itself.
    """
    batch: list[Item] = []
    item, until = first, time.monotonic() + GATHER_S
    while item is not None:
        batch.append(item)
        if len(batch) == BATCH or time.monotonic() > until:
            return batch, False
        try:
            item = source.get_nowait()
        except queue.Empty:
            return batch, False
    return batch, True
