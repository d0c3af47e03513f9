"""The unit for systemd: the rights it gives up, and that nothing in it asks for what Guard needs."""

import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[2] / "deploy/systemd/guard.service"


class Unit(ConfigParser):
    """A unit file: case counts, and a key that comes again adds to its value."""

    def __init__(self) -> None:
        super().__init__(delimiters=("=",), comment_prefixes=("#",), strict=False, interpolation=None)

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def service() -> dict[str, str]:
    unit = Unit()
    unit.read(UNIT, encoding="utf-8")
    assert unit.sections() == ["Unit", "Service", "Install"]
    return dict(unit["Service"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DynamicUser", "yes"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("AmbientCapabilities", ""),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("StateDirectory", "guard"),
        ("StateDirectoryMode", "0700"),
        ("UMask", "0077"),
        ("LimitCORE", "0"),
        ("MemorySwapMax", "0"),
        ("MemoryDenyWriteExecute", "yes"),
        ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"),
        ("RestrictNamespaces", "yes"),
        ("SystemCallArchitectures", "native"),
        ("KillSignal", "SIGTERM"),
        ("Restart", "on-failure"),
    ],
)
def test_it_gives_up_what_it_does_not_need(name: str, value: str) -> None:
    assert service()[name] == value


def test_it_writes_to_its_folder_only_and_its_settings_are_a_credential() -> None:
    found = service()
    assert not {"ReadWritePaths", "BindPaths", "User", "PermissionsStartOnly"} & set(found)
    assert "GUARD_DIR=%S/guard" in found["Environment"].split()
    name, _, source = found["LoadCredential"].partition(":")
    assert source == "/etc/guard/guard.yaml"
    assert found["ExecStart"].split() == ["/opt/guard/bin/guard", "serve", "--config", f"%d/{name}"]


def test_nothing_in_the_environment_is_secret() -> None:
    assert "EnvironmentFile" not in service()
    text = UNIT.read_text(encoding="utf-8").upper()
    assert not any(word in text for word in ("PASSWORD", "GUARD_STORE", "API_KEY"))


def test_system_calls_are_let_through_by_name() -> None:
    lines = [line for line in UNIT.read_text(encoding="utf-8").splitlines() if "SystemCallFilter=" in line]
    # The first one lists what is let through; what comes after takes away. Limits are needed: no core is left.
    assert lines == ["SystemCallFilter=@system-service", "SystemCallFilter=~@privileged"]


def test_it_waits_for_streams_that_are_under_way() -> None:
    assert int(service()["TimeoutStopSec"]) >= 120


def test_systemd_itself_knows_every_key() -> None:
    """Says so where systemd is; elsewhere the tests above have to do."""
    try:
        done = subprocess.run(
            ["systemd-analyze", "verify", str(UNIT)], check=False, capture_output=True, text=True
        )
    except FileNotFoundError:
        pytest.skip("no systemd-analyze here")
    said = [line for line in done.stderr.splitlines() if "/opt/guard/bin/guard is not executable" not in line]
    assert not [line for line in said if "guard.service" in line]
