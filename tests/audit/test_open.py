"""Private keys, the padding check, and the vectors kept for other implementations."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha3_256, sha256, shake_256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hmac
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import OpenError
from audit.indexkeys import begin, epochs
from audit.open import PrivateKey, Unwrapper, _unpad, generate, open_body, open_epoch, share_of
from audit.record import Record, parse_header
from audit.ring import Ring
from audit.seal import Sealed, pad, seal, wrap_info
from audit.suites import RSA, SUITES, public_key

FOLDER = Path(__file__).parents[1] / "vectors" / "seal"
VECTORS = sorted(FOLDER.glob("*.json"))
EXPECTED = {
    "ok",
    "bad header",
    "no body",
    "truncated",
    "trailing data",
    "wrong key",
    "bad tag",
    "bad commitment",
    "bad padding",
}

# Seed and start of the public key of test vector 1 of draft-connolly-cfrg-xwing-kem, appendix C.
XWING_SEED = bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")
XWING_PUBLIC = "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5"


@cache
def key_of(suite: str, secret: str) -> PrivateKey:
    return PrivateKey(suite, bytes.fromhex(secret))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path):
    vector = json.loads(path.read_text())
    assert vector.keys() == {"name", "suite", "secrets", "header", "sealed", "share", "body", "expect"}
    keys = [key_of(vector["suite"], secret) for secret in vector["secrets"]]
    parts = vector["header"].encode(), bytes.fromhex(vector["sealed"]), bytes.fromhex(vector["share"])
    if vector["expect"] == "ok":
        assert open_body(*parts, *keys) == vector["body"].encode()
        return
    with pytest.raises(OpenError) as raised:
        open_body(*parts, *keys)
    assert raised.value.reason == vector["expect"]


def test_vectors_cover_every_outcome_for_every_suite():
    vectors = [json.loads(path.read_text()) for path in VECTORS]
    assert {each["suite"] for each in vectors} == set(SUITES)
    for suite in SUITES:
        of_suite = [each for each in vectors if each["suite"] == suite]
        assert {each["expect"] for each in of_suite} == EXPECTED
        for part in ("spooled", "two groups"):
            assert {each["expect"] for each in of_suite if part in each["name"]} >= {"ok", "bad tag"}


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


def _mgf1(seed: bytes, length: int) -> bytes:
    blocks = (sha256(seed + n.to_bytes(4, "big")).digest() for n in range(-(-length // 32)))
    return b"".join(blocks)[:length]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _rsa_numbers(key: PrivateKey) -> tuple[int, int, int]:
    assert isinstance(key.key, rsa.RSAPrivateKey)
    numbers = key.key.private_numbers()
    return numbers.public_numbers.n, numbers.public_numbers.e, numbers.d


def test_rsa_vector_opens_by_hand():
    """RSAES-OAEP of RFC 8017, 7.1.2, written out on a known answer, down to the text."""
    vector = json.loads((FOLDER / "rsa-oaep-256-one-reader.json").read_text())
    key = key_of(RSA, vector["secrets"][0])
    n, _, d = _rsa_numbers(key)
    sealed, e = bytes.fromhex(vector["sealed"]), bytes.fromhex(vector["share"])
    members = json.loads(vector["header"])
    com = bytes.fromhex(members.pop("com"))
    h = sha256(json.dumps(members, sort_keys=True, separators=(",", ":")).encode()).digest()
    encoded = pow(int.from_bytes(sealed[1:385], "big"), d, n).to_bytes(384, "big")
    masked_seed, masked_db = encoded[1:33], encoded[33:]
    seed = _xor(masked_seed, _mgf1(masked_db, 32))
    db = _xor(masked_db, _mgf1(seed, 351))
    assert (encoded[0], db[:32]) == (0, sha256(b"").digest())
    filler, message = db[32:-64], db[-64:]
    assert filler == bytes(254) + b"\1"
    share, bound = message[:32], message[32:]
    info = b"".join(
        len(part).to_bytes(4, "big") + part
        for part in (b"guard-audit/wrap/v1", bytes(4), bytes.fromhex(members["kids"][0][0]), h, com)
    )
    assert bound == sha256(info).digest()
    prk = _hkdf_extract(h, _xor(e, share))
    first = _hkdf_extract(prk, b"guard-audit/seal/v1\x01")
    assert _hkdf_extract(prk, first + b"guard-audit/seal/v1\x02") == com
    padded = AESGCM(first).decrypt(bytes(12), sealed[385:], h)
    assert padded[4 : 4 + int.from_bytes(padded[:4], "big")] == vector["body"].encode()


def test_rsa_wraps_of_others_are_read_and_ours_are_read_by_others(keys: Callable[..., PrivateKey]):
    key = keys(RSA)
    n, e, _ = _rsa_numbers(key)
    share, info = bytes(range(32)), b"any info"
    message = share + sha256(info).digest()
    db, seed = sha256(b"").digest() + bytes(254) + b"\1" + message, b"\x5a" * 32
    masked_db = _xor(db, _mgf1(seed, 351))
    encoded = b"\0" + _xor(seed, _mgf1(masked_db, 32)) + masked_db
    theirs = pow(int.from_bytes(encoded, "big"), e, n).to_bytes(384, "big")
    assert key.unwrap(theirs, info) == share
    ours = SUITES[RSA].wrap(public_key(RSA, key.public), share, info)
    plain = load_der_private_key(key.secret[32:], None)
    assert isinstance(plain, rsa.RSAPrivateKey)
    oaep = OAEP(mgf=MGF1(algorithm=SHA256()), algorithm=SHA256(), label=None)
    assert plain.decrypt(ours, oaep) == plain.decrypt(theirs, oaep) == message


def test_a_wrap_opens_for_its_key_and_its_info_only(suite: str, keys: Callable[..., PrivateKey]):
    key, other = keys(suite, 0), keys(suite, 1)
    wrap = SUITES[suite].wrap(public_key(suite, key.public), b"s" * 32, b"info")
    assert key.unwrap(wrap, b"info") == b"s" * 32
    refused = [(other, wrap, b"info"), *((key, wrap, info) for info in (b"", b"inf", b"info\0", b"Info"))]
    refused += [(key, changed, b"info") for changed in (b"", wrap[:-1], wrap + b"\0", bytes(len(wrap)))]
    for reader, changed, info in refused:
        with pytest.raises(OpenError) as raised:
            reader.unwrap(changed, info)
        assert raised.value.reason == "bad tag"
        assert raised.value.__context__ is None or raised.value.__suppress_context__


def test_a_wrap_of_another_length_is_refused(suite: str, keys: Callable[..., PrivateKey]):
    key = keys(suite)
    for length in (0, 31, 33):
        wrap = SUITES[suite].wrap(public_key(suite, key.public), bytes(length), b"info")
        with pytest.raises(OpenError, match="bad tag"):
            key.unwrap(wrap, b"info")


@dataclass(frozen=True)
class Service:
    """A key service as they are: it decrypts RSA-OAEP and gives the key to nobody."""

    _kept: PrivateKey

    @property
    def kid(self) -> str:
        return self._kept.kid

    @property
    def suite(self) -> str:
        return RSA

    def unwrap(self, wrap: bytes, info: bytes) -> bytes:
        assert isinstance(self._kept.key, rsa.RSAPrivateKey)
        opened = self._kept.key.decrypt(wrap, OAEP(MGF1(SHA256()), SHA256(), None))
        return share_of(opened, info)


def test_a_key_that_a_service_keeps_opens_bodies_and_epochs(
    tmp_path: Path,
    record: Callable[..., Record],
    rings: Callable[..., Ring],
    keys: Callable[..., PrivateKey],
):
    one, two = keys(RSA, 0), keys(RSA, 1)
    ring = rings((one,), (two,))
    made: Sealed = seal(record(b"in custody"), ring, seq=0, rid="0a" * 16, ts=1)
    service: Unwrapper = Service(one)
    assert open_body(made.header, made.sealed, made.share, service, two) == b"in custody"
    with pytest.raises(OpenError, match="wrong key"):
        open_body(made.header, made.sealed, made.share, service)
    begin(tmp_path, ring, 0)
    (epoch,) = epochs(tmp_path, "default")
    assert open_epoch(epoch, "default", service) == open_epoch(epoch, "default", two)
    with pytest.raises(OpenError, match="bad tag"):
        open_epoch(epoch, "other", service)


def test_an_epoch_opens_for_its_officers_only(tmp_path: Path, suite: str, ring: Ring, key: PrivateKey):
    begin(tmp_path, ring, 0)
    (epoch,) = epochs(tmp_path, "default")
    opened = open_epoch(epoch, "default", key)
    assert opened is not None
    assert opened.day == 0
    assert open_epoch(epoch, "default", generate(suite)) is None
    with pytest.raises(OpenError, match="bad tag"):
        open_epoch(epoch, "other", key)


@pytest.mark.parametrize("opened", [b"", bytes(32), bytes(63), bytes(64), bytes(65)])
def test_what_is_not_a_share_of_this_info_is_refused(opened: bytes):
    with pytest.raises(OpenError, match="bad tag"):
        share_of(opened, b"info")


def test_a_share_of_another_length_is_refused_whatever_it_is_bound_to():
    bound = sha256(b"info").digest()
    assert share_of(bytes(32) + bound, b"info") == bytes(32)
    for opened in (bound, bytes(31) + bound, bytes(33) + bound, bytes(32) + bound + b"\0", bound + bytes(32)):
        with pytest.raises(OpenError, match="bad tag"):
            share_of(opened, b"info")


def test_generated_keys_are_all_different_and_come_back_from_their_secret(suite: str):
    one, two = generate(suite), generate(suite)
    assert PrivateKey(suite, one.secret) == one
    assert len({one.kid, two.kid, one.seed, two.seed, one.public, two.public}) == 6
    assert one.signer("ana").seed == PrivateKey("x25519", one.seed).signer("ana").seed
    assert one.signer("ana").seed != two.signer("ana").seed


def test_generate_refuses_an_unknown_suite():
    with pytest.raises(ValueError, match="suite"):
        generate("rsa")


def test_private_key_shows_no_secret(key: PrivateKey):
    assert repr(key) == str(key) == f"PrivateKey(suite={key.suite!r}, kid={key.kid!r})"


@pytest.mark.parametrize(
    ("suite", "secret"),
    [
        ("x25519", b""),
        ("x25519", bytes(31)),
        ("x25519", bytes(33)),
        ("hybrid", bytes(64)),
        ("rsa", bytes(32)),
        ("", bytes(32)),
        (RSA, b""),
        (RSA, bytes(31)),
        (RSA, bytes(32)),
        (RSA, bytes(1825)),
    ],
)
def test_private_key_refuses(suite: str, secret: bytes):
    with pytest.raises(ValueError, match=r"^(suite|secret|key): ") as raised:
        PrivateKey(suite, secret)
    assert raised.value.__context__ is None or raised.value.__suppress_context__


@pytest.mark.parametrize(("bits", "e"), [(2048, 65537), (3072, 3)])
def test_rsa_secrets_of_another_shape_are_refused(bits: int, e: int):
    made = rsa.generate_private_key(e, bits)
    secret = bytes(32) + made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(ValueError, match="3072 bits with e = 65537"):
        PrivateKey(RSA, secret)


def test_rsa_secrets_in_another_form_are_refused(keys: Callable[..., PrivateKey]):
    key = keys(RSA)
    assert isinstance(key.key, rsa.RSAPrivateKey)
    seed, der = key.seed, key.secret[32:]
    half = len(der) // 2
    forms = {
        "a byte behind": der + b"\0",
        "cut": der[:-1],
        "a bit of a prime": der[:-200] + bytes([der[-200] ^ 1]) + der[-199:],
        "a bit of the modulus": der[:60] + bytes([der[60] ^ 1]) + der[61:],
        "a bit in the middle": der[:half] + bytes([der[half] ^ 1]) + der[half + 1 :],
        "PKCS#1": key.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
        "PEM": key.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        "under a passphrase": key.key.private_bytes(
            Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"phrase")
        ),
        "public": key.public,
        "X25519": X25519PrivateKey.generate().private_bytes(
            Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
        ),
        "without a seed": b"",
    }
    for name, form in forms.items():
        with pytest.raises(ValueError, match=r"^secret: expected an RSA key as PKCS#8 in DER$"):
            PrivateKey(RSA, seed + form)
        assert form != der, name
    with pytest.raises(ValueError, match=r"^secret: "):
        PrivateKey(RSA, der)


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
