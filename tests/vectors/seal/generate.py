"""Make the sealing vectors anew: `python tests/vectors/seal/generate.py` from the repository root.

Sealing is randomised, so a new run gives new bytes; keep a vector that once failed.
"""

import json
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))

from audit.events import FindingSummary, Flag  # noqa: E402
from audit.open import PrivateKey  # noqa: E402
from audit.record import Record  # noqa: E402
from audit.ring import Recipient, Ring  # noqa: E402
from audit.seal import Sealed, seal  # noqa: E402

BODY = '{"text":"ask [PERSON] at [EMAIL_ADDRESS]"}'


def key(suite: str, number: int) -> PrivateKey:
    return PrivateKey(suite, sha256(f"vector {suite} {number}".encode()).digest())


def sealed(seq: int, *groups: tuple[PrivateKey, ...]) -> Sealed:
    suite = groups[0][0].suite
    readers = tuple(
        tuple(Recipient(suite, k.public, f"officer{k.kid[:2]}") for k in group) for group in groups
    )
    event = Flag(
        direction="prompt",
        phase="whole",
        action="redact",
        findings=(FindingSummary("PERSON", "", 2, 1, "names", 910),),
        policy="ab" * 32,
        level="redacted",
    )
    return seal(
        Record("example", event, BODY.encode()),
        Ring(1, "example", suite, readers),
        seq=seq,
        rid=f"{seq:032x}",
        ts=1_700_000_000,
    )


def flip(raw: bytes, at: int) -> bytes:
    changed = bytearray(raw)
    changed[at] ^= 1
    return bytes(changed)


def cases(suite: str) -> Iterator[tuple[str, str, list[PrivateKey], bytes, bytes, bytes]]:
    ana, bea = key(suite, 1), key(suite, 2)
    one, two, both = sealed(0, (ana,)), sealed(1, (ana,)), sealed(2, (ana,), (bea,))
    h, s, e = one.header, one.sealed, one.share
    yield "one reader", "ok", [ana], h, s, e
    yield "two groups", "ok", [ana, bea], both.header, both.sealed, both.share
    yield "two groups, one alone", "wrong key", [ana], both.header, both.sealed, both.share
    yield "another key", "wrong key", [bea], h, s, e
    yield "wrap changed", "bad tag", [ana], h, flip(s, 40), e
    yield "body changed", "bad tag", [ana], h, flip(s, len(s) - 100), e
    yield "tag changed", "bad tag", [ana], h, flip(s, len(s) - 1), e
    yield "tenant changed", "bad tag", [ana], h.replace(b'"example"', b'"another"'), s, e
    yield "body of another record", "bad tag", [ana], h, two.sealed, two.share
    yield "share of another record", "bad commitment", [ana], h, s, two.share
    yield "share changed", "bad commitment", [ana], h, s, flip(e, 0)
    yield "last byte gone", "truncated", [ana], h, s[:-1], e
    yield "empty", "truncated", [ana], h, b"", e
    yield "one byte more", "trailing data", [ana], h, s + b"\0", e
    yield "blob version 2", "bad header", [ana], h, b"\x02" + s[1:], e
    yield "header version 2", "bad header", [ana], h.replace(b'"v":1', b'"v":2'), s, e
    yield "header with a space", "bad header", [ana], h.replace(b'"v":1', b'"v": 1'), s, e
    yield "header with one more key", "bad header", [ana], h.replace(b'"v":1', b'"v":1,"w":1'), s, e


def main() -> None:
    for suite in ("hybrid", "x25519"):
        for name, expect, keys, header, blob, share in cases(suite):
            vector = {
                "name": f"{suite}: {name}",
                "suite": suite,
                "seeds": [k.seed.hex() for k in keys],
                "header": header.decode(),
                "sealed": blob.hex(),
                "share": share.hex(),
                "body": BODY if expect == "ok" else "",
                "expect": expect,
            }
            path = HERE / f"{suite}-{name.replace(',', '').replace(' ', '-')}.json"
            path.write_text(json.dumps(vector, indent=1) + "\n")


main()
