"""Settings: the command line over the environment over the file over the defaults."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from guard.config import Settings, load
from guard.errors import ConfigError, PolicyError


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith("GUARD_"):
            monkeypatch.delenv(name)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "guard.yaml"


def refused(path: Path | None, **given: object) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        load(path, **given)
    folder = "" if path is None else f"{path.parent}/"
    return str(raised.value).replace(folder, "").split("\n") if folder else str(raised.value).split("\n")


def test_defaults_need_nothing_and_open_nothing_to_the_outside():
    made = load(None)
    assert (made.upstream, made.policy, made.dir, made.tenant) == (None, "default", Path(".guard"), "default")
    assert (made.host, made.port, made.key_needed) == ("127.0.0.1", 8080, True)
    assert made.forward_headers == made.models == ()
    assert made.memory == 16 << 20


def test_a_file_over_defaults(path: Path):
    path.write_text("port: 81\nkey_needed: false\nmodels: [a, b]\nread_timeout: 2\ndir: data\n")
    made = load(path)
    assert (made.port, made.key_needed, made.models, made.read_timeout) == (81, False, ("a", "b"), 2.0)
    assert made.dir == Path("data")
    assert made.policy == "default"


def test_the_environment_over_the_file(path: Path, monkeypatch: pytest.MonkeyPatch):
    path.write_text("port: 81\npolicy: internal\n")
    monkeypatch.setenv("GUARD_PORT", "82")
    monkeypatch.setenv("GUARD_MODELS", '["gpt"]')
    made = load(path)
    assert (made.port, made.policy, made.models) == (82, "internal", ("gpt",))


def test_the_command_line_over_the_file(path: Path):
    path.write_text("port: 81\npolicy: internal\n")
    made = load(path, port=83, policy=None, host="::1")
    assert (made.port, made.policy, made.host) == (83, "internal", "::1")


def test_the_command_line_over_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GUARD_PORT", "82")
    monkeypatch.setenv("GUARD_UPSTREAM", "https://env.example")
    made = load(None, port=83, upstream="https://cli.example")
    assert (made.port, made.upstream) == (83, "https://cli.example")


def test_other_variables_do_not_matter(monkeypatch: pytest.MonkeyPatch):
    for name in ("PORT", "XGUARD_PORT", "GUARDPORT"):
        monkeypatch.setenv(name, "82")
    assert load(None).port == 8080


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("port: abc", ["guard.yaml:1: port: expected a valid integer, unable to parse string as an integer"]),
        ("port: 0", ["guard.yaml:1: port: expected greater than or equal to 1"]),
        ("\nport: 70000", ["guard.yaml:2: port: expected less than or equal to 65535"]),
        ("prot: 81", ["guard.yaml:1: prot: unknown setting"]),
        ("max_body: 10", ["guard.yaml:1: max_body: expected greater than or equal to 1024"]),
        ("read_timeout: 0", ["guard.yaml:1: read_timeout: expected greater than 0"]),
        ("models: gpt", ["guard.yaml:1: models: expected a valid tuple"]),
        ("upstream: [x]", ["guard.yaml:1: upstream: expected a valid string"]),
        (
            "host: x\ntenant: a b\nprot: 1\nport: -1",
            [
                "guard.yaml:2: tenant: String should match pattern '^[A-Za-z0-9._-]{1,64}$'",
                "guard.yaml:4: port: expected greater than or equal to 1",
                "guard.yaml:3: prot: unknown setting",
            ],
        ),
    ],
)
def test_every_mistake_in_the_file_is_told_by_line(path: Path, text: str, problems: list[str]):
    path.write_text(text)
    assert sorted(refused(path)) == sorted(problems)


@pytest.mark.parametrize("tenant", ["", "a b", "../x", "a/b", "é", "x" * 65])
def test_a_tenant_is_an_id(tenant: str):
    assert refused(None, tenant=tenant)[0].startswith("--tenant: ")


def test_a_mistake_in_the_environment_is_told_by_variable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GUARD_PORT", "abc")
    monkeypatch.setenv("GUARD_MAX_BODY", "1")
    assert refused(None) == [
        "GUARD_PORT: expected a valid integer, unable to parse string as an integer",
        "GUARD_MAX_BODY: expected greater than or equal to 1024",
    ]


@pytest.mark.parametrize("name", ["GUARD_MODELS", "GUARD_FORWARD_HEADERS"])
def test_a_list_in_the_environment_that_is_no_json_is_told(monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv(name, "gpt-4o")
    assert refused(None)[0].startswith(f"{name}: ")


def test_a_mistake_is_told_where_it_was_made(path: Path, monkeypatch: pytest.MonkeyPatch):
    path.write_text("port: 81\n")
    monkeypatch.setenv("GUARD_PORT", "abc")
    assert refused(path)[0].startswith("GUARD_PORT: ")


@pytest.mark.parametrize("key", ["_env_file", "_cli_parse_args", "_case_sensitive"])
def test_options_of_the_library_are_no_settings(path: Path, key: str):
    path.write_text(f"{key}: false\n")
    assert refused(path) == [f"guard.yaml:1: {key}: unknown setting"]


def test_the_command_line_is_checked_too():
    assert refused(None, port=70_000) == ["--port: expected less than or equal to 65535"]
    assert refused(None, unknown=1) == ["--unknown: unknown setting"]


@pytest.mark.parametrize("text", ["- a", "just text", "", "a: [", "port: 1\nport: 2"])
def test_a_file_that_is_no_mapping_is_refused(path: Path, text: str):
    path.write_text(text)
    with pytest.raises(PolicyError, match=rf"^{path}:\d+: "):
        load(path)


def test_a_file_that_is_not_there_is_refused(path: Path):
    with pytest.raises(PolicyError, match="cannot be read: No such file or directory"):
        load(path)


def test_settings_do_not_change():
    with pytest.raises(ValidationError):
        load(None).port = 1  # type: ignore[misc]


def test_every_setting_says_what_it_is():
    assert all(field.description for field in Settings.model_fields.values())


def test_memory_may_be_none_but_not_less():
    assert load(None, memory=0).memory == 0
    assert refused(None, memory=-1) == ["--memory: expected greater than or equal to 0"]
    assert refused(None, memory="much")[0].startswith("--memory: expected")


def test_systems_and_digests_of_keys_are_checked(path: Path):
    digest = "0123456789abcdef" * 4
    path.write_text(f"drop_in: [presidio, llm-guard]\ncaller_keys: [{digest}]\n")
    made = load(path)
    assert (made.drop_in, made.caller_keys) == (("presidio", "llm-guard"), (digest,))
    assert digest not in repr(made)
    path.write_text(f"drop_in: [zebra]\ncaller_keys: [{digest.upper()}]\n")
    assert len(refused(path)) == 2


@pytest.mark.parametrize("name", ["DROP_IN", "CALLER_KEYS"])
def test_systems_and_keys_in_the_environment_are_lists(monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv(f"GUARD_{name}", "presidio")
    assert refused(None) == [f'GUARD_{name}: expected a list in JSON, such as ["a", "b"]']
