"""Tenants are opened, kept where nothing changed, and closed once nothing of them is under way."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audit import keyfile
from guard.errors import PolicyError
from guard.forward import HttpUpstream
from guard.metrics import Metrics
from guard.tenancy.credentials import digest
from guard.tenancy.load import Tenancy
from guard.tenancy.opener import Opened, Opener, Shared
from guard.tenancy.sources import many
from guard.types import Direction

TWO = f"""
tenants:
  acme: {{policy: mask.yaml, keys: ['{digest("a")}']}}
  umbrella: {{policy: stop.yaml, keys: ['{digest("b")}'], upstream: {{url: 'http://127.0.0.1:8'}}}}
"""


@pytest.fixture
def opener(place: Path) -> Iterator[Opener]:
    shared = Shared(lambda url: HttpUpstream(url or "http://127.0.0.1:9"), place)
    with closing(Opener(shared, Metrics())) as made:
        yield made


@pytest.fixture
def read(place: Path, write: Callable[[str], Path]) -> Callable[[str], Tenancy]:
    return lambda text: many(write(text), place)(set())


Read = Callable[[str], Tenancy]


def test_each_tenant_screens_by_its_own_policy(opener: Opener, read: Read) -> None:
    tenants = opener.open(read(TWO)).roster.tenants
    policies = {name: each.service.guard.policy.id for name, each in tenants.items()}
    assert policies == {"acme": "mask", "umbrella": "stop"}
    assert tenants["acme"].upstream is not tenants["umbrella"].upstream


def test_what_did_not_change_stays_the_very_object(opener: Opener, read: Read) -> None:
    one = opener.open(read(TWO))
    two = opener.open(read(TWO.replace("stop.yaml", "mask.yaml")), one)
    assert two.roster.tenants["acme"] is one.roster.tenants["acme"]
    assert two.roster.tenants["umbrella"] is not one.roster.tenants["umbrella"]
    assert two.roster.tenants["umbrella"].upstream is one.roster.tenants["umbrella"].upstream


def test_tenants_with_the_same_detectors_share_them(opener: Opener, read: Read) -> None:
    tenants = opener.open(read(TWO)).roster.tenants
    rules = [each.service.guard.rules for each in tenants.values()]
    one, other = (each.detectors[Direction.PROMPT] for each in rules)
    assert [each for each in one if each.name == "patterns"] == [
        each for each in other if each.name == "patterns"
    ]
    assert rules[0].key != rules[1].key


def test_every_tenant_that_cannot_be_opened_is_named(opener: Opener, place: Path, read: Read) -> None:
    (place / "keeps.yaml").write_text("policy: keeps\nprompt: {entities: {US_SSN: block}}\n")
    (place / "acme").mkdir()
    (place / "acme" / "tenant.key").write_text("damaged")
    with pytest.raises(PolicyError) as bad:
        opener.open(read(TWO.replace("stop.yaml", "keeps.yaml")))
    assert sorted(line.split(":")[0] for line in bad.value.problems) == ["tenant acme", "tenant umbrella"]


def test_a_tenant_that_is_gone_closes_once_nothing_of_it_is_under_way(
    opener: Opener, place: Path, read: Read
) -> None:
    keyfile.create(place / "umbrella", "ada", "correct horse", "hybrid", "umbrella", cost=keyfile.FLOOR)
    (place / "keeps.yaml").write_text("policy: keeps\nprompt: {entities: {US_SSN: block}}\n")
    before: Opened = opener.open(read(TWO.replace("stop.yaml", "keeps.yaml")))
    gone = before.roster.tenants["umbrella"].service
    now = opener.open(read(f"tenants:\n  acme: {{policy: mask.yaml, keys: ['{digest('a')}']}}\n"), before)
    with gone._counted():
        opener.leave(before, now)
        opener.tidy(now)
        assert len(opener._rooms) == 2
    opener.tidy(now)
    assert [name for name, _, _ in opener._rooms] == ["acme"]
