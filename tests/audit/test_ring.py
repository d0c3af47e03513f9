"""Key rings: who reads, who signs, who approves, and what is no ring."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from audit.errors import RingError
from audit.note import Signer, Verifier
from audit.open import PrivateKey
from audit.ring import Recipient, Ring, parse

BOB = Signer("bob", bytes([7]) * 32).verifier


def test_round_trip(ring: Ring):
    for made in (
        ring,
        replace(ring, expires=1_900_000_000),
        replace(ring, approvers=()),
        replace(ring, approvers=(*ring.approvers, BOB)),
    ):
        assert parse(made.encode()) == made
        assert made.digest == sha256(made.encode()).hexdigest()
    assert ring.digest != replace(ring, expires=1).digest


def test_kid_is_the_start_of_the_key_s_digest(ring: Ring, key: PrivateKey):
    assert ring.groups[0][0].kid == key.kid == sha256(key.public).hexdigest()[:16]


def test_solo(rings: Callable[..., Ring], keys: Callable[..., PrivateKey]):
    one, two = keys("x25519", 1), keys("x25519", 2)
    assert rings((one,)).solo
    assert not rings((one, two)).solo
    assert not rings((one,), (two,)).solo


def test_retired_keys_get_nothing_new(rings: Callable[..., Ring], keys: Callable[..., PrivateKey]):
    ring = rings((keys("x25519", 1), keys("x25519", 2)))
    first, second = ring.groups[0]
    changed = replace(ring, groups=((replace(first, state="retired"), second),))
    assert changed.active == ((second,),)
    assert changed.solo
    assert changed.digest != ring.digest


def test_invalid_rings(keys: Callable[..., PrivateKey], rings: Callable[..., Ring]):
    ring = rings((keys("x25519"),))
    retired = replace(ring.groups[0][0], state="retired")
    other = Recipient("hybrid", keys("hybrid").public, "bea", bytes(32))
    for changes in (
        {"version": 0},
        {"version": True},
        {"tenant": ""},
        {"tenant": "a b"},
        {"suite": "rsa"},
        {"suite": "hybrid"},
        {"expires": -1},
        {"expires": True},
        {"expires": "2030"},
        {"groups": ()},
        {"groups": ((),)},
        {"groups": ((retired,),)},
        {"groups": (ring.groups[0], ())},
        {"groups": (ring.groups[0], ring.groups[0])},
        {"groups": (ring.groups[0], (other,))},
    ):
        with pytest.raises(RingError):
            replace(ring, **changes)


def _recipient(members: dict, **changes: object) -> dict:
    return members | {"groups": [[members["groups"][0][0] | changes]]}


def _without(members: dict, name: str) -> dict:
    return {key: value for key, value in members.items() if key != name}


def _officer(members: dict) -> str:
    return str(members["groups"][0][0]["officer"])


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("not JSON", lambda m: "x"),
        ("format", lambda m: m | {"format": "other"}),
        ("ring", lambda m: m | {"extra": 1}),
        ("ring", lambda m: []),
        ("version", lambda m: m | {"version": "1"}),
        ("tenant", lambda m: m | {"tenant": 5}),
        ("suite", lambda m: m | {"suite": None}),
        ("suite", lambda m: m | {"suite": []}),
        ("expires", lambda m: m | {"expires": None}),
        ("groups", lambda m: m | {"groups": {}}),
        ("groups", lambda m: m | {"groups": [1]}),
        ("recipient", lambda m: m | {"groups": [[1]]}),
        ("recipient", lambda m: _recipient(m, until="2030")),
        ("recipient", lambda m: _recipient(m, officer=1)),
        ("kid", lambda m: _recipient(m, kid="0" * 16)),
        ("pk", lambda m: _recipient(m, pk="!!")),
        ("pk", lambda m: _recipient(m, pk="AAAA")),
        ("officer", lambda m: _recipient(m, officer="a/b")),
        ("state", lambda m: _recipient(m, state="absent")),
        ("recipient", lambda m: _recipient(m, sign=None)),
        ("sign", lambda m: _recipient(m, sign="!!")),
        ("sign", lambda m: _recipient(m, sign="")),
        ("sign", lambda m: _recipient(m, sign=base64.b64encode(bytes(33)).decode())),
        ("recipient", lambda m: {**m, "groups": [[_without(m["groups"][0][0], "sign")]]}),
        ("ring", lambda m: _without(m, "approvers")),
        ("approvers", lambda m: m | {"approvers": None}),
        ("approvers", lambda m: m | {"approvers": {}}),
        ("approvers", lambda m: m | {"approvers": "ana"}),
        ("approvers", lambda m: m | {"approvers": [1]}),
        ("approvers", lambda m: m | {"approvers": [[]]}),
        ("approvers", lambda m: m | {"approvers": ["ana"]}),
        ("approvers", lambda m: m | {"approvers": [""]}),
        ("approvers", lambda m: m | {"approvers": [BOB.encode()[:-2]]}),
        ("approvers", lambda m: m | {"approvers": [BOB.encode().replace("+", "+0", 1)]}),
        ("approvers", lambda m: m | {"approvers": [BOB.encode(), BOB.encode()]}),
        ("approvers", lambda m: m | {"approvers": [BOB.encode(), Verifier("bob", bytes(32)).encode()]}),
        ("approvers", lambda m: m | {"approvers": [Verifier("a/b", BOB.public).encode()]}),
        ("officers", lambda m: m | {"approvers": [Verifier(_officer(m), BOB.public).encode()]}),
    ],
)
def test_bad_content_names_the_field(ring: Ring, field: str, change: Callable[[dict], object]):
    changed = change(json.loads(ring.encode()))
    with pytest.raises(RingError, match=f"^{field}"):
        parse((changed if isinstance(changed, str) else json.dumps(changed)).encode())


def test_who_approves_and_with_which_key_an_officer_signs_is_in_the_digest(ring: Ring):
    (reader,) = ring.groups[0]
    others = [
        replace(ring, approvers=()),
        replace(ring, approvers=(BOB,)),
        replace(ring, approvers=(), groups=((replace(reader, sign=BOB.public),),)),
    ]
    assert len({each.digest for each in (ring, *others)}) == 4


def test_a_recipient_signs_and_an_approver_does(ring: Ring):
    ring = replace(ring, approvers=(BOB,))
    (reader,) = ring.groups[0]
    assert ring.reader(reader.officer) == reader
    assert ring.signer(reader.officer) == Verifier(reader.officer, reader.sign)
    assert ring.approver(reader.officer) is None
    assert ring.reader("bob") is None
    assert ring.signer("bob") == ring.approver("bob") == BOB
    for nobody in ("eve", "", reader.officer.upper(), f"{reader.officer} "):
        assert (ring.reader(nobody), ring.approver(nobody), ring.signer(nobody)) == (None, None, None)


def test_an_officer_of_any_group_signs(rings: Callable[..., Ring], keys: Callable[..., PrivateKey]):
    ring = rings((keys("x25519", 1), keys("x25519", 2)), (keys("x25519", 3),))
    for reader in (reader for group in ring.groups for reader in group):
        assert ring.reader(reader.officer) == reader


def test_a_retired_officer_signs_nothing(rings: Callable[..., Ring], keys: Callable[..., PrivateKey]):
    ring = rings((keys("x25519", 1), keys("x25519", 2)))
    first, second = ring.groups[0]
    retired = replace(ring, groups=((replace(first, state="retired"), second),), approvers=())
    assert ring.signer(first.officer) is not None
    assert retired.signer(first.officer) is None
    assert retired.reader(first.officer) is None
    assert parse(retired.encode()).signer(first.officer) is None


def test_a_name_may_return_with_another_key_once_the_old_one_is_retired(
    rings: Callable[..., Ring], keys: Callable[..., PrivateKey]
):
    ring = rings((keys("x25519", 1), keys("x25519", 2)))
    first, second = ring.groups[0]
    again = replace(second, officer=first.officer)
    with pytest.raises(RingError, match=r"^groups: an officer appears twice"):
        replace(ring, groups=((first, again),), approvers=())
    changed = replace(ring, groups=((replace(first, state="retired"), again),), approvers=())
    assert changed.reader(first.officer) == again


def test_one_officer_is_not_both_controls(rings: Callable[..., Ring], keys: Callable[..., PrivateKey]):
    """Two keys of one person, in two groups, would open alone what two are to open together."""
    ring = rings((keys("x25519", 1),), (keys("x25519", 2),))
    (first,), (second,) = ring.groups
    twin = replace(second, officer=first.officer, sign=first.sign)
    with pytest.raises(RingError, match=r"^groups: an officer appears twice"):
        replace(ring, groups=((first,), (twin,)))


def test_an_approver_under_the_name_of_a_reader_has_the_readers_key(ring: Ring):
    (reader,) = ring.groups[0]
    assert replace(ring, approvers=(Verifier(reader.officer, reader.sign),)).approver(reader.officer)
    with pytest.raises(RingError, match=r"^officers: one name with two signing keys"):
        replace(ring, approvers=(Verifier(reader.officer, BOB.public),))


@pytest.mark.parametrize("sign", [b"", bytes(31), bytes(33), bytes(64)])
def test_a_signing_key_has_its_length(ring: Ring, sign: bytes):
    with pytest.raises(RingError, match=r"^sign: expected 32 bytes"):
        replace(ring.groups[0][0], sign=sign)


def test_one_signing_key_is_one_officer(rings: Callable[..., Ring], keys: Callable[..., PrivateKey]):
    """Under two names one person would order a hold alone, or be both control groups."""
    ring = rings((keys("x25519", 1),), (keys("x25519", 2),))
    (first,), (second,) = ring.groups
    said = r"^officers: one signing key under two names"
    with pytest.raises(RingError, match=said):
        replace(ring, groups=((first,), (replace(second, sign=first.sign),)), approvers=())
    with pytest.raises(RingError, match=said):
        replace(ring, approvers=(BOB, Verifier("Bob", BOB.public)))
    with pytest.raises(RingError, match=said):
        replace(ring, approvers=(Verifier("somebody", second.sign),))
    retired = replace(first, state="retired")
    assert replace(ring, groups=((retired, replace(second, officer="new", sign=first.sign)),), approvers=())
