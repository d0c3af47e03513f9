import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from audit.errors import RingError
from audit.open import PrivateKey
from audit.ring import Recipient, Ring, parse


def test_round_trip(ring: Ring):
    for made in (ring, replace(ring, expires=1_900_000_000)):
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
    other = Recipient("hybrid", keys("hybrid").public, "bea")
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
    ],
)
def test_bad_content_names_the_field(ring: Ring, field: str, change: Callable[[dict], object]):
    changed = change(json.loads(ring.encode()))
    with pytest.raises(RingError, match=f"^{field}"):
        parse((changed if isinstance(changed, str) else json.dumps(changed)).encode())
