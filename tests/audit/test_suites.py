import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PublicKey

from audit.errors import RingError
from audit.open import PrivateKey
from audit.suites import SUITES, public_key


def test_sizes():
    assert {name: (s.public_len, s.wrap_len) for name, s in SUITES.items()} == {
        "hybrid": (1216, 1168),
        "x25519": (32, 80),
    }


def test_public_key_is_of_its_suite(key: PrivateKey):
    expected = {"hybrid": MLKEM768X25519PublicKey, "x25519": X25519PublicKey}[key.suite]
    assert isinstance(public_key(key.suite, key.public), expected)


@pytest.mark.parametrize(
    ("suite", "raw"),
    [
        ("rsa", bytes(32)),
        ("x25519", bytes(31)),
        ("x25519", bytes(33)),
        ("hybrid", bytes(32)),
        ("hybrid", bytes(1217)),
        ("hybrid", b"\xff" * 1216),
    ],
)
def test_refused(suite: str, raw: bytes):
    with pytest.raises(RingError):
        public_key(suite, raw)
