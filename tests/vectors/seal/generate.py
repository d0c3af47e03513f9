"""Make the sealing vectors anew: `python tests/vectors/seal/generate.py` from the repository root.

Sealing is randomised, so a new run gives new bytes; keep a vector that once failed. RSA keys are those of
`keys/rsa-oaep-256.json`: they protect nothing, and never change.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))

from audit.events import FindingSummary, Flag  # noqa: E402
from audit.open import PrivateKey, _unwrap  # noqa: E402
from audit.record import Record, parse_header, placed  # noqa: E402
from audit.ring import Recipient, Ring  # noqa: E402
from audit.seal import NONCE, Sealed, derive, pad, seal, wrap_info, xor  # noqa: E402
from audit.suites import OAEP_SHA256, RSA, SUITES, public_key  # noqa: E402

BODY = '{"text":"ask [PERSON] at [EMAIL_ADDRESS]"}'
LONG = json.dumps({"text": "[PERSON] " * 40})

Case = tuple[str, str, list[PrivateKey], bytes, bytes, bytes]
"""Name, outcome, keys, header, sealed body, share."""


def key(suite: str, number: int) -> PrivateKey:
    if suite == RSA:
        kept = json.loads((HERE / "keys" / "rsa-oaep-256.json").read_bytes())
        return PrivateKey(suite, bytes.fromhex(kept[number]))
    return PrivateKey(suite, sha256(f"vector {suite} {number}".encode()).digest())


def sealed(seq: int | None, *groups: tuple[PrivateKey, ...], body: str = BODY) -> Sealed:
    suite = groups[0][0].suite
    readers = tuple(
        tuple(Recipient(suite, k.public, f"officer{k.kid[:2]}", k.signer("o").verifier.public) for k in group)
        for group in groups
    )
    event = Flag(
        direction="prompt",
        phase="whole",
        action="redact",
        findings=(FindingSummary("PERSON", "", 2, 1, "names", 910),),
        policy="ab" * 32,
        level="redacted" if body else "none",
    )
    return seal(
        Record("example", event, body.encode()),
        Ring(1, "example", suite, readers),
        seq=seq,
        rid=f"{seq or 0:032x}",
        ts=1_700_000_000,
    )


def flip(raw: bytes, at: int) -> bytes:
    changed = bytearray(raw)
    changed[at] ^= 1
    return bytes(changed)


def data_key(made: Sealed, *keys: PrivateKey) -> tuple[bytes, bytes, list[bytes]]:
    """Return h, the body key and the shares of a record."""
    header = parse_header(made.header)
    h, com = sha256(header.unsealed()).digest(), bytes.fromhex(header.com)
    shares = list(_unwrap(header, made.sealed, h, com, keys))
    return h, derive(xor(made.share, *shares), h)[0], shares


def repadded(made: Sealed, padded: bytes, *keys: PrivateKey) -> bytes:
    """Return the sealed body with another padded text under the same key."""
    h, body_key, _ = data_key(made, *keys)
    body = AESGCM(body_key).encrypt(NONCE, padded, h)
    return made.sealed[: -len(body)] + body


def rewrapped(made: Sealed, group: int, reader: PrivateKey) -> bytes:
    """Return the sealed body of one reader with the share wrapped for another group's place."""
    h, _, (share,) = data_key(made, reader)
    suite, com = SUITES[reader.suite], bytes.fromhex(parse_header(made.header).com)
    wrap = suite.wrap(public_key(suite.id, reader.public), share, wrap_info(group, reader.kid, h, com))
    return made.sealed[:1] + wrap + made.sealed[1 + suite.wrap_len :]


def without(raw: bytes, member: bytes) -> bytes:
    changed = raw.replace(member, b"")
    if changed == raw:
        raise ValueError("a vector that changes nothing")
    return changed


def headers(ana: PrivateKey, made: Sealed) -> Iterator[Case]:
    h, s, e = made.header, made.sealed, made.share
    yield "tenant changed", "bad tag", [ana], h.replace(b'"example"', b'"another"'), s, e
    yield "place changed", "bad tag", [ana], replace(parse_header(h), seq=7).encode(), s, e
    yield "commitment changed", "bad tag", [ana], parse_header(h).encode("ab" * 32), s, e
    yield "header version 2", "bad header", [ana], h.replace(b'"v":1', b'"v":2'), s, e
    yield "header with a space", "bad header", [ana], h.replace(b'"v":1', b'"v": 1'), s, e
    yield "header with one more key", "bad header", [ana], h.replace(b'"v":1', b'"v":1,"w":1'), s, e


def spooled(ana: PrivateKey, placed_later: Sealed, made: Sealed) -> Iterator[Case]:
    """Sealed before there was a position, which is then not bound; everything else is."""
    raw, s, e = placed_later.header, placed_later.sealed, placed_later.share
    yield "spooled", "ok", [ana], placed(raw, 7), s, e
    yield "spooled, in another place", "ok", [ana], placed(raw, 8), s, e
    yield "spooled, mark gone", "bad tag", [ana], without(raw, b'"spooled":1,'), s, e
    yield "spooled, mark 0", "bad header", [ana], raw.replace(b'"spooled":1', b'"spooled":0'), s, e
    yield "spooled, id changed", "bad tag", [ana], replace(parse_header(raw), rid="ab" * 16).encode(), s, e
    marked = replace(parse_header(made.header), spooled=True).encode()
    yield "mark of a spooled record put in", "bad tag", [ana], marked, made.sealed, made.share


