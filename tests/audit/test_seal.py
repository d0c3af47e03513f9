"""Sealing and opening as one: every change is refused, and another HPKE agrees byte for byte."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

from audit.errors import OpenError
from audit.open import PrivateKey, open_body
from audit.record import Record, parse_header, placed
from audit.ring import Ring
from audit.seal import Sealed, pad, padded_length, seal, sealed_length, share_digest, wrap_info, xor
from audit.suites import RSA, SUITES

CANARY = "Zelda Quillfeather zelda@example.org"
RID = "0a" * 16
TS = 1_700_000_000
FIXTURES_ARE_FROZEN = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def opened(made: Sealed, *keys: PrivateKey) -> bytes:
    return open_body(made.header, made.sealed, made.share, *keys)


def refused(header: bytes, sealed: bytes, share: bytes, *keys: PrivateKey) -> str:
    with pytest.raises(OpenError) as raised:
        open_body(header, sealed, share, *keys)
    return raised.value.reason


@pytest.fixture
def made(record: Callable[..., Record], ring: Ring) -> Sealed:
    return seal(record(), ring, seq=0, rid=RID, ts=TS)


@FIXTURES_ARE_FROZEN
@given(body=st.binary(min_size=1, max_size=3000), seq=st.integers(0, 2**53 - 1))
def test_what_is_sealed_opens(
    record: Callable[..., Record], ring: Ring, key: PrivateKey, body: bytes, seq: int
):
    made = seal(record(body), ring, seq=seq, rid=RID, ts=TS)
    assert opened(made, key) == body
    header = parse_header(made.header)
    assert len(made.sealed) == sealed_length(header)
    assert header.share == share_digest(made.share)
    assert header.kids == ((key.kid,),)


def test_same_body_never_gives_the_same_bytes(record: Callable[..., Record], ring: Ring):
    one, two = (seal(record(), ring, seq=0, rid=RID, ts=TS) for _ in range(2))
    assert one.sealed != two.sealed
    assert one.share != two.share
    assert one.header != two.header


def test_header_only_record(record: Callable[..., Record], ring: Ring, key: PrivateKey):
    made = seal(record(b"", level="none"), ring, seq=0, rid=RID, ts=TS)
    header = parse_header(made.header)
    assert (made.sealed, made.share, header.kids, header.blen, header.com) == (b"", b"", (), 0, "")
    assert refused(made.header, b"", b"", key) == "no body"


def flipped(raw: bytes, bits: Iterable[int]) -> Iterator[bytes]:
    for bit in bits:
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


@pytest.fixture(params=["one group", "two groups"])
def readers(request: pytest.FixtureRequest, suite: str, keys: Callable[..., PrivateKey]) -> list[PrivateKey]:
    return [keys(suite, number) for number in range(1 if request.param == "one group" else 2)]


@pytest.fixture
def dual(record: Callable[..., Record], rings: Callable[..., Ring], readers: list[PrivateKey]) -> Sealed:
    """A record for one reader of each group."""
    return seal(record(), rings(*((reader,) for reader in readers)), seq=0, rid=RID, ts=TS)


@pytest.mark.slow
def test_every_bit_of_a_sealed_body_counts(dual: Sealed, readers: list[PrivateKey], suite: str):
    assert opened(dual, *readers) == CANARY.encode()
    wraps = 1 + len(readers) * SUITES[suite].wrap_len
    bits = {*range(8), *range(8 * wraps, 8 * len(dual.sealed))}
    # RSA decrypts a thousand times a second: one bit of each byte of a wrap, each time another one.
    bits |= set(range(8, 8 * wraps) if suite != RSA else (8 * at + at % 8 for at in range(1, wraps)))
    for changed in flipped(dual.sealed, bits):
        expected = "bad tag" if changed[0] == 1 else "bad header"
        assert refused(dual.header, changed, dual.share, *readers) == expected


@pytest.mark.slow
def test_every_bit_of_a_header_counts(dual: Sealed, readers: list[PrivateKey]):
    for changed in flipped(dual.header, range(8 * len(dual.header))):
        assert refused(changed, dual.sealed, dual.share, *readers)


def test_every_bit_of_a_share_counts(dual: Sealed, readers: list[PrivateKey]):
    for changed in flipped(dual.share, range(8 * len(dual.share))):
        assert refused(dual.header, dual.sealed, changed, *readers) == "bad commitment"


@pytest.mark.slow
def test_every_bit_of_a_spooled_header_counts_but_those_of_its_place(
    record: Callable[..., Record], ring: Ring, key: PrivateKey
):
    made = seal(record(), ring, seq=None, rid=RID, ts=TS)
    header = parse_header(placed(made.header, 4711))
    assert header.spooled
    raw, moved = header.encode(), 0
    for changed in flipped(raw, range(8 * len(raw))):
        try:
            body = open_body(changed, made.sealed, made.share, key)
        except OpenError:
            continue
        assert replace(parse_header(changed), seq=4711) == header
        assert body == CANARY.encode()
        moved += 1
    assert moved


@FIXTURES_ARE_FROZEN
@given(seq=st.integers(0, 2**53 - 1))
def test_a_spooled_record_opens_wherever_it_gets_its_place(
    record: Callable[..., Record], rings: Callable[..., Ring], keys: Callable[..., PrivateKey], seq: int
):
    key = keys("x25519")
    made = seal(record(b"later"), rings((key,)), seq=None, rid=RID, ts=TS)
    header = placed(made.header, seq)
    assert open_body(header, made.sealed, made.share, key) == b"later"
    assert parse_header(header).seq == seq
    unmarked = header.replace(b'"spooled":1,', b"")
    assert refused(unmarked, made.sealed, made.share, key) == "bad tag"


@settings(FIXTURES_ARE_FROZEN, max_examples=200)
@given(
    sizes=st.lists(st.integers(1, 2), min_size=1, max_size=3),
    held=st.sets(st.integers(0, 7)),
    order=st.permutations(range(8)),
    share=st.none() | st.binary(min_size=32, max_size=32) | st.binary(max_size=40),
)
def test_keys_open_if_and_only_if_they_are_one_of_each_group_and_the_share_is_right(
    record: Callable[..., Record],
    rings: Callable[..., Ring],
    keys: Callable[..., PrivateKey],
    suite: str,
    sizes: list[int],
    held: set[int],
    order: list[int],
    share: bytes | None,
):
    """Members are numbered through the groups; whoever is above the last one is a stranger."""
    members = iter(range(8))
    groups = [[next(members) for _ in range(size)] for size in sizes]
    made = seal(
        record(b"x"),
        rings(*(tuple(keys(suite, n) for n in group) for group in groups)),
        seq=0,
        rid=RID,
        ts=TS,
    )
    given_share = made.share if share is None else share
    holding = [keys(suite, n) for n in order if n in held]
    complete = all(held & set(group) for group in groups)
    if complete and given_share == made.share:
        assert open_body(made.header, made.sealed, given_share, *holding) == b"x"
    elif complete or len(given_share) != 32:
        assert refused(made.header, made.sealed, given_share, *holding) == "bad commitment"
    else:
        assert refused(made.header, made.sealed, given_share, *holding) == "wrong key"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("tenant", "other"),
        ("seq", 1),
        ("rid", "0b" * 16),
        ("ts", TS + 1),
        ("dir", "completion"),
        ("phase", "stream"),
        ("action", "block"),
        ("findings", []),
        ("policy", "cd" * 32),
        ("ring", "ab" * 32),
        ("model", ""),
        ("route", "responses"),
        ("app", ""),
        ("corr", ""),
        ("level", "fingerprint"),
        ("share", "ab" * 32),
        ("com", "ab" * 32),
    ],
)
def test_valid_header_of_other_content_is_refused(made: Sealed, key: PrivateKey, member: str, value: object):
    members = json.loads(made.header) | {member: value}
    changed = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    parse_header(changed)
    assert refused(changed, made.sealed, made.share, key) == "bad tag"


@pytest.mark.parametrize("cut", [0, 1, 17, 81, -16, -1])
def test_truncated(made: Sealed, key: PrivateKey, cut: int):
    assert refused(made.header, made.sealed[:cut], made.share, key) == "truncated"


@pytest.mark.parametrize("tail", [b"\0", b"x" * 1168])
def test_trailing_data(made: Sealed, key: PrivateKey, tail: bytes):
    assert refused(made.header, made.sealed + tail, made.share, key) == "trailing data"


@pytest.mark.parametrize("share", [b"", bytes(31), bytes(33), bytes(32)])
def test_other_shares(made: Sealed, key: PrivateKey, share: bytes):
    assert refused(made.header, made.sealed, share, key) == "bad commitment"


def test_wrong_key(made: Sealed, keys: Callable[..., PrivateKey], suite: str):
    other = "x25519" if suite == "hybrid" else "hybrid"
    assert refused(made.header, made.sealed, made.share) == "wrong key"
    assert refused(made.header, made.sealed, made.share, keys(suite, 9), keys(other)) == "wrong key"


def test_records_cannot_be_spliced(record: Callable[..., Record], ring: Ring, key: PrivateKey):
    one = seal(record(b"one"), ring, seq=0, rid=RID, ts=TS)
    two = seal(record(b"two"), ring, seq=1, rid="0b" * 16, ts=TS)
    for header, sealed, share in (
        (one.header, two.sealed, two.share),
        (one.header, two.sealed, one.share),
        (one.header, one.sealed, two.share),
        (one.header, one.sealed[:-272] + two.sealed[-272:], one.share),
        (one.header, two.sealed[:-272] + one.sealed[-272:], one.share),
    ):
        assert refused(header, sealed, share, key) in ("bad tag", "bad commitment")


def test_two_groups_open_only_together(
    record: Callable[..., Record], rings: Callable[..., Ring], keys: Callable[..., PrivateKey], suite: str
):
    ana, bea, cyd = (keys(suite, number) for number in range(3))
    made = seal(record(b"both"), rings((ana, bea), (cyd,)), seq=0, rid=RID, ts=TS)
    for pair in ((ana, cyd), (cyd, bea), (ana, bea, cyd)):
        assert opened(made, *pair) == b"both"
    for alone in ((ana,), (bea,), (cyd,), (ana, bea), ()):
        assert refused(made.header, made.sealed, made.share, *alone) == "wrong key"
    swapped = json.loads(made.header)
    swapped["kids"].reverse()
    header = json.dumps(swapped, sort_keys=True, separators=(",", ":")).encode()
    assert refused(header, made.sealed, made.share, ana, cyd) == "bad tag"


def test_retired_reader_is_left_out(
    record: Callable[..., Record], rings: Callable[..., Ring], keys: Callable[..., PrivateKey]
):
    ana, bea = keys("x25519", 1), keys("x25519", 2)
    ring = rings((ana, bea))
    first, second = ring.groups[0]
    ring = replace(ring, groups=((replace(first, state="retired"), second),))
    made = seal(record(b"x"), ring, seq=0, rid=RID, ts=TS)
    assert opened(made, bea) == b"x"
    assert refused(made.header, made.sealed, made.share, ana) == "wrong key"


def _parts(made: Sealed, kid: str) -> tuple[bytes, bytes, bytes]:
    header = parse_header(made.header)
    info = wrap_info(0, kid, sha256(header.unsealed()).digest(), bytes.fromhex(header.com))
    return made.sealed[1:33], made.sealed[33:81], info


def test_pyhpke_reads_and_writes_our_x25519_wraps(
    record: Callable[..., Record], rings: Callable[..., Ring], keys: Callable[..., PrivateKey]
):
    key = keys("x25519")
    made = seal(record(b"shared"), rings((key,)), seq=0, rid=RID, ts=TS)
    other = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)
    enc, wrap, info = _parts(made, key.kid)
    private = KEMKey.from_pyca_cryptography_key(X25519PrivateKey.from_private_bytes(key.seed))
    share = other.create_recipient_context(enc, private, info=info).open(wrap)
    assert len(share) == 32
    public = KEMKey.from_pyca_cryptography_key(X25519PublicKey.from_public_bytes(key.public))
    enc, sender = other.create_sender_context(public, info=info)
    again = made.sealed[:1] + enc + sender.seal(share) + made.sealed[81:]
    assert open_body(made.header, again, made.share, key) == b"shared"
    enc, sender = other.create_sender_context(public, info=info)
    short = made.sealed[:1] + enc + sender.seal(share)[:-1] + b"\0" + made.sealed[81:]
    assert refused(made.header, short, made.share, key) == "bad tag"


def test_info_keeps_fields_apart():
    h, com = bytes(32), bytes(32)
    made = wrap_info(1, "ab" * 8, h, com)
    assert made.startswith(b"\0\0\0\x13guard-audit/wrap/v1\0\0\0\x04\0\0\0\x01\0\0\0\x08")
    assert len({made, wrap_info(2, "ab" * 8, h, com), wrap_info(1, "ac" * 8, h, com)}) == 3


def test_padding_hides_length_in_few_sizes_at_little_cost():
    sizes = {padded_length(n) for n in range(1, 65_537)}
    assert len(sizes) == 129
    assert min(sizes) == 256
    assert all(n <= padded_length(n) <= n * 1.063 for n in range(256, 65_537))


@given(st.binary(max_size=2000))
def test_padding_frames_the_text(text: bytes):
    padded = pad(text)
    assert len(padded) == padded_length(len(text) + 4)
    assert padded[: 4 + len(text)] == len(text).to_bytes(4, "big") + text
    assert not any(padded[4 + len(text) :])


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=5))
def test_xor(shares: list[bytes]):
    assert xor(*shares, *shares) == bytes(32)
    assert xor(shares[0], bytes(32)) == shares[0]
