"""Who calls, by what they show; whoever shows nothing that is known is nobody."""

from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType
from typing import cast

import pytest
from houses import tenant_of

from guard.engine import Guard
from guard.forward import Headers, HttpUpstream
from guard.service import Service
from guard.tenancy.credentials import digest, new_key
from guard.tenancy.load import Badge, Proxy
from guard.tenancy.roster import Caller, Roster, Tenant, alone, outgoing
from guard.tenancy.tokens import Tokens

NOW = 1_800_000_000.0


@pytest.fixture(scope="module")
def tenant(tmp_path_factory: pytest.TempPathFactory) -> Tenant:
    path: Path = tmp_path_factory.mktemp("roster") / "open.yaml"
    path.write_text("policy: open\naudit: {record: none}\n", encoding="utf-8")
    return tenant_of(Service(Guard.load(path), None), HttpUpstream("http://127.0.0.1:9"))


class Claims:
    """Tokens whose claims stand in them: `ey.ISSUER.VALUE`."""

    asked = 0

    def claimed(self, token: str) -> tuple[str, str]:
        self.asked += 1
        _, issuer, value = token.split(".")
        return issuer, value

    def due(self, token: str) -> bool:
        return token.endswith(".due")


@pytest.fixture
def roster(tenant: Tenant) -> Roster:
    acme, umbrella = replace(tenant, id="acme"), replace(tenant, id="umbrella")
    return Roster(
        MappingProxyType({"acme": acme, "umbrella": umbrella}),
        keys={
            digest("acme-key"): Badge("acme", "mailer"),
            digest("old-key"): Badge("acme", "", NOW - 1),
            digest("new-key"): Badge("umbrella", "", NOW + 1),
        },
        claims={("login", "acme-corp"): Badge("acme")},
        subjects={"CN=umbrella": Badge("umbrella")},
        proxies=(Proxy("x-subject", (ip_network("10.0.0.0/24"),)),),
        tokens=cast("Tokens", Claims()),
        clock=lambda: NOW,
    )


@pytest.mark.parametrize(
    ("headers", "peer", "expected"),
    [
        ((("x-guard-key", "acme-key"),), "", ("acme", "mailer", "x-guard-key")),
        ((("authorization", "Bearer acme-key"),), "", ("acme", "mailer", "authorization")),
        ((("x-api-key", "new-key"),), "", ("umbrella", "", "x-api-key")),
        (
            (("authorization", "Bearer sk-provider"), ("x-guard-key", "acme-key")),
            "",
            ("acme", "mailer", "x-guard-key"),
        ),
        ((("x-guard-key", "ey.login.acme-corp"),), "", ("acme", "", "x-guard-key")),
        ((("x-subject", "CN=umbrella"),), "10.0.0.7", ("umbrella", "", "")),
        (
            (("authorization", "Bearer sk-provider"), ("x-subject", "CN=umbrella")),
            "10.0.0.7",
            ("umbrella", "", ""),
        ),
    ],
)
def test_the_tenant_is_the_credentials(
    roster: Roster, headers: Headers, peer: str, expected: tuple[str, str, str]
) -> None:
    found = roster.caller(headers, peer)
    assert found is not None
    assert (found.tenant.id, found.app, found.header) == expected
    assert roster.sender(headers, peer) == found


