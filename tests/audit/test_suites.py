"""Public keys and wraps: what is not a key of its suite is refused, and so is one that cannot be sealed to."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from audit.errors import RingError
from audit.open import PrivateKey
from audit.suites import RSA, SUITES, public_key, rsa_public_bytes


def test_sizes():
    assert {name: (s.public_len, s.wrap_len) for name, s in SUITES.items()} == {
        "hybrid": (1216, 1168),
        "x25519": (32, 80),
        "rsa-oaep-256": (422, 384),
    }
    assert all(name == suite.id for name, suite in SUITES.items())


def test_public_key_is_of_its_suite(key: PrivateKey):
    expected = {"hybrid": MLKEM768X25519PublicKey, "x25519": X25519PublicKey, RSA: rsa.RSAPublicKey}
    assert len(key.public) == SUITES[key.suite].public_len
    assert isinstance(public_key(key.suite, key.public), expected[key.suite])


def test_a_wrap_has_its_length_and_is_never_the_same(key: PrivateKey):
    suite, to = SUITES[key.suite], public_key(key.suite, key.public)
    wraps = [suite.wrap(to, bytes(range(32)), b"info") for _ in range(2)]
    assert {len(wrap) for wrap in wraps} == {suite.wrap_len}
    assert wraps[0] != wraps[1]
    assert {key.unwrap(wrap, b"info") for wrap in wraps} == {bytes(range(32))}


@pytest.mark.parametrize("other", ["x25519", "hybrid", RSA])
def test_a_key_of_another_suite_is_never_wrapped_for(suite: str, other: str, keys: Callable[..., PrivateKey]):
    if suite == other:
        return
    to = public_key(other, keys(other).public)
    if RSA in (suite, other):
        with pytest.raises(TypeError, match="another suite"):
            SUITES[suite].wrap(to, bytes(32), b"")
    with pytest.raises(RingError, match=f"^pk: expected {SUITES[suite].public_len} bytes for suite {suite}"):
        public_key(suite, keys(other).public)


@pytest.mark.parametrize(
    ("suite", "raw", "message"),
    [
        ("rsa", bytes(32), "^suite: expected one of hybrid, x25519, rsa-oaep-256$"),
        ("x25519", bytes(31), "^pk: expected 32 bytes"),
        ("x25519", bytes(33), "^pk: expected 32 bytes"),
        ("x25519", bytes(32), "^pk: not a valid key"),
        ("x25519", b"\1" + bytes(31), "^pk: not a valid key"),
        ("hybrid", bytes(32), "^pk: expected 1216 bytes"),
        ("hybrid", bytes(1217), "^pk: expected 1216 bytes"),
        ("hybrid", b"\xff" * 1216, "^pk: not a valid key"),
        (RSA, b"", "^pk: expected 422 bytes .*: RSA of 3072 bits with e = 65537 in DER$"),
        (RSA, bytes(422), "^pk: not a valid key"),
    ],
)
def test_refused(suite: str, raw: bytes, message: str):
    with pytest.raises(RingError, match=message):
        public_key(suite, raw)


def test_a_hybrid_key_with_a_low_order_half_is_refused(keys: Callable[..., PrivateKey]):
    with pytest.raises(RingError, match=r"^pk: not a valid key"):
        public_key("hybrid", keys("hybrid").public[:1184] + bytes(32))


def spki(n: int, e: int = 65537) -> bytes:
    return (
        rsa.RSAPublicNumbers(e, n).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )


def modulus(key: PrivateKey) -> int:
    to = public_key(RSA, key.public)
    assert isinstance(to, rsa.RSAPublicKey)
    return to.public_numbers().n


def test_rsa_keys_of_another_shape_are_refused(keys: Callable[..., PrivateKey]):
    key = keys(RSA)
    n = modulus(key)
    assert spki(n) == key.public
    pem = public_key(RSA, key.public).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    longer = {
        "2048 bits": spki(n >> 1024 | 1),
        "3071 bits": spki(n >> 1 | 1),
        "4096 bits": spki(n << 1024 | 1),
        "e = 3": spki(n, 3),
        "a byte behind": key.public + b"\0",
        "cut": key.public[:-1],
        "PEM": pem,
        "PKCS#1": key.public[24:],
    }
    for name, raw in longer.items():
        with pytest.raises(RingError, match=r"^pk: expected 422 bytes for suite rsa-oaep-256"):
            public_key(RSA, raw)
        assert len(raw) != 422, name
    same_length = {
        "3073 bits": spki(n * 2 + 1),
        "even": spki(n - 1),
        "e = 65539": spki(n, 65539),
        "of PSS": key.public.replace(
            bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a864886f70d01010a")
        ),
        "of no known algorithm": key.public.replace(bytes.fromhex("2a864886f70d010101"), b"\x2a" * 9),
        "a length in another form": b"\x30\x83\x00" + key.public[2:-1],
        "parameters of another type": key.public.replace(b"\x05\x00\x03\x82", b"\x04\x00\x03\x82"),
        "bits unused": key.public.replace(b"\x82\x01\x8f\x00", b"\x82\x01\x8f\x01"),
    }
    for name, raw in same_length.items():
        assert (len(raw), raw != key.public) == (422, True), name
        with pytest.raises(RingError, match=r"^pk: not a valid key of suite rsa-oaep-256$"):
            public_key(RSA, raw)


def test_no_bit_of_the_frame_of_an_rsa_key_has_two_spellings(keys: Callable[..., PrivateKey]):
    """Bits of the modulus make other keys; everything around it stands fast."""
    raw = keys(RSA).public
    frame = [*range(33), *range(len(raw) - 5, len(raw))]
    for at in frame:
        for bit in range(8):
            changed = bytearray(raw)
            changed[at] ^= 1 << bit
            with pytest.raises(RingError):
                public_key(RSA, bytes(changed))


@pytest.mark.parametrize(("bits", "e"), [(2048, 65537), (3072, 3)])
def test_rsa_public_bytes_refuses_other_keys(bits: int, e: int):
    with pytest.raises(ValueError, match="3072 bits with e = 65537"):
        rsa_public_bytes(rsa.generate_private_key(e, bits).public_key())
