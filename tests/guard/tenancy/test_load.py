"""The tenants file: what it gives, and every mistake with its line."""

from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path

import pytest

from guard.errors import PolicyError
from guard.tenancy.credentials import digest
from guard.tenancy.load import Badge, Provider, Proxy, Tenancy, load
from guard.tenancy.sources import load_policy_of, named
from guard.tenancy.tokens import Issuer
from guard.tenancy.turnstile import Bounds

A, B = digest("a"), digest("b")
TWO = f"""
tenants:
  acme:
    policy: mask.yaml
    keys: [{A}]
  umbrella:
    policy: stop.yaml
    keys: [{{digest: {B}, app: support-bot, expires: 2027-01-31}}]
"""


def read(path: Path) -> Tenancy:
    return load(path, path.parent, load_policy_of, named, files=set())


def mistakes(path: Path) -> list[str]:
    with pytest.raises(PolicyError) as bad:
        read(path)
    return [line.replace(f"{path.parent}/", "") for line in bad.value.problems]


def test_every_tenant_has_its_policy_and_keys(write: Callable[[str], Path], place: Path) -> None:
    tenancy = read(write(TWO))
    assert {name: spec.policy.id for name, spec in tenancy.specs.items()} == {
        "acme": "mask",
        "umbrella": "stop",
    }
    assert tenancy.keys == {A: Badge("acme"), B: Badge("umbrella", "support-bot", 1801353600.0)}
    assert tenancy.specs["acme"].folder == place / "acme"
    assert tenancy.specs["umbrella"].apps == {"support-bot"}
    assert (tenancy.anybody, tenancy.open) == ("", False)


