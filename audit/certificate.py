"""The certificate of an erasure, for the person who asked for it."""

import json
from collections.abc import Sequence
from typing import Final

from audit.events import Erasure
from audit.items import Receipt

FORMAT: Final = "guard-audit/erasure/v1"


def certificate(erased: Sequence[tuple[Erasure, Receipt]], tenant: str) -> str:
    """Return the certificate of an erasure, for the person who asked for it, as JSON.

    Args:
        erased: what the log says, and where; in its order, at least one.
        tenant: whose log it is.
    """
    last = erased[-1][1]
    members = {
        "format": FORMAT,
        "tenant": tenant,
        "erased": [
            {"record": receipt.rid, "seq": receipt.seq, **event.members()} for event, receipt in erased
        ],
        "checkpoint": last.note,
        "settled": last.settled,
        "horizon": "copies of the table `shred`, such as backups, must be deleted by whoever made them",
    }
    return json.dumps(members, indent=1, sort_keys=True)