def groups(ana: PrivateKey, bea: PrivateKey, cyd: PrivateKey) -> Iterator[Case]:
    made = sealed(2, (ana, cyd), (bea,))
    h, s, e = made.header, made.sealed, made.share
    length = SUITES[ana.suite].wrap_len
    first, second, third = (s[1 + length * n : 1 + length * (n + 1)] for n in range(3))
    rest = s[1 + 3 * length :]
    yield "two groups", "ok", [ana, bea], h, s, e
    yield "two groups, other reader of the first", "ok", [bea, cyd], h, s, e
    yield "two groups, one alone", "wrong key", [ana], h, s, e
    yield "two groups, both of one", "wrong key", [ana, cyd], h, s, e
    yield "two groups, second wrap changed", "bad tag", [ana, bea], h, flip(s, 1 + 2 * length + 40), e
    yield "two groups, wraps exchanged", "bad tag", [ana, bea], h, s[:1] + third + second + first + rest, e
    yield "two groups, share changed", "bad commitment", [ana, bea], h, s, flip(e, 31)
    later = sealed(None, (ana,), (bea,))
    yield "two groups, spooled", "ok", [ana, bea], placed(later.header, 3), later.sealed, later.share


def other_oaep(ana: PrivateKey, made: Sealed) -> Iterator[Case]:
    """Wraps of the right share that are made otherwise than the suite says."""
    to = public_key(RSA, ana.public)
    if not isinstance(to, RSAPublicKey):
        raise TypeError("not RSA")
    h, _, (share,) = data_key(made, ana)
    info = wrap_info(0, ana.kid, h, bytes.fromhex(parse_header(made.header).com))
    bound = share + sha256(info).digest()
    labelled = OAEP(MGF1(SHA256()), SHA256(), b"label")
    wraps = {
        "wrap without the digest": to.encrypt(share, OAEP_SHA256),
        "wrap with half of the digest": to.encrypt(bound[:48], OAEP_SHA256),
        "wrap with a byte more": to.encrypt(bound + b"\0", OAEP_SHA256),
        "wrap with a label": to.encrypt(bound, labelled),
        "wrap with SHA-1": to.encrypt(bound, OAEP(MGF1(SHA1()), SHA1(), None)),
        "wrap with MGF1 of SHA-1": to.encrypt(bound, OAEP(MGF1(SHA1()), SHA256(), None)),
        "wrap of zeros": bytes(384),
        "wrap above the modulus": b"\xff" * 384,
    }
    for name, wrap in wraps.items():
        yield name, "bad tag", [ana], made.header, made.sealed[:1] + wrap + made.sealed[385:], made.share


def cases(suite: str) -> Iterator[Case]:
    ana, bea, cyd = key(suite, 1), key(suite, 2), key(suite, 3)
    one, two, long = sealed(0, (ana,)), sealed(1, (ana,)), sealed(3, (ana,), body=LONG)
    h, s, e = one.header, one.sealed, one.share
    yield "one reader", "ok", [ana], h, s, e
    yield "no key", "wrong key", [], h, s, e
    yield "another key", "wrong key", [bea], h, s, e
    yield "wrap changed", "bad tag", [ana], h, flip(s, 40), e
    yield "wrap for another group", "bad tag", [ana], h, rewrapped(one, 1, ana), e
    yield "body changed", "bad tag", [ana], h, flip(s, len(s) - 100), e
    yield "tag changed", "bad tag", [ana], h, flip(s, len(s) - 1), e
    yield "body of another record", "bad tag", [ana], h, two.sealed, two.share
    yield "share of another record", "bad commitment", [ana], h, s, two.share
    yield "share changed", "bad commitment", [ana], h, s, flip(e, 0)
    yield "share cut short", "bad commitment", [ana], h, s, e[:-1]
    yield "no share", "bad commitment", [ana], h, s, b""
    yield "last byte gone", "truncated", [ana], h, s[:-1], e
    yield "empty", "truncated", [ana], h, b"", e
    yield "one byte more", "trailing data", [ana], h, s + b"\0", e
    yield "blob version 2", "bad header", [ana], h, b"\x02" + s[1:], e
    bare = sealed(4, (ana,), body="")
    yield "header only", "no body", [ana], bare.header, b"", b""
    padded = pad(BODY.encode())
    yield "a byte in the padding", "bad padding", [ana], h, repadded(one, padded[:-1] + b"\1", ana), e
    yield "length beyond the end", "bad padding", [ana], h, repadded(one, b"\xff" + padded[1:], ana), e
    wide = (1).to_bytes(4, "big") + b"x" + bytes(len(pad(LONG.encode())) - 5)
    yield "padding too wide", "bad padding", [ana], long.header, repadded(long, wide, ana), long.share
    yield from headers(ana, one)
    yield from spooled(ana, sealed(None, (ana,)), one)
    yield from groups(ana, bea, cyd)
    if suite == RSA:
        yield from other_oaep(ana, one)


def main() -> None:
    for suite in SUITES:
        for name, expect, keys, header, blob, share in cases(suite):
            vector = {
                "name": f"{suite}: {name}",
                "suite": suite,
                "secrets": [k.secret.hex() for k in keys],
                "header": header.decode(),
                "sealed": blob.hex(),
                "share": share.hex(),
                "body": BODY if expect == "ok" else "",
                "expect": expect,
            }
            path = HERE / f"{suite}-{name.replace(',', '').replace(' ', '-')}.json"
            path.write_text(json.dumps(vector, indent=1) + "\n")


if __name__ == "__main__":
    main()
