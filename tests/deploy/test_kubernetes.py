"""The manifests: held against Kubernetes' own schemas, against each other, and against what Guard has."""

import copy
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from dockerfile import stages

from guard.config import load
from guard.engine import load_policy
from guard.metrics import Metrics

FOLDER = Path(__file__).parents[2] / "deploy/kubernetes"
VERSIONS = ("1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37")
RUNTIME = stages(FOLDER.parent / "Dockerfile")[-1]


def read(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


KUSTOMIZATIONS = {place: read(FOLDER / place / "kustomization.yaml")[0] for place in ("service", "sidecar")}
OBJECTS = {
    f"{path.relative_to(FOLDER)} {each['kind']} {each['metadata']['name']}": each
    for place in KUSTOMIZATIONS
    for path in sorted((FOLDER / place).glob("*.yaml"))
    if path.name != "kustomization.yaml"
    for each in read(path)
}


def one(kind: str, place: str = "service", name: str = "") -> dict[str, Any]:
    (found,) = [
        each
        for label, each in OBJECTS.items()
        if label.startswith(place) and each["kind"] == kind and name in ("", each["metadata"]["name"])
    ]
    return found


PODS = {place: one("Deployment", place)["spec"]["template"] for place in KUSTOMIZATIONS}
CONTAINERS = {
    f"{place} {each['name']}": each
    for place, pod in PODS.items()
    for each in [*pod["spec"]["initContainers"], *pod["spec"]["containers"]]
}
OURS = {name: each for name, each in CONTAINERS.items() if each["image"] == "guard"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", OBJECTS)
def test_it_is_as_kubernetes_has_it(name: str, version: str) -> None:
    kubernetes_validate.validate(OBJECTS[name], version, strict=True)


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("Deployment", ("spec", "template", "spec", "securityContexts"), {}),
        ("Deployment", ("spec", "replicas"), "two"),
        ("HorizontalPodAutoscaler", ("spec", "maxReplicas"), None),
        ("PodDisruptionBudget", ("spec", "maxUnavailables"), 1),
        ("NetworkPolicy", ("spec", "egress"), {}),
    ],
)
def test_what_it_has_not_is_seen(kind: str, path: tuple[str, ...], value: object) -> None:
    spoiled = copy.deepcopy(one(kind))
    inner = spoiled
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(spoiled, VERSIONS[-1], strict=True)


@pytest.mark.parametrize("place", KUSTOMIZATIONS)
def test_kustomize_takes_every_file_but_the_example(place: str) -> None:
    files = {path.name for path in (FOLDER / place).glob("*.yaml")}
    assert set(KUSTOMIZATIONS[place]["resources"]) == files - {"kustomization.yaml", "secrets.example.yaml"}
    (image,) = KUSTOMIZATIONS[place]["images"]
    assert image["name"] == "guard"
    assert image["newTag"] not in ("", "latest")


@pytest.mark.parametrize("place", PODS)
def test_pods_run_without_rights(place: str) -> None:
    spec = PODS[place]["spec"]
    assert spec["automountServiceAccountToken"] is False
    context = spec["securityContext"]
    assert context["runAsNonRoot"] is True
    assert f"{context['runAsUser']}:{context['runAsGroup']}" == RUNTIME.one("USER")
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec)
    assert not any("hostPath" in each for each in spec["volumes"])


@pytest.mark.parametrize("name", CONTAINERS)
def test_containers_give_up_what_they_do_not_need(name: str) -> None:
    container = CONTAINERS[name]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(container["resources"]["requests"]) == {"cpu", "memory"}
    assert "memory" in container["resources"]["limits"]
    assert ":latest" not in container["image"]


@pytest.mark.parametrize("place", PODS)
def test_what_is_mounted_is_there(place: str) -> None:
    spec = PODS[place]["spec"]
    volumes = {each["name"]: each for each in spec["volumes"]}
    mounted = {
        mount["name"]
        for each in [*spec["initContainers"], *spec["containers"]]
        for mount in each.get("volumeMounts", ())
    }
    assert mounted == set(volumes)
    examples = {each["metadata"]["name"] for each in read(FOLDER / "service/secrets.example.yaml")}
    assert {each["secret"]["secretName"] for each in volumes.values() if "secret" in each} == examples
    policies = one("ConfigMap", place)
    assert volumes["policies"]["configMap"]["name"] == policies["metadata"]["name"]
    # A file that is mounted by itself never changes.
    assert not any("subPath" in mount for each in OURS.values() for mount in each.get("volumeMounts", ()))


@pytest.mark.parametrize("place", PODS)
def test_the_folder_is_filled_before_guard_starts(place: str) -> None:
    first, *rest = [name for name in OURS if name.startswith(place)]
    assert first.endswith("state")
    assert len(rest) == 1
    mounts = {each["name"]: each for each in OURS[first]["volumeMounts"]}
    assert mounts["state"]["mountPath"] == RUNTIME.environment["GUARD_DIR"]
    assert mounts["tenant"]["mountPath"] in OURS[first]["command"][-1]
    # What is handed over does not stay in sight of the process that listens.
    assert "tenant" not in {each["name"] for each in OURS[rest[0]]["volumeMounts"]}


