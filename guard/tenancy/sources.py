"""Where the tenants are read from: a file or folder of many, or the settings of one."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from guard.decide.policy import Policy
from guard.engine import load_policy, policy_path
from guard.tenancy.load import Badge, Spec, Tenancy, load

Source = Callable[[set[Path]], Tenancy]
"""Reads everything there is to open; adds each file it looks at to what it is given."""


def many(path: Path, folder: Path, pause: Callable[[], None] = lambda: None) -> Source:
    """Give what reads a tenants file, or a folder of one file for each tenant.

    Args:
        path: the file or the folder.
        folder: where tenants' folders are.
        pause: called after each policy, so that others get their turn.
    """
    return lambda files: load(path, folder, load_policy_of, named, files=files, pause=pause)


def single(
    policy: str | Path,
    folder: Path,
    *,
    tenant: str = "default",
    digests: Iterable[str] | None = None,
) -> Source:
    """Give what reads the policy of a deployment with one tenant, as whom anybody may call.

    Args:
        policy: the name of a pack or a path.
        folder: the tenant's folder.
        tenant: the tenant's id.
        digests: of the keys that Guard's own endpoints ask for; None lets everybody in.
    """
    return partial(_single, policy, folder, tenant, None if digests is None else tuple(digests))


def _single(
    policy: str | Path,
    folder: Path,
    tenant: str,
    digests: tuple[str, ...] | None,
    files: set[Path],
) -> Tenancy:
    loaded = _watched(policy, files)
    spec = Spec(tenant, loaded, folder)
    keys = {each: Badge(tenant) for each in digests or ()}
    return Tenancy({tenant: spec}, keys, anybody=tenant, open=digests is None)


def _watched(policy: str | Path, files: set[Path]) -> Policy:
    files.add(policy_path(policy))
    loaded = load_policy(policy)
    files.update(loaded.files)
    return loaded


def load_policy_of(path: Path, floor: Path | None) -> Policy:
    """Load a tenant's policy, held to the floors of another."""
    return load_policy(path, floor=floor)


def named(name: str, beside: Path) -> Path:
    """Give the path of a policy by what stands in a tenants file: a pack's name, or a file beside that one."""
    return beside / name if name.endswith(".yaml") else policy_path(name)
