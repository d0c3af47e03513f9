"""The compose file: held against the specification's schema, and what matters to us looked at by ourselves."""

import copy
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from dockerfile import stages
from jsonschema import Draft202012Validator

from guard.config import Settings
from guard.engine import load_policy

FOLDER = Path(__file__).parents[2] / "deploy/compose"
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
RUNTIME = stages(FOLDER.parent / "Dockerfile")[-1]
SCHEMA = Draft202012Validator(
    json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text())
)


def test_it_is_as_the_specification_has_it() -> None:
    assert [error.message for error in SCHEMA.iter_errors(COMPOSE)] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("readonly", True), ("cap_drop", "ALL"), ("healthcheck", {"tests": "x"}), ("depends_on", {"a": {}})],
)
def test_what_it_has_not_is_seen(key: str, value: object) -> None:
    spoiled = copy.deepcopy(COMPOSE)
    spoiled["services"]["guard"][key] = value
    assert list(SCHEMA.iter_errors(spoiled))


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_gives_up_what_it_does_not_need(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert any(each.startswith("/tmp:size=") for each in service["tmpfs"])
    assert all(service[limit] for limit in ("mem_limit", "cpus", "pids_limit"))
    assert not {"privileged", "cap_add", "network_mode", "pid", "ports"} & set(service)
    assert not any("docker.sock" in each for each in service.get("volumes", ()))


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_in_the_environment(name: str) -> None:
    given = SERVICES[name].get("environment", {})
    ours = {key: value for key, value in given.items() if not key.endswith("_FILE")}
    # The app's own key is the app's business; it comes from outside.
    assert ours.pop("OPENAI_API_KEY", "${OPENAI_API_KEY:-}") == "${OPENAI_API_KEY:-}"
    text = json.dumps(ours).upper()
    assert not any(word in text for word in ("PASSWORD", "SECRET", "KEY", "POSTGRESQL://"))


def test_what_is_named_is_there() -> None:
    for service in SERVICES.values():
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert set(service.get("depends_on", ())) <= set(SERVICES)
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (FOLDER / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("./secrets/")
    assert not (FOLDER / "secrets").exists() or "deploy/compose/secrets/" in (
        FOLDER.parents[1] / ".gitignore"
    ).read_text(encoding="utf-8")


def test_the_app_gets_out_through_guard_only() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    outside = [name for name, service in SERVICES.items() if "outside" in service["networks"]]
    assert outside == ["guard"]
    assert SERVICES["app"]["environment"]["OPENAI_BASE_URL"] == "http://guard:8080/v1"


def test_guard_is_the_image_that_is_built() -> None:
    guard = SERVICES["guard"]
    build = FOLDER / guard["build"]["context"]
    assert (build / guard["build"]["dockerfile"]).samefile(FOLDER.parent / "Dockerfile")
    assert guard["image"] == SERVICES["schema"]["image"]
    assert "state:" + RUNTIME.environment["GUARD_DIR"] in guard["volumes"]
    assert guard["command"][:2] == [*RUNTIME.exec("CMD"), "--config"]
    # Its own check is that of the image; dependants wait for it.
    assert "healthcheck" not in guard
    assert SERVICES["app"]["depends_on"]["guard"] == {"condition": "service_healthy"}


def test_settings_exist_and_the_policy_loads() -> None:
    named = {key.removeprefix("GUARD_").lower() for key in SERVICES["guard"]["environment"]}
    assert named <= set(Settings.model_fields)
    assert load_policy(FOLDER / "policies/acme.yaml").id == "acme"


def test_the_script_is_a_program_of_its_own() -> None:
    # PostgreSQL's image reads one that is none into its own shell, with all that it sets there.
    assert (FOLDER / "logins.sh").stat().st_mode & 0o111 == 0o111


def test_images_have_versions() -> None:
    for name, service in SERVICES.items():
        if name != "app":
            assert service["image"].partition(":")[2] not in ("", "latest")
