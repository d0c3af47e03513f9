"""Addresses of coins: which checksums are right, whatever is asked."""

import base58
import pytest

from guard.detect.coin import RIPPLE, base58check, bech32_of

bitcoin = base58check(b"\x00", b"\x05")
segwit = bech32_of("bc")


@pytest.mark.parametrize(
    "address",
    ["1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"],
)
def test_base58check(address: str):
    assert bitcoin(address)
    assert not bitcoin(address[:-1] + ("a" if address[-1] != "a" else "b"))
    assert not base58check(b"\x30")(address)
    assert not base58check(b"\x00", b"\x05", body=29)(address)


def test_base58check_in_an_alphabet_of_its_own():
    ripple = base58check(b"\x00", alphabet=RIPPLE)
    assert ripple("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh")
    assert not bitcoin("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh")


@pytest.mark.parametrize(
    "address",
    [
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",  # BIP 173
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",  # BIP 350
    ],
)
def test_bech32(address: str):
    assert segwit(address)
    assert segwit(address.upper())
    assert not segwit(address[:-1] + ("q" if address[-1] != "q" else "p"))
    assert not segwit(address[:20] + address[20:].upper())
    assert not bech32_of("ltc")(address)


def test_bech32_knows_no_length():
    long = "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x"
    assert bech32_of("addr")(long)  # CIP 19


@pytest.mark.parametrize("value", ["", "1", "bc1", "0OIl", "é", "bc1é", "\u212a" * 30, "1" * 40])
def test_nothing_raises(value: str):
    assert not bitcoin(value)
    assert not segwit(value)


def test_the_library_is_read_as_it_is():
    assert bitcoin(base58.b58encode_check(b"\x00" + bytes(20)).decode())