def test_everything_there_is(
    write: Callable[[str], Path], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_KEY", "sk-acme")
    (place / "keys.json").write_text("{}")
    tenancy = read(
        write(
            f"""
issuers:
  - {{issuer: 'https://login.example.org', audience: guard, claim: org, jwks_file: keys.json}}
  - {{issuer: other, audience: guard, algorithms: [ES256, EdDSA], jwks_url: 'https://other.example.org/jwks'}}
proxies:
  - {{header: x-client-subject, from: [127.0.0.1, 10.0.0.0/24]}}
tenants:
  acme:
    policy: mask.yaml
    keys: [{A}]
    claims: [{{issuer: other, value: acme-corp}}]
    subjects: ['CN=acme,O=Acme']
    apps: [mailer]
    models: [gpt-x]
    limits: {{requests_per_minute: 600, burst: 20, concurrent: 8, max_body: 4096}}
    upstream: {{url: 'https://eu.example.org', key_env: ACME_KEY}}
    folder: elsewhere
    store: postgres://db.example.org/audit
"""
        )
    )
    spec = tenancy.specs["acme"]
    assert spec.bounds == Bounds(600, 20, 8, 4096)
    assert spec.provider == Provider("https://eu.example.org", "sk-acme")
    assert (spec.models, spec.apps) == ({"gpt-x"}, {"mailer"})
    assert (spec.folder, spec.store) == (place / "elsewhere", "postgres://db.example.org/audit")
    assert tenancy.claims == {("other", "acme-corp"): Badge("acme")}
    assert tenancy.subjects == {"CN=acme,O=Acme": Badge("acme")}
    assert tenancy.proxies == (
        Proxy("x-client-subject", (ip_network("127.0.0.1/32"), ip_network("10.0.0.0/24"))),
    )
    assert tenancy.issuers == (
        Issuer("https://login.example.org", "guard", "org", ("RS256",), file=place / "keys.json"),
        Issuer("other", "guard", "tenant", ("ES256", "EdDSA"), url="https://other.example.org/jwks"),
    )
    assert "sk-acme" not in repr(tenancy)
    assert A not in repr(tenancy)


def test_a_folder_holds_a_file_for_each_tenant(place: Path) -> None:
    folder = place / "tenants"
    folder.mkdir()
    (folder / "acme.yaml").write_text(f"policy: ../mask.yaml\nkeys: [{A}]\n")
    (folder / "umbrella.yaml").write_text(f"policy: ../stop.yaml\nkeys: [{B}]\n")
    (folder / "_shared.yaml").write_text("proxies: [{header: x-subject, from: [127.0.0.1]}]\n")
    (folder / "notes.txt").write_text("not a tenant")
    files: set[Path] = set()
    tenancy = load(folder, place, load_policy_of, named, files=files)
    assert sorted(tenancy.specs) == ["acme", "umbrella"]
    assert len(tenancy.proxies) == 1
    assert {folder, folder / "acme.yaml", folder / "_shared.yaml"} <= files


def test_mistakes_of_all_files_of_a_folder_are_told_at_once(place: Path) -> None:
    folder = place / "tenants"
    folder.mkdir()
    assert mistakes(folder) == ["tenants: expected at least one file of a tenant, as acme.yaml"]
    (folder / "a.yaml").write_text("policy: ../mask.yaml\nkeys: [short]\n")
    (folder / "b.yaml").write_text("policy: [\n")
    (folder / "c d.yaml").write_text("policy: ../mask.yaml\n")
    (folder / "e.yaml").write_text(f"policy: ../gone.yaml\nkeys: [{A}]\n")
    found = mistakes(folder)
    assert [line.split(": ")[0] for line in found] == [
        "tenants/a.yaml:2",
        "tenants/b.yaml:2",
        "tenants/c d.yaml:1",
        "tenants/e.yaml:1",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tenants: {}\n", ["tenants.yaml:1: tenants: expected"]),
        ("tenants: {'a b': {policy: mask.yaml}}\n", ["tenants.yaml:1: tenants.a b: unknown value"]),
        (f"tenants: {{acme: {{keys: [{A}]}}}}\n", ["tenants.yaml:1: tenants.acme.policy: missing"]),
        (
            f"tenants:\n  a:\n    policy: none\n    keys: [{A}]\n",
            ["tenants.yaml:3: tenants.a.policy: expected a pack"],
        ),
        (
            "tenants:\n  a:\n    policy: mask.yaml\n",
            ["tenants.yaml:2: tenants.a: expected keys, claims or subjects"],
        ),
        (
            f"tenants:\n  a: {{policy: mask.yaml, keys: [{A}]}}\n  b: {{policy: mask.yaml, keys: [{A}]}}\n",
            ["tenants.yaml:3: tenants.b.keys.0: the key is that of tenant `a` too"],
        ),
        (
            f"tenants:\n  a: {{policy: mask.yaml, keys: [{A}, {A}]}}\n",
            ["tenants.yaml:2: tenants.a.keys.1: the key is that of this tenant already"],
        ),
        (
            f"tenants:\n  a: {{policy: mask.yaml, keys: [{{digest: {A}, expires: 2027-02-30}}]}}\n",
            ["tenants.yaml:2: tenants.a.keys.0.expires: expected a day such as 2027-01-31"],
        ),
        (
            "tenants:\n  a: {policy: mask.yaml, claims: [{issuer: x, value: y}]}\n",
            ["tenants.yaml:2: tenants.a.claims.0.issuer: unknown issuer"],
        ),
        (
            "tenants:\n  a: {policy: mask.yaml, subjects: ['CN=a']}\n",
            ["tenants.yaml:2: tenants.a.subjects.0: expected a proxy under `proxies`"],
        ),
        (
            f"tenants:\n  a: {{policy: mask.yaml, keys: [{A}], limits: {{burst: 3}}}}\n",
            ["tenants.yaml:2: tenants.a.limits.burst: has no effect"],
        ),
        (
            f"tenants:\n  a: {{policy: mask.yaml, keys: [{A}], upstream: {{key_env: NOT_SET_ANYWHERE}}}}\n",
            ["tenants.yaml:2: tenants.a.upstream.key_env: expected a key in the variable NOT_SET_ANYWHERE"],
        ),
        (
            f"tenants:\n  a: {{policy: mask.yaml, keys: [{A}], upstream: {{key_file: none.key}}}}\n",
            ["tenants.yaml:2: tenants.a.upstream.key_file: expected a readable file"],
        ),
        (
            f"tenants:\n  a: {{policy: mask.yaml, keys: [{A}], folder: x}}\n  b: {{policy: mask.yaml, keys: [{B}], folder: ./x}}\n",
            ["tenants.yaml:3: tenants.b.folder: is that of tenant `a` too"],
        ),
        (
            f"issuers: [{{issuer: x, audience: y}}]\ntenants:\n  a: {{policy: mask.yaml, keys: [{A}]}}\n",
            ["tenants.yaml:1: issuers.0: expected either jwks_url or jwks_file"],
        ),
        (
            f"proxies: [{{header: x, from: [10.0.0.1/8]}}]\ntenants:\n  a: {{policy: mask.yaml, keys: [{A}]}}\n",
            ["tenants.yaml:1: proxies.0.from.0: "],
        ),
        (
            f"tenants:\n  a: {{policy: mask.yaml, keys: [{A}]}}\nissuers: [{{issuer: x, audience: y, algorithms: [HS256]}}]\n",
            ["tenants.yaml:3: issuers.0.algorithms.0: "],
        ),
    ],
)
def test_each_mistake_is_named_with_its_line(
    write: Callable[[str], Path], text: str, expected: list[str]
) -> None:
    found = mistakes(write(text))
    assert [line[: len(start)] for line, start in zip(found, expected, strict=True)] == expected


def test_mistakes_of_the_policies_are_told_along_with_those_of_the_file(
    write: Callable[[str], Path], place: Path
) -> None:
    (place / "bad.yaml").write_text("policy: bad\nprompt: {entities: {EMAIL_ADRESS: redact}}\n")
    found = mistakes(
        write(f"tenants:\n  a: {{policy: bad.yaml, keys: [{A}]}}\n  b: {{policy: stop.yaml, keys: [{A}]}}\n")
    )
    assert any(line.startswith("bad.yaml:2: prompt.entities.EMAIL_ADRESS: unknown entity") for line in found)
    assert any("the key is that of tenant `a` too" in line for line in found)


def test_a_key_is_never_repeated(write: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_KEY", "sk-secret")
    found = mistakes(
        write(
            f"tenants:\n  a: {{policy: none.yaml, keys: [{A}], upstream: {{key_env: ACME_KEY, key_file: f}}}}\n"
        )
    )
    assert "sk-secret" not in " ".join(found)
    assert len(found) == 2


def test_what_means_the_same_has_the_same_mark(write: Callable[[str], Path]) -> None:
    one, two = read(write(TWO)), read(write(TWO.replace("tenants:", "# a comment\ntenants:")))
    assert all(one.specs[name].mark == two.specs[name].mark for name in one.specs)
    three = read(write(TWO.replace("app: support-bot", "app: other")))
    assert one.specs["acme"].mark == three.specs["acme"].mark
    assert one.specs["umbrella"].mark != three.specs["umbrella"].mark