@pytest.mark.parametrize("place", PODS)
def test_settings_and_policies_are_such_that_guard_starts(place: str, tmp_path: Path) -> None:
    text = one("Secret", name="guard-settings")["stringData"]["guard.yaml"]
    (tmp_path / "guard.yaml").write_text(text, encoding="utf-8")
    settings = load(tmp_path / "guard.yaml")
    assert settings.store.startswith("postgresql://gateway:PASSWORD@")
    name = Path(settings.policy).name
    mounts = {each["name"]: each["mountPath"] for each in CONTAINERS[f"{place} guard"]["volumeMounts"]}
    assert Path(settings.policy).parent == Path(mounts["policies"])
    (tmp_path / name).write_text(one("ConfigMap", place)["data"][name], encoding="utf-8")
    assert load_policy(tmp_path / name).id == "acme"
    config = CONTAINERS[f"{place} guard"]["args"][2]
    assert Path(config).parent == Path(mounts["settings"])


def test_no_key_that_opens_records_is_handed_over() -> None:
    handed = set(one("Secret", name="guard-tenant")["stringData"])
    assert handed == {"ring.json", "admins.json", "index.key", "tenant.key", "checkpoint.secret"}
    assert not any(name.startswith("officer-") for name in handed)


def test_everything_is_about_the_same_pods() -> None:
    labels = PODS["service"]["metadata"]["labels"]
    selectors = [
        one("Deployment")["spec"]["selector"]["matchLabels"],
        one("Service")["spec"]["selector"],
        one("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        one("NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
        *[
            each["labelSelector"]["matchLabels"]
            for each in PODS["service"]["spec"]["topologySpreadConstraints"]
        ],
    ]
    assert len(selectors) == 6
    assert all(selector.items() <= labels.items() for selector in selectors)
    target = one("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", one("Deployment")["metadata"]["name"])
    # Two would say how many there are.
    assert "replicas" not in one("Deployment")["spec"]
    assert PODS["service"]["spec"]["serviceAccountName"] == one("ServiceAccount")["metadata"]["name"]
    (port,) = one("Service")["spec"]["ports"]
    (container,) = PODS["service"]["spec"]["containers"]
    assert port["targetPort"] == container["ports"][0]["name"]
    assert str(container["ports"][0]["containerPort"]) == RUNTIME.environment["GUARD_PORT"]
    assert one("NetworkPolicy")["spec"]["ingress"][0]["ports"] == [{"protocol": "TCP", "port": 8080}]


def test_probes_ask_for_what_there_is() -> None:
    container = CONTAINERS["service guard"]
    paths = {
        name: container[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "readiness", "liveness")
    }
    # A store that is away must not take every pod out at once: clean traffic passes meanwhile.
    assert paths == {"startup": "/readyz", "readiness": "/healthz", "liveness": "/healthz"}
    assert container["lifecycle"]["preStop"]["sleep"]["seconds"] < 10
    assert PODS["service"]["spec"]["terminationGracePeriodSeconds"] >= 120


def test_the_sidecar_is_up_before_its_app_and_on_loopback() -> None:
    container = CONTAINERS["sidecar guard"]
    assert container["restartPolicy"] == "Always"
    assert {"name": "GUARD_HOST", "value": "127.0.0.1"} in container["env"]
    app = CONTAINERS["sidecar app"]
    assert {"name": "OPENAI_BASE_URL", "value": "http://127.0.0.1:8080/v1"} in app["env"]
    asked = RUNTIME.one("HEALTHCHECK").partition(" CMD ")[2]
    for probe in ("startupProbe", "livenessProbe"):
        command = container[probe]["exec"]["command"]
        assert command[:-1] == yaml.safe_load(asked)[:-1]
        assert command[-1] in ("/healthz", "/readyz")
    # Nothing from outside the pod could answer them.
    assert "httpGet" not in str(container)
    assert not {"state", "tenant", "settings"} & {each["name"] for each in app.get("volumeMounts", ())}


def test_the_autoscaler_asks_for_a_metric_that_there_is() -> None:
    pods, *_ = one("HorizontalPodAutoscaler")["spec"]["metrics"]
    name = pods["pods"]["metric"]["name"]
    (rule,) = read(FOLDER / "prometheus-adapter.yaml")[0]["rules"]["custom"]
    assert rule["name"]["as"] == name
    assert rule["seriesQuery"].startswith(f"{name}{{")
    assert f"\n{name} " in Metrics().text().decode()
    annotations = PODS["service"]["metadata"]["annotations"]
    assert annotations["prometheus.io/path"] == "/metrics"
    assert annotations["prometheus.io/port"] == RUNTIME.environment["GUARD_PORT"]


def test_private_networks_are_no_providers() -> None:
    *_, web = one("NetworkPolicy")["spec"]["egress"]
    assert web["ports"] == [{"protocol": "TCP", "port": 443}]
    assert set(web["to"][0]["ipBlock"]["except"]) >= {
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
    }
