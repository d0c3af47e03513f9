"""The certificate of an erasure, for the person who asked for it."""

import json
from typing import Final

from audit.events import Erasure
from audit.log import Receipt

FORMAT: Final = "guard-audit/erasure/v1"


def certificate(event: Erasure, receipt: Receipt, tenant: str) -> str:
    """Return the certificate of an erasure, for the person who asked for it, as JSON.

    Args:
        event: what the log says.
        receipt: where it says so.
        tenant: whose log it is.
    """
    members = {
        "format": FORMAT,
        "tenant": tenant,
        "erased": event.members(),
        "record": receipt.rid,
        "seq": receipt.seq,
        "checkpoint": receipt.note,
        "settled": receipt.settled,
        "horizon": "copies of the table `shred`, such as backups, must be deleted by whoever made them",
    }
    return json.dumps(members, indent=1, sort_keys=True)