@pytest.mark.parametrize(
    ("headers", "peer"),
    [
        ((), ""),
        ((("x-guard-key", "wrong"),), ""),
        ((("x-guard-key", ""),), ""),
        ((("x-guard-key", digest("acme-key")),), ""),
        ((("x-guard-key", "old-key"),), ""),
        ((("x-guard-key", "\udcff"),), ""),
        ((("x-guard-tenant", "acme"),), ""),
        ((("x-guard-key", "ey.login.umbrella"),), ""),
        ((("x-guard-key", "ey.other.acme-corp"),), ""),
        ((("x-subject", "CN=umbrella"),), "10.0.1.7"),
        ((("x-subject", "CN=umbrella"),), ""),
        ((("x-subject", "CN=umbrella"),), "testclient"),
        ((("x-subject", "CN=acme"),), "10.0.0.7"),
        ((("x-subject", "CN=umbrella"), ("x-subject", "CN=umbrella")), "10.0.0.7"),
        ((("x-other", "CN=umbrella"),), "10.0.0.7"),
        ((("x-forwarded-for", "10.0.0.7"), ("x-subject", "CN=umbrella")), "192.0.2.1"),
    ],
)
def test_anybody_else_is_nobody(roster: Roster, headers: Headers, peer: str) -> None:
    assert roster.caller(headers, peer) is None
    assert roster.sender(headers, peer) is None


def test_only_tokens_can_make_it_wait(roster: Roster) -> None:
    assert roster.due((("x-guard-key", "ey.login.due"),))
    assert not roster.due((("x-guard-key", "ey.login.acme-corp"),))
    assert not roster.due((("x-guard-key", "acme-key"),))
    assert not replace(roster, tokens=None).due((("x-guard-key", "ey.login.due"),))


def test_a_key_costs_no_look_at_tokens(roster: Roster) -> None:
    roster.caller((("x-guard-key", "acme-key"),))
    roster.caller((("x-guard-key", "wrong"),))
    assert cast("Claims", roster.tokens).asked == 0


def test_where_one_tenant_is_served_anybody_is_it(tenant: Tenant) -> None:
    everybody = alone(tenant)
    assert everybody.sender(()) == everybody.caller(()) == Caller("", tenant)
    known = alone(tenant, [digest("k")])
    assert known.sender((("authorization", "Bearer provider"),)) == Caller("", tenant)
    assert known.caller((("authorization", "Bearer provider"),)) is None
    found = known.caller((("x-api-key", "k"),))
    assert found == Caller(digest("k")[:16], tenant, "", "x-api-key")
    assert alone(tenant, []).caller((("x-api-key", "k"),)) is None


def test_callers_are_told_apart_and_their_keys_are_not_shown(tenant: Tenant) -> None:
    keys = [new_key(), new_key()]
    callers = alone(tenant, map(digest, keys))
    found = [callers.caller((("x-api-key", key),)) for key in keys]
    assert all(found)
    assert found[0] != found[1]
    assert not any(key in repr((found, callers)) for key in keys)


@pytest.mark.parametrize(
    ("header", "key", "sent", "expected"),
    [
        ("", "", (("authorization", "Bearer sk"),), (("authorization", "Bearer sk"),)),
        ("x-guard-key", "", (("x-guard-key", "g"), ("api-key", "sk")), (("api-key", "sk"),)),
        ("authorization", "", (("authorization", "Bearer g"),), ()),
        ("authorization", "sk", (("authorization", "Bearer g"),), (("authorization", "Bearer sk"),)),
        ("x-guard-key", "sk", (("x-guard-key", "g"),), (("authorization", "Bearer sk"),)),
        ("x-guard-key", "sk", (("x-guard-key", "g"), ("x-api-key", "own")), (("x-api-key", "own"),)),
        (
            "x-api-key",
            "sk",
            (("x-api-key", "g"), ("accept", "a")),
            (("accept", "a"), ("authorization", "Bearer sk")),
        ),
    ],
)
def test_the_provider_sees_its_own_key_and_never_guards(
    tenant: Tenant, header: str, key: str, sent: Headers, expected: Headers
) -> None:
    caller = Caller("id", replace(tenant, provider_key=key), "", header)
    assert outgoing(sent, caller, "authorization") == expected


def test_each_api_gets_the_key_where_it_expects_it(tenant: Tenant) -> None:
    caller = Caller("id", replace(tenant, provider_key="sk"), "", "x-guard-key")
    assert outgoing((), caller, "api-key") == (("api-key", "sk"),)
    assert outgoing((), caller, "x-api-key") == (("x-api-key", "sk"),)
