"""Private keys, the padding check, and the vectors kept for other implementations."""

import json
from collections.abc import Callable
from hashlib import sha3_256, sha256, shake_256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hmac
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import OpenError
from audit.open import PrivateKey, _unpad, open_body
from audit.record import Record, parse_header
from audit.ring import Ring
from audit.seal import pad, seal, wrap_info

VECTORS = sorted((Path(__file__).parents[1] / "vectors" / "seal").glob("*.json"))
EXPECTED = {"ok", "bad tag", "truncated", "trailing data", "wrong key", "bad commitment", "bad header"}

# Seed and start of the public key of test vector 1 of draft-connolly-cfrg-xwing-kem, appendix C.
XWING_SEED = bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")
XWING_PUBLIC = "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5"


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path):
    vector = json.loads(path.read_text())
    assert vector.keys() == {"name", "suite", "seeds", "header", "sealed", "share", "body", "expect"}
    keys = [PrivateKey(vector["suite"], bytes.fromhex(seed)) for seed in vector["seeds"]]
    parts = vector["header"].encode(), bytes.fromhex(vector["sealed"]), bytes.fromhex(vector["share"])
    if vector["expect"] == "ok":
        assert open_body(*parts, *keys) == vector["body"].encode()
        return
    with pytest.raises(OpenError) as raised:
        open_body(*parts, *keys)
    assert raised.value.reason == vector["expect"]


def test_vectors_cover_every_outcome():
    assert {json.loads(path.read_text())["expect"] for path in VECTORS} == EXPECTED


def test_xwing_key_is_that_of_the_draft():
    assert PrivateKey("hybrid", XWING_SEED).public.hex().startswith(XWING_PUBLIC)


def _hkdf_extract(salt: bytes, ikm: bytes) -> bytes:
    mac = hmac.HMAC(salt or bytes(32), SHA256())
    mac.update(ikm)
    return mac.finalize()


def _labeled_extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return _hkdf_extract(salt, b"HPKE-v1" + suite + label + ikm)


def _labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return _hkdf_extract(prk, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info + b"\x01")[
        :length
    ]


def test_hybrid_wrap_opens_by_hand_from_the_seed(
    record: Callable[..., Record], rings: Callable[..., Ring], keys: Callable[..., PrivateKey]
):
    """X-Wing (kem 0x647a) and the HPKE key schedule of RFC 9180, 5.1, written out."""
    key = keys("hybrid")
    made = seal(record(b"by hand"), rings((key,)), seq=0, rid="0a" * 16, ts=1)
    header = parse_header(made.header)
    h = sha256(header.unsealed()).digest()
    wrap = made.sealed[1:1169]
    ct_m, ct_x, sealed_share = wrap[:1088], wrap[1088:1120], wrap[1120:]
    expanded = shake_256(key.seed).digest(96)
    ml, x = (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )
    pk_x = x.public_key().public_bytes_raw()
    assert key.public == ml.public_key().public_bytes_raw() + pk_x
    ss_x = x.exchange(X25519PublicKey.from_public_bytes(ct_x))
    secret = sha3_256(ml.decapsulate(ct_m) + ss_x + ct_x + pk_x + rb"\.//^" + b"\\").digest()
    suite = b"HPKE" + bytes.fromhex("647a00010002")
    info = wrap_info(0, key.kid, h, bytes.fromhex(header.com))
    context = (
        b"\x00"
        + _labeled_extract(suite, b"", b"psk_id_hash", b"")
        + _labeled_extract(suite, b"", b"info_hash", info)
    )
    prk = _labeled_extract(suite, secret, b"secret", b"")
    aes = AESGCM(_labeled_expand(suite, prk, b"key", context, 32))
    share = aes.decrypt(_labeled_expand(suite, prk, b"base_nonce", context, 12), sealed_share, b"")
    assert len(share) == 32


def test_private_key_shows_no_secret(key: PrivateKey):
    assert key.seed.hex() not in repr(key)
    assert str(key.seed) not in repr(key)


@pytest.mark.parametrize(
    ("suite", "seed"), [("x25519", bytes(31)), ("hybrid", bytes(64)), ("rsa", bytes(32))]
)
def test_private_key_refuses(suite: str, seed: bytes):
    with pytest.raises(ValueError, match=r"seed|suite"):
        PrivateKey(suite, seed)


@given(st.binary(max_size=1000))
def test_unpad_undoes_pad(text: bytes):
    assert _unpad(pad(text)) == text


@pytest.mark.parametrize(
    "padded",
    [
        b"\xff" * 256,
        (253).to_bytes(4, "big") + bytes(252),
        (1).to_bytes(4, "big") + b"ax" + bytes(250),
        (1).to_bytes(4, "big") + b"a" + bytes(300),
        bytes(257),
    ],
)
def test_other_padding_is_refused(padded: bytes):
    with pytest.raises(OpenError, match="bad padding"):
        _unpad(padded)
